#include "explore/report/finding_news.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "explore/report/html_text.h"
#include "explore/report/page_parts.h"
#include "storage/findings/kept_findings.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using storage::FindingChanges;
using terminal::with_thousands;

std::string number_cell(uint64_t count) {
  return fmt::format("<td class=\"number\" data-value=\"{}\">{}</td>", count,
                     with_thousands(count));
}

std::string line_of(const Finding& finding, const FindingChanges& changes) {
  return fmt::format("<tr><td>{} <a href=\"#{}\">{}</a></td>{}{}{}{}</tr>\n",
                     badge(finding.severity), finding.id, html_text(finding.title),
                     number_cell(changes.found), number_cell(changes.fixed),
                     number_cell(changes.open), number_cell(changes.unknown));
}

void add_news(storage::Database& db, std::span<const Finding> list, int64_t since,
              std::string* out) {
  storage::KeptFindings kept(db);
  const auto run = kept.run_at(since);
  if (!run) {
    *out +=
        "<p>What was found then is not kept: updates keep it, from the first on "
        "(--findings-state).</p>\n";
    return;
  }
  std::vector<std::pair<const Finding*, FindingChanges>> news;
  for (FindingChanges& changes : kept.changes_since(*run)) {
    const auto found = std::ranges::find(list, changes.name, &Finding::id);
    if (found != list.end() && changes.found + changes.fixed + changes.unknown > 0)
      news.emplace_back(&*found, std::move(changes));
  }
  if (news.empty()) {
    *out += fmt::format("<p>Since run {} none is new and none is fixed.</p>\n", *run);
    return;
  }
  std::ranges::stable_sort(news, {}, [](const auto& each) { return each.first->severity; });
  *out += fmt::format(
      "<div class=\"table-box\" tabindex=\"0\" role=\"region\" "
      "aria-labelledby=\"finding-news-what\">"
      "<table><caption id=\"finding-news-what\">Since run {}. Unknown: not found any more, but "
      "nobody looked "
      "again.</caption>"
      "<thead><tr><th scope=\"col\">Finding</th><th scope=\"col\" class=\"number\">New</th>"
      "<th scope=\"col\" class=\"number\">Fixed</th><th scope=\"col\" class=\"number\">Still "
      "open</th><th scope=\"col\" class=\"number\">Unknown</th></tr></thead><tbody>\n",
      *run);
  for (const auto& [finding, changes] : news) *out += line_of(*finding, changes);
  *out += "</tbody></table></div>\n";
}

}  // namespace

void add_finding_news(storage::Database& db, std::span<const Finding> list, int64_t since,
                      std::string* out) {
  *out +=
      "<section id=\"finding-news\" class=\"sheet\" aria-labelledby=\"finding-news-title\">\n"
      "<h2 id=\"finding-news-title\">Findings since then</h2>\n";
  add_news(db, list, since, out);
  *out += "</section>\n";
}

}  // namespace explore
