#include <fmt/format.h>

#include <string>
#include <vector>

#include "explore/export/exports.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

// In double quotes, as SQL has names.
std::string quoted_name(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + '"';
}

std::vector<std::string> columns_of_pages(storage::Database& db, bool has_text) {
  const storage::Statement all = db.prepare("SELECT * FROM pages");
  std::vector<std::string> columns;
  for (int i = 0; !db.failed() && i < all.columns(); ++i)
    if (has_text || all.column_name(i) != "text") columns.push_back(all.column_name(i));
  return columns;
}

Result<void> export_rows(ExportJob& job, Format format) {
  storage::Database& db = job.file.database();
  const std::vector<std::string> columns = columns_of_pages(db, job.has_text);
  if (db.failed()) return db.take_failure();
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const std::string& column : columns) names.push_back(quoted_name(column));
  storage::Statement page =
      db.prepare(fmt::format("SELECT {} FROM pages WHERE id = ?1", fmt::join(names, ", ")));
  Output& output = job.to.output();
  const auto writer = make_row_writer({format, job.is_raw_csv}, columns, output);
  std::vector<storage::SqlValue> values(columns.size());
  job.choice.each([&](int64_t id, uint64_t done, uint64_t all) {
    if (page.with(id).step()) {
      for (int i = 0; i < page.columns(); ++i) values[static_cast<std::size_t>(i)] = page.value(i);
      writer->row(values);
      ++job.pages;
    }
    page.reset();
    job.progress.show(done, all, [&] { return terminal::with_thousands(job.pages) + " pages"; });
    return output.is_open();
  });
  writer->end();
  return db.take_failure();
}

}  // namespace

Result<void> export_csv(ExportJob& job) { return export_rows(job, Format::kCsv); }

Result<void> export_jsonl(ExportJob& job) { return export_rows(job, Format::kJsonl); }

}  // namespace explore
