#include "explore/export/destination.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "terminal/exit_status.h"

namespace explore {

using storage::Result;

namespace {

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

Result<Destination> Destination::open(const std::string& path, const std::string& database) {
  Destination made;
  made.database_ = database;
  if (path == "-") {
    made.standard_ = std::make_unique<Output>(STDOUT_FILENO);
    return made;
  }
  if (auto added = made.add(path); !added) return added.error();
  return made;
}

Result<Output*> Destination::add(const std::string& path) {
  for (const char* suffix : {"-wal", "-shm", "-journal", "-lock"}) {
    if (path != database_ + suffix && !is_same_file(path, database_ + suffix)) continue;
    return storage::Error{storage::ErrorCode::kIo,
                          path + ": belongs to the database: choose another file with -o"};
  }
  auto file = NewFile::create(path);
  if (!file) return file.error();
  auto output = std::make_unique<Output>((*file)->fd(), path);
  files_.push_back({std::move(file).value(), std::move(output)});
  return files_.back().output.get();
}

int Destination::flush() {
  if (!is_file()) return standard_->finish();
  for (const File& file : files_)
    if (const int status = file.output->finish(); status != terminal::kAsAsked) return status;
  return terminal::kAsAsked;
}

Result<void> Destination::publish() {
  if (is_first_replaced_) return files_.back().file->commit_as(path());
  for (std::size_t i = files_.size(); i-- > 0;)
    if (auto named = files_[i].file->commit(); !named) return named;
  return {};
}

}  // namespace explore
