#include "explore/check/check_wishes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <utility>

#include "explore/findings/findings.h"
#include "ground/number.h"
#include "terminal/options/nearest.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array<std::pair<std::string_view, CheckFormat>, 5> kFormats{{
    {"text", CheckFormat::kText},
    {"markdown", CheckFormat::kMarkdown},
    {"json", CheckFormat::kJson},
    {"junit", CheckFormat::kJunit},
    {"sarif", CheckFormat::kSarif},
}};

constexpr std::array<std::pair<std::string_view, Grouping>, 3> kGroupings{{
    {"finding", Grouping::kFinding},
    {"page", Grouping::kPage},
    {"target", Grouping::kTarget},
}};

constexpr std::size_t kShownWord = 60;

// What the word stands for; else `problem` says what there is.
template <typename Table>
auto named(const Table& table, std::string_view flag, std::string_view word, std::string& problem) {
  const auto* const found =
      std::ranges::find_if(table, [word](const auto& row) { return row.first == word; });
  if (found != table.end()) return found->second;
  std::vector<std::string_view> names;
  names.reserve(table.size());
  for (const auto& row : table) names.push_back(row.first);
  const std::string_view nearest = terminal::nearest_name(word, names);
  problem = fmt::format("--{} {}: {}", flag, terminal::safe_text(word, kShownWord),
                        nearest.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                        : fmt::format("did you mean {}?", nearest));
  return table.front().second;
}

bool is_database_file(const std::string& path) {
  constexpr std::string_view kMagic = "SQLite format 3";
  std::string head(kMagic.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  return file.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kMagic;
}

// The options of the crawl that were given, as its own command line has them.
std::vector<std::string> given(const Arguments& arguments,
                               const std::vector<const terminal::Option*>& crawl_options) {
  std::vector<std::string> words;
  for (const terminal::Option* option : crawl_options)
    for (const std::string& value : arguments.values(option->name))
      words.push_back(fmt::format("--{}={}", option->name, value));
  return words;
}

void read_source(const Arguments& arguments,
                 const std::vector<const terminal::Option*>& crawl_options, CheckWishes& wishes) {
  const std::vector<std::string>& operands = arguments.operands();
  wishes.crawl_words = given(arguments, crawl_options);
  if (operands.size() == 1 && is_database_file(operands[0])) {
    wishes.db = operands[0];
    if (!wishes.crawl_words.empty())
      wishes.problem = fmt::format("{} is a database, which is judged as it is: {} is for a crawl",
                                   wishes.db, wishes.crawl_words[0]);
    return;
  }
  wishes.seeds = operands;
  std::erase_if(wishes.crawl_words,
                [](const std::string& word) { return word.starts_with("--db="); });
  if (arguments.values("db").empty()) return;
  wishes.kept_as = arguments.values("db").back();
  if (access(wishes.kept_as.c_str(), F_OK) == 0)
    wishes.problem = fmt::format(
        "{0} is there already, and a check crawls afresh: take it away, give another name with -o, "
        "or judge it as it is with crawl check {0}",
        wishes.kept_as);
}

void read_outputs(const Arguments& arguments, CheckWishes& wishes) {
  std::vector<std::string> formats = arguments.values("format");
  const std::vector<std::string> files = arguments.values("output");
  if (formats.empty()) formats.emplace_back("text");
  if (files.size() > formats.size())
    wishes.problem = "there are more --output than --format: each format has one file";
  std::size_t to_standard_output = 0;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    CheckOutput& output = wishes.outputs.emplace_back();
    output.format = named(kFormats, "format", formats[i], wishes.problem);
    if (i < files.size() && files[i].empty()) wishes.problem = "--output: give a file name, or -";
    if (i < files.size() && files[i] != "-") output.file = files[i];
    if (output.file.empty()) ++to_standard_output;
  }
  if (to_standard_output > 1)
    wishes.problem =
        "only one format goes to standard output: give the others a file each, in the same order "
        "(--format sarif --output a.sarif --format text)";
}

void read_map(const Arguments& arguments, CheckWishes& wishes) {
  for (const std::string& pair : arguments.values("map")) {
    // The second address begins behind the sign; the first one may have a sign in its query.
    const std::size_t sign = pair.find("=http");
    if (!is_web_address(pair) || sign == std::string::npos ||
        !is_web_address(std::string_view(pair).substr(sign + 1))) {
      wishes.problem = fmt::format(
          "--map {}: write FROM=TO, as in https://staging.example.com=https://example.com",
          terminal::safe_text(pair, kShownWord));
      return;
    }
    wishes.map.add(pair.substr(0, sign), pair.substr(sign + 1));
  }
}

void read_findings(const Arguments& arguments, CheckWishes& wishes) {
  auto list = FindingList::with(arguments.value("findings"));
  if (list)
    wishes.findings = std::move(*list);
  else
    wishes.problem = list.error().message;
}

void read_gates_and_rows(const Arguments& arguments, CheckWishes& wishes) {
  std::string gates;
  for (const std::string& each : arguments.values("fail-on"))
    gates += (gates.empty() ? "" : ",") + each;
  Gates read =
      read_gates(gates.empty() ? arguments.value("fail-on") : gates, wishes.findings.all());
  if (!read.problem.empty()) wishes.problem = "--fail-on: " + read.problem;
  wishes.gates = std::move(read.all);
  const auto needs_baseline = std::ranges::find_if(wishes.gates, &Gate::only_new);
  if (needs_baseline != wishes.gates.end() && wishes.baseline.empty() && wishes.since.empty())
    wishes.problem =
        fmt::format("--fail-on {}: what is new is known with --baseline DB or --since RUN alone",
                    needs_baseline->text);
  for (const std::string& list : arguments.values("accept"))
    if (const std::string wrong = wishes.accepted.add(list); !wrong.empty())
      wishes.problem = "--accept: " + wrong;
  const auto rows = ground::number_of<std::size_t>(arguments.value("rows"));
  if (!rows)
    wishes.problem = fmt::format("--rows {}: use a whole number; 0 lists all that are kept",
                                 terminal::safe_text(arguments.value("rows"), kShownWord));
  wishes.format.rows = rows.value_or(0);
}

}  // namespace

CheckWishes check_wishes_of(const Arguments& arguments,
                            const std::vector<const terminal::Option*>& crawl_options) {
  CheckWishes wishes;
  read_source(arguments, crawl_options, wishes);
  wishes.baseline = arguments.value("baseline");
  wishes.since = arguments.value("since");
  if (!wishes.since.empty() && wishes.db.empty())
    wishes.problem =
        "--since: that is a run of the database of a crawl, which is named instead of URLs";
  if (!wishes.since.empty() && !wishes.baseline.empty())
    wishes.problem = "--since and --baseline: compare with the one or the other";
  wishes.ignore_file = arguments.value("ignore");
  read_findings(arguments, wishes);
  read_gates_and_rows(arguments, wishes);
  read_map(arguments, wishes);
  read_outputs(arguments, wishes);
  wishes.format.grouping = named(kGroupings, "group", arguments.value("group"), wishes.problem);
  wishes.format.lists_ungated = arguments.has("all");
  return wishes;
}

}  // namespace explore
