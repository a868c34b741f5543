// The default is a report for people; each option prints exactly one thing, unchanged, for a pipe.
// Bytes from the web go to a terminal only after control characters have been replaced, but into a
// file or a pipe as they are. Everything is read in one transaction, so that a crawl that is
// running can't change it halfway.
#include "explore/show/show_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/show/past_page.h"
#include "explore/show/raw_output.h"
#include "explore/show/reading.h"
#include "explore/show/url_report.h"
#include "explore/show/url_search.h"
#include "storage/database/transaction.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

constexpr std::array kShowFlags{
    Flag{{"html", "", "the body; of a rendered page as its scripts left it"}},
    Flag{{"raw", "", "the body as received, content codings taken off"}},
    Flag{{"text", "", "the visible text"}},
    Flag{{"markdown", "", "the article, as Markdown"}},
    Flag{{"article", "", "the article's text alone"}},
    Flag{{"structured", "", "structured data, a JSON object a line"}},
    Flag{{"headers", "", "the response's status line and headers"}},
    Flag{{"links", "", "the URLs that the page links to, one a line"}},
    Flag{{"screenshot", "", "what the rendered page looked like, as PNG"}},
    Flag{{"versions", "", "what the page was: a table of its versions"}},
    Flag{{"at", "RUN|TIME", "as it was at the end of that run, or then"}},
};

}  // namespace

constinit const Usage kShowUsage{
    "show",
    "DB URL",
    "Shows all that is known of one URL: its facts, redirects, who links to it, and\n"
    "what it links to. With an option, one thing raw, fit for a pipe.\n",
    kShowFlags,
    "Examples\n"
    "  crawl show crawl.db https://example.com/\n"
    "  crawl show crawl.db example.com/about --html > about.html\n"
    "  crawl show crawl.db example.com/ --links | sort\n"
    "  crawl show crawl.db example.com/ --at 2026-01-31 --text\n"
    "\nExit status: 0 shown, 1 failed or not there, 2 usage, 130 interrupted.\n",
    2,
    2};

namespace {

int refuse(std::string_view words) {
  complain(words);
  return terminal::kFailed;
}

class Showing {
 public:
  Showing(CrawlFile& file, const MeantUrl& meant)
      : file_(file), db_(file.database()), meant_(meant), output_(STDOUT_FILENO) {}

  int everything() {
    write_url_report(db_, meant_.url, *meant_.found, output_);
    return finish();
  }

  int versions() { return finish(write_versions(file_, meant_, output_)); }

  int past(std::string_view moment, std::string_view which) {
    return finish(write_past_page(file_, meant_, moment, which, output_));
  }

  int one_thing(std::string_view which) {
    if (!meant_.found->page_id) return refuse(fmt::format("{}: was not fetched", meant_.url));
    if (which == "html" || which == "raw") return body(which == "raw");
    if (which == "screenshot") return screenshot();
    if (which == "headers") return headers();
    if (which == "markdown" || which == "article") return article(which == "markdown");
    if (which == "structured") return structured();
    return which == "text" ? text() : links();
  }

 private:
  int body(bool as_received) {
    const int64_t page = *meant_.found->page_id;
    auto body = as_received ? file_.pages().received_body(page) : file_.pages().body(page);
    if (!body) return refuse(body.error().message);
    if (!body->has_value()) return refuse(fmt::format("{}: no body is stored", meant_.url));
    write_raw(**body, output_);
    return finish();
  }

  int screenshot() {
    storage::Statement row = db_.prepare("SELECT png FROM screenshot_rows WHERE page_id = ?1");
    const bool is_there = row.with(*meant_.found->page_id).step();
    if (is_there && isatty(STDOUT_FILENO) != 0)
      return refuse("a picture is nothing for a terminal: write it to a file with > page.png");
    if (is_there) output_.write(row.text(0));
    if (!is_there && !db_.failed())
      return refuse(fmt::format("{}: no screenshot is stored", meant_.url));
    return finish();
  }

  int article(bool as_markdown) {
    auto body = file_.pages().decoded_body(*meant_.found->page_id);
    if (!body) return refuse(body.error().message);
    if (!body->has_value()) return refuse(fmt::format("{}: no body is stored", meant_.url));
    auto charset = file_.pages().charset(*meant_.found->page_id);
    if (!charset) return refuse(charset.error().message);
    const Reading reading = read_article(**body, meant_.url, *charset);
    write_raw(as_markdown ? reading.markdown : reading.text, output_);
    if (!reading.is_article)
      complain(fmt::format(
          "{}: nothing on it looks like an article; this is the part that comes closest",
          meant_.url));
    return finish();
  }

