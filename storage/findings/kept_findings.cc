// A run is believed in what it looked at. A row that is gone although nobody was at its page again
// (the other one of two with the same title has changed, say) is unknown until somebody was.
#include "storage/findings/kept_findings.h"

#include <algorithm>

#include "storage/findings/finding_tables.h"
#include "storage/findings/lasting_faults.h"
#include "storage/store/changes.h"
#include "storage/store/records.h"

namespace storage {
namespace {

// Files that no version since 11 wrote to have no spans.
constexpr std::string_view kNoSpans =
    "finding_span(kind_id, url_id, more, first_run) AS (SELECT 0, 0, 0, 0 WHERE 0), ";

// ?1: the run since which. A fault that came back is open: what was between is not asked. So it is
// counted as found, where its row may stand for others too, and taken from there again.
constexpr std::string_view kChanges = R"sql(
kind AS (SELECT id, name, severity FROM finding_kind WHERE since_run <= ?1),
past AS (
  SELECT p.kind_id, p.fixed_run, coalesce(
    (SELECT s.first_run FROM finding_state s WHERE s.kind_id = p.kind_id
      AND s.url_id = p.url_id AND s.detail_key = p.detail_key),
    (SELECT CASE WHEN p.url_id - s.url_id <= s.more THEN s.first_run END FROM finding_span s
      WHERE p.detail_key = 0 AND s.kind_id = p.kind_id AND s.url_id <= p.url_id
      ORDER BY s.url_id DESC LIMIT 1)) AS again_run
  FROM finding_past p WHERE p.first_run <= ?1 AND p.last_run >= ?1),
change AS (
  SELECT s.kind_id, s.first_run > ?1 AS found, 0 AS fixed, s.first_run <= ?1 AS open, 0 AS unknown
  FROM finding_state s
  UNION ALL
  SELECT s.kind_id, (s.first_run > ?1) * (s.more + 1), 0, (s.first_run <= ?1) * (s.more + 1), 0
  FROM finding_span s
  UNION ALL
  SELECT p.kind_id, -1, 0, 1, 0 FROM past p WHERE p.again_run > ?1
  UNION ALL
  SELECT p.kind_id, 0, p.fixed_run IS NOT NULL, 0, p.fixed_run IS NULL
  FROM past p WHERE p.again_run IS NULL)
SELECT k.name, k.severity, max(0, sum(c.found)), sum(c.fixed), sum(c.open), sum(c.unknown)
FROM kind k CROSS JOIN change c ON c.kind_id = k.id GROUP BY k.id ORDER BY k.name)sql";

constexpr std::string_view kPastOf = R"sql(
SELECT p.url_id, p.detail_key, p.last_run, p.fixed_run IS NOT NULL
FROM finding_past p WHERE p.kind_id = ?1 AND p.first_run <= ?2 AND p.last_run >= ?2
ORDER BY 1, 2)sql";

// ?1: the URL, ?2: the run after which. One that fails again, or for the first time, has no page.
constexpr std::string_view kSeen = R"sql(
SELECT u.state, EXISTS (SELECT 1 FROM url_visit v WHERE v.url_id = u.id AND v.run_id > ?2
    AND v.outcome IN (?3, ?4, ?5))
  OR EXISTS (SELECT 1 FROM page p WHERE p.id = u.page_id
    AND p.fetched_at > (SELECT r.at FROM finding_run r WHERE r.run_id = ?2))
FROM url u WHERE u.id = ?1)sql";

}  // namespace

