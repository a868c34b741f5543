#include "explore/control/served_control.h"

#include <nlohmann/json.hpp>

#include "explore/control/control_client.h"

namespace explore {
namespace {

using ControlJson = nlohmann::json;

// One who looks is not to hold a thread of the server for longer.
constexpr int kServedPatience = 5;

ControlJson member_of(std::string_view json, const char* name) {
  const ControlJson answer = ControlJson::parse(json, nullptr, false);
  const bool is_there = answer.is_object() && answer.contains(name);
  return is_there ? answer.at(name) : ControlJson();
}

ControlReply reply_of(const ControlJson& json, int status = 200) {
  return {status, json.dump(-1, ' ', false, ControlJson::error_handler_t::replace)};
}

ControlReply refused(int status, std::string_view words) {
  return reply_of(ControlJson{{"error", words}}, status);
}

}  // namespace

ControlReply control_state(const std::string& database, bool may_steer) {
  ControlJson status;
  if (may_steer)
    if (auto answer = ask_crawl(database, "status", kServedPatience))
      status = member_of(*answer, "status");
  return reply_of(ControlJson{{"may_steer", may_steer}, {"status", status}});
}

ControlReply control_crawl(std::string_view body, const std::string& database, bool may_steer) {
  if (!may_steer)
    return refused(403, "start crawl serve with --token to steer the crawl from here");
  const ControlJson command = member_of(body, "command");
  const std::string line = command.is_string() ? command.get<std::string>() : "";
  if (line.empty() || line.find('\n') != std::string::npos)
    return refused(400, "a command is a line: {\"command\": \"pause\"}");
  auto answer = ask_crawl(database, line, kServedPatience);
  if (!answer) return refused(409, answer.error().message);
  const ControlJson problem = member_of(*answer, "error");
  if (problem.is_string()) return refused(400, problem.get<std::string>());
  return reply_of(ControlJson{{"text", member_of(*answer, "text")}});
}

}  // namespace explore
