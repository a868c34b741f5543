#include "explore/report/finding_section.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

constexpr std::array kWorstFirst{Severity::kError, Severity::kWarning, Severity::kNotice,
                                 Severity::kFact};

class FindingSection {
 public:
  FindingSection(std::span<const FindingRows> found, std::span<const GroupScore> scores,
                 std::string* out)
      : found_(found), scores_(scores), out_(out) {}

  void finding_lists() {
    add("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
        "<h2 id=\"findings-title\">Findings</h2>\n"
        "<noscript><p>The lists need JavaScript. Without it, run the SQL of a finding to get its "
        "list: crawl query DB \"SQL\".</p></noscript>\n");
    for (const GroupScore& score : scores_) group_section(score);
    add("</section>\n");
  }

 private:
  void add(std::string_view html) { *out_ += html; }

  // What its findings found, the worst first, and what found nothing in one line.
  void group_section(const GroupScore& score) {
    add(
        fmt::format("<div class=\"sheet\" id=\"{}\">\n<h3>{} <span class=\"count dim\">score {}"
                    "</span></h3>\n",
                    group_anchor(score.group), html_text(score.group), score.score));
    if (!score.deductions.empty())
      add(fmt::format(
          "<details class=\"sql reckoning\"><summary>How the score comes about</summary>"
          "<p>{}</p></details>\n",
          html_text(reckoning_in_words(score))));
    for (const Severity severity : kWorstFirst)
      for (const FindingRows& each : found_)
        if (each.total > 0 && each.finding->group == score.group &&
            each.finding->severity == severity)
          finding_list(each);
    clean_checks(score.group);
    add("</div>\n");
  }

  void finding_list(const FindingRows& each) {
    const Finding& finding = *each.finding;
    add(fmt::format(
        "<details class=\"finding\" id=\"{0}\"><summary>{1} <span class=\"title\">{2}"
        "</span> <span class=\"count\">{3}</span> <span class=\"dim group\">{7}</span></summary>\n"
        "<p>{4} {5}</p>\n<div class=\"rows\" data-finding=\"{0}\" data-label=\"{2}\" "
        "data-total=\"{6}\"></div>\n",
        finding.id, badge(finding.severity), html_text(finding.title), with_thousands(each.total),
        html_text(finding.meaning), html_text(finding.remedy), each.total,
        html_text(finding.group)));
    templates(each);
    std::string columns;
    for (const std::string& column : each.columns) {
      if (!columns.empty()) columns += ',';
      columns += script_json(storage::SqlValue(std::string_view(column)), 100);
    }
    add(
        fmt::format("<script type=\"application/json\" id=\"rows-{}\">{{\"columns\":[{}],\n"
                    "\"rows\":[{}]}}</script>\n",
                    finding.id, columns, each.json));
    add(sql_details(finding.sql));
    add("</details>\n");
  }

  // The same fault on many pages of one template is one line.
  void templates(const FindingRows& each) {
    if (each.templates.empty()) return;
    add(fmt::format(
        "<details class=\"templates\"><summary>By template</summary>\n"
        "<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"{0}, by template\">"
        "<table><caption class=\"visually-hidden\">{0}, by the shape of the address</caption>"
        "<thead><tr><th scope=\"col\">Template</th><th scope=\"col\" class=\"number\">Rows</th>"
        "<th scope=\"col\">For example</th></tr></thead><tbody>\n",
        html_text(each.finding->title)));
    for (const TemplateCounts::Template& one : each.templates)
      add(fmt::format(
          "<tr><td class=\"long\">{}</td><td class=\"number\" data-value=\"{}\">{}</td>"
          "<td class=\"long\">{}</td></tr>\n",
          html_text(one.shape), one.rows, with_thousands(one.rows), html_text(one.example)));
    add("</tbody></table></div>\n</details>\n");
  }

  void clean_checks(std::string_view group) {
    std::string titles;
    std::size_t count = 0;
    for (const FindingRows& each : found_) {
      if (each.total > 0 || each.finding->group != group) continue;
      ++count;
      titles += fmt::format("<li>{}</li>\n", html_text(each.finding->title));
    }
    if (count == 0) return;
    add(
        fmt::format("<details class=\"clean-checks\">\n<summary>{} found nothing</summary>\n"
                    "<ul class=\"clean\">\n{}</ul>\n</details>\n",
                    terminal::counted(count, "check"), titles));
  }

  const std::span<const FindingRows> found_;
  const std::span<const GroupScore> scores_;
  std::string* const out_;
};

}  // namespace

void add_finding_section(std::span<const FindingRows> found, std::span<const GroupScore> scores,
                         std::string* out) {
  FindingSection(found, scores, out).finding_lists();
}

}  // namespace explore
