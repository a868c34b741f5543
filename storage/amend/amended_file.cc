#include "storage/amend/amended_file.h"

#include <utility>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_views.h"

namespace storage {

ground::Result<AmendedFile> open_to_amend(const std::string& path) {
  if (auto ours = inspect_to_read(path); !ours) return ours.error();
  auto lock = FileLock::take(path);
  if (!lock) return lock.error();
  if (auto kind = inspect_file(path); !kind) return kind.error();
  auto opened = Database::open(path);
  if (!opened) return opened.error();
  AmendedFile file{std::move(lock).value(), std::move(opened).value()};
  constexpr int kUsualPageBytes = 8192;  // of a file that is there it changes nothing
  if (auto ready = prepare_schema(*file.db, {}, kUsualPageBytes); !ready) return ready.error();
  complete_views(*file.db, false);
  file.db->exec("PRAGMA synchronous=NORMAL");
  if (auto ready = file.db->take_failure(); !ready) return ready.error();
  return file;
}

}  // namespace storage
