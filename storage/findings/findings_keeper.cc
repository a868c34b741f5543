#include "storage/findings/findings_keeper.h"

#include <algorithm>
#include <string>

namespace storage {

FindingsKeeper::FindingsKeeper(Database& db)
    : db_(db),
      kept_(db),
      lasting_(db),
      detail_(db.prepare("INSERT OR IGNORE INTO finding_detail VALUES(?1, nullif(?2, 0), ?3)")),
      past_(db.prepare("INSERT OR REPLACE INTO finding_past VALUES(?1, ?2, ?3, ?4, ?5, ?6)")),
      unknown_(db.prepare("SELECT first_run FROM finding_past WHERE kind_id = ?1 AND url_id = ?2 "
                          "AND detail_key = ?3 AND fixed_run IS NULL")),
      found_again_(db.prepare("DELETE FROM finding_past WHERE kind_id = ?1 AND url_id = ?2 "
                              "AND detail_key = ?3 AND fixed_run IS NULL")) {}

std::string FindingsKeeper::tally() {
  Statement row = db_.prepare(
      "SELECT group_concat(n || ' ' || state || ' ' || reason, ',') FROM "
      "(SELECT state, reason, n FROM tally WHERE n <> 0 ORDER BY state, reason)");
  return row.step() ? row.string(0) : std::string();
}

FindingsKeeper::Now FindingsKeeper::now() {
  Now now;
  now.run = db_.integer_of("SELECT max(id) FROM run");
  Statement last =
      db_.prepare("SELECT run_id, tally FROM finding_run ORDER BY run_id DESC LIMIT 1");
  if (!last.step()) return now;
  const int64_t kept = last.integer(0);
  now.is_kept = kept == now.run;
  const bool is_same_tally = last.text(1) == tally();
  Statement changed = db_.prepare(
      "SELECT coalesce((SELECT run_id FROM page_change ORDER BY id DESC LIMIT 1) > ?1, 0) OR "
      "EXISTS "
      "(SELECT 1 FROM run WHERE id > ?1 AND NOT (json_valid(options) "
      "AND coalesce(options ->> 'update', 0)))");
  changed.with(kept);
  now.is_as_kept = is_same_tally && changed.step() && changed.integer(0) == 0;
  return now;
}

void FindingsKeeper::begin(int64_t wall_ms) {
  run_ = db_.integer_of("SELECT max(id) FROM run");
  Statement before = db_.prepare("SELECT max(run_id) FROM finding_run WHERE run_id < ?1");
  before_ = before.with(run_).step() ? before.integer(0) : 0;
  asked_.clear();
  db_.prepare("INSERT OR REPLACE INTO finding_run VALUES(?1, ?2, ?3)")
      .with(run_, wall_ms, std::string_view(tally()))
      .run();
}

void FindingsKeeper::detail(int64_t key, int64_t target, std::string_view text) {
  detail_.with(key, target, OrNull{text}).run();
}

FindingsKeeper::Kind FindingsKeeper::kind_of(const AskedFinding& finding) {
  Kind kind;
  Statement known = db_.prepare("SELECT id, question FROM finding_kind WHERE name = ?1");
  if (known.with(finding.name).step()) {
    kind.id = known.integer(0);
    kind.is_comparable = known.integer(1) == finding.question;
  }
  known.reset();
  if (kind.id == 0) {
    kind.id = 1 + db_.integer_of("SELECT max(id) FROM finding_kind");
  } else if (!kind.is_comparable) {
    lasting_.set(kind.id, {});
    db_.prepare("DELETE FROM finding_past WHERE kind_id = ?1").with(kind.id).run();
  }
  db_.prepare(
         "INSERT INTO finding_kind VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(id) DO UPDATE SET "
         "severity = excluded.severity, question = excluded.question, "
         "since_run = iif(question = excluded.question, since_run, excluded.since_run)")
      .with(kind.id, finding.name, finding.severity, finding.question, run_)
      .run();
  return kind;
}

int64_t FindingsKeeper::come(int64_t kind, const Fault& fault, News* news) {
  int64_t first = run_;
  if (unknown_.with(kind, fault.url, fault.detail).step())
    first = unknown_.integer(0);
  else
    ++news->found;
  unknown_.reset();
  if (first != run_) found_again_.with(kind, fault.url, fault.detail).run();
  return first;
}

void FindingsKeeper::go(int64_t kind, const LastingFault& gone, News* news) {
  // Of a run that was looked at twice: it came and went within it.
  if (gone.first_run == run_) return;
  const bool is_fixed = kept_.is_looked_at(gone.fault, before_);
  ++(is_fixed ? news->fixed : news->unknown);
  past_
      .with(kind, gone.fault.url, gone.fault.detail, gone.first_run, before_,
            is_fixed ? std::optional(run_) : std::nullopt)
      .run();
}

void FindingsKeeper::look_again(int64_t kind, News* news) {
  struct Unknown {
    LastingFault fault;
    int64_t last_run;
  };
  std::vector<Unknown> all;
  Statement row = db_.prepare(
      "SELECT url_id, detail_key, first_run, last_run FROM finding_past "
      "WHERE kind_id = ?1 AND fixed_run IS NULL AND last_run < ?2");
  row.with(kind, before_);
  while (row.step())
    all.push_back({{{row.integer(0), row.integer(1)}, row.integer(2)}, row.integer(3)});
  for (const auto& [unknown, last_run] : all) {
    if (!kept_.is_looked_at(unknown.fault, last_run)) continue;
    ++news->fixed;
    past_.with(kind, unknown.fault.url, unknown.fault.detail, unknown.first_run, last_run, run_)
        .run();
  }
}

FindingsKeeper::News FindingsKeeper::keep(const AskedFinding& finding,
                                          std::span<const Fault> found) {
  News news;
  const Kind kind = kind_of(finding);
  asked_.push_back(kind.id);
  const std::vector<LastingFault> known = lasting_.of(kind.id);
  std::vector<LastingFault> lasting;
  lasting.reserve(found.size());
  auto was = known.begin();
  auto is = found.begin();
  while (was != known.end() || is != found.end()) {
    if (is == found.end() || (was != known.end() && was->fault < *is)) {
      go(kind.id, *was++, &news);
    } else if (was == known.end() || *is < was->fault) {
      lasting.push_back({*is, come(kind.id, *is, &news)});
      ++is;
    } else {
      lasting.push_back(*was++);
      ++is;
    }
  }
  lasting_.set(kind.id, lasting);
  look_again(kind.id, &news);
  return kind.is_comparable && before_ != 0 ? news : News();
}

void FindingsKeeper::end() {
  std::vector<int64_t> others;
  Statement kind = db_.prepare("SELECT id FROM finding_kind");
  while (kind.step())
    if (std::ranges::find(asked_, kind.integer(0)) == asked_.end())
      others.push_back(kind.integer(0));
  for (const int64_t other : others)
    for (const char* table : {"finding_state WHERE kind_id", "finding_span WHERE kind_id",
                              "finding_past WHERE kind_id", "finding_kind WHERE id"})
      db_.prepare("DELETE FROM " + std::string(table) + " = ?1").with(other).run();
  Statement oldest =
      db_.prepare("SELECT run_id FROM finding_run ORDER BY run_id DESC LIMIT 1 OFFSET ?1");
  if (!oldest.with(kMostRuns).step()) return;
  const int64_t run = oldest.integer(0);
  oldest.reset();
  db_.prepare("DELETE FROM finding_run WHERE run_id <= ?1").with(run).run();
  db_.prepare("DELETE FROM finding_past WHERE last_run <= ?1").with(run).run();
  db_.exec(
      "DELETE FROM finding_detail WHERE key NOT IN "
      "(SELECT detail_key FROM finding_state UNION SELECT detail_key FROM finding_past)");
}

}  // namespace storage
