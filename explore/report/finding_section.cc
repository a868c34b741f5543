#include "explore/report/finding_section.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

// The worst first.
constexpr std::array<std::pair<Severity, std::string_view>, 4> kSections{{
    {Severity::kError, "Errors"},
    {Severity::kWarning, "Warnings"},
    {Severity::kNotice, "Notices"},
    {Severity::kFact, "Facts"},
}};

class FindingSection {
 public:
  FindingSection(std::span<const FindingRows> found, std::string* out) : found_(found), out_(out) {}

  void finding_lists() {
    add("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
        "<h2 id=\"findings-title\">Findings</h2>\n"
        "<noscript><p>The lists need JavaScript. Without it, run the SQL of a finding to get its "
        "list: crawl query DB \"SQL\".</p></noscript>\n");
    for (const auto& [severity, words] : kSections) severity_section(severity, words);
    clean_checks();
    add("</section>\n");
  }

 private:
  void add(std::string_view html) { *out_ += html; }

  // Those of one severity that found something, in the order of the checks.
  void severity_section(Severity severity, std::string_view words) {
    const auto is_here = [severity](const FindingRows& each) {
      return each.total > 0 && each.finding->severity == severity;
    };
    uint64_t total = 0;
    for (const FindingRows& each : found_)
      if (is_here(each)) total += each.total;
    if (total == 0) return;
    add(fmt::format("<div class=\"sheet\">\n<h3>{} <span class=\"count dim\">{}</span></h3>\n",
                    words, with_thousands(total)));
    for (const FindingRows& each : found_)
      if (is_here(each)) finding_list(each);
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

  void clean_checks() {
    std::string titles;
    std::size_t count = 0;
    for (const FindingRows& each : found_) {
      if (each.total > 0 || each.finding->severity == Severity::kFact) continue;
      ++count;
      titles += fmt::format("<li>{}</li>\n", html_text(each.finding->title));
    }
    if (titles.empty()) return;
    add(fmt::format(
        "<details class=\"sheet clean-checks\">\n<summary>{} check{} found nothing</summary>\n"
        "<ul class=\"clean\">\n{}</ul>\n</details>\n",
        count, count == 1 ? "" : "s", titles));
  }

  const std::span<const FindingRows> found_;
  std::string* const out_;
};

}  // namespace

void add_finding_section(std::span<const FindingRows> found, std::string* out) {
  FindingSection(found, out).finding_lists();
}

}  // namespace explore
