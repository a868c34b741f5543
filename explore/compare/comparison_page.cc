// In the look of the report, and by its scripts, which list what is opened. All that was crawled is
// text here too: html_text between tags, script_json inside of a script element.
#include <fmt/format.h>

#include <array>
#include <string>

#include "explore/command/interrupt.h"
#include "explore/compare/comparison_report.h"
#include "explore/report/finding_rows.h"
#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "explore/web/assets.h"
#include "ground/ascii.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;
using terminal::with_thousands;

constexpr std::array<std::string_view, 2> kPageStyles{"look.css", "report.css"};
constexpr std::array<std::string_view, 2> kPageScripts{"table.js", "report.js"};
constexpr std::size_t kMostRowBytes = 4'200'000;

// For a data URL.
std::string percent_encoded_icon() {
  std::string out;
  for (const char c : asset("icon.svg"))
    out += ground::ascii::is_alphanumeric(c)
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

class ComparisonPage {
 public:
  ComparisonPage(const ComparisonReport& report, std::size_t most_rows, std::string_view made_at)
      : report_(report), most_rows_(most_rows), made_at_(made_at) {}

  Result<std::string> make() {
    if (auto read = read_lists(); !read) return read.error();
    head();
    glance();
    lists();
    add("</main>\n");
    for (const std::string_view name : kPageScripts)
      add(fmt::format("<script>{}</script>\n", asset(name)));
    add("</body>\n</html>\n");
    return std::move(out_);
  }

 private:
  void add(std::string_view html) { out_ += html; }

  // The rows of each list, as many as fit.
  Result<void> read_lists() {
    asked_.reserve(report_.lists.size());
    for (const ReportedList& list : report_.lists) {
      Finding& finding = asked_.emplace_back();
      finding.id = list.name;
      finding.title = list.title;
      finding.severity = list.severity;
      finding.meaning = list.meaning;
      finding.sql = list.sql;
      RowLimits limits;
      if (most_rows_ > 0) limits.rows = most_rows_;
      auto rows = rows_of(*report_.db, finding, limits);
      if (!rows) return rows.error();
      if (is_interrupted()) return ground::Error{ground::ErrorCode::kInterrupted, "interrupted"};
      found_.push_back(std::move(*rows));
    }
    fit(found_, kMostRowBytes);
    return {};
  }

  static std::string policy() {
    std::string styles, scripts;
    for (const std::string_view name : kPageStyles) styles += " " + csp_hash(name);
    for (const std::string_view name : kPageScripts) scripts += " " + csp_hash(name);
    return fmt::format(
        "default-src 'none'; style-src{}; script-src{}; img-src data:; base-uri 'none'; "
        "form-action 'none'",
        styles, scripts);
  }

  void head() {
    add(
        fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n"
                    "<link rel=\"icon\" href=\"data:image/svg+xml,{}\">\n",
                    policy(), html_text(report_.title), percent_encoded_icon()));
    for (const std::string_view name : kPageStyles)
      add(fmt::format("<style>{}</style>\n", asset(name)));
    add(fmt::format(
        "</head>\n<body>\n<a class=\"skip-link\" href=\"#overview\">Skip to the comparison</a>\n"
        "<header class=\"head\">\n<h1>{}</h1>\n<p class=\"dim\">{}</p>\n"
        "<nav aria-label=\"Sections of the comparison\"><a href=\"#overview\">At a glance</a> "
        "<a href=\"#findings\">Differences</a></nav>\n</header>\n<main>\n",
        html_text(report_.title),
        html_text(fmt::format("{} and {}, compared {}", report_.old_crawl.path,
                              report_.new_crawl.path, made_at_))));
  }

  // --- At a glance

  void crawl_tile(const ReportedCrawl& crawl) {
    add(fmt::format("<li><strong>{}</strong> pages in {}{}{}</li>\n", with_thousands(crawl.pages),
                    crawl.role,
                    crawl.started_at.empty() ? "" : ", crawled from " + html_text(crawl.started_at),
                    crawl.why_incomplete.empty() ? "" : "; " + html_text(crawl.why_incomplete)));
  }

  void begin_table(std::string_view label, std::initializer_list<std::string_view> columns) {
    add(
        fmt::format("<div class=\"table-box found\" tabindex=\"0\" role=\"region\" "
                    "aria-label=\"{0}\"><table><caption class=\"visually-hidden\">{0}</caption>"
                    "<thead><tr>",
                    label));
    for (const std::string_view column : columns)
      add(fmt::format("<th scope=\"col\"{}>{}</th>", column == "Count" ? " class=\"number\"" : "",
                      column));
    add("</tr></thead><tbody>\n");
  }

  static std::string number_cell(uint64_t number) {
    return fmt::format("<td class=\"number\" data-value=\"{}\">{}</td>", number,
                       with_thousands(number));
  }

  void glance() {
    add("<section id=\"overview\" class=\"sheet\" aria-labelledby=\"overview-title\">\n"
        "<h2 id=\"overview-title\">At a glance</h2>\n<ul class=\"tiles\">\n");
    crawl_tile(report_.old_crawl);
    crawl_tile(report_.new_crawl);
    add(fmt::format("</ul>\n<p>{}</p>\n", html_text(report_.sum)));
    for (const std::string& note : report_.notes)
      add(fmt::format("<p class=\"dim\">{}</p>\n", html_text(note)));
    begin_table("Differences by kind", {"Severity", "Count", "Kind"});
    for (const ReportedList& list : report_.lists)
      if (list.urls > 0)
        add(fmt::format("<tr><td>{}</td>{}<td class=\"long\"><a href=\"#{}\">{}</a></td></tr>\n",
                        badge(list.severity), number_cell(list.urls), list.name,
                        html_text(list.title)));
    add("</tbody></table></div>\n");
    fields();
    repeated();
    add("</section>\n");
  }

  void fields() {
    if (report_.fields.empty()) return;
    add("<h3>What changed</h3>\n");
    begin_table("Changed pages by field", {"Field", "Count"});
    for (const auto& [name, pages] : report_.fields)
      add(fmt::format("<tr><td>{}</td>{}</tr>\n", html_text(name), number_cell(pages)));
    add("</tbody></table></div>\n");
  }

  void repeated() {
    if (report_.repeated_sql.empty()) return;
    storage::Statement row = report_.db->prepare(report_.repeated_sql);
    if (!row.step()) return;
    add("<h3>The same change on several pages</h3>\n");
    begin_table("The same change on several pages",
                {"Count", "Field", "Old", "New", "Note", "For example"});
    do {
      add("<tr>" + number_cell(row.natural(0)));
      for (int i = 1; i < row.columns(); ++i)
        add(fmt::format("<td{}>{}</td>", i == 1 ? "" : " class=\"long\"", html_text(row.text(i))));
      add("</tr>\n");
    } while (row.step());
    add("</tbody></table></div>\n");
  }

  // --- The lists

  void lists() {
    add("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
        "<h2 id=\"findings-title\">Differences</h2>\n"
        "<noscript><p>The lists need JavaScript. Without it, use crawl compare --format csv."
        "</p></noscript>\n<div class=\"sheet\">\n");
    bool has_any = false;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (found_[i].total == 0) continue;
      has_any = true;
      list(report_.lists[i], found_[i]);
    }
    if (!has_any) add("<p>There is no difference.</p>\n");
    add("</div>\n</section>\n");
  }

  void list(const ReportedList& of, const FindingRows& rows) {
    add(fmt::format(
        "<details class=\"finding\" id=\"{0}\"><summary>{1} <span class=\"title\">{2}</span> "
        "<span class=\"count\">{3}</span></summary>\n<p>{4}</p>\n"
        "<div class=\"rows\" data-finding=\"{0}\" data-label=\"{2}\" data-total=\"{5}\"></div>\n",
        of.name, badge(of.severity), html_text(of.title), with_thousands(of.urls),
        html_text(of.meaning), rows.total));
    templates(rows);
    std::string columns;
    for (const std::string& column : rows.columns) {
      if (!columns.empty()) columns += ',';
      columns += script_json(storage::SqlValue(std::string_view(column)), 100);
    }
    add(
        fmt::format("<script type=\"application/json\" id=\"rows-{}\">{{\"columns\":[{}],\n"
                    "\"rows\":[{}]}}</script>\n</details>\n",
                    of.name, columns, rows.json));
  }

  void templates(const FindingRows& rows) {
    if (rows.templates.empty()) return;
    add("<details class=\"templates\"><summary>By template</summary>\n");
    begin_table(fmt::format("{}, by template", html_text(rows.finding->title)),
                {"Template", "Count", "For example"});
    for (const TemplateCounts::Template& one : rows.templates)
      add(fmt::format("<tr><td class=\"long\">{}</td>{}<td class=\"long\">{}</td></tr>\n",
                      html_text(one.shape), number_cell(one.rows), html_text(one.example)));
    add("</tbody></table></div>\n</details>\n");
  }

  const ComparisonReport& report_;
  const std::size_t most_rows_;
  const std::string_view made_at_;
  std::vector<Finding> asked_;
  std::vector<FindingRows> found_;
  std::string out_;
};

}  // namespace

Result<std::string> comparison_page(const ComparisonReport& report, std::size_t most_rows,
                                    std::string_view made_at) {
  return ComparisonPage(report, most_rows, made_at).make();
}

}  // namespace explore
