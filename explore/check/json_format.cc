#include <nlohmann/json.hpp>
#include <string>

#include "explore/check/formats.h"

namespace explore {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

Json json_of_cell(const Cell& cell) {
  if (const auto* integer = std::get_if<int64_t>(&cell)) return *integer;
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? Json() : Json(*text);
}

Json json_of_row(const ListedRow& row) {
  Json values = Json::array();
  for (const Cell& cell : row.cells) values.push_back(json_of_cell(cell));
  Json json{{"values", std::move(values)},
            {"standing", name_of(row.standing)},
            {"fingerprint", row.fingerprint}};
  if (!row.reason.empty()) json["reason"] = row.reason;
  return json;
}

Json json_of_finding(const JudgedFinding& judged, bool has_baseline) {
  const Finding& finding = *judged.finding;
  Json json{{"id", finding.id},           {"title", finding.title},
            {"group", finding.group},     {"severity", name_of(finding.severity)},
            {"meaning", finding.meaning}, {"remedy", finding.remedy},
            {"count", judged.rows},       {"ignored", judged.ignored}};
  if (has_baseline) {
    json["new"] = judged.new_rows;
    json["known"] = judged.known_rows;
    json["fixed"] = judged.fixed;
    json["unknown"] = judged.unknown;
  }
  json["columns"] = judged.columns;
  json["rows"] = Json::array();
  for (const ListedRow& row : judged.listed) json["rows"].push_back(json_of_row(row));
  json["rows_left_out"] = judged.left_out();
  json["ignored_rows"] = Json::array();
  for (const ListedRow& row : judged.listed_ignored)
    json["ignored_rows"].push_back(json_of_row(row));
  return json;
}

Json json_of_coverage(const Coverage& coverage) {
  Json json{{"pages", coverage.pages}, {"checks", coverage.checks}, {"waiting", coverage.waiting}};
  json["skipped"] = Json::object();
  for (const auto& [reason, urls] : coverage.skipped) json["skipped"][reason] = urls;
  json["end_reason"] = coverage.end_reason.empty() ? Json() : Json(coverage.end_reason);
  json["problem"] = coverage.problem.empty() ? Json() : Json(coverage.problem);
  json["notes"] = coverage.notes;
  return json;
}

Json json_of_ignore(const IgnoreUse& use) {
  const auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"finding", or_null(use.finding)}, {"url", or_null(use.url)},      {"reason", use.reason},
          {"until", or_null(use.until)},     {"is_expired", use.is_expired}, {"rows", use.rows}};
}

}  // namespace

std::string json_of(const Outcome& outcome) {
  Json json{{"format", kFormatVersion},
            {"program", "crawl/" CRAWL_VERSION},
            {"subject", outcome.subject},
            {"baseline", outcome.baseline.empty() ? Json() : Json(outcome.baseline)},
            {"verdict", name_of(outcome.verdict)}};
  json["gates"] = Json::array();
  for (const GateResult& result : outcome.gates)
    json["gates"].push_back({{"gate", result.gate.text},
                             {"count", result.count},
                             {"allowed", result.gate.allowed},
                             {"is_passed", result.is_passed()}});
  json["coverage"] = json_of_coverage(outcome.coverage);
  json["findings"] = Json::array();
  for (const JudgedFinding& judged : outcome.findings)
    json["findings"].push_back(json_of_finding(judged, !outcome.baseline.empty()));
  json["ignore"] = Json::array();
  for (const IgnoreUse& use : outcome.ignore) json["ignore"].push_back(json_of_ignore(use));
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace explore
