// Keeps what the last run of a crawl found in its database, so that it can be said later what is
// new, fixed or still open.
// Thread: one that may block.
#pragma once

#include <cstdint>
#include <string>

#include "ground/result.h"

namespace explore {

struct RememberedFindings {
  bool were_kept = false;                      // before: there was nothing to do
  uint64_t findings = 0;                       // that were asked
  uint64_t found = 0, fixed = 0, unknown = 0;  // rows, against the run before that was kept
};

// "3 new, 1 fixed, 2 unknown": what is not zero.
std::string in_words(const RememberedFindings& kept);

// `is_before`: a run is about to begin; what the one before it found is kept, if it is not yet.
// Otherwise the last run has ended; where nothing has changed in it nothing is asked. A line on the
// terminal says how far it is. Errors: of opening the file to write to it (kBusy: a crawl runs on
// it), of the database, kInterrupted; then the file has what it had.
ground::Result<RememberedFindings> remember_findings(const std::string& path, bool is_before);

}  // namespace explore
