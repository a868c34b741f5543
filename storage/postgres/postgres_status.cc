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

}  // namespace

Result<std::unique_ptr<PostgresStatus>> PostgresStatus::open(const std::string& where) {
  auto server = Connection::open(where);
  if (!server) return server.error();
  (*server)->set_patience(Connection::kPatienceOfReaders);
  if (auto there = inspect_postgres_schema(**server); !there) return there.error();
  for (const PostgresStatement& statement : postgres_statements())
    if (statement.name == std::string_view("waiting_hosts") ||
        std::find(kAsked.begin(), kAsked.end(), statement.name) != kAsked.end())
      (*server)->prepare(statement.name, statement.sql);
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
