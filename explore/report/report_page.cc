#include "explore/report/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "explore/command/interrupt.h"
#include "explore/findings/findings.h"
#include "explore/report/figures.h"
#include "explore/report/finding_rows.h"
#include "explore/report/html_text.h"
#include "explore/report/overview.h"
#include "explore/web/assets.h"
#include "storage/sqlite/transaction.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using terminal::with_thousands;

constexpr std::array<std::string_view, 2> kStyles{"look.css", "report.css"};
constexpr std::array<std::string_view, 3> kScripts{"chart.js", "table.js", "report.js"};

constexpr std::size_t kLongText = 16;  // from here on a cell is given room

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

class ReportPage {
 public:
  ReportPage(CrawlFile& file, const ReportSettings& settings)
      : db_(file.database()), settings_(settings) {}

  Result<std::string> make() {
    storage::Transaction snapshot(db_, storage::Transaction::Kind::kRead);
    auto facts = overview(db_);
    if (!facts) return facts.error();
    facts_ = std::move(facts).value();
    if (auto asked = ask_findings(); !asked) return asked.error();
    head();
    glance();
    if (auto drawn = draw_figures(); !drawn) return drawn.error();
    finding_lists();
    foot();
    return std::move(out_);
  }

 private:
  void add(std::string_view html) { out_ += html; }

  void ask(std::string_view title) {
    ++asked_;
    if (settings_.on_question)
      settings_.on_question(title, asked_, findings().size() + figures().size());
  }

  Result<void> ask_findings() {
    for (const Finding& finding : findings()) {
      ask(finding.title);
      auto rows = rows_of(db_, finding);
      if (!rows) return rows.error();
      if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
      found_.push_back(std::move(rows).value());
    }
    fit(found_, settings_.row_bytes);
    return {};
  }

  // --- The head

  static std::string policy() {
    std::string styles;
    std::string scripts;
    for (const std::string_view name : kStyles) styles += " " + csp_hash(name);
    for (const std::string_view name : kScripts) scripts += " " + csp_hash(name);
    return fmt::format(
        "default-src 'none'; style-src{}; script-src{}; img-src data:; base-uri 'none'; "
        "form-action 'none'",
        styles, scripts);
  }

