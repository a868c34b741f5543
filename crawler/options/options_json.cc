// What leaves the process of the options: the JSON of a run and the command that goes on.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crawler/options/option_table.h"
#include "crawler/options/option_values.h"
#include "crawler/options/options.h"

namespace crawler {
namespace {

constexpr std::string_view kRedacted = "[redacted]";

std::string redact_header(const std::string& header) {
  if (!may_be_secret(header)) return header;
  return fmt::format("{}: {}", header.substr(0, header.find(':')), kRedacted);
}

// "scheme://user:password@host" without what stands before the '@'.
std::string redact_userinfo(const std::string& url) {
  const auto mark = url.find("://");
  const std::size_t begin = mark == std::string::npos ? 0 : mark + 3;
  const auto end = url.find_first_of("/?#", begin);
  const auto at = url.substr(0, end).rfind('@');
  if (at == std::string::npos || at < begin) return url;
  return fmt::format("{}{}{}", url.substr(0, begin), kRedacted, url.substr(at));
}

OptionValue without_secrets(const OptionRow& row, OptionValue value) {
  if (!row.is_secret) return value;
  if (auto* text = std::get_if<std::string>(&value))
    return row.name == "proxy" ? redact_userinfo(*text) : std::string(kRedacted);
  if (auto* texts = std::get_if<std::vector<std::string>>(&value))
    std::transform(texts->begin(), texts->end(), texts->begin(), redact_header);
  return value;
}

nlohmann::json to_json(const OptionValue& value) {
  return std::visit(
      [](const auto& held) -> nlohmann::json {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>)
          return nullptr;
        else
          return held;
      },
      value);
}

std::vector<std::string> as_words(const OptionValue& value) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return *texts;
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (const auto* count = std::get_if<uint64_t>(&value)) return {std::to_string(*count)};
  if (const auto* seconds = std::get_if<double>(&value)) return {fmt::format("{:.10g}", *seconds)};
  return {};
}

bool is_said_again(const OptionRow& row, const Options& options, const Options& defaults) {
  return row.name != "db" && row.name != "max-pages" && row.name != "max-time" &&
         row.get(options) != row.get(defaults);
}

}  // namespace

std::string options_json(const Options& options) {
  nlohmann::ordered_json json;
  json["seeds"] = nlohmann::json::array();
  for (const std::string& seed : options.seeds) json["seeds"].push_back(redact_userinfo(seed));
  for (const OptionRow& row : option_table())
    json[std::string(row.name)] = to_json(without_secrets(row, row.get(options)));
  // Names of files need not be UTF-8.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string shell_word(std::string_view word) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("%+,-./:=@_").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out.push_back(c);
  }
  return out + "'";
}

std::string resume_command(const Options& options) {
  constexpr std::size_t kMaxSeedsShown = 8;
  Options defaults;
  defaults.user_agent = default_user_agent();
  if (defaults.per_address < options.per_host) defaults.per_address = options.per_host;
  std::string command = "crawl";
  if (options.seeds.size() > kMaxSeedsShown)
    command += " SEEDS...";
  else
    for (const std::string& seed : options.seeds) command += ' ' + shell_word(seed);
  command += " -o " + shell_word(options.db);
  for (const OptionRow& row : option_table()) {
    if (!is_said_again(row, options, defaults)) continue;
    const OptionValue value = row.get(options);
    if (std::holds_alternative<bool>(value)) command += fmt::format(" --{}", row.name);
    for (const std::string& word : as_words(value))
      command += fmt::format(" --{} {}", row.name, row.is_secret ? "..." : shell_word(word));
  }
  return command;
}

}  // namespace crawler
