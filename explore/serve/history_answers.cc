// What was: the runs that found changes, the past of one URL, and what is between two of its
// versions. Texts that differ are sent in pieces; nothing of a page is ever markup.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "explore/command/typed_time.h"
#include "explore/file/page_history.h"
#include "explore/history/diff_formats.h"
#include "explore/history/page_diff.h"
#include "explore/serve/answers.h"
#include "explore/serve/json_value.h"
#include "explore/serve/meant_answer.h"

namespace explore {
namespace {

constexpr int kMostRunsShown = 50;
constexpr int kMostVisitsShown = 200;

Json version_row(const PageVersion& version) {
  return {{"version", version.number},
          {"seen_from", iso_time(version.seen_from)},
          {"seen_to", iso_time(version.seen_to)},
          {"run", version.run},
          {"status", version.status},
          {"title", version.title},
          {"words", version.words},
          {"fields", version.fields},
          {"current", version.is_present}};
}

Answer history_of(const Asking& asking, const MeantUrl& meant) {
  storage::Database& db = asking.file.database();
  PageHistory history(db);
  auto versions = history.versions(*meant.found);
  if (!versions) return versions.error();
  Json rows = Json::array();
  for (const PageVersion& version : *versions) rows.push_back(version_row(version));
  storage::Statement visit = db.prepare(
      fmt::format("SELECT at_ms, run_id AS run, outcome, status, ms, detail FROM visit_rows "
                  "WHERE url_id = ?1 ORDER BY at_ms DESC LIMIT {}",
                  kMostVisitsShown));
  visit.with(meant.found->id);
  Json visits = Json::array();
  while (visit.step()) visits.push_back(object_of(visit));
  storage::Statement revisit = db.prepare(
      "SELECT due_ms, interval_ms, visits, changes, errors, missing_ms FROM revisit_rows "
      "WHERE url_id = ?1");
  Json due = revisit.with(meant.found->id).step() ? object_of(revisit) : Json();
  return json_answer(
      {{"url", meant.url}, {"versions", rows}, {"visits", visits}, {"revisit", due}});
}

// The version with the number that a parameter has.
const PageVersion* chosen(const Asking& asking, std::string_view name,
                          const std::vector<PageVersion>& versions) {
  const std::string_view written = asking.request.parameter(name).value_or("");
  int number = 0;
  std::from_chars(written.data(), written.data() + written.size(), number);
  for (const PageVersion& version : versions)
    if (version.number == number) return &version;
  return nullptr;
}

Answer diff_of(const Asking& asking, const MeantUrl& meant) {
  PageHistory history(asking.file.database());
  auto versions = history.versions(*meant.found);
  if (!versions) return versions.error();
  const PageVersion* const from = chosen(asking, "from", *versions);
  const PageVersion* const to = chosen(asking, "to", *versions);
  if (from == nullptr || to == nullptr)
    return json_problem(404, "from and to are numbers of versions that are kept");
  PageDiff diff;
  if (auto made = diff_versions(history, *from, *to, &diff); !made) return made.error();
  return HttpResponse{200, {{"Content-Type", "application/json"}}, diff_json(meant.url, diff)};
}

}  // namespace

Answer answer_changes(const Asking& asking) {
  storage::Statement row = asking.file.database().prepare(fmt::format(
      "SELECT c.run_id AS run, r.started_ms, c.kind, count(*) AS pages FROM change_rows c "
      "LEFT JOIN run_rows r ON r.id = c.run_id WHERE c.run_id > "
      "coalesce((SELECT id FROM run_rows ORDER BY id DESC LIMIT 1 OFFSET {}), 0) "
      "GROUP BY c.run_id, c.kind_id ORDER BY c.run_id DESC, c.kind_id",
      kMostRunsShown));
  Json rows = Json::array();
  while (row.step()) rows.push_back(object_of(row));
  return json_answer({{"rows", rows}});
}

Answer answer_history(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) { return history_of(asking, meant); });
}

Answer answer_diff(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) { return diff_of(asking, meant); });
}

}  // namespace explore
