// CrawlFile: a crawl's database as the commands see it: read-only, with additional SQL functions,
// and interrupted by Ctrl-C.
// Thread: one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "explore/audit/audit_functions.h"
#include "explore/file/header_lookup.h"
#include "explore/file/stored_pages.h"
#include "explore/graph/page_relations.h"
#include "storage/sqlite/reader.h"

namespace explore {

// What the SQL of one who runs a command may take: three times a body as large as any.
inline constexpr std::size_t kCommandMemory = 3 * kMaxBodyBytes;

class CrawlFile {
 public:
  // Errors: see storage::Reader::open.
  static ground::Result<std::unique_ptr<CrawlFile>> open(const std::string& path);

  storage::Database& database() { return reader_->database(); }
  StoredPages& pages() { return *pages_; }
  const std::string& path() const { return reader_->path(); }
  // See storage::Reader::is_still.
  bool is_still() const { return reader_->is_still(); }
  // See storage::Reader::check.
  ground::Result<void> check() const { return reader_->check(); }
  // See storage::Reader::is_current.
  bool is_current() const { return reader_->is_current(); }
  // For the end of a command: says what went wrong, in the database or because the file changed
  // meanwhile, and gives the exit status; kAsAsked if nothing did. Forgets the failure.
  int judge();

 private:
  explicit CrawlFile(std::unique_ptr<storage::Reader> reader) : reader_(std::move(reader)) {}

  std::unique_ptr<storage::Reader> reader_;
  // Statements of the reader's database.
  std::unique_ptr<StoredPages> pages_;
  std::unique_ptr<PageRelations> relations_;
  std::unique_ptr<AuditFunctions> audit_;
  HeaderLookup headers_;
};

}  // namespace explore
