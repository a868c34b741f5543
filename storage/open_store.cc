#include "storage/open_store.h"

#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

Result<std::unique_ptr<Store>> open_store(const std::string& where, const StoreOptions& options) {
  if (where == ":memory:") return std::unique_ptr<Store>(std::make_unique<MemoryStore>());
  if (where.find("://") != std::string::npos) {
    return Error{ErrorCode::kIo, where + ": unknown kind of store: give a file with -o"};
  }
  auto store = SqliteStore::open(where, options);
  if (!store) return store.error();
  return std::unique_ptr<Store>(std::move(store).value());
}

}  // namespace storage
