// An entry that is wrong is refused when the file is read, and SQL that is wrong before the first
// finding runs: not after minutes of an audit. Reading stops at the first mistake, by an exception
// that never leaves this file.
#include "explore/findings/finding_list.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "ground/ascii.h"
#include "parser/extract/toml_keys.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

constexpr std::string_view kUsualGroup = "Own checks";
constexpr std::array<std::string_view, 7> kKeys{"id",      "title",  "group", "severity",
                                                "meaning", "remedy", "sql"};

struct Mistake {
  uint32_t line = 0;
  std::string words;
};

std::optional<Severity> severity_of(std::string_view name) {
  for (const Severity each :
       {Severity::kError, Severity::kWarning, Severity::kNotice, Severity::kFact})
    if (name == name_of(each)) return each;
  return std::nullopt;
}

bool is_id(std::string_view id) {
  constexpr std::size_t kLongest = 64;
  return !id.empty() && id.size() <= kLongest && std::all_of(id.begin(), id.end(), [](char c) {
    return ground::ascii::is_digit(c) || c == '-' || (c >= 'a' && c <= 'z');
  });
}

Error mistake(const std::string& path, uint32_t line, const std::string& words) {
  return {ErrorCode::kQuery, line == 0 ? fmt::format("{}: {}", path, words)
                                       : fmt::format("{}:{}: {}", path, line, words)};
}

}  // namespace

class OwnReader {
 public:
  explicit OwnReader(FindingList& list) : list_(list) {}

  void read(const toml::table& file) {
    for (const auto& [key, node] : file)
      if (key.str() != "finding")
        throw Mistake{
            key.source().begin.line,
            fmt::format("unknown key {}: a file of findings has [[finding]] alone", key.str())};
    const toml::node* const found = file.get("finding");
    if (found == nullptr) throw Mistake{0, "there is no [[finding]] in it"};
    const toml::array* const entries = found->as_array();
    if (entries == nullptr)
      throw Mistake{found->source().begin.line, "write [[finding]] in two pairs of brackets"};
    if (entries->size() > FindingList::kMostOwn)
      throw Mistake{0, fmt::format("more than {} findings", FindingList::kMostOwn)};
    for (const toml::node& entry : *entries) {
      const toml::table* const table = entry.as_table();
      if (table == nullptr)
        throw Mistake{entry.source().begin.line, "write [[finding]] in two pairs of brackets"};
      add(*table);
    }
  }

 private:
  void add(const toml::table& entry) {
    const uint32_t line = entry.source().begin.line;
    for (const auto& [key, node] : entry)
      if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end())
        throw Mistake{key.source().begin.line, fmt::format("unknown key {}: there are {}",
                                                           key.str(), fmt::join(kKeys, ", "))};
    Finding finding;
    finding.id = text(entry, "id", line);
    if (!is_id(finding.id))
      throw Mistake{line, "id: use small letters, digits and hyphens, at most 64"};
    if (list_.find(finding.id) != nullptr)
      throw Mistake{line, fmt::format("id: {} is taken; choose another", finding.id)};
    finding.title = text(entry, "title", line);
    finding.group = entry.contains("group") ? text(entry, "group", line) : kUsualGroup;
    const auto severity = severity_of(text(entry, "severity", line));
    if (!severity) throw Mistake{line, "severity: use error, warning, notice or fact"};
    finding.severity = *severity;
    finding.meaning = text(entry, "meaning", line);
    finding.remedy = text(entry, "remedy", line);
    finding.sql = text(entry, "sql", line);
    list_.all_.push_back(finding);
    list_.lines_.push_back(entry.get("sql")->source().begin.line);
  }

  std::string_view text(const toml::table& entry, std::string_view key, uint32_t line) {
    const toml::node* const node = entry.get(key);
    if (node == nullptr)
      throw Mistake{line, fmt::format("{} is missing; each finding needs it", key)};
    const auto value = node->value<std::string>();
    if (!node->is_string() || !value || ground::ascii::trim(*value).empty())
      throw Mistake{node->source().begin.line, fmt::format("{}: write a text in quotes", key)};
    list_.texts_.emplace_back(ground::ascii::trim(*value));
    return list_.texts_.back();
  }

  FindingList& list_;
};

FindingList::FindingList()
    : all_(findings().begin(), findings().end()), own_from_(findings().size()) {}

Result<FindingList> FindingList::with(const std::string& path) {
  FindingList list;
  if (path.empty()) return list;
  list.path_ = path;
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  if (!file || !file.read(text.data(), static_cast<std::streamsize>(text.size())).eof())
    return mistake(
        path, 0, file ? "a file of findings may have 1 MB" : "can't be read: name a file of TOML");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (const std::size_t line = parser::line_of_deep_key(text); line > 0)
    return mistake(path, static_cast<uint32_t>(line), "a key of too many parts");
  try {
    OwnReader(list).read(toml::parse(text));
  } catch (const Mistake& one) {
    return mistake(path, one.line, one.words);
  } catch (const toml::parse_error& error) {
    return mistake(path, error.source().begin.line, std::string(error.description()));
  }
  return list;
}

const Finding* FindingList::find(std::string_view id) const {
  const auto found =
      std::find_if(all_.begin(), all_.end(), [id](const Finding& each) { return each.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

bool FindingList::is_own(const Finding& finding) const {
  return std::any_of(all_.begin() + static_cast<std::ptrdiff_t>(own_from_), all_.end(),
                     [&](const Finding& each) { return each.id == finding.id; });
}

Result<void> FindingList::check(storage::Database& db) const {
  for (std::size_t i = own_from_; i < all_.size(); ++i) {
    const Finding& finding = all_[i];
    const storage::Question question = db.ask(finding.sql);
    std::string problem = question.problem;
    if (problem.empty() && question.is_empty) problem = "there is no statement in it";
    const std::string_view rest = finding.sql.substr(std::min(question.used, finding.sql.size()));
    if (problem.empty() && !ground::ascii::trim(rest).empty()) problem = "write one statement";
    if (problem.empty() && question.statement.parameters() > 0)
      problem = "parameters (:name, ?) can't be bound here: write the values";
    if (!problem.empty())
      return mistake(path_, lines_[i - own_from_],
                     fmt::format("sql of {}: {}", finding.id, problem));
    if (auto read = db.take_failure(); !read) return read;
  }
  return {};
}

}  // namespace explore
