#include "storage/postgres/postgres_status.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/server/postgres_tally.h"
#include "storage/postgres/server/statements.h"

namespace storage {

using ground::Result;

namespace {

constexpr std::array<std::string_view, 4> kAsked = {"processes", "ownerless", "read_tally",
                                                    "last_run"};

// Of a database that an older version has made, and that no crawl of this one has brought up to
// date, since who asks changes nothing.
constexpr char kRevisitsKnown[] =
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'crawl' AND tablename = 'revisit'";
// "waiting_hosts" without what is visited again; nothing is known to be delayed.
constexpr char kWaitingHostsOfOld[] = R"sql(
WITH w AS (SELECT bucket, host, count(*) AS urls FROM crawl.url WHERE state = 0
    AND $2::int8[] IS NOT NULL AND $3::int8[] IS NOT NULL GROUP BY bucket, host)
SELECT h.origin, w.urls, coalesce(h.last_error, ''), (SELECT count(*) FROM w) FROM w
JOIN crawl.host h ON h.bucket = w.bucket AND h.host = w.host
ORDER BY w.urls DESC, h.place LIMIT $1::int8)sql";

}  // namespace

Result<std::unique_ptr<PostgresStatus>> PostgresStatus::open(const std::string& where) {
  auto server = Connection::open(where);
  if (!server) return server.error();
  (*server)->set_patience(Connection::kPatienceOfReaders);
  if (auto there = inspect_postgres_schema(**server); !there) return there.error();
  (*server)->prepare("revisits_known", kRevisitsKnown);
  auto there_is = (*server)->ask("revisits_known", {});
  if (!there_is) return there_is.error();
  const bool knows_updates = there_is->number(0, 0) > 0;
  for (const PostgresStatement& statement : postgres_statements())
    if ((knows_updates && statement.name == std::string_view("waiting_hosts")) ||
        std::find(kAsked.begin(), kAsked.end(), statement.name) != kAsked.end())
      (*server)->prepare(statement.name, statement.sql);
  if (!knows_updates) (*server)->prepare("waiting_hosts", kWaitingHostsOfOld);
  if (auto prepared = (*server)->run_all(); !prepared) return prepared.error();
  return std::unique_ptr<PostgresStatus>(new PostgresStatus(std::move(*server)));
}

Result<FleetStatus> PostgresStatus::read() {
  for (const std::string_view name : kAsked) server_->queue(name.data(), {});
  auto answers = server_->run_all();
  if (!answers) return answers.error();
  FleetStatus status;
  const PostgresRows& processes = (*answers)[0].rows;
  for (std::size_t i = 0; i < processes.size(); ++i)
    status.processes.push_back({processes.number(i, 0), processes.number(i, 1),
                                processes.number(i, 2), processes.key(i, 3), processes.key(i, 4),
                                processes.key(i, 5)});
  const PostgresRows& buckets = (*answers)[1].rows;
  status.buckets = buckets.key(0, 0);
  status.ownerless = buckets.key(0, 1);
  PostgresTally tally;
  tally.read((*answers)[2].rows);
  status.stats = tally.stats();
  const PostgresRows& run = (*answers)[3].rows;
  if (status.processes.empty() && !run.empty()) status.last_end = run.string(0, 2);
  return status;
}

Result<WaitingHosts> PostgresStatus::read_waiting_hosts(std::size_t most) {
  auto rows = server_->ask(
      "waiting_hosts", PostgresValues().number(static_cast<int64_t>(most)).numbers({}).numbers({}));
  if (!rows) return rows.error();
  WaitingHosts waiting;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    waiting.most.push_back({rows->string(i, 0), rows->key(i, 1), rows->string(i, 2)});
    waiting.hosts = rows->key(i, 3);
  }
  return waiting;
}

}  // namespace storage