KeptFindings::KeptFindings(Database& db)
    : db_(db),
      is_there_(db.integer_of("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                              "('finding_kind', 'finding_run', 'finding_state', 'finding_past', "
                              "'finding_detail', 'url_visit')") == 6) {
  if (!is_there_) return;
  seen_ = db.prepare(kSeen);
  target_ = db.prepare("SELECT target_id FROM finding_detail WHERE key = ?1");
  end_ = db.prepare("SELECT end_reason FROM run ORDER BY id DESC LIMIT 1");
}

std::vector<int64_t> KeptFindings::runs() {
  std::vector<int64_t> runs;
  if (!is_there_) return runs;
  Statement row = db_.prepare("SELECT run_id FROM finding_run ORDER BY run_id");
  while (row.step()) runs.push_back(row.integer(0));
  return runs;
}

std::optional<int64_t> KeptFindings::run_at(int64_t ms) {
  if (!is_there_) return std::nullopt;
  Statement row = db_.prepare(
      "SELECT max(f.run_id) FROM finding_run f JOIN run r ON r.id = f.run_id "
      "WHERE coalesce(r.ended_at, r.started_at) <= ?1");
  if (!row.with(ms).step() || row.is_null(0)) return std::nullopt;
  return row.integer(0);
}

std::vector<FindingChanges> KeptFindings::changes_since(int64_t run) {
  std::vector<FindingChanges> all;
  if (!is_there_) return all;
  std::string sql = "WITH ";
  if (!has_finding_spans(db_)) sql += kNoSpans;
  sql += kChanges;
  Statement row = db_.prepare(sql);
  row.with(run);
  while (row.step())
    all.push_back({row.string(0), row.string(1), row.natural(2), row.natural(3), row.natural(4),
                   row.natural(5)});
  return all;
}

std::optional<std::vector<KeptFindings::Known>> KeptFindings::at(int64_t run,
                                                                 const AskedFinding& finding) {
  if (!is_there_) return std::nullopt;
  Statement kind = db_.prepare(
      "SELECT id FROM finding_kind WHERE name = ?1 AND question = ?2 AND since_run <= ?3");
  if (!kind.with(finding.name, finding.question, run).step()) return std::nullopt;
  std::vector<LastingFault> lasting = LastingFaults(db_).of(kind.integer(0));
  std::erase_if(lasting, [run](const LastingFault& one) { return one.first_run > run; });
  const int64_t last_run = db_.integer_of("SELECT max(run_id) FROM finding_run");
  std::vector<Known> known;
  known.reserve(lasting.size());
  for (const LastingFault& one : lasting) known.push_back({one.fault, last_run, false});
  Statement row = db_.prepare(kPastOf);
  row.with(kind.integer(0), run);
  while (row.step()) {
    const Fault fault{row.integer(0), row.integer(1)};
    if (!std::ranges::binary_search(lasting, fault, {}, &LastingFault::fault))
      known.push_back({fault, row.integer(2), row.integer(3) != 0});
  }
  std::ranges::stable_sort(known, {}, &Known::fault);
  return known;
}

KeptFindings::Seen KeptFindings::seen(int64_t url, int64_t after_run) {
  Seen seen;
  seen_.with(url, after_run, static_cast<int>(VisitOutcome::kNotModified),
             static_cast<int>(VisitOutcome::kUnchanged), static_cast<int>(VisitOutcome::kChanged));
  if (seen_.step()) {
    const auto state = static_cast<UrlState>(seen_.integer(0));
    seen = {true, state == UrlState::kFetched, state == UrlState::kFailed, seen_.integer(1) != 0};
  }
  seen_.reset();
  return seen;
}

bool KeptFindings::is_looked_at(const Fault& fault, int64_t after_run) {
  if (!is_there_) return false;
  if (fault.url == 0) {
    const bool is_whole = end_.step() && end_.text(0) == name_of(EndReason::kFinished);
    end_.reset();
    return is_whole;
  }
  const Seen place = seen(fault.url, after_run);
  if (!place.is_fetched) return false;
  int64_t target_id = 0;
  if (fault.detail != 0 && target_.with(fault.detail).step()) target_id = target_.integer(0);
  target_.reset();
  if (target_id == 0) return place.is_again;
  const Seen target = seen(target_id, after_run);
  if (target.is_known && !target.is_fetched && !target.is_failed) return false;
  return place.is_again || target.is_again;
}

}  // namespace storage
