#include "explore/compare/compare_wishes.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "ground/number.h"
#include "terminal/options/nearest.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::size_t kMostShownWord = 60;
constexpr std::size_t kRowsOfATable = 20;

template <typename Rows>
std::string no_such(std::string_view flag, std::string_view word, const Rows& rows) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(row.name);
  const std::string_view nearest = terminal::nearest_name(word, names);
  return fmt::format("--{} {}: {}", flag, terminal::safe_text(word, kMostShownWord),
                     nearest.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                     : fmt::format("did you mean {}?", nearest));
}

std::vector<std::string> words_of(const std::vector<std::string>& lists) {
  std::vector<std::string> words;
  for (std::string_view list : lists)
    for (std::size_t end = 0; end != std::string_view::npos;) {
      end = list.find(',');
      if (end != 0 && !list.empty()) words.emplace_back(list.substr(0, end));
      list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    }
  return words;
}

void read_kinds(const Arguments& arguments, CompareWishes& wishes) {
  const std::vector<std::string> words = words_of(arguments.values("kind"));
  if (words.empty()) wishes.kinds.set();
  for (const std::string& word : words) {
    const auto kind = kind_named(word);
    if (kind)
      wishes.kinds.set(static_cast<std::size_t>(*kind));
    else
      wishes.problem = no_such("kind", word, difference_kinds());
  }
}

// Names alone are all that is compared; behind a "-" they are left out of what is by default.
void read_fields(const Arguments& arguments, CompareWishes& wishes) {
  std::bitset<kComparedFields>& fields = wishes.rules.fields;
  const std::vector<std::string> words = words_of(arguments.values("fields"));
  if (words.empty() || words[0].starts_with('-'))
    for (const ComparedFieldRow& row : compared_fields())
      fields.set(static_cast<std::size_t>(row.field), row.is_default);
  for (const std::string_view word : words) {
    const bool is_without = word.starts_with('-');
    const std::string_view name = word.substr(is_without ? 1 : 0);
    const auto field = field_named(name);
    if (name == "all")
      is_without ? fields.reset() : fields.set();
    else if (field)
      fields.set(static_cast<std::size_t>(*field), !is_without);
    else
      wishes.problem = no_such("fields", name, compared_fields());
  }
}

void read_format(const Arguments& arguments, CompareWishes& wishes) {
  const std::string name = arguments.value("format");
  if (name != "html") {
    wishes.format = format_named(name);
    if (!wishes.format)
      wishes.problem =
          fmt::format("--format {}: there are table, csv, tsv, json, jsonl, md and html",
                      terminal::safe_text(name, kMostShownWord));
  }
  wishes.is_raw_csv = arguments.has("raw-csv");
  wishes.output = arguments.value("output");
  if (wishes.output.empty()) wishes.problem = "--output: give a file name, or -";
  const std::string limit = arguments.value("limit");
  if (limit.empty()) {
    wishes.most_rows = wishes.format == Format::kTable ? kRowsOfATable : 0;
    return;
  }
  const auto rows = ground::number_of<std::size_t>(limit);
  if (!rows)
    wishes.problem = fmt::format("--limit {}: a number of rows is expected, 0 for all",
                                 terminal::safe_text(limit, kMostShownWord));
  wishes.most_rows = rows.value_or(0);
}

}  // namespace

CompareWishes compare_wishes_of(const Arguments& arguments) {
  CompareWishes wishes;
  wishes.old_path = arguments.operands()[0];
  wishes.new_path = arguments.operands()[1];
  wishes.is_migration = arguments.has("migration");
  wishes.rules.as_written = arguments.has("strict");
  read_kinds(arguments, wishes);
  read_fields(arguments, wishes);
  read_format(arguments, wishes);
  for (const std::string& rule : arguments.values("map"))
    if (const std::string wrong = wishes.rules.map.add(rule); !wrong.empty())
      wishes.problem = "--map " + wrong;
  if (wishes.is_migration && (arguments.has("kind") || arguments.has("fields")))
    wishes.problem = "--migration has no kinds and fields: it says of each URL where it ends";
  return wishes;
}

}  // namespace explore
