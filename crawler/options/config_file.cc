// toml++'s and not CLI11's: that of Debian 12 cuts quoted strings at '#' and does not count lines.
#include "crawler/options/config_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "crawler/options/host_section.h"
#include "crawler/options/option_values.h"
#include "parser/extract/toml_keys.h"

namespace crawler {
namespace {

constexpr std::size_t kMaxFileBytes = 1u << 20;

// Left by what finds a mistake, caught where reading began.
struct Mistake {
  std::size_t line;
  std::string words;
};

std::size_t line_of(const toml::source_region& where) { return where.begin.line; }

// With a point, or as an exponent.
std::string decimal_text(double number) {
  std::string text = fmt::format("{}", number);
  if (std::isfinite(number) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// A value as a command line has it: 1.0 is no whole number there, and keeps its point.
std::optional<std::string> scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return decimal_text(number->get());
  return std::nullopt;
}

ConfigEntry entry_of(const toml::key& key, const toml::node& node) {
  ConfigEntry entry{std::string(key.str()), ConfigEntry::Kind::kScalar, {}, line_of(key.source())};
  if (node.is_table() || node.is_array_of_tables())
    throw Mistake{
        entry.line,
        "no [tables] are known here but [host.\"NAME\"], write each option as name = value"};
  const auto add = [&](const toml::node& one) {
    auto value = scalar(one);
    if (!value)
      throw Mistake{line_of(one.source()),
                    fmt::format("{}: no dates and no arrays in arrays are known here, write "
                                "strings in quotes, numbers, true or false",
                                in_quotes(entry.key))};
    entry.values.push_back(*std::move(value));
  };
  if (const auto* array = node.as_array()) {
    entry.kind = ConfigEntry::Kind::kArray;
    for (const toml::node& one : *array) add(one);
  } else {
    if (node.is_boolean()) entry.kind = ConfigEntry::Kind::kBoolean;
    add(node);
  }
  return entry;
}

using Members = std::vector<std::pair<const toml::key*, const toml::node*>>;

// toml++ sorts by name; the first mistake is the one that stands first.
Members in_order(const toml::table& table) {
  Members members;
  members.reserve(table.size());
  for (const auto& [key, node] : table) members.emplace_back(&key, &node);
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return a.first->source().begin < b.first->source().begin;
  });
  return members;
}

// { env = "NAME" } or { file = "PATH" }; of several lines each is a value.
void add_secret(const toml::table& table, const std::string& key, SectionValue& value) {
  const auto* variable = table["env"].as_string();
  const auto* file = table["file"].as_string();
  const std::size_t line = line_of(table.source());
  if (table.size() != 1 || (variable == nullptr && file == nullptr))
    throw Mistake{line, fmt::format("{}: a secret is {{ env = \"NAME\" }} or {{ file = \"PATH\" }}",
                                    in_quotes(key))};
  const Secret secret =
      variable != nullptr ? secret_of_variable(variable->get()) : secret_of_file(file->get());
  if (!secret.problem.empty())
    throw Mistake{line, fmt::format("{}: {}", in_quotes(key), secret.problem)};
  std::istringstream lines(secret.value);
  for (std::string text; std::getline(lines, text);)
    if (!text.empty() && text != "\r") {
      if (text.ends_with('\r')) text.pop_back();
      value.texts.push_back(std::move(text));
    }
}

SectionValue section_value(const std::string& key, const toml::node& node) {
  SectionValue value;
  const auto add = [&](const toml::node& one) {
    if (const auto* table = one.as_table()) return add_secret(*table, key, value);
    auto text = scalar(one);
    if (!text)
      throw Mistake{line_of(one.source()),
                    fmt::format("{}: no such value is known here", in_quotes(key))};
    value.texts.push_back(*std::move(text));
  };
  if (const auto* array = node.as_array()) {
    value.is_array = true;
    for (const toml::node& one : *array) add(one);
  } else {
    add(node);
  }
  return value;
}

HostSettings host_of(const toml::key& pattern, const toml::node& node) {
  HostSettings host;
  const std::size_t line = line_of(pattern.source());
  const auto* table = node.as_table();
  if (table == nullptr)
    throw Mistake{line, "settings of a host are a table: [host.\"example.com\"]"};
  if (std::string wrong = set_host_pattern(host, pattern.str()); !wrong.empty())
    throw Mistake{line, fmt::format("{}: {}", in_quotes(pattern.str()), wrong)};
  for (const auto& [key, value] : in_order(*table)) {
    const std::string name(key->str());
    const std::size_t at = line_of(key->source());
    // A credential that stands in the file is one that is shown, copied and committed with it.
    if (name == "auth" && !value->is_table())
      throw Mistake{at, "auth is a secret: { env = \"NAME\" } or { file = \"PATH\" }"};
    const SectionValue taken = section_value(name, *value);
    std::string wrong;
    if (taken.texts.empty() && !taken.is_array) wrong = "is empty";
    if (name == "auth" && taken.texts.size() > 1) wrong = "has more than one line";
    if (wrong.empty()) wrong = set_host_value(host, name, taken);
    if (!wrong.empty()) throw Mistake{at, fmt::format("{}: {}", in_quotes(name), wrong)};
  }
  return host;
}

std::vector<HostSettings> hosts_of(const toml::key& heading, const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr)
    throw Mistake{line_of(heading.source()),
                  "settings of a host are a table: [host.\"example.com\"]"};
  std::vector<HostSettings> hosts;
  hosts.reserve(table->size());
  for (const auto& [key, one] : in_order(*table)) {
    HostSettings host = host_of(*key, *one);
    const bool is_there = std::any_of(hosts.begin(), hosts.end(), [&](const HostSettings& other) {
      return other.pattern == host.pattern;
    });
    if (is_there)
      throw Mistake{line_of(key->source()),
                    fmt::format("{} is there twice", in_quotes(host.pattern))};
    hosts.push_back(std::move(host));
  }
  return hosts;
}

ConfigFile contents_of(const toml::table& file) {
  ConfigFile config;
  config.entries.reserve(file.size());
  for (const auto& [key, node] : in_order(file)) {
    if (key->str() == "host")
      config.hosts = hosts_of(*key, *node);
    else
      config.entries.push_back(entry_of(*key, *node));
  }
  return config;
}

ConfigFile refused(std::string_view name, std::size_t line, std::string_view words) {
  return {{}, {}, fmt::format("{}:{}: {}", name, line, words)};
}

}  // namespace

ConfigFile parse_config(std::string_view text, std::string_view name) {
  if (text.size() > kMaxFileBytes)
    return {{},
            {},
            fmt::format("{}: more than {} KB: these are no options", name, kMaxFileBytes >> 10)};
  if (const std::size_t line = parser::line_of_deep_key(text); line > 0)
    return refused(name, line, "no dotted keys are known here, write each option as name = value");
  try {
    return contents_of(toml::parse(text, name));
  } catch (const toml::parse_error& error) {
    return refused(name, error.source().begin.line,
                   fmt::format("{} (an option is name = value, a string stands in quotes)",
                               error.description()));
  } catch (const Mistake& mistake) {
    return refused(name, mistake.line, mistake.words);
  }
}

ConfigFile read_config(const std::string& path) {
  std::string wrong = check_readable(path);
  std::ifstream file(path, std::ios::binary);
  if (wrong.empty() && !file) wrong = fmt::format("can't read {}", in_quotes(path));
  if (!wrong.empty()) return {{}, {}, "--config: " + wrong};
  // One byte over the limit shows that there is more; what has no end is not read to it.
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_config(text, path);
}

}  // namespace crawler
