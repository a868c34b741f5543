// What leaves the process of the options, and comes back: the JSON of a run and the command that
// goes on.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "crawler/options/kept_options.h"
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

bool is_of_run_alone(const OptionRow& row) {
  return row.name == "db" || row.name == "max-pages" || row.name == "max-time" ||
         row.group == OptionGroup::kMessages;
}

std::string word_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// As the command line would have the value.
std::vector<std::string> words_of(const nlohmann::json& value) {
  std::vector<std::string> words;
  if (value.is_array())
    for (const auto& each : value) words.push_back(word_of(each));
  else if (!value.is_null())
    words.push_back(word_of(value));
  return words;
}

bool has_secret(const OptionRow& row, const Options& options) {
  return row.is_secret && without_secrets(row, row.get(options)) != row.get(options);
}

}  // namespace

bool is_personal(std::string_view name) {
  constexpr std::array<std::string_view, 5> kPersonal{"proxy", "allow-private", "cookie-file",
                                                      "ca-file", "insecure"};
  return std::find(kPersonal.begin(), kPersonal.end(), name) != kPersonal.end();
}

std::string given_words(const OptionRow& row, const Options& options) {
  const OptionValue value = row.get(options);
  static const Options kDefaults;
  if (value == row.get(kDefaults)) return "";
  if (value == OptionValue(true)) return fmt::format(" --{}", row.name);
  std::string words;
  for (const std::string& word : words_of(to_json(value)))
    words += fmt::format(" --{} {}", row.name, shell_word(word));
  return words;
}

std::string options_json(const Options& options, std::string_view seed_digest) {
  nlohmann::ordered_json json;
  json["seeds"] = nlohmann::json::array();
  for (const std::string& seed : options.seeds) json["seeds"].push_back(redact_userinfo(seed));
  if (!seed_digest.empty()) json["seed-digest"] = seed_digest;
  for (const OptionRow& row : option_table())
    json[std::string(row.name)] = to_json(without_secrets(row, row.get(options)));
  // Names of files need not be UTF-8.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

PastOptions past_options(std::string_view text) {
  PastOptions past;
  past.options.user_agent = default_user_agent();
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return past;
  for (const OptionRow& row : option_table()) {
    const auto value = json.find(row.name);
    if (value == json.end() || row.is_secret) continue;
    for (const std::string& word : words_of(*value)) row.set(past.options, word);
  }
  const auto digest = json.find("seed-digest");
  if (digest != json.end() && digest->is_string()) past.seed_digest = digest->get<std::string>();
  return past;
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
  const std::string db = options.db.starts_with('-') ? "./" + options.db : options.db;
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

KeptOptions read_kept_options(const std::string& json) {
  KeptOptions kept;
  const auto object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object()) return kept;
  if (const auto seeds = object.find("seeds"); seeds != object.end()) kept.seeds = words_of(*seeds);
  for (const OptionRow& row : option_table()) {
    const auto member = object.find(row.name);
    if (member == object.end() || is_of_run_alone(row)) continue;
    std::vector<std::string> words = words_of(*member);
    if (words.empty()) continue;
    const auto is_redacted = [](const std::string& word) {
      return word.find(kRedacted) != std::string::npos;
    };
    if (row.is_secret && std::any_of(words.begin(), words.end(), is_redacted))
      kept.secret.push_back(row.name);
    else {
      Options scratch;
      for (const std::string& word : words) row.set(scratch, word);
      if (is_personal(row.name) && !given_words(row, scratch).empty())
        kept.personal.push_back(row.name);
      kept.values.emplace(row.name, std::move(words));
    }
  }
  return kept;
}

}  // namespace crawler
