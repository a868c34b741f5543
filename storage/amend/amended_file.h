// A crawl's database, opened by a command that adds to what a crawl has left there.
// Thread: one owner. Lifetime: the lock is held as long as the database is open.
#pragma once

#include <memory>
#include <string>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/file/file_lock.h"

namespace storage {

struct AmendedFile {
  FileLock lock;
  std::unique_ptr<Database> db;
};

// Locks it, brings it up to date and makes the views that it lacks. Errors: those of opening a
// store; a file that is not there is not made.
ground::Result<AmendedFile> open_to_amend(const std::string& path);

}  // namespace storage
