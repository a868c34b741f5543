#include "explore/extract/extract_command.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explore/arguments.h"
#include "explore/crawl_file.h"
#include "explore/extract/extraction_run.h"
#include "explore/extract/rules_of.h"
#include "explore/interrupt.h"
#include "explore/output.h"
#include "explore/row_writer.h"
#include "explore/url_search.h"
#include "parser/ascii.h"
#include "parser/page.h"
#include "storage/table_file.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::Error;
using storage::ErrorCode;
using storage::Result;

constexpr std::array kFlags{
    Flag{"extract", "FILE", "the rules, in TOML"},
    Flag{"try", "URL|FILE",
         "the rows of one page, shown and not kept; a stored URL, or an HTML file"},
    Flag{"url", "URL", "with --try FILE: the URL that the file is taken for"},
    Flag{"threads", "N", "threads that parse; one per core"},
};

constexpr Usage kUsage{
    "extract",
    "[DB]",
    "Makes tables of the pages that are stored, by rules, without fetching anything.\n"
    "The tables of the rules are made anew, all others stay. DB is crawl.db if none is\n"
    "named. How rules are written: docs/manual.md, \"Tables by rules\".\n",
    kFlags,
    "Examples\n"
    "  crawl extract crawl.db --extract rules.toml\n"
    "  crawl extract crawl.db --extract rules.toml --try https://example.com/book/1\n"
    "  crawl extract --extract rules.toml --try page.html --url https://example.com/book/1\n"
    "\nExit status: 0 made, 1 failed, 2 usage or wrong rules, 130 interrupted.\n",
    0,
    1};

int refuse(const Error& error) {
  complain(error.message);
  if (error.code == ErrorCode::kInterrupted) return terminal::kInterrupted;
  return error.code == ErrorCode::kQuery ? terminal::kUsage : terminal::kFailed;
}

// ---- One page

struct TriedPage {
  std::string url;
  std::string body;
  HeaderLines headers;
};

Result<TriedPage> read_file(const std::string& path, const std::string& url) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (!file || !(bytes << file.rdbuf())) return Error{ErrorCode::kIo, path + ": can't be read"};
  TriedPage page;
  page.url = url.empty() ? "http://localhost/" : url;
  page.body = bytes.str();
  page.headers = {{"Content-Type", "text/html"}};
  return page;
}

Result<TriedPage> read_stored(CrawlFile& file, const std::string& typed) {
  auto meant = find_meant(file.pages(), typed);
  if (!meant) return meant.error();
  if (!meant->found || !meant->found->page_id)
    return Error{ErrorCode::kIo,
                 fmt::format("{}: is no file, and no page of the database; crawl it, "
                             "or name a file that holds it",
                             typed)};
  TriedPage page;
  page.url = meant->url;
  auto body = file.pages().body(*meant->found->page_id);
  if (!body) return body.error();
  if (!body->has_value())
    return Error{ErrorCode::kIo, fmt::format("{}: no body is stored", meant->url)};
  page.body = std::move(**body);
  auto headers = file.pages().headers(*meant->found->page_id);
  if (!headers) return headers.error();
  if (headers->has_value()) page.headers = std::move(**headers);
  std::erase_if(page.headers, [](const auto& header) {
    return parser::ascii::equals(header.first, "content-encoding");
  });
  return page;
}

storage::SqlValue shown(const parser::FieldValue& value) {
  return std::visit(
      [](const auto& held) -> storage::SqlValue {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>)
          return std::string_view(held);
        else
          return held;
      },
      value);
}

void show_table(const parser::TableRule& table, uint32_t index, const parser::Extracted& extracted,
                Output& output) {
  const auto rows = std::count_if(extracted.rows.begin(), extracted.rows.end(),
                                  [index](const auto& row) { return row.table == index; });
  output.write(fmt::format("{}: {} row{}\n", table.name, rows, rows == 1 ? "" : "s"));
  if (rows > 0) {
    std::vector<std::string> columns = {"position"};
    for (const parser::FieldRule& field : table.fields) columns.push_back(field.name);
    const auto writer = make_row_writer({}, columns, output);
    for (const parser::ExtractedRow& row : extracted.rows) {
      if (row.table != index) continue;
      std::vector<storage::SqlValue> values = {int64_t{row.position}};
      for (const parser::FieldValue& value : row.values) values.push_back(shown(value));
      writer->row(values);
    }
    writer->end();
  }
  for (const parser::ExtractProblem& problem : extracted.problems)
    if (problem.table == index)
      output.write(terminal::safe_text(fmt::format("  position {}, {}: {}", problem.position,
                                                   problem.field, problem.reason)) +
                   "\n");
}

