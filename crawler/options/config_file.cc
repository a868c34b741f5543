// toml++'s and not CLI11's: that of Debian 12 cuts quoted strings at '#' and does not count lines.
#include "crawler/options/config_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <utility>

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
    throw Mistake{entry.line, "no [tables] are known here, write each option as name = value"};
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

std::vector<ConfigEntry> entries_of(const toml::table& file) {
  // toml++ sorts by name; the first mistake is the one that stands first.
  std::vector<std::pair<const toml::key*, const toml::node*>> members;
  for (const auto& [key, node] : file) members.emplace_back(&key, &node);
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return a.first->source().begin < b.first->source().begin;
  });
  std::vector<ConfigEntry> entries;
  entries.reserve(members.size());
  for (const auto& [key, node] : members) entries.push_back(entry_of(*key, *node));
  return entries;
}

ConfigFile refused(std::string_view name, std::size_t line, std::string_view words) {
  return {{}, fmt::format("{}:{}: {}", name, line, words)};
}

}  // namespace

ConfigFile parse_config(std::string_view text, std::string_view name) {
  if (text.size() > kMaxFileBytes)
    return {{},
            fmt::format("{}: more than {} KB: these are no options", name, kMaxFileBytes >> 10)};
  if (const std::size_t line = parser::line_of_deep_key(text); line > 0)
    return refused(name, line, "no dotted keys are known here, write each option as name = value");
  try {
    return {entries_of(toml::parse(text, name)), ""};
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
  if (!wrong.empty()) return {{}, "--config: " + wrong};
  // One byte over the limit shows that there is more; what has no end is not read to it.
  std::string text(kMaxFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_config(text, path);
}

}  // namespace crawler
