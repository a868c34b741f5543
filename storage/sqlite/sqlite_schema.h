// Tables, views, migrations: what a crawl database looks like. docs/schema.md explains it to users.
#pragma once

#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/file/file_lock.h"
#include "storage/store/records.h"

namespace storage {

// "CrwL": in the file's header at offset 68, so that file(1) and we know our own.
inline constexpr uint32_t kApplicationId = 0x4372774C;
// In user_version. A file of an older version is migrated when opened, one of a newer is refused.
inline constexpr int kSchemaVersion = 11;

// What a path holds, found out by reading alone: nothing is written, created or locked.
enum class FileKind { kMissingOrEmpty, kOurs };
// Errors: a folder, an unreadable file, no folder to make it in (kIo); not a crawl database
// (kNotOurs); one of a newer version (kTooNew).
ground::Result<FileKind> inspect_file(const std::string& path);
// The same for one who only reads: a file that is missing or empty is refused too (kIo, kNotOurs).
ground::Result<void> inspect_to_read(const std::string& path);
// The lock of a file that is to be written or made. Errors: those of inspect_file(), and that
// another process has it.
ground::Result<FileLock> lock_to_write(const std::string& path);
// Whether this program reads a database of that version.
ground::Result<void> check_version(const std::string& path, int64_t version);

// Makes the tables if there are none, sets what a connection needs, refreshes the names that views
// show. `page_bytes` matters only for a new file.
ground::Result<void> prepare_schema(Database& db, const std::vector<LinkKindName>& link_kinds,
                                    int page_bytes);

// The names that no other table may have, in lower case.
std::vector<std::string> taken_table_names();
// Those of the tables, which nobody names outside of this folder.
std::vector<std::string> base_table_names();

// Indexes that only reports need. Views are right without them, but slower.
ground::Result<void> build_report_indexes(Database& db);
void drop_report_indexes(Database& db);
bool has_report_indexes(Database& db);

}  // namespace storage
