// FindingsKeeper: keeps what a run found, finding by finding, as far as it is not what the run
// before had. In one write transaction: begin(), keep() for each finding, end().
// Memory: what the file has of one finding.
// Errors: those of the database, which sticks to them.
// Thread: that of the Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/database/database.h"
#include "storage/findings/fault.h"
#include "storage/findings/kept_findings.h"
#include "storage/findings/lasting_faults.h"

namespace storage {

class FindingsKeeper {
 public:
  static constexpr int kMostRuns = 100;  // that are kept apart; of older ones what is open stays

  explicit FindingsKeeper(Database& db);

  // The last run, and whether its findings are kept; 0: there is none.
  struct Now {
    int64_t run = 0;
    bool is_kept = false;
    // It can't have found what the last one kept did not: all since are updates in which nothing
    // changed and no URL came to another state.
    bool is_as_kept = false;
  };
  Now now();

  // Of the last run, at `wall_ms`. Once more of the same run: it has gone on.
  void begin(int64_t wall_ms);
  // What names faults beside their URL: where they lead (0: nowhere) and words.
  void detail(int64_t key, int64_t target, std::string_view text);
  // `found`: in order, each once. Gives what has changed since the run before; no news where the
  // finding is asked for the first time, or otherwise than before.
  struct News {
    uint64_t found = 0, fixed = 0, unknown = 0;
  };
  News keep(const AskedFinding& finding, std::span<const Fault> found);
  // Forgets what is no longer asked for, and what is older than kMostRuns.
  void end();

 private:
  struct Kind {
    int64_t id = 0;
    bool is_comparable = false;
  };
  Kind kind_of(const AskedFinding& finding);
  // The run that had it first: this one, or one before it was unknown.
  int64_t come(int64_t kind, const Fault& fault, News* news);
  void go(int64_t kind, const LastingFault& gone, News* news);
  // Of what was unknown and is not found either: whether somebody has looked meanwhile.
  void look_again(int64_t kind, News* news);
  std::string tally();

  Database& db_;
  KeptFindings kept_;
  LastingFaults lasting_;
  int64_t run_ = 0, before_ = 0;
  std::vector<int64_t> asked_;
  Statement detail_, past_, unknown_, found_again_;
};

}  // namespace storage
