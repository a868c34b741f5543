// Everything is found by key or by index, so the report takes as long for a database with a hundred
// million links as for a small one. Links to the page need the index that is built at the end of a
// crawl; without it they are counted only in small databases. Lists are cut where a person would
// stop reading, with the number of the rest.
#include "explore/show/url_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "explore/rows/row_writer.h"
#include "explore/show/url_verdicts.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr int kShown = 20;
constexpr int kMaxHops = 20;

class Report {
 public:
  Report(storage::Database& db, std::string_view url, const FoundUrl& found, Output& output)
      : db_(db), url_(url), found_(found), output_(output) {}

  void write() {
    line("", url_);
    facts(
        "SELECT state, reason, detail, nullif(role, 'page') AS role, depth, "
        "nullif(attempts, 0) AS 'failed tries', found_on AS 'found on' "
        "FROM url_rows WHERE id = ?1",
        found_.id);
    fact("robots.txt", robots_verdict(db_, url_, found_.host_id));
    if (found_.page_id) page();
    links_here();
    if (found_.page_id) links_from_here();
  }

 private:
  // Cut where there is a terminal; whole elsewhere.
  void line(std::string_view indent, std::string_view text) {
    const std::size_t most =
        output_.is_terminal() ? std::max<std::size_t>(output_.columns(), 20) - indent.size() : 0;
    std::string one_line(text);
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    output_.write(fmt::format("{}{}\n", indent, terminal::safe_text(one_line, most)));
  }

  void fact(std::string_view name, std::string_view value) {
    if (!value.empty()) line("  ", fmt::format("{:<14}{}", name, value));
  }

  static std::string text_of(const storage::Statement& row, int column) {
    const storage::SqlValue value = row.value(column);
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
    return row.string(column);
  }

  // A line for each column of the one row that is not NULL.
  void facts(std::string_view sql, int64_t id) {
    storage::Statement row = db_.prepare(sql);
    if (!row.with(id).step()) return;
    for (int i = 0; i < row.columns(); ++i)
      if (!row.is_null(i)) fact(row.column_name(i), text_of(row, i));
  }

  void page() {
    facts(
        "SELECT status, title, description, content_type AS type, charset, lang AS language, "
        "canonical, robots, limits_hit AS 'limits hit', detail, fetched_at AS fetched, "
        "size AS bytes, transferred, ttfb_ms AS 'ms to first', total_ms AS 'ms in total', "
        "word_count AS words, http_version AS http, ip, etag, last_modified AS modified, "
        "content_hash AS hash FROM pages WHERE id = ?1",
        *found_.page_id);
    facts(
        "SELECT a.status, a.content_type AS type, a.detail, nullif(a.size, 0) AS bytes, "
        "a.total_ms AS 'ms in total' FROM answer_rows a "
        "JOIN url_rows u ON u.id = a.url_id AND u.is_check WHERE a.id = ?1",
        *found_.page_id);
    redirects();
  }

  void redirects() {
    storage::Statement hop = db_.prepare(
        "SELECT p.status, p.redirect_to, t.page_id FROM answer_rows p "
        "LEFT JOIN url_rows t ON t.id = p.redirect_id WHERE p.id = ?1 AND p.is_redirect");
    storage::Statement status = db_.prepare("SELECT status FROM answer_rows WHERE id = ?1");
    int64_t page_id = *found_.page_id;
    for (int hops = 0; hop.with(page_id).step(); ++hops) {
      if (hops == 0) output_.write("\nRedirects\n");
      if (hops == kMaxHops) return line("  ", "… a loop, or longer than a crawl follows");
      std::string text = fmt::format("{}  {}", hop.integer(0), hop.text(1));
      const bool is_fetched = !hop.is_null(2);
      page_id = hop.integer(2);
      hop.reset();
      if (!is_fetched) return line("  ", text + "  (not fetched)");
      if (status.with(page_id).step()) text += fmt::format("  ({})", status.integer(0));
      status.reset();
      line("  ", text);
    }
  }

  void links_here() {
    if (!may_look_for_targets(db_)) {
      output_.write(
          "\nLinks here: not counted; the index for them is built when a crawl ends by "
          "itself\n");
      return;
    }
    storage::Statement count =
        db_.prepare("SELECT count(*), count(DISTINCT page_id) FROM link_rows WHERE target_id = ?1");
    if (!count.with(found_.id).step()) return;
    const auto links = static_cast<uint64_t>(count.integer(0));
    output_.write(fmt::format("\nLinks here: {}, on {}\n", counted(links, "link"),
                              counted(count.natural(1), "page")));
    storage::Statement link = db_.prepare(
        fmt::format("SELECT s.url, l.kind, l.anchor FROM link_rows l "
                    "JOIN answer_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id "
                    "WHERE l.target_id = ?1 ORDER BY l.id LIMIT {}",
                    kShown));
    link.with(found_.id);
    while (link.step()) {
      const std::string anchor =
          link.is_null(2) ? "" : fmt::format("  \u201C{}\u201D", link.text(2));
      line("  ", fmt::format("{:<10}{}{}", link.text(1), link.text(0), anchor));
    }
    rest(links);
  }

  static std::string counted(uint64_t count, std::string_view word) {
    return fmt::format("{} {}{}", terminal::with_thousands(count), word, count == 1 ? "" : "s");
  }

  void rest(uint64_t all) {
    if (all > kShown)
      output_.write(fmt::format("  … and {} more\n", terminal::with_thousands(all - kShown)));
  }

  void links_from_here() {
    output_.write("\nLinks from here: ");
    storage::Statement states = db_.prepare(
        "SELECT u.state, u.reason, count(*), count(DISTINCT u.id) FROM page_links l "
        "JOIN url_rows u ON u.id = l.target_id WHERE l.page_id = ?1 "
        "GROUP BY u.state_id, u.reason_id ORDER BY u.state_id, u.reason_id");
    states.with(*found_.page_id);
    uint64_t links = 0;
    uint64_t targets = 0;
    std::string text;
    while (states.step()) {
      links += states.natural(2);
      targets += states.natural(3);
      if (!text.empty()) text += ", ";
      text += fmt::format("{} {}", terminal::with_thousands(states.natural(3)), states.text(0));
      if (!states.is_null(1)) text += fmt::format(" ({})", states.text(1));
    }
    output_.write(fmt::format("{}, to {}\n", counted(links, "link"), counted(targets, "URL")));
    if (!text.empty()) line("  ", text);
    storage::Statement target = db_.prepare(fmt::format(
        "SELECT u.url, coalesce(p.status, u.reason, u.state), min(l.id) FROM page_links l "
        "JOIN url_rows u ON u.id = l.target_id LEFT JOIN answer_rows p ON p.id = u.page_id "
        "WHERE l.page_id = ?1 GROUP BY u.id ORDER BY min(l.id) LIMIT {}",
        kShown));
    target.with(*found_.page_id);
    while (target.step()) line("  ", fmt::format("{:<10}{}", target.text(1), target.text(0)));
    rest(targets);
  }

  storage::Database& db_;
  std::string_view url_;
  const FoundUrl& found_;
  Output& output_;
};

}  // namespace

void write_url_report(storage::Database& db, std::string_view url, const FoundUrl& found,
                      Output& output) {
  Report(db, url, found, output).write();
}

}  // namespace explore
