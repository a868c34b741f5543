#include "explore/report/change_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "explore/file/row_diff.h"
#include "explore/report/html_text.h"
#include "storage/store/changes.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using storage::ChangeKind;
using terminal::with_thousands;

struct KindWords {
  ChangeKind kind;
  std::string_view words;
};
// The worst first.
constexpr KindWords kKinds[] = {{ChangeKind::kGone, "gone: 410, or not found on different days"},
                                {ChangeKind::kMissing, "missing: not found (404)"},
                                {ChangeKind::kForbidden, "forbidden by robots.txt"},
                                {ChangeKind::kMoved, "moved: they redirect, or elsewhere"},
                                {ChangeKind::kChanged, "changed in what they say or lead to"},
                                {ChangeKind::kNew, "new"},
                                {ChangeKind::kBack, "there again"}};

constexpr std::size_t kMostRowFields = 5;  // of one page, in a report that lists many

// As SQL, for an order.
std::string rank_of_kind() {
  std::string sql = "CASE c.kind_id";
  int rank = 0;
  for (const KindWords& each : kKinds)
    sql += fmt::format(" WHEN {} THEN {}", static_cast<int>(each.kind), rank++);
  return sql + fmt::format(" ELSE {} END", rank);
}

// "2026-01-31T12:00:00.000Z" as it is read.
std::string readable_time(std::string_view iso) {
  constexpr std::size_t kDay = 10, kMinute = 16;
  if (iso.size() < kMinute) return std::string(iso);
  return fmt::format("{} {} UTC", iso.substr(0, kDay), iso.substr(kDay + 1, kMinute - kDay - 1));
}

std::string with_spaces(std::string_view list) {
  std::string words;
  for (const char c : list) words += c == ',' ? ", " : std::string(1, c);
  return words;
}

class ChangeSection {
 public:
  ChangeSection(storage::Database& db, int64_t since, std::string* out)
      : db_(db), since_(since), out_(out) {}

  void write(std::string_view since_words) {
    add("<section id=\"changes\" class=\"sheet\" aria-labelledby=\"changes-title\">\n"
        "<h2 id=\"changes-title\">What changed</h2>\n");
    const uint64_t all = counts(since_words);
    if (all > 0) pages(all);
    add("</section>\n");
  }

 private:
  void add(std::string_view html) { *out_ += html; }

  uint64_t counts(std::string_view since_words) {
    storage::Statement row =
        db_.prepare("SELECT kind_id, count(*) FROM change_rows WHERE at_ms > ?1 GROUP BY kind_id");
    row.with(since_);
    std::vector<std::pair<int64_t, uint64_t>> found;
    uint64_t all = 0;
    while (row.step()) {
      found.emplace_back(row.integer(0), row.natural(1));
      all += row.natural(1);
    }
    if (all == 0) {
      add(fmt::format("<p>No update found a change since {}.</p>\n",
                      html_text(readable_time(since_words))));
      return 0;
    }
    add(fmt::format("<p>Since {}:</p>\n<ul class=\"tiles\">\n",
                    html_text(readable_time(since_words))));
    for (const KindWords& each : kKinds) {
      const auto count = std::find_if(found.begin(), found.end(), [&each](const auto& one) {
        return one.first == static_cast<int64_t>(each.kind);
      });
      if (count != found.end())
        add(fmt::format("<li><strong>{}</strong> {}</li>\n", with_thousands(count->second),
                        each.words));
    }
    add("</ul>\n");
    return all;
  }

  static std::string turn(std::string_view was, std::string_view is) {
    const auto side = [](std::string_view element, std::string_view text) {
      return text.empty() ? "\u2013" : fmt::format("<{0}>{1}</{0}>", element, html_text(text));
    };
    return fmt::format("{} \u2192 {}", side("del", was), side("ins", is));
  }

