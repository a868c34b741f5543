#include "storage/amend/findings_file.h"

#include <utility>

namespace storage {

using ground::Result;

Result<std::unique_ptr<FindingsFile>> FindingsFile::open(const std::string& path) {
  auto amended = open_to_amend(path);
  if (!amended) return amended.error();
  std::unique_ptr<FindingsFile> file(new FindingsFile(std::move(amended).value()));
  if (auto ready = file->file_.db->take_failure(); !ready) return ready.error();
  return file;
}

Result<void> FindingsFile::keep_as_it_was(int64_t wall_ms) {
  begin(wall_ms);
  auto kept = transaction_->commit();
  transaction_.reset();
  return kept;
}

FindingsKeeper& FindingsFile::begin(int64_t wall_ms) {
  transaction_.emplace(*file_.db, Transaction::Kind::kWrite);
  keeper_.begin(wall_ms);
  return keeper_;
}

Result<void> FindingsFile::commit() {
  keeper_.end();
  auto kept = transaction_->commit();
  transaction_.reset();
  return kept;
}

}  // namespace storage