  void head() {
    const std::string site = facts_.main_site.empty() ? "no pages" : html_text(facts_.main_site);
    add(
        fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"referrer\" content=\"no-referrer\">\n"
                    "<title>Crawl report: {}</title>\n<link rel=\"icon\" href=\"data:,\">\n",
                    policy(), site));
    for (const std::string_view name : kStyles)
      add(fmt::format("<style>{}</style>\n", asset(name)));
    add(fmt::format(
        "</head>\n<body>\n<a class=\"skip-link\" href=\"#overview\">Skip to the report</a>\n"
        "<header class=\"head\">\n<h1>Crawl report: {}</h1>\n<p class=\"dim\">{}</p>\n"
        "<nav aria-label=\"Sections of the report\"><a href=\"#overview\">At a glance</a> "
        "<a href=\"#numbers\">Numbers</a> <a href=\"#findings\">Findings</a> "
        "<a href=\"#runs\">Runs</a></nav>\n</header>\n<main>\n",
        site, html_text(fmt::format("{}, as of {}", settings_.database, settings_.made_at))));
  }

  // --- At a glance

  void tile(uint64_t number, std::string_view what) {
    add(fmt::format("<li><strong>{}</strong> {}</li>\n", with_thousands(number), what));
  }

  std::size_t findings_of(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(found_.begin(), found_.end(), [severity](const FindingRows& each) {
          return each.total > 0 && each.finding->severity == severity;
        }));
  }

  void glance() {
    add("<section id=\"overview\" class=\"sheet\" aria-labelledby=\"overview-title\">\n"
        "<h2 id=\"overview-title\">At a glance</h2>\n");
    if (!facts_.runs.empty()) add(fmt::format("<p>{}</p>\n", html_text(run_in_words())));
    add("<ul class=\"tiles\">\n");
    tile(facts_.fetched, facts_.fetched == 1 ? "URL fetched" : "URLs fetched");
    tile(facts_.hosts, facts_.hosts == 1 ? "host" : "hosts");
    tile(facts_.links, facts_.links == 1 ? "link" : "links");
    add(fmt::format("<li><strong>{}</strong> received</li>\n",
                    terminal::size_text(static_cast<double>(facts_.bytes))));
    add("</ul>\n");
    add(
        fmt::format("<p class=\"sum\">{} discovered = {} fetched + {} skipped + {} failed + {} "
                    "waiting</p>\n",
                    with_thousands(facts_.discovered), with_thousands(facts_.fetched),
                    with_thousands(facts_.skipped), with_thousands(facts_.failed),
                    with_thousands(facts_.waiting)));
    summary_of_findings();
    add("</section>\n");
  }

  // Of the last run.
  std::string run_in_words() const {
    const RunFacts& run = facts_.runs.back();
    std::string words = facts_.runs_total == 1 ? "The crawl" : "The last run";
    words += fmt::format(" started on {} UTC", run.started_at);
    if (run.duration_ms > 0) {
      words += fmt::format(" and took {}: {} pages, {} per second",
                           terminal::duration_text(std::chrono::milliseconds(run.duration_ms)),
                           with_thousands(run.pages),
                           terminal::rate_text(1000.0 * static_cast<double>(run.pages) /
                                               static_cast<double>(run.duration_ms)));
    }
    return words + ". " + end_in_words(run);
  }

  void summary_of_findings() {
    add(fmt::format(
        "<h3>Findings</h3>\n<p>{} of {} checks found something: {} with errors, {} with warnings, "
        "{} with notices.</p>\n",
        findings_of(Severity::kError) + findings_of(Severity::kWarning) +
            findings_of(Severity::kNotice),
        std::count_if(
            found_.begin(), found_.end(),
            [](const FindingRows& each) { return each.finding->severity != Severity::kFact; }),
        findings_of(Severity::kError), findings_of(Severity::kWarning),
        findings_of(Severity::kNotice)));
    add("<div class=\"table-box found\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Findings\"><table>"
        "<caption class=\"visually-hidden\">Findings, most severe first</caption><thead><tr>"
        "<th scope=\"col\">Severity</th><th scope=\"col\" class=\"number\">Count</th>"
        "<th scope=\"col\">Finding</th><th scope=\"col\" "
        "class=\"group\">Group</th></tr></thead><tbody>\n");
    for (const Severity severity :
         {Severity::kError, Severity::kWarning, Severity::kNotice, Severity::kFact}) {
      for (const FindingRows& each : found_) {
        if (each.total == 0 || each.finding->severity != severity) continue;
        add(
            fmt::format("<tr><td>{}</td><td class=\"number\">{}</td><td class=\"long\"><a "
                        "href=\"#{}\">{}</a></td>"
                        "<td class=\"group\">{}</td></tr>\n",
                        badge(severity), with_thousands(each.total), each.finding->id,
                        html_text(each.finding->title), html_text(each.finding->group)));
      }
    }
    add("</tbody></table></div>\n");
  }

  static std::string badge(Severity severity) {
    return fmt::format("<span class=\"badge {0}\">{0}</span>", name_of(severity));
  }

  // --- Numbers

  Result<void> draw_figures() {
    add("<section id=\"numbers\" aria-labelledby=\"numbers-title\">\n"
        "<h2 id=\"numbers-title\">Numbers</h2>\n<div class=\"figures\">\n");
    for (const Figure& figure : figures()) {
      ask(figure.title);
      if (auto drawn = draw(figure); !drawn) return drawn;
      if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    }
    add("</div>\n</section>\n");
    return {};
  }

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
    }
    show_sql(figure.sql);
    add("</figure>\n");
    return db_.take_failure();
  }

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
      add("<tr>");
      for (int i = 0; i < row.columns(); ++i) add(cell(row.value(i), row.column_name(i)));
      add("</tr>\n");
    } while (row.step());
    add("</tbody></table></div>\n");
  }

  void show_sql(std::string_view sql) {
    add(
        fmt::format("<details class=\"sql\"><summary>SQL</summary><pre tabindex=\"0\">{}</pre>"
                    "</details>\n",
                    html_text(sql)));
  }

  // --- Findings

  void finding_lists() {
    add("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
        "<h2 id=\"findings-title\">Findings</h2>\n"
        "<noscript><p>The lists need JavaScript. Without it, run the SQL of a finding to get its "
        "list: crawl query DB \"SQL\".</p></noscript>\n");
    std::string_view group;
    for (const FindingRows& each : found_) {
      if (each.total == 0) continue;
      if (each.finding->group != group) {
        if (!group.empty()) add("</div>\n");
        group = each.finding->group;
        add(fmt::format("<div class=\"sheet\">\n<h3>{}</h3>\n", html_text(group)));
      }
      finding_list(each);
    }
    if (!group.empty()) add("</div>\n");
    clean_checks();
    add("</section>\n");
  }

  void finding_list(const FindingRows& each) {
    const Finding& finding = *each.finding;
    add(fmt::format(
        "<details class=\"finding\" id=\"{0}\"><summary>{1} <span class=\"title\">{2}"
        "</span> <span class=\"count\">{3}</span></summary>\n"
        "<p>{4} {5}</p>\n<div class=\"rows\" data-finding=\"{0}\" data-label=\"{2}\" "
        "data-total=\"{6}\"></div>\n",
        finding.id, badge(finding.severity), html_text(finding.title), with_thousands(each.total),
        html_text(finding.meaning), html_text(finding.remedy), each.total));
    std::string columns;
    for (const std::string& column : each.columns) {
      if (!columns.empty()) columns += ',';
      columns += script_json(storage::SqlValue(std::string_view(column)), 100);
    }
    add(
        fmt::format("<script type=\"application/json\" id=\"rows-{}\">{{\"columns\":[{}],\n"
                    "\"rows\":[{}]}}</script>\n",
                    finding.id, columns, each.json));
    show_sql(finding.sql);
    add("</details>\n");
  }

  void clean_checks() {
    std::string titles;
    for (const FindingRows& each : found_) {
      if (each.total > 0 || each.finding->severity == Severity::kFact) continue;
      titles += fmt::format("<li>{}</li>\n", html_text(each.finding->title));
    }
    if (titles.empty()) return;
    add(
        fmt::format("<div class=\"sheet\">\n<h3>Checks that found nothing</h3>\n"
                    "<ul class=\"clean\">\n{}</ul>\n</div>\n",
                    titles));
  }

  // --- Runs

  void foot() {
    add("<section id=\"runs\" class=\"sheet\" aria-labelledby=\"runs-title\">\n"
        "<h2 id=\"runs-title\">Runs</h2>\n");
    if (facts_.runs.size() < facts_.runs_total)
      add(fmt::format("<p class=\"dim\">The last {} of {}.</p>\n", facts_.runs.size(),
                      with_thousands(facts_.runs_total)));
    for (const RunFacts& run : facts_.runs) {
      const std::string ended = run.ended_at.empty() ? "now" : run.ended_at;
      add(fmt::format(
          "<p><strong>{}</strong> to <strong>{}</strong>: {} pages, {}. {} "
          "<span class=\"dim\">crawl {}</span></p>\n"
          "<details class=\"sql\"><summary>Options</summary>"
          "<pre tabindex=\"0\">{}</pre></details>\n",
          html_text(run.started_at), html_text(ended), with_thousands(run.pages),
          terminal::size_text(static_cast<double>(run.bytes)), html_text(end_in_words(run)),
          html_text(run.version), html_text(std::string_view(run.options).substr(0, 20'000))));
    }
    add("</section>\n</main>\n");
    for (const std::string_view name : kScripts)
      add(fmt::format("<script>{}</script>\n", asset(name)));
    add("</body>\n</html>\n");
  }

  storage::Database& db_;
  const ReportSettings& settings_;
  Overview facts_;
  std::vector<FindingRows> found_;
  std::size_t asked_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> report_page(CrawlFile& file, const ReportSettings& settings) {
  return ReportPage(file, settings).make();
}

}  // namespace explore
