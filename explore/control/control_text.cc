#include "explore/control/control_text.h"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  return terminal::safe_text(found->get<std::string>());
}

uint64_t number_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || !found->is_number_unsigned() ? 0 : found->get<uint64_t>();
}

milliseconds time_of(const Json& object, const char* name) {
  return milliseconds(static_cast<int64_t>(number_of(object, name)));
}

std::string setting_line(const Json& setting) {
  const std::string subject = text_of(setting, "subject");
  return fmt::format("  {}{}{} {}\n", text_of(setting, "setting"), subject.empty() ? "" : " ",
                     subject, text_of(setting, "value"));
}

std::string status_text(const Json& status) {
  std::string state = text_of(status, "state");
  if (const auto paused = time_of(status, "paused_ms"); paused.count() > 0)
    state += fmt::format(" (paused {} in all)", terminal::duration_text(paused));
  std::string text = fmt::format(
      "{}, process {}, {} so far\n{} pages, {} received, {} failed\n{} in flight, {} waiting, {} "
      "hosts in memory, limited by: {}\n",
      state, number_of(status, "pid"), terminal::duration_text(time_of(status, "elapsed_ms")),
      terminal::with_thousands(number_of(status, "pages")),
      terminal::size_text(static_cast<double>(number_of(status, "bytes"))),
      terminal::with_thousands(number_of(status, "failed")),
      terminal::with_thousands(number_of(status, "in_flight")),
      terminal::with_thousands(number_of(status, "waiting")),
      terminal::with_thousands(number_of(status, "hosts")), text_of(status, "limit"));
  const auto settings = status.find("settings");
  if (settings == status.end() || !settings->is_array() || settings->empty()) return text;
  text += "Set by crawl ctl\n";
  for (const Json& setting : *settings)
    if (setting.is_object()) text += setting_line(setting);
  return text;
}

}  // namespace

ControlAnswer read_answer(std::string_view json) {
  const Json answer = Json::parse(json, nullptr, false);
  if (!answer.is_object()) return {false, "the crawl answered something that is no answer"};
  const auto ok = answer.find("ok");
  if (ok == answer.end() || !ok->is_boolean() || !ok->get<bool>())
    return {false, text_of(answer, "error")};
  const auto status = answer.find("status");
  if (status != answer.end() && status->is_object()) return {true, status_text(*status)};
  return {true, text_of(answer, "text") + "\n"};
}

}  // namespace explore
