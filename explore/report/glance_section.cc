#include "explore/report/glance_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

class GlanceSection {
 public:
  GlanceSection(const Overview& facts, std::span<const FindingRows> found,
                std::span<const GroupScore> scores, std::string* out)
      : facts_(facts), found_(found), scores_(scores), out_(out) {}

  void glance() {
    add("<section id=\"overview\" class=\"sheet\" aria-labelledby=\"overview-title\">\n"
        "<h2 id=\"overview-title\">At a glance</h2>\n");
    if (!facts_.runs.empty()) add(fmt::format("<p>{}</p>\n", html_text(run_in_words())));
    waiting_hosts();
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
    score_of_groups();
    summary_of_findings();
    add("</section>\n");
  }

 private:
  void add(std::string_view html) { *out_ += html; }

  void tile(uint64_t number, std::string_view what) {
    add(fmt::format("<li><strong>{}</strong> {}</li>\n", with_thousands(number), what));
  }

  std::size_t findings_of(Severity severity) const {
    return static_cast<std::size_t>(
        std::count_if(found_.begin(), found_.end(), [severity](const FindingRows& each) {
          return each.total > 0 && each.finding->severity == severity;
        }));
  }

  // Of the last run.
  std::string run_in_words() const {
    const RunFacts& run = facts_.runs.back();
    std::string words = facts_.runs_total == 1 ? "The crawl" : "The last run";
    words += fmt::format(" started on {} UTC", run.started_at);
    if (run.elapsed_ms > 0) {
      words += fmt::format(" and took {}: {} pages, {} per second",
                           terminal::duration_text(std::chrono::milliseconds(run.elapsed_ms)),
                           with_thousands(run.pages),
                           terminal::rate_text(1000.0 * static_cast<double>(run.pages) /
                                               static_cast<double>(run.elapsed_ms)));
    }
    return words + ". " + end_in_words(run);
  }

  void waiting_hosts() {
    if (facts_.waiting_hosts.empty()) return;
    add("<ul>\n");
    for (const storage::WaitingHost& host : facts_.waiting_hosts)
      add(fmt::format("<li>{}: {} waiting{}</li>\n", html_text(host.origin),
                      with_thousands(host.waiting),
                      host.last_error.empty() ? "" : ": " + html_text(host.last_error)));
    add("</ul>\n");
  }

  void score_of_groups() {
    add("<h3>Scores</h3>\n<p>Each group begins with 100. A finding takes away at most 50 if it is "
        "an "
        "error, 20 if a warning, 5 if a notice: as much of it as the share of the pages that it is "
        "found on, and at least a tenth.</p>\n"
        "<div class=\"table-box found\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Scores of the groups\"><table>"
        "<caption class=\"visually-hidden\">Groups of findings, the lowest score first</caption>"
        "<thead><tr><th scope=\"col\" class=\"number\">Score</th><th scope=\"col\">Group</th>"
        "<th scope=\"col\" class=\"number\">Errors</th>"
        "<th scope=\"col\" class=\"number\">Warnings</th>"
        "<th scope=\"col\" class=\"number\">Notices</th>"
        "<th scope=\"col\" class=\"number\">Checks</th></tr></thead><tbody>\n");
    for (const GroupScore& each : scores_)
      add(
          fmt::format("<tr><td class=\"number\" data-value=\"{0}\">{0}</td><td class=\"long\">"
                      "<a href=\"#{1}\">{2}</a></td><td class=\"number\" data-value=\"{3}\">{3}"
                      "</td><td class=\"number\" data-value=\"{4}\">{4}</td><td class=\"number\" "
                      "data-value=\"{5}\">{5}</td><td class=\"number\" data-value=\"{6}\">{6}</td>"
                      "</tr>\n",
                      each.score, group_anchor(each.group), html_text(each.group), each.errors,
                      each.warnings, each.notices, each.checks));
    add("</tbody></table></div>\n");
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
        "aria-label=\"Findings by severity\"><table>"
        "<caption class=\"visually-hidden\">Findings, most severe first</caption><thead><tr>"
        "<th scope=\"col\">Severity</th><th scope=\"col\" class=\"number\">Count</th>"
        "<th scope=\"col\">Finding</th><th scope=\"col\" "
        "class=\"group\">Group</th></tr></thead><tbody>\n");
    for (const Severity severity :
         {Severity::kError, Severity::kWarning, Severity::kNotice, Severity::kFact}) {
      for (const FindingRows& each : found_) {
        if (each.total == 0 || each.finding->severity != severity) continue;
        add(fmt::format(
            "<tr><td>{}</td><td class=\"number\" data-value=\"{}\">{}</td><td class=\"long\"><a "
            "href=\"#{}\">{}</a></td>"
            "<td class=\"group\">{}</td></tr>\n",
            badge(severity), each.total, with_thousands(each.total), each.finding->id,
            html_text(each.finding->title), html_text(each.finding->group)));
      }
    }
    add("</tbody></table></div>\n");
  }

  const Overview& facts_;
  const std::span<const FindingRows> found_;
  const std::span<const GroupScore> scores_;
  std::string* const out_;
};

}  // namespace

void add_glance_section(const Overview& facts, std::span<const FindingRows> found,
                        std::span<const GroupScore> scores, std::string* out) {
  GlanceSection(facts, found, scores, out).glance();
}

}  // namespace explore
