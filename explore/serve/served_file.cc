#include "explore/serve/served_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "storage/database/database.h"
#include "storage/database/transaction.h"

namespace explore {

using ground::Result;

bool ServedFile::is_another() const {
  struct stat now {};
  return stat(path_.c_str(), &now) != 0 || now.st_dev != device_ || now.st_ino != number_;
}

Result<void> ServedFile::open() {
  if (file_ != nullptr && !is_another() && file_->is_current()) return {};
  file_.reset();
  struct stat now {};
  if (stat(path_.c_str(), &now) == 0) {
    device_ = now.st_dev;
    number_ = now.st_ino;
  }
  auto opened = CrawlFile::open(path_);
  if (!opened) return opened.error();
  file_ = std::move(opened).value();
  file_->database().interrupt_when([this] { return is_over(); });
  ++generation_;
  return {};
}

void ServedFile::limit_to(std::chrono::milliseconds limit) {
  deadline_ = std::chrono::steady_clock::now() + limit;
}

Result<void> ServedFile::ask(std::chrono::milliseconds limit,
                             const std::function<Result<void>(CrawlFile&)>& question) {
  constexpr int kTries = 2;
  Result<void> done;
  for (int i = 0; i < kTries; ++i) {
    limit_to(limit);
    if (auto opened = open(); !opened) return opened;
    storage::Database& db = file_->database();
    {
      storage::Transaction snapshot(db, storage::Transaction::Kind::kRead);
      done = question(*file_);
      // What the database has to say explains whatever else went wrong.
      if (auto read = db.take_failure(); !read) done = read;
    }
    auto same = file_->check();
    if (same) break;
    // What it said is not to be trusted, whether it failed or not.
    done = same;
  }
  if (!done && done.error().code == ground::ErrorCode::kCorrupt) file_.reset();
  return done;
}

}  // namespace explore
