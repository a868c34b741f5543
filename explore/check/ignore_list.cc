// An ignore list grows old, and then hides what nobody meant to hide. So the reason is required, a
// date is compared as text, and whatever is not understood is refused with its line.
#include "explore/check/ignore_list.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <utility>

#include "ground/ascii.h"
#include "parser/extract/toml_keys.h"
#include "terminal/options/nearest.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

struct IgnoreList::Entry {
  std::string finding, url, reason, until;
  std::unique_ptr<re2::RE2> pattern;  // null: any URL
  bool is_expired = false;
  uint64_t rows = 0;
};

namespace {

constexpr std::size_t kMostBytes = 1u << 20;
constexpr std::size_t kMostEntries = 10'000;
constexpr std::string_view kTableName = "ignore";
constexpr std::array<std::string_view, 4> kKeys = {"finding", "url", "reason", "until"};

// Left by what finds a mistake, caught where reading began.
struct Mistake {
  std::size_t line;
  std::string words;
};

std::size_t line_at(const toml::source_region& where) { return where.begin.line; }

std::string suggestion(std::string_view word, const std::vector<std::string_view>& words) {
  const std::string_view nearest = terminal::nearest_name(word, words);
  return nearest.empty() ? "" : fmt::format(" (did you mean {}?)", nearest);
}

bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == 'd' ? ground::ascii::is_digit(c) : c == form;
         });
}

// A date of TOML, or the same as a text.
std::string date_of(const toml::node& node) {
  if (const auto* date = node.as_date())
    return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
  const auto* text = node.as_string();
  if (text == nullptr || !is_date(text->get()))
    throw Mistake{line_at(node.source()), "until is a day, as in until = 2027-01-31"};
  return text->get();
}

std::string text_in(const toml::key& key, const toml::node& node) {
  const auto* text = node.as_string();
  if (text == nullptr || ground::ascii::trim(text->get()).empty())
    throw Mistake{line_at(node.source()), fmt::format("{} is a text in quotes", key.str())};
  return text->get();
}

std::unique_ptr<re2::RE2> pattern_of(const std::string& text, std::size_t line) {
  auto pattern = std::make_unique<re2::RE2>(text, re2::RE2::Quiet);
  if (!pattern->ok())
    throw Mistake{line,
                  fmt::format("url is no regular expression in RE2 syntax: {}", pattern->error())};
  return pattern;
}

}  // namespace

namespace {

template <typename Entry>
Entry entry_of(const toml::table& table, std::string_view today,
               const std::vector<std::string_view>& ids) {
  Entry entry;
  const std::size_t line = line_at(table.source());
  for (const auto& [key, node] : table) {
    if (key.str() == "finding") {
      entry.finding = text_in(key, node);
      if (std::ranges::find(ids, entry.finding) == ids.end())
        throw Mistake{line_at(node.source()), fmt::format("there is no finding {}{}", entry.finding,
                                                          suggestion(entry.finding, ids))};
    } else if (key.str() == "url") {
      entry.url = text_in(key, node);
      entry.pattern = pattern_of(entry.url, line_at(node.source()));
    } else if (key.str() == "reason") {
      entry.reason = text_in(key, node);
    } else if (key.str() == "until") {
      entry.until = date_of(node);
    } else {
      throw Mistake{
          line_at(key.source()),
          fmt::format("unknown key {}{}; there are {}", key.str(),
                      suggestion(key.str(), {kKeys.begin(), kKeys.end()}), fmt::join(kKeys, ", "))};
    }
  }
  if (entry.reason.empty()) throw Mistake{line, "say why: reason = \"…\""};
  if (entry.finding.empty() && entry.url.empty())
    throw Mistake{line, "say what: finding = \"…\", url = '…', or both"};
  // Dates of this form are ordered as texts.
  entry.is_expired = !entry.until.empty() && entry.until < today;
  return entry;
}

template <typename Entry>
std::vector<Entry> entries_of_file(const toml::table& file, std::string_view today,
                                   const std::vector<std::string_view>& ids) {
  std::vector<Entry> entries;
  for (const auto& [key, node] : file) {
    const auto* const tables = node.as_array();
    const bool is_list = key.str() == kTableName && tables != nullptr;
    if (!is_list) throw Mistake{line_at(key.source()), "each entry begins with [[ignore]]"};
    if (tables->size() > kMostEntries)
      throw Mistake{line_at(key.source()), fmt::format("more than {} entries", kMostEntries)};
    for (const toml::node& one : *tables) {
      if (!one.is_table())
        throw Mistake{line_at(one.source()), "each entry begins with [[ignore]]"};
      entries.push_back(entry_of<Entry>(*one.as_table(), today, ids));
    }
  }
  return entries;
}

Error wrong(std::string_view name, std::size_t line, std::string_view words) {
  return Error{ErrorCode::kQuery, fmt::format("{}:{}: {}", name, line, words)};
}

}  // namespace

IgnoreList::IgnoreList() = default;
IgnoreList::~IgnoreList() = default;
IgnoreList::IgnoreList(IgnoreList&&) noexcept = default;
IgnoreList& IgnoreList::operator=(IgnoreList&&) noexcept = default;

Result<IgnoreList> IgnoreList::parse(std::string_view text, std::string_view name,
                                     std::string_view today, std::span<const Finding> known) {
  std::vector<std::string_view> ids;
  ids.reserve(known.size());
  for (const Finding& finding : known) ids.push_back(finding.id);
  if (text.size() > kMostBytes)
    return Error{ErrorCode::kQuery, fmt::format("{}: more than {} KB: this is no ignore list", name,
                                                kMostBytes >> 10)};
  if (const std::size_t line = parser::line_of_deep_key(text); line > 0)
    return wrong(name, line, "no dotted keys are known here");
  try {
    IgnoreList list;
    list.entries_ = entries_of_file<Entry>(toml::parse(text, name), today, ids);
    return list;
  } catch (const toml::parse_error& error) {
    return wrong(name, error.source().begin.line, error.description());
  } catch (const Mistake& mistake) {
    return wrong(name, mistake.line, mistake.words);
  }
}

Result<IgnoreList> IgnoreList::read(const std::string& path, std::string_view today,
                                    std::span<const Finding> known) {
  std::ifstream file(path, std::ios::binary);
  // One byte over the limit shows that there is more; what has no end is not read to it.
  std::string text(kMostBytes + 1, '\0');
  if (!file || (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof()))
    return Error{ErrorCode::kIo, fmt::format("{}: can't be read", path)};
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse(text, path, today, known);
}

const std::string* IgnoreList::ignores(std::string_view finding,
                                       std::span<const std::string_view> urls) {
  const auto fits = [&](const Entry& entry) {
    if (entry.is_expired || (!entry.finding.empty() && entry.finding != finding)) return false;
    return entry.pattern == nullptr || std::ranges::any_of(urls, [&](std::string_view url) {
             return re2::RE2::PartialMatch(re2::StringPiece(url.data(), url.size()),
                                           *entry.pattern);
           });
  };
  const auto found = std::ranges::find_if(entries_, fits);
  if (found == entries_.end()) return nullptr;
  ++found->rows;
  return &found->reason;
}

std::vector<IgnoreUse> IgnoreList::uses() const {
  std::vector<IgnoreUse> uses;
  uses.reserve(entries_.size());
  for (const Entry& entry : entries_)
    uses.push_back(
        {entry.finding, entry.url, entry.reason, entry.until, entry.is_expired, entry.rows});
  return uses;
}

}  // namespace explore
