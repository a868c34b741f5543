// KeptFindings: what earlier runs found, as it was kept (see FindingsKeeper).
// Errors: those of the database, which sticks to them.
// Thread: that of the Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/database/database.h"
#include "storage/findings/fault.h"

namespace storage {

// Of a finding, since a run: faults that the run had not, that are there no more, that both have;
// and those of which nobody knows, since what they are about was not looked at again.
struct FindingChanges {
  std::string name, severity;
  uint64_t found = 0, fixed = 0, open = 0, unknown = 0;
};

class KeptFindings {
 public:
  explicit KeptFindings(Database& db);

  // Whose findings are kept, the oldest first. None: a file in which none ever were.
  std::vector<int64_t> runs();
  // The last of them that had ended at that time (milliseconds since 1970).
  std::optional<int64_t> run_at(int64_t ms);
  // Of all findings that the run asked for as the latest one did, by name.
  std::vector<FindingChanges> changes_since(int64_t run);

  struct Known {
    Fault fault;
    int64_t last_run = 0;  // that is known to have it
    bool is_fixed = false;
  };
  // What the run had of the finding, by fault. None: it did not ask for it, or asked otherwise.
  std::optional<std::vector<Known>> at(int64_t run, const AskedFinding& finding);

  // Whether the page that the fault is on, or what it leads to, was looked at again after that run,
  // and neither is in doubt now; of a fault of no URL, whether the last run came to its end.
  bool is_looked_at(const Fault& fault, int64_t after_run);

 private:
  struct Seen {
    bool is_known = false, is_fetched = false, is_failed = false, is_again = false;
  };
  Seen seen(int64_t url, int64_t after_run);

  Database& db_;
  bool is_there_;
  Statement seen_, target_, end_;
};

}  // namespace storage
