#include "storage/postgres/postgres_last_run.h"

#include <string_view>

#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/server/connection.h"
#include "storage/postgres/server/statements.h"

namespace storage {

ground::Result<LastRun> read_postgres_last_run(const std::string& where) {
  auto opened = Connection::open(where);
  if (!opened) return opened.error();
  Connection& server = **opened;
  if (auto there = inspect_postgres_schema(server); !there) return there.error();
  for (const PostgresStatement& statement : postgres_statements())
    if (statement.name == std::string_view("last_run") ||
        statement.name == std::string_view("seeds"))
      server.prepare(statement.name, statement.sql);
  if (auto prepared = server.run_all(); !prepared) return prepared.error();
  server.queue("last_run", {});
  server.queue("seeds", {});
  auto answers = server.run_all();
  if (!answers) return answers.error();
  LastRun last;
  const PostgresRows &run = (*answers)[0].rows, &seeds = (*answers)[1].rows;
  if (!run.empty()) last.options_json = run.string(0, 1);
  for (std::size_t i = 0; i < seeds.size(); ++i) last.seeds.push_back(seeds.string(i, 0));
  return last;
}

}  // namespace storage
