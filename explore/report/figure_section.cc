#include "explore/report/figure_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>
#include <variant>

#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using terminal::with_thousands;

constexpr std::size_t kLongText = 16;  // from here on a cell is given room
// Enough to see what a bar is about; all of them are a matter for `crawl query`, `serve` or
// `export`.
constexpr std::size_t kMembers = 20;
constexpr std::size_t kMostUrlBytes = 2100;  // as RowLimits has them

// A heading of a column: "total_ms" reads as "total ms".
std::string heading(std::string column) {
  std::replace(column.begin(), column.end(), '_', ' ');
  return html_text(column);
}

std::string cell(const storage::SqlValue& value, std::string_view column) {
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    // A status is a name that happens to be a number.
    const bool is_name = column == "status" || column == "robots_status" || *integer < 0;
    return fmt::format(
        "<td class=\"number\" data-value=\"{}\">{}</td>", *integer,
        is_name ? std::to_string(*integer) : with_thousands(static_cast<uint64_t>(*integer)));
  }
  if (const auto* text = std::get_if<std::string_view>(&value))
    return fmt::format("<td{}>{}</td>", text->size() > kLongText ? " class=\"long\"" : "",
                       html_text(text->substr(0, 500)));
  if (const auto* real = std::get_if<double>(&value))
    return fmt::format("<td class=\"number\">{}</td>", *real);
  return "<td class=\"none\">\u2013</td>";
}

class FigureSection {
 public:
  FigureSection(storage::Database& db, std::string* out) : db_(db), out_(out) {}

  // The chart is drawn from the table, which is there without any script.
  Result<void> draw(const Figure& figure) {
    const bool is_table = figure.shape == Figure::Shape::kTable;
    const bool is_wide = is_table || figure.shape == Figure::Shape::kCourse;
    add(fmt::format(
        "<figure class=\"sheet{}\" id=\"figure-{}\" data-shape=\"{}\">\n"
        "<figcaption><h3>{}</h3>{}</figcaption>\n",
        is_wide ? " wide" : "", figure.id,
        figure.shape == Figure::Shape::kRows ? "rows" : "columns", html_text(figure.title),
        figure.meaning.empty()
            ? ""
            : fmt::format("<p class=\"dim\">{}</p>", html_text(figure.meaning))));
    storage::Question question = db_.ask(figure.sql);
    if (!question.problem.empty())
      return Error{ErrorCode::kQuery, fmt::format("{}: {}", figure.id, question.problem)};
    if (!question.statement.step()) {
      add("<p class=\"dim\">Nothing to show.</p>\n");
    } else if (is_table) {
      figure_table(figure, question.statement);
    } else {
      add(fmt::format(
          "<div class=\"chart\" hidden><canvas role=\"img\" aria-label=\"Chart: {}; the "
          "table has the same numbers\"></canvas></div>\n"
          "<details open class=\"numbers\"><summary>As a table</summary>\n",
          html_text(figure.title)));
      figure_table(figure, question.statement);
      add("</details>\n");
      if (auto listed = members(figure); !listed) return listed;
    }
    add(sql_details(figure.sql));
    add("</figure>\n");
    return db_.take_failure();
  }

 private:
  void add(std::string_view html) { *out_ += html; }

  // From the row on that the statement stands on.
  void figure_table(const Figure& figure, storage::Statement& row) {
    add(
        fmt::format("<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">"
                    "<table><caption class=\"visually-hidden\">{0}</caption><thead><tr>",
                    html_text(figure.title)));
    for (int i = 0; i < row.columns(); ++i) {
      const bool is_number = std::holds_alternative<int64_t>(row.value(i));
      add(fmt::format("<th scope=\"col\"{}>{}</th>", is_number ? " class=\"number\"" : "",
                      heading(row.column_name(i))));
    }
    add("</tr></thead><tbody>\n");
    do {
      labels_.insert(row.string(0));
      add("<tr>");
      for (int i = 0; i < row.columns(); ++i) add(cell(row.value(i), row.column_name(i)));
      add("</tr>\n");
    } while (row.step());
    add("</tbody></table></div>\n");
  }

  // The first URLs behind each label, for a script to show: {"404": ["http://…", …], …}.
  Result<void> members(const Figure& figure) {
    if (figure.members.empty()) return {};
    storage::Question question = db_.ask(members_sql(figure));
    if (!question.problem.empty())
      return Error{ErrorCode::kQuery, fmt::format("{}: {}", figure.id, question.problem)};
    storage::Statement& row = question.statement;
    std::string json;
    std::string label;
    while (row.step()) {
      if (!labels_.contains(row.text(0))) continue;  // the figure has its commonest labels only
      const bool is_next = json.empty() || row.text(0) != label;
      label = row.text(0);
      if (!json.empty()) json += is_next ? "],\n" : ",";
      if (is_next) json += script_json(std::string_view(label), 500) + ":[";
      json += script_json(row.text(1), kMostUrlBytes);
    }
    add(fmt::format("<script type=\"application/json\" class=\"members\">{{{}{}}}</script>\n", json,
                    json.empty() ? "" : "]"));
    return db_.take_failure();
  }

  storage::Database& db_;
  std::string* const out_;
  std::set<std::string, std::less<>> labels_;  // in the table
};

}  // namespace

std::string members_sql(const Figure& figure) {
  return fmt::format(
      "SELECT m.label, u.url FROM (SELECT label, url_id, row_number() OVER (PARTITION BY label "
      "ORDER BY id) AS n FROM ({})) m JOIN url_rows u ON u.id = m.url_id WHERE m.n <= {} "
      "ORDER BY m.label, m.n",
      figure.members, kMembers);
}

Result<void> add_figure(storage::Database& db, const Figure& figure, std::string* out) {
  return FigureSection(db, out).draw(figure);
}

}  // namespace explore
