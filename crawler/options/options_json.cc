// What leaves the process of the options: the JSON of a run and the command that goes on.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crawler/options/kept_options.h"
#include "crawler/options/option_table.h"
#include "crawler/options/option_values.h"
#include "crawler/options/options.h"
#include "storage/store/place.h"

namespace crawler {
namespace {

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
  if (row.name == "db")
    if (const auto* place = std::get_if<std::string>(&value)) return storage::shown_place(*place);
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

bool has_secret(const OptionRow& row, const Options& options) {
  return row.is_secret && without_secrets(row, row.get(options)) != row.get(options);
}

// Of headers, cookies and credentials not a byte.
nlohmann::ordered_json host_json(const HostSettings& host) {
  nlohmann::ordered_json json;
  json["host"] = host.pattern;
  if (host.delay) json["delay"] = host.delay->count();
  if (host.slots) json["slots"] = *host.slots;
  if (host.max_pages) json["max-pages"] = *host.max_pages;
  if (!host.include.empty()) json["include"] = host.include;
  if (!host.exclude.empty()) json["exclude"] = host.exclude;
  return json;
}

}  // namespace

std::string options_json(const Options& options, std::string_view seed_digest) {
  nlohmann::ordered_json json;
  json["seeds"] = nlohmann::json::array();
  for (const std::string& seed : options.seeds) json["seeds"].push_back(redact_userinfo(seed));
  if (!seed_digest.empty()) json["seed-digest"] = seed_digest;
  for (const OptionRow& row : option_table())
    json[std::string(row.name)] = to_json(without_secrets(row, row.get(options)));
  for (const HostSettings& host : options.hosts) json["hosts"].push_back(host_json(host));
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
  // What begins with a dash would be an option.
  const std::string shown = storage::shown_place(options.db);
  const std::string db = shown.starts_with('-') ? "./" + shown : shown;
  std::string command = fmt::format("{} resume {}", shell_word(options.program), shell_word(db));
  for (const OptionRow& row : option_table()) {
    if (row.group == OptionGroup::kMessages && row.get(options) == OptionValue(true))
      command += fmt::format(" --{}", row.name);
    if (has_secret(row, options))
      command += fmt::format(" --{} ...", row.name);
    else if (is_personal(row.name))
      command += given_words(row, options);
  }
  return command;
}

}  // namespace crawler
