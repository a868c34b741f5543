// SARIF is about files of a repository, and we are about URLs. GitHub refuses a whole upload that
// has an absolute http(s) URI as the place of a result, so a place is the URL without its scheme
// (example.com/docs/), which reads well among paths; the whole URL is in the result's properties.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "explore/check/formats.h"
#include "explore/check/row_identity.h"
#include "ground/ascii.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using Json = nlohmann::ordered_json;
using terminal::with_thousands;

constexpr std::size_t kMostResults = 25'000;
constexpr auto kReplaceBadText = Json::error_handler_t::replace;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNotice:
    case Severity::kFact:
      return "note";
  }
  return "none";
}

// A relative reference that is valid (RFC 3986 4.2): in its first segment a colon would end a
// scheme, and what may stand in no path is escaped.
std::string place_uri(std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  std::string uri;
  bool is_host = true;
  for (const char c : rest) {
    is_host = is_host && c != '/';
    const bool is_plain = ground::ascii::is_alphanumeric(c) ||
                          std::string_view("-._~/!$&'()*+,;=%").find(c) != std::string_view::npos ||
                          (!is_host && std::string_view(":@?").find(c) != std::string_view::npos);
    if (is_plain)
      uri += c;
    else
      ground::ascii::append_percent_encoded(c, uri);
  }
  return uri.empty() ? "unknown" : uri;
}

Json rule_of(const Finding& finding) {
  return {
      {"id", finding.id},
      {"name", finding.title},
      {"shortDescription", {{"text", finding.title}}},
      {"fullDescription", {{"text", finding.meaning}}},
      {"help",
       {{"text", fmt::format("{} {}", finding.meaning, finding.remedy)},
        {"markdown", fmt::format("{}\n\n**What to do:** {}", finding.meaning, finding.remedy)}}},
      {"defaultConfiguration", {{"level", level_of(finding.severity)}}},
      {"properties",
       {{"tags", Json::array({finding.group})}, {"problem.severity", level_of(finding.severity)}}}};
}

class SarifFormat {
 public:
  explicit SarifFormat(const Outcome& outcome) : outcome_(outcome) {}

  std::string text() {
    Json rules = Json::array();
    for (const JudgedFinding& judged : outcome_.findings) rules.push_back(rule_of(*judged.finding));
    Json run;
    run["tool"]["driver"] = {
        {"name", "crawl"}, {"semanticVersion", CRAWL_VERSION}, {"rules", std::move(rules)}};
    Json notices = Json::array();
    for (const std::string& note : outcome_.coverage.notes)
      notices.push_back({{"level", "note"}, {"message", {{"text", note}}}});
    if (!outcome_.coverage.problem.empty())
      notices.push_back({{"level", "error"}, {"message", {{"text", outcome_.coverage.problem}}}});
    // Written piece by piece: each result is text before the next one is made.
    const std::string results = all_results();
    if (left_out_ > 0)
      notices.push_back(
          {{"level", "warning"},
           {"message",
            {{"text", fmt::format("{} results were left out: there is no room for more.",
                                  with_thousands(left_out_))}}}});
    run["invocations"] =
        Json::array({Json{{"executionSuccessful", outcome_.verdict != Verdict::kUnjudged},
                          {"toolExecutionNotifications", std::move(notices)}}});
    run["columnKind"] = "unicodeCodePoints";
    std::string head = run.dump(-1, ' ', false, kReplaceBadText);
    head.pop_back();
    return fmt::format(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
        "\"runs\":[{},\"results\":[{}]}}]}}\n",
        head, results);
  }

 private:
  std::string all_results() {
    std::string results;
    for (std::size_t i = 0; i < outcome_.findings.size(); ++i) {
      const JudgedFinding& judged = outcome_.findings[i];
      left_out_ += judged.left_out() + judged.ignored - judged.listed_ignored.size();
      for (const auto* list : {&judged.listed, &judged.listed_ignored})
        for (const ListedRow& row : *list) add_result(judged, i, row, results);
    }
    return results;
  }

  void add_result(const JudgedFinding& judged, std::size_t rule, const ListedRow& row,
                  std::string& results) {
    std::string text = result_of(judged, rule, row).dump(-1, ' ', false, kReplaceBadText);
    if (count_ == kMostResults || results.size() + text.size() + 1 > kMostSarif) {
      ++left_out_;
      return;
    }
    ++count_;
    if (!results.empty()) results += ",\n";
    results += text;
  }

  static Json result_of(const JudgedFinding& judged, std::size_t rule, const ListedRow& row) {
    const std::size_t at = whereabouts(judged.columns, row.cells).place;
    const std::string place = row.cells.empty() ? "" : text_of(row.cells[at]);
    const std::string words = words_of(judged.columns, row.cells, at);
    Json result{
        {"ruleId", judged.finding->id},
        {"ruleIndex", rule},
        {"level", level_of(judged.finding->severity)},
        {"message",
         {{"text", fmt::format("{}: {}{}{}", judged.finding->title, place,
                               words.empty() ? "" : ": ", words)}}},
        {"locations",
         Json::array({Json{
             {"physicalLocation",
              {{"artifactLocation", {{"uri", place_uri(place)}}}, {"region", {{"startLine", 1}}}}},
             {"logicalLocations",
              Json::array({Json{{"fullyQualifiedName", place}, {"kind", "resource"}}})}}})},
        {"partialFingerprints", {{"crawlRow/v1", row.fingerprint}}},
        {"properties", {{"url", place}}}};
    if (row.standing == Standing::kNew) result["baselineState"] = "new";
    if (row.standing == Standing::kKnown) result["baselineState"] = "unchanged";
    if (row.standing == Standing::kIgnored)
      result["suppressions"] =
          Json::array({Json{{"kind", "external"}, {"justification", row.reason}}});
    return result;
  }

  const Outcome& outcome_;
  std::size_t count_ = 0;
  uint64_t left_out_ = 0;
};

}  // namespace

std::string sarif_of(const Outcome& outcome) { return SarifFormat(outcome).text(); }

}  // namespace explore
