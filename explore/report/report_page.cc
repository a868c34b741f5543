// The report is one string that is written from top to bottom, in one transaction, so that all of
// its numbers agree. The page has to work without a network, without JavaScript and as an
// attachment: styles and scripts are inside it and allowed by their hashes, charts are drawn from
// tables that are there anyway, and crawled text is escaped in every place.
#include "explore/report/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "explore/command/interrupt.h"
#include "explore/command/typed_time.h"
#include "explore/file/page_history.h"
#include "explore/findings/group_scores.h"
#include "explore/report/asked_findings.h"
#include "explore/report/change_section.h"
#include "explore/report/figure_section.h"
#include "explore/report/figures.h"
#include "explore/report/finding_news.h"
#include "explore/report/finding_rows.h"
#include "explore/report/finding_section.h"
#include "explore/report/glance_section.h"
#include "explore/report/html_text.h"
#include "explore/report/overview.h"
#include "explore/web/assets.h"
#include "ground/ascii.h"
#include "storage/database/transaction.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using terminal::with_thousands;

constexpr std::array<std::string_view, 2> kStyles{"look.css", "report.css"};
constexpr std::array<std::string_view, 3> kScripts{"chart.js", "table.js", "report.js"};

// For a data URL.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += ground::ascii::is_alphanumeric(c)
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

class ReportPage {
 public:
  ReportPage(CrawlFile& file, const FindingList& list, const ReportSettings& settings)
      : file_(file), db_(file.database()), list_(list), settings_(settings) {}

  Result<std::string> make() {
    storage::Transaction snapshot(db_, storage::Transaction::Kind::kRead);
    auto facts = overview(db_);
    if (!facts) return facts.error();
    facts_ = std::move(facts).value();
    if (auto checked = list_.check(db_); !checked) return checked.error();
    const auto since =
        settings_.since.empty() ? Result<int64_t>(0) : moment_of(db_, settings_.since);
    if (!since) return since.error();
    if (auto asked = ask_findings(); !asked) return asked.error();
    head();
    if (!settings_.since.empty()) {
      add_change_section(db_, since.value(), iso_time(since.value()), &out_);
      add_finding_news(db_, list_.all(), since.value(), &out_);
    }
    const std::vector<GroupScore> scores = judge();
    add_glance_section(facts_, found_, scores, &out_);
    if (auto drawn = draw_figures(); !drawn) return drawn.error();
    add_finding_section(found_, scores, &out_);
    foot();
    return std::move(out_);
  }

 private:
  void add(std::string_view html) { out_ += html; }

  void ask(std::string_view title) {
    ++asked_;
    if (settings_.on_question)
      settings_.on_question(title, asked_, list_.all().size() + figures().size() + 1);
  }

  Result<void> ask_findings() {
    auto asked = asked_findings(file_, list_, [this](std::string_view title) { ask(title); });
    if (!asked) return asked.error();
    found_ = std::move(asked).value();
    fit(found_, settings_.row_bytes);
    return {};
  }

  // The lowest first.
  std::vector<GroupScore> judge() {
    std::vector<FoundRows> all;
    for (const FindingRows& each : found_) all.push_back({each.finding, each.total, each.pages});
    const int64_t pages = db_.integer_of("SELECT count(*) FROM audit_pages");
    std::vector<GroupScore> scores = group_scores(all, static_cast<uint64_t>(pages));
    std::stable_sort(scores.begin(), scores.end(),
                     [](const GroupScore& a, const GroupScore& b) { return a.score < b.score; });
    return scores;
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
                    "<title>Crawl report: {}</title>\n"
                    "<link rel=\"icon\" href=\"data:image/svg+xml,{}\">\n",
                    policy(), site, percent_encoded(asset("icon.svg"))));
    for (const std::string_view name : kStyles)
      add(fmt::format("<style>{}</style>\n", asset(name)));
    add(fmt::format(
        "</head>\n<body>\n<a class=\"skip-link\" href=\"#overview\">Skip to the report</a>\n"
        "<header class=\"head\">\n<h1>Crawl report: {}</h1>\n<p class=\"dim\">{}</p>\n"
        "<nav aria-label=\"Sections of the report\">{}<a href=\"#overview\">At a glance</a> "
        "<a href=\"#numbers\">Numbers</a> <a href=\"#findings\">Findings</a> "
        "<a href=\"#runs\">Runs</a></nav>\n</header>\n<main>\n",
        site, html_text(fmt::format("{}, as of {}", settings_.database, settings_.made_at)),
        settings_.since.empty() ? "" : "<a href=\"#changes\">What changed</a> "));
  }

  // --- Numbers

  Result<void> draw_figures() {
    add("<section id=\"numbers\" aria-labelledby=\"numbers-title\">\n"
        "<h2 id=\"numbers-title\">Numbers</h2>\n<div class=\"figures\">\n");
    if (auto kept = keep_figure_rows(db_); !kept) return kept;
    auto drawn = draw_each_figure();
    // Whatever came of it: the name is the view's again.
    auto dropped = drop_figure_rows(db_);
    add("</div>\n</section>\n");
    return drawn ? dropped : drawn;
  }

  Result<void> draw_each_figure() {
    for (const Figure& figure : figures()) {
      ask(figure.title);
      if (auto drawn = add_figure(db_, figure, &out_); !drawn) return drawn;
      if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    }
    return {};
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

  CrawlFile& file_;
  storage::Database& db_;
  const FindingList& list_;
  const ReportSettings& settings_;
  Overview facts_;
  std::vector<FindingRows> found_;
  std::size_t asked_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> report_page(CrawlFile& file, const FindingList& list,
                                const ReportSettings& settings) {
  return ReportPage(file, list, settings).make();
}

}  // namespace explore