int show_page(const TriedPage& page, const parser::Rules& rules, bool regardless_of_url) {
  parser::PageParser page_parser;
  parser::RawPage raw;
  raw.url = page.url;
  raw.status = 200;
  raw.headers = &page.headers;
  raw.body = page.body;
  parser::PageWishes wishes;
  wishes.rules = &rules;
  wishes.regardless_of_url = regardless_of_url;
  const parser::ParsedPage& parsed = page_parser.parse(raw, {}, wishes);
  if (parsed.extracted == nullptr) {
    complain(fmt::format("{}: no table's pages match this URL, or it is no HTML", page.url));
    return terminal::kFailed;
  }
  Output output(STDOUT_FILENO);
  for (std::size_t i = 0; i < rules.tables.size(); ++i)
    if (regardless_of_url || rules.tables[i].applies_to(page.url))
      show_table(rules.tables[i], static_cast<uint32_t>(i), *parsed.extracted, output);
  if (parsed.extracted->hit_limit) complain("a limit was hit: there is more on this page");
  return output.finish();
}

int try_page(const Arguments& arguments, const std::string& db, const parser::Rules& rules) {
  const std::string typed = arguments.value("try");
  if (access(typed.c_str(), F_OK) == 0) {
    auto page = read_file(typed, arguments.value("url"));
    if (!page) return refuse(page.error());
    return show_page(*page, rules, !arguments.has("url"));
  }
  auto file = CrawlFile::open(db);
  if (!file) return refuse(file.error());
  auto page = read_stored(**file, typed);
  if (!page) return refuse(page.error());
  return show_page(*page, rules, false);
}

// ---- All of them

std::optional<std::size_t> threads_of(const Arguments& arguments) {
  constexpr std::size_t kMost = 1024;
  if (!arguments.has("threads"))
    return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const std::string text = arguments.value("threads");
  std::size_t threads = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  const bool is_whole = error == std::errc() && stop == text.data() + text.size();
  if (!is_whole || threads == 0 || threads > kMost) return std::nullopt;
  return threads;
}

int extract_pages(const std::string& db, const parser::Rules& rules, std::size_t threads) {
  auto file = storage::TableFile::open(db, user_tables(rules));
  if (!file) return refuse(file.error());
  auto counts = extract_all(**file, rules, threads);
  if (!counts) {
    if (counts.error().code == ErrorCode::kInterrupted)
      complain("interrupted: the tables hold only a part; the same command makes them whole");
    return counts.error().code == ErrorCode::kInterrupted ? terminal::kInterrupted
                                                          : refuse(counts.error());
  }
  Output output(STDOUT_FILENO);
  for (std::size_t i = 0; i < rules.tables.size(); ++i) {
    output.write(fmt::format("{}: {} rows", rules.tables[i].name,
                             terminal::with_thousands(counts->rows[i])));
    if (counts->problems[i] > 0)
      output.write(fmt::format(", {} problems (extract_errors)",
                               terminal::with_thousands(counts->problems[i])));
    output.write("\n");
  }
  output.write(fmt::format("from {} pages\n", terminal::with_thousands(counts->pages)));
  if (counts->without > 0)
    complain(fmt::format("{} pages have no stored body (--keep-bodies no): they were left out",
                         terminal::with_thousands(counts->without)));
  return output.finish();
}

}  // namespace

int run_extract(std::span<const char* const> words) {
  const Arguments arguments(kUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  if (!arguments.has("extract")) return arguments.refuse("--extract FILE: which rules?");
  const auto threads = threads_of(arguments);
  if (!threads)
    return arguments.refuse(
        fmt::format("--threads {}: a number from 1 to 1024", arguments.value("threads")));
  if (arguments.has("url") && !arguments.has("try"))
    return arguments.refuse("--url: of which page? It goes with --try FILE");
  auto rules = read_rules_of(arguments.value("extract"));
  if (!rules) return refuse(rules.error());
  note_interrupts();
  const std::string db = arguments.operands().empty() ? "crawl.db" : arguments.operands()[0];
  if (arguments.has("try")) return try_page(arguments, db, *rules);
  return extract_pages(db, *rules, *threads);
}

}  // namespace explore
