// A crawl may have more pages than memory has room for their names, so they are in a database of
// their own: without a journal, since nobody needs it after a crash.
#include "explore/export/exported_files.h"

#include <utility>

#include "explore/export/file_name.h"

namespace explore {

using ground::Result;

Result<std::unique_ptr<ExportedFiles>> ExportedFiles::create(const std::string& path) {
  auto opened = storage::Database::open(path);
  if (!opened) return opened.error();
  storage::Database& db = **opened;
  db.exec(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
      "CREATE TABLE file(page_id INTEGER PRIMARY KEY, name TEXT NOT NULL, place INT, title TEXT,"
      " note TEXT);"
      "CREATE TABLE taken(key TEXT PRIMARY KEY) WITHOUT ROWID;"
      "BEGIN");
  if (auto made = db.take_failure(); !made) return made.error();
  return std::unique_ptr<ExportedFiles>(new ExportedFiles(std::move(opened).value()));
}

ExportedFiles::ExportedFiles(std::unique_ptr<storage::Database> db)
    : db_(std::move(db)),
      take_(db_->prepare("INSERT OR IGNORE INTO taken VALUES(?1)")),
      add_(db_->prepare("INSERT INTO file(page_id, name, place) VALUES(?1, ?2, ?3)")),
      describe_(db_->prepare("UPDATE file SET title = ?2, note = ?3 WHERE page_id = ?1")),
      name_(db_->prepare("SELECT name FROM file WHERE page_id = ?1")) {}

bool ExportedFiles::take(const std::string& name) {
  const std::string key = same_name_key(name);
  take_.with(key).run();
  return db_->failed() || db_->changes() > 0;
}

void ExportedFiles::add(int64_t page_id, const std::string& plain, std::string_view url,
                        int64_t place) {
  std::string name = plain;
  for (unsigned attempt = 1; !take(name); ++attempt) name = marked_name(plain, url, attempt);
  add_.with(page_id, name, place).run();
  ++size_;
}

void ExportedFiles::describe(int64_t page_id, std::string_view title,
                             std::string_view description) {
  describe_.with(page_id, title, storage::OrNull{description}).run();
}

std::string ExportedFiles::name_of(int64_t page_id) {
  std::string name = name_.with(page_id).step() ? name_.string(0) : "";
  name_.reset();
  return name;
}

void ExportedFiles::each(const Use& use) {
  storage::Statement file = db_->prepare("SELECT page_id, name FROM file ORDER BY page_id");
  while (file.step())
    if (!use(file.integer(0), file.string(1))) return;
}

std::optional<std::string> ExportedFiles::only_host() {
  storage::Statement host = db_->prepare(
      "SELECT min(h), max(h) FROM (SELECT substr(name, 1, instr(name, '/') - 1) AS h FROM file)");
  std::optional<std::string> only;
  if (host.step() && host.text(0) == host.text(1)) only = host.string(0);
  host.reset();
  return only;
}

ExportedFiles::Listed ExportedFiles::first() {
  storage::Statement file =
      db_->prepare("SELECT name, title, note FROM file ORDER BY place LIMIT 1");
  Listed listed;
  if (file.step()) listed = {"", file.string(0), file.string(1), file.string(2)};
  file.reset();
  return listed;
}

void ExportedFiles::each_listed(const std::function<bool(const Listed& file)>& use) {
  const std::optional<std::string> host = only_host();
  // `folder`: the first below the host's, or the host's.
  storage::Statement file = db_->prepare(R"sql(
WITH split AS (SELECT place, name, title, note, instr(name, '/') AS slash FROM file),
placed AS (SELECT *, substr(name, 1, slash - 1) AS host, substr(name, slash + 1) AS rest FROM split),
foldered AS (SELECT *, CASE WHEN instr(rest, '/') > 0 THEN host || '/' ||
  substr(rest, 1, instr(rest, '/') - 1) ELSE host END AS folder FROM placed),
sized AS (SELECT folder AS sized_folder, count(*) AS files FROM foldered GROUP BY folder)
SELECT CASE WHEN files > 1 THEN folder ELSE host END AS section, name, title, note
FROM foldered JOIN sized ON sized_folder = folder ORDER BY section, place)sql");
  while (file.step()) {
    std::string section = file.string(0);
    if (host) section.erase(0, host->size() + (section.size() > host->size() ? 1 : 0));
    if (!use({section, file.string(1), file.string(2), file.string(3)})) return;
  }
}

}  // namespace explore
