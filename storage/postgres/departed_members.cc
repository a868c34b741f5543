// Why nobody needs these rows:
// - A member's own statements name its row with "NOT dead", and those of others read the ones that
//   are not dead: a row that is gone is answered as one that is dead. Who was declared dead hears
//   so by its next beat, whichever it is.
// - No id comes back: each is sent to be a member once, and is random, so that a late answer can't
//   make a member of one that has gone. Buckets that it owned keep its id until they are taken, and
//   are free as long as it is not among those that live.
// - Counts are read as sums over all members. They go from one row to another in one statement, so
//   that each reading finds them once, and the sums of arrivals, which owners compare with those
//   that they have seen, never fall. One who does not know yet that it is dead may still write: its
//   statement waits for the row, and makes a new one, which is gathered the next time.
// - Those of members that live stay as they are: of each of them is asked how many pages it has
//   fetched, and what it has told others.
#include "storage/postgres/departed_members.h"

#include <algorithm>

namespace storage {

using ground::Result;

Result<void> gather_departed(Connection& server) {
  server.queue_words("BEGIN");
  // One that was frozen in a transaction has its rows locked, and may not wake for long.
  server.queue_words("SET LOCAL lock_timeout = '500ms'");
  server.queue("lock_departed", {});
  // Arrivals first, as all who write both do: two that wait for each other would be one too many.
  for (const char* const statement : {"gather_arrivals", "gather_tally", "forget_departed"})
    server.queue(statement, {});
  server.queue_words("COMMIT");
  auto answers = server.run();
  if (!answers) return answers.error();
  const bool is_done = std::all_of(answers->begin(), answers->end(),
                                   [](const PostgresAnswer& one) { return one.ok(); });
  if (is_done) return {};
  server.queue_words("ROLLBACK");
  if (auto ended = server.run(); !ended) return ended.error();
  return {};
}

}  // namespace storage