  // What the fields were and are, a line each.
  std::string said_of(const storage::Statement& row) {
    const std::string fields = "," + row.string(2) + ",";
    const auto has = [&fields](std::string_view name) {
      return fields.find(fmt::format(",{},", name)) != std::string::npos;
    };
    std::string said;
    const auto line = [&said](std::string_view name, std::string_view was, std::string_view is) {
      said += fmt::format("{}{}: {}", said.empty() ? "" : "<br>", html_text(name), turn(was, is));
    };
    constexpr std::array<std::string_view, 6> kSaid = {"status",      "redirect",  "title",
                                                       "description", "canonical", "robots"};
    int was = 4;
    for (const std::string_view name : kSaid) {
      if (has(name)) line(name, row.string(was), row.string(was + 1));
      was += 2;
    }
    // As many words may be others.
    if (has("text") && row.integer(was) != row.integer(was + 1))
      line("words", row.string(was), row.string(was + 1));
    if (!has("rows")) return said;
    const std::vector<FieldDiff> rows = rows_between(row.integer(was + 2), row.integer(was + 3));
    for (std::size_t i = 0; i < std::min(rows.size(), kMostRowFields); ++i)
      line(rows[i].name, rows[i].was, rows[i].is);
    if (rows.size() > kMostRowFields)
      said += fmt::format("<br>\u2026 and {} more of rows", rows.size() - kMostRowFields);
    return said;
  }

  std::vector<FieldDiff> rows_between(int64_t old_page, int64_t new_page) {
    const auto was = rows_of(db_, old_page), is = rows_of(db_, new_page);
    // What is wrong with the file its other questions say.
    if (!was || !is) return {};
    return diff_rows(was.value(), is.value());
  }

  void pages(uint64_t all) {
    add("<div class=\"table-box found\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Pages that changed\"><table>"
        "<caption class=\"visually-hidden\">Pages that changed, the worst "
        "first</caption><thead><tr>"
        "<th scope=\"col\">Kind</th><th scope=\"col\">URL</th><th scope=\"col\">Fields</th>"
        "<th scope=\"col\">What was and is</th><th scope=\"col\">When</th></tr></thead><tbody>\n");
    // Chosen and put in order by numbers alone; what the chosen say is looked up then.
    storage::Statement row = db_.prepare(fmt::format(
        "SELECT v.kind, v.url, v.fields, v.at, v.old_status, v.status, v.old_redirect_to, "
        "v.redirect_to, v.old_title, v.title, v.old_description, v.description, v.old_canonical, "
        "v.canonical, v.old_robots, v.robots, v.old_words, v.words, n.old_id, n.new_id FROM "
        "(SELECT c.id AS id, c.old_id, c.new_id, {} AS rank FROM change_rows c WHERE c.at_ms > ?1 "
        "ORDER BY rank, c.field_bits & 3 DESC, c.id DESC LIMIT {}) n "
        "CROSS JOIN change_details v ON v.id = n.id ORDER BY n.rank",
        rank_of_kind(), kMostChanges));
    row.with(since_);
    while (row.step())
      add(fmt::format(
          "<tr><td>{}</td><td class=\"long\">{}</td><td>{}</td><td class=\"long\">{}</td>"
          "<td>{}</td></tr>\n",
          html_text(row.text(0)), html_text(row.text(1)), html_text(with_spaces(row.text(2))),
          said_of(row), html_text(readable_time(row.text(3)))));
    add("</tbody></table></div>\n");
    if (all > kMostChanges)
      add(
          fmt::format("<p class=\"dim\">\u2026 and {} more: crawl query DB \"SELECT * FROM "
                      "changes\" has them all.</p>\n",
                      with_thousands(all - kMostChanges)));
  }

  storage::Database& db_;
  int64_t since_;
  std::string* out_;
};

}  // namespace

void add_change_section(storage::Database& db, int64_t since, std::string_view since_words,
                        std::string* out) {
  ChangeSection(db, since, out).write(since_words);
}

}  // namespace explore
