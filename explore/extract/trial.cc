// Rules are written by trying them, so a trial must show what a crawl would store: it goes through
// the same parser, the same rules and the same limits. The page may be a file, a stored page, or
// one fetched just for this, and the three become the same kind of page before anything is
// extracted.
#include "explore/extract/trial.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "explore/command/output.h"
#include "explore/extract/one_page_crawl.h"
#include "explore/file/crawl_file.h"
#include "explore/rows/row_writer.h"
#include "explore/show/url_search.h"
#include "ground/ascii.h"
#include "parser/extract/extractor.h"
#include "parser/page/page.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

struct TriedPage {
  std::string url;
  bool is_for_all = false;  // tables, whatever pages they are for
  std::string body;
  HeaderLines headers;
};

Result<TriedPage> read_file(const std::string& path, const std::string& url) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  const bool is_empty = file && file.peek() == std::ifstream::traits_type::eof() && !file.bad();
  if (!file || (!is_empty && !(bytes << file.rdbuf())))
    return Error{ErrorCode::kIo, path + ": can't be read"};
  TriedPage page;
  page.is_for_all = url.empty();
  page.url = url.empty() ? "http://localhost/" : url;
  page.body = bytes.str();
  page.headers = {{"Content-Type", "text/html"}};
  return page;
}

// Nothing: the database has no such page.
Result<std::optional<TriedPage>> read_stored(CrawlFile& file, const std::string& typed) {
  auto meant = find_meant(file.pages(), typed);
  if (!meant) return meant.error();
  if (!meant->found || !meant->found->page_id) return std::optional<TriedPage>();
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
    return ground::ascii::equals(header.first, "content-encoding");
  });
  return std::optional(std::move(page));
}

// Where the redirects of a crawl's only page end.
Result<TriedPage> read_fetched(CrawlFile& file) {
  storage::Statement last = file.database().prepare(
      "SELECT u.url, p.status, coalesce(u.reason, u.state), coalesce(u.detail, '') "
      "FROM urls u LEFT JOIN pages p ON p.url = u.url WHERE u.depth = 0 "
      "ORDER BY u.hops DESC LIMIT 1");
  if (!last.step()) {
    if (auto read = file.database().take_failure(); !read) return read.error();
    return Error{ErrorCode::kInternal, "the crawl of the page left no URL"};
  }
  const std::string url = last.string(0);
  const int64_t status = last.integer(1);
  if (status == 0) {
    const std::string detail = last.string(3);
    return Error{ErrorCode::kIo, fmt::format("{}: not fetched: {}{}{}", url, last.text(2),
                                             detail.empty() ? "" : ": ", detail)};
  }
  if (status / 100 != 2) return Error{ErrorCode::kIo, fmt::format("{}: status {}", url, status)};
  auto page = read_stored(file, url);
  if (!page) return page.error();
  return std::move(**page);
}

Result<TriedPage> fetch(const Trial& trial) {
  auto crawl = OnePageCrawl::of(trial.page, trial.config);
  if (!crawl) return crawl.error();
  auto file = CrawlFile::open((*crawl)->db());
  if (!file) return file.error();
  return read_fetched(**file);
}

bool is_web_address(std::string_view text) {
  return ground::ascii::starts_with(text, "http://") ||
         ground::ascii::starts_with(text, "https://");
}

Result<TriedPage> read_page(const Trial& trial) {
  const auto exists = [](const std::string& path) { return access(path.c_str(), F_OK) == 0; };
  if (exists(trial.page)) return read_file(trial.page, trial.url);
  if (!trial.may_fetch || exists(trial.db)) {
    auto file = CrawlFile::open(trial.db);
    if (!file) return file.error();
    auto page = read_stored(**file, trial.page);
    if (!page) return page.error();
    if (page->has_value()) return std::move(**page);
  }
  if (trial.may_fetch && is_web_address(trial.page)) return fetch(trial);
  return Error{
      ErrorCode::kIo,
      fmt::format("{}: not a file, and not a page in {}; {}", trial.page, trial.db,
                  trial.may_fetch ? "to fetch it, write it with https://"
                                  : "crawl it, or give no database, and it is fetched for this")};
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
  output.write(
      fmt::format("{}: {}\n", table.name, terminal::counted(static_cast<uint64_t>(rows), "row")));
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
      output.write(terminal::safe_text(fmt::format(
                       "  position {}, {}: {}{}", problem.position, problem.field, problem.reason,
                       problem.value.empty() ? "" : fmt::format(": \"{}\"", problem.value))) +
                   "\n");
}

// Which links a crawl would follow from here, each once.
void show_followed(const parser::ParsedPage& parsed, Output& output) {
  std::vector<std::string_view> urls;
  std::unordered_set<std::string_view> known;
  for (const parser::ParsedLink& link : parsed.links)
    if (link.is_named && known.insert(link.url).second) urls.push_back(link.url);
  output.write(fmt::format("follow: {}\n", terminal::counted(urls.size(), "link")));
  for (const std::string_view url : urls) output.write(terminal::safe_text(url) + "\n");
}

std::vector<std::string_view> lines_in(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What an update would not look at: each line of which something is ignored.
void show_ignored(const parser::ParsedPage& parsed, Output& output) {
  const std::vector<std::string_view> left = lines_in(parsed.rest->text);
  const std::unordered_set<std::string_view> known(left.begin(), left.end());
  output.write(
      fmt::format("ignore: {} of {} links, and something of these lines\n",
                  parsed.links.size() - std::min(parsed.links.size(), parsed.rest->links.size()),
                  parsed.links.size()));
  for (const std::string_view line : lines_in(parsed.text))
    if (!known.contains(line)) output.write(terminal::safe_text(line) + "\n");
}

int show_page(const TriedPage& page, const parser::Rules& rules) {
  parser::PageParser page_parser;
  parser::RawPage raw;
  raw.url = page.url;
  raw.status = 200;
  raw.headers = &page.headers;
  raw.body = page.body;
  parser::PageWishes wishes;
  wishes.rules = &rules;
  wishes.regardless_of_url = page.is_for_all;
  const parser::ParsedPage& parsed = page_parser.parse(raw, {}, wishes);
  if (parsed.extracted == nullptr && parsed.rest == nullptr) {
    complain(fmt::format("{}: no rule is for this URL, or it is not HTML", page.url));
    return terminal::kFailed;
  }
  Output output(STDOUT_FILENO);
  if (const parser::Extracted* extracted = parsed.extracted) {
    for (std::size_t i = 0; i < rules.tables.size(); ++i)
      if (page.is_for_all || rules.tables[i].applies_to(page.url))
        show_table(rules.tables[i], static_cast<uint32_t>(i), *extracted, output);
    if (extracted->followed) show_followed(parsed, output);
    if (extracted->hit_limit) complain("a limit was reached: there are more rows on this page");
  }
  if (parsed.rest != nullptr) show_ignored(parsed, output);
  return output.finish();
}

}  // namespace

Result<int> try_page(const Trial& trial, const parser::Rules& rules) {
  auto page = read_page(trial);
  if (!page) return page.error();
  return show_page(*page, rules);
}

}  // namespace explore
