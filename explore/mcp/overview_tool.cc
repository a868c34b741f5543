// The crawl at a glance.
#include <fmt/format.h>

#include <string>

#include "explore/mcp/data_fence.h"
#include "explore/mcp/tool.h"
#include "explore/report/overview.h"
#include "ground/utf8.h"

namespace explore {
namespace {

// Each list is short, so that all of them fit into the smallest answer.
struct CountList {
  const char* name;
  const char* sql;
};

constexpr CountList kCountLists[] = {
    {"pages_by_status",
     "SELECT status, count(*) AS n FROM pages WHERE role = 'page' GROUP BY status "
     "ORDER BY n DESC LIMIT 12"},
    {"pages_by_type",
     "SELECT coalesce(content_type, 'none'), count(*) AS n FROM pages WHERE role = 'page' "
     "GROUP BY 1 ORDER BY n DESC LIMIT 6"},
    {"pages_by_depth",
     "SELECT depth, count(*) AS n FROM pages WHERE role = 'page' GROUP BY depth ORDER BY depth "
     "LIMIT 12"},
    {"not_fetched",
     "SELECT state || '/' || coalesce(reason, ''), sum(urls) AS n FROM url_counts "
     "WHERE state <> 'fetched' GROUP BY 1 HAVING n > 0 ORDER BY n DESC LIMIT 8"},
    {"pages_by_origin",
     "SELECT origin, pages FROM host_rows WHERE pages > 0 ORDER BY pages DESC, id LIMIT 6"},
};

Json counts_of(storage::Database& db, const char* sql) {
  storage::Statement row = db.prepare(sql);
  Json counts = Json::array();
  while (row.step()) {
    Json name = json_of(row.value(0));
    if (name.is_string())
      name = ground::utf8_prefix(text_for_model(name.get_ref<const std::string&>()), 60);
    counts.push_back({std::move(name), row.integer(1)});
  }
  return counts;
}

Json last_run(const RunFacts& run) {
  return {{"started_at", run.started_at}, {"ended_at", run.ended_at},
          {"how", end_in_words(run)},     {"pages", run.pages},
          {"elapsed_ms", run.elapsed_ms}, {"version", ground::utf8_prefix(run.version, 60)}};
}

}  // namespace

ToolResult tell_overview(const ToolCall& call) {
  storage::Database& db = call.file.database();
  auto read = overview(db);
  if (!read) return read.error();
  Json facts{{"main_site", ground::utf8_prefix(text_for_model(read->main_site), 200)},
             {"urls",
              {{"discovered", read->discovered},
               {"fetched", read->fetched},
               {"skipped", read->skipped},
               {"failed", read->failed},
               {"waiting", read->waiting}}},
             {"links", read->links},
             {"hosts", read->hosts},
             {"bytes", read->bytes},
             {"runs", read->runs_total}};
  if (!read->runs.empty()) facts["last_run"] = last_run(read->runs.back());
  for (const CountList& list : kCountLists) facts[list.name] = counts_of(db, list.sql);
  ToolAnswer answer;
  answer.data = {{"facts", std::move(facts)}};
  return answer;
}

}  // namespace explore
