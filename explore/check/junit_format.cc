// A test case for each finding, in a suite for each group. A case fails if its rows made a gate
// fail, so that what CI shows in red is what ended the job; rows of others are its output. Whether
// the site was seen at all is a case of its own, which is in error where it was not.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "explore/check/formats.h"
#include "explore/export/xml_text.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

// GitLab reads 30 MB at most; a report of a hundred rows each is read by nobody.
constexpr std::size_t kRowsOfCase = 1000;
constexpr std::size_t kBytesOfAll = 20u << 20;

class JunitFormat {
 public:
  explicit JunitFormat(const Outcome& outcome) : outcome_(outcome) {}

  std::string text() {
    std::string suites = coverage_suite();
    for (const std::string_view group : groups()) suites += suite(group);
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"crawl check\" "
        "tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}</testsuites>\n",
        outcome_.findings.size() + 1, failures_, outcome_.verdict == Verdict::kUnjudged ? 1 : 0,
        suites);
  }

 private:
  std::vector<std::string_view> groups() const {
    std::vector<std::string_view> groups;
    for (const JudgedFinding& judged : outcome_.findings)
      if (std::ranges::find(groups, judged.finding->group) == groups.end())
        groups.push_back(judged.finding->group);
    return groups;
  }

  std::string coverage_suite() const {
    std::string notes;
    for (const std::string& note : outcome_.coverage.notes) notes += note + '\n';
    const bool is_error = outcome_.verdict == Verdict::kUnjudged;
    std::string text = fmt::format(
        "<testsuite name=\"Coverage\" tests=\"1\" failures=\"0\" errors=\"{}\">\n<testcase "
        "classname=\"crawl.coverage\" name=\"The site was seen ({} pages, {} checks)\">\n",
        is_error ? 1 : 0, outcome_.coverage.pages, outcome_.coverage.checks);
    if (is_error)
      text += fmt::format("<error type=\"coverage\" message=\"{}\"/>\n",
                          xml_text(outcome_.coverage.problem));
    return text +
           fmt::format("<system-out>{}</system-out>\n</testcase>\n</testsuite>\n", xml_text(notes));
  }

  std::string suite(std::string_view group) {
    std::string cases;
    std::size_t tests = 0, failures = 0;
    for (const JudgedFinding& judged : outcome_.findings) {
      if (judged.finding->group != group) continue;
      ++tests;
      if (outcome_.is_to_blame(judged)) ++failures;
      cases += test_case(judged);
    }
    failures_ += failures;
    return fmt::format(
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}</testsuite>\n",
        xml_text(group), tests, failures, cases);
  }

  std::string test_case(const JudgedFinding& judged) {
    const Finding& finding = *judged.finding;
    std::string text = fmt::format("<testcase classname=\"crawl.{}\" name=\"{}\">\n",
                                   xml_text(finding.id), xml_text(finding.title));
    const std::string lines = xml_text(rows_of(judged));
    if (outcome_.is_to_blame(judged))
      text += fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>\n",
                          name_of(finding.severity),
                          counts_in_words(judged, !outcome_.baseline.empty()), lines);
    else if (!lines.empty())
      text += fmt::format("<system-out>{}</system-out>\n", lines);
    return text + "</testcase>\n";
  }

  std::string rows_of(const JudgedFinding& judged) {
    if (judged.rows + judged.ignored == 0) return "";
    std::string text = fmt::format("{}\n{}\n", judged.finding->meaning, judged.finding->remedy);
    std::size_t listed = 0;
    for (const ListedRow& row : judged.listed) {
      if (listed == kRowsOfCase || bytes_ > kBytesOfAll) break;
      const std::size_t before = text.size();
      text += fmt::format("{}{}\n", row.standing == Standing::kNew ? "new: " : "",
                          words_of(judged.columns, row.cells, row.cells.size()));
      bytes_ += text.size() - before;
      ++listed;
    }
    if (judged.rows > listed)
      text += fmt::format("… and {} more\n", with_thousands(judged.rows - listed));
    for (const ListedRow& row : judged.listed_ignored) {
      if (bytes_ > kBytesOfAll) break;
      const std::size_t before = text.size();
      text += fmt::format("ignored ({}): {}\n", row.reason,
                          words_of(judged.columns, row.cells, row.cells.size()));
      bytes_ += text.size() - before;
    }
    return text;
  }

  const Outcome& outcome_;
  std::size_t failures_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

std::string junit_of(const Outcome& outcome) { return JunitFormat(outcome).text(); }

}  // namespace explore
