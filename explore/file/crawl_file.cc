#include "explore/file/crawl_file.h"

#include "explore/audit/audit_views.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/file/sql_functions.h"
#include "terminal/exit_status.h"

namespace explore {

ground::Result<std::unique_ptr<CrawlFile>> CrawlFile::open(const std::string& path) {
  auto reader = storage::Reader::open(path);
  if (!reader) return reader.error();
  std::unique_ptr<CrawlFile> file(new CrawlFile(std::move(reader).value()));
  storage::Database& db = file->database();
  file->pages_ = std::make_unique<StoredPages>(db);
  add_sql_functions(db, *file->pages_);
  file->relations_ = std::make_unique<PageRelations>(db);
  file->relations_->add_sql_functions();
  file->audit_ = std::make_unique<AuditFunctions>(db);
  file->headers_.add_sql_functions(db);
  add_audit_views(db);
  db.interrupt_when(is_interrupted);
  if (auto ready = db.take_failure(); !ready) return ready.error();
  return file;
}

int CrawlFile::judge() {
  auto done = database().take_failure();
  if (!done && done.error().code == ground::ErrorCode::kInterrupted) {
    return terminal::kInterrupted;
  }
  // A file that changed under the reader explains whatever else went wrong.
  if (auto same = check(); !same) done = same;
  if (done) return terminal::kAsAsked;
  complain(done.error().message);
  return terminal::kFailed;
}

}  // namespace explore