  int structured() {
    auto items = file_.pages().structured(*meant_.found->page_id);
    if (!items) return refuse(items.error().message);
    for (const StructuredData& item : *items) {
      nlohmann::ordered_json line = {{"syntax", item.syntax}, {"type", item.type}};
      line["json"] = nlohmann::ordered_json::parse(item.json, nullptr, false);
      write_raw(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n',
                output_);
    }
    return finish();
  }

  int text() {
    storage::Statement row = db_.prepare("SELECT text FROM text_rows WHERE page_id = ?1");
    const bool is_there = row.with(*meant_.found->page_id).step();
    if (is_there) write_raw(row.text(0), output_);
    if (!is_there && !db_.failed()) return refuse(fmt::format("{}: has no text", meant_.url));
    if (is_there && !row.text(0).ends_with('\n')) output_.write("\n");
    return finish();
  }

  int headers() {
    storage::Statement row = db_.prepare("SELECT status_line FROM body_rows WHERE page_id = ?1");
    if (row.with(*meant_.found->page_id).step() && !row.is_null(0))
      write_raw(row.string(0) + '\n', output_);
    auto lines = file_.pages().headers(*meant_.found->page_id);
    if (!lines) return refuse(lines.error().message);
    if (!lines->has_value()) return refuse(fmt::format("{}: no headers are stored", meant_.url));
    for (const auto& [name, value] : **lines)
      write_raw(fmt::format("{}: {}\n", name, value), output_);
    return finish();
  }

  int links() {
    storage::Statement link = db_.prepare(
        "SELECT u.url FROM page_links l JOIN url_rows u ON u.id = l.target_id "
        "WHERE l.page_id = ?1 GROUP BY u.id ORDER BY min(l.id)");
    link.with(*meant_.found->page_id);
    while (output_.is_open() && link.step()) write_raw(link.string(0) + '\n', output_);
    return finish();
  }

  int finish() {
    const int written = output_.finish();
    const int judged = file_.judge();
    return judged == terminal::kAsAsked ? written : judged;
  }

  int finish(const ground::Result<void>& written) {
    if (written) return finish();
    if (is_interrupted()) return terminal::kInterrupted;
    return refuse(written.error().message);
  }

  CrawlFile& file_;
  storage::Database& db_;
  const MeantUrl& meant_;
  Output output_;
};

int say_unknown(CrawlFile& file, const MeantUrl& meant) {
  constexpr std::size_t kOffered = 5;
  std::string words = meant.url + ": is not in the database";
  auto nearest = nearest_urls(file.database(), file.pages(), meant.url, kOffered);
  if (!nearest) return refuse(nearest.error().message);
  if (!nearest->empty()) words += "; the nearest are";
  for (const std::string& url : *nearest) words += "\n  " + url;
  return refuse(words);
}

}  // namespace

int run_show(std::span<const char* const> words) {
  const Arguments arguments(kShowUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  std::string which;
  for (const Flag& each : kShowFlags) {
    const terminal::Option& flag = each.option;
    if (!arguments.has(flag.name) || flag.name == "at") continue;
    if (!which.empty())
      return arguments.refuse(fmt::format("--{} and --{} can't be combined", which, flag.name));
    which = flag.name;
  }
  const bool is_past = arguments.has("at");
  constexpr std::array kOfPresent{"versions", "markdown", "article", "raw", "screenshot"};
  if (is_past && std::find(kOfPresent.begin(), kOfPresent.end(), which) != kOfPresent.end())
    return arguments.refuse(fmt::format("--at and --{} can't be combined", which));
  note_interrupts();
  auto file = CrawlFile::open(arguments.operands()[0]);
  if (!file) return refuse(file.error().message);
  // One state of the file from here to the end, also while a crawl goes on.
  storage::Transaction snapshot((*file)->database(), storage::Transaction::Kind::kRead);
  const std::string& typed = arguments.operands()[1];
  auto meant = find_meant((*file)->pages(), typed);
  if (!meant && is_interrupted()) return terminal::kInterrupted;
  if (!meant) return refuse(meant.error().message);
  if (meant->url.empty()) return refuse(fmt::format("not a URL: \"{}\"", typed));
  if (!meant->found) return say_unknown(**file, *meant);
  Showing showing(**file, *meant);
  if (is_past) return showing.past(arguments.value("at"), which);
  if (which == "versions") return showing.versions();
  return which.empty() ? showing.everything() : showing.one_thing(which);
}

}  // namespace explore
