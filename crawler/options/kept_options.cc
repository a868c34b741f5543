#include "crawler/options/kept_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <variant>

#include "crawler/options/option_table.h"

namespace crawler {
namespace {

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

std::vector<std::string> words_of(const OptionValue& value) {
  return std::visit(
      [](const auto& held) -> std::vector<std::string> {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>)
          return {};
        else
          return words_of(nlohmann::json(held));
      },
      value);
}

// What the JSON has of a host's section.
HostSettings past_host(const nlohmann::json& json) {
  HostSettings host;
  if (!json.is_object()) return host;
  const auto texts = [&](const char* name) {
    const auto member = json.find(name);
    return member == json.end() ? std::vector<std::string>() : words_of(*member);
  };
  for (std::string& name : texts("host")) host.pattern = std::move(name);
  host.include = texts("include");
  host.exclude = texts("exclude");
  if (const auto most = json.find("max-pages"); most != json.end() && most->is_number_unsigned())
    host.max_pages = most->get<uint64_t>();
  return host;
}

}  // namespace

bool is_personal(std::string_view name) {
  constexpr std::array<std::string_view, 8> kPersonal{"proxy",    "allow-private",    "cookie-file",
                                                      "login",    "ca-file",          "insecure",
                                                      "chromium", "render-unconfined"};
  return std::find(kPersonal.begin(), kPersonal.end(), name) != kPersonal.end();
}

std::string given_words(const OptionRow& row, const Options& options) {
  const OptionValue value = row.get(options);
  static const Options kDefaults;
  if (value == row.get(kDefaults)) return "";
  if (value == OptionValue(true)) return fmt::format(" --{}", row.name);
  std::string words;
  for (const std::string& word : words_of(value))
    words += fmt::format(" --{} {}", row.name, shell_word(word));
  return words;
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
  if (const auto hosts = json.find("hosts"); hosts != json.end() && hosts->is_array())
    for (const auto& host : *hosts) past.options.hosts.push_back(past_host(host));
  const auto digest = json.find("seed-digest");
  if (digest != json.end() && digest->is_string()) past.seed_digest = digest->get<std::string>();
  return past;
}

KeptOptions read_kept_options(const std::string& json) {
  KeptOptions kept;
  const auto object = nlohmann::json::parse(json, nullptr, false);
  if (!object.is_object()) return kept;
  kept.has_hosts = object.contains("hosts");
  if (const auto seeds = object.find("seeds"); seeds != object.end()) kept.seeds = words_of(*seeds);
  for (const OptionRow& row : option_table()) {
    const auto member = object.find(row.name);
    if (member == object.end() || is_of_run_alone(row)) continue;
    std::vector<std::string> words = words_of(*member);
    if (words.empty()) continue;
    const auto is_redacted = [](const std::string& word) {
      return word.find(kRedacted) != std::string::npos;
    };
    if (row.is_secret && std::any_of(words.begin(), words.end(), is_redacted)) {
      kept.secret.push_back(row.name);
      continue;
    }
    Options scratch;
    for (const std::string& word : words) row.set(scratch, word);
    if (is_personal(row.name) && !given_words(row, scratch).empty())
      kept.personal.push_back(row.name);
    kept.values.emplace(row.name, std::move(words));
  }
  return kept;
}

}  // namespace crawler
