// FindingsFile: a crawl's database, opened to keep what its last run found. No crawl may run on it
// meanwhile. All is one transaction: until commit(), and where that is never called or the process
// is killed, the file has what it had.
// Thread: one owner. Errors: those of opening a store; commit() tells those of all steps.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ground/result.h"
#include "storage/amend/amended_file.h"
#include "storage/database/transaction.h"
#include "storage/findings/findings_keeper.h"

namespace storage {

class FindingsFile {
 public:
  static ground::Result<std::unique_ptr<FindingsFile>> open(const std::string& path);

  FindingsKeeper::Now now() const { return now_; }
  // Notes that the last run found what is kept of the one before (FindingsKeeper::Now::is_as_kept).
  ground::Result<void> keep_as_it_was(int64_t wall_ms);
  // Begins the transaction.
  FindingsKeeper& begin(int64_t wall_ms);
  // Once, at the end.
  ground::Result<void> commit();

 private:
  explicit FindingsFile(AmendedFile file)
      : file_(std::move(file)), keeper_(*file_.db), now_(keeper_.now()) {}

  AmendedFile file_;
  FindingsKeeper keeper_;
  FindingsKeeper::Now now_;
  std::optional<Transaction> transaction_;
};

}  // namespace storage
