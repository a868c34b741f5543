// The file of a search index: which crawl it belongs to, and how it is created.
// Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "storage/database/database.h"

namespace explore {

// Up to where a crawl's database is in an index. Another database, or the same one with another
// past, has another page there.
struct IndexStamp {
  std::string crawl;    // of the database: when its first run began, and with which seed
  int64_t last_id = 0;  // of the last page
  int64_t last_time = 0, last_hash = 0;  // of that page
  friend bool operator==(const IndexStamp&, const IndexStamp&) = default;
};

// Of the crawl as it is now. Errors: of the database stick to it.
IndexStamp stamp_of_crawl(storage::Database& crawl);
// Whether `crawl` has what the stamp says that it had.
bool is_of_crawl(const IndexStamp& stamp, storage::Database& crawl);

// An empty index, in a transaction.
void make_index(storage::Database& index);
IndexStamp read_stamp(storage::Database& index);
void write_stamp(storage::Database& index, const IndexStamp& stamp);

// What is at `path`. Errors: what is no index (kNotOurs), or can't be read (kIo).
enum class IndexState { kMissing, kOurs, kOtherVersion };
ground::Result<IndexState> inspect_index(const std::string& path);

// The one process that makes an index anew. The file that is locked is the one that it makes,
// PATH-new, so that nothing is left over when it gets its name.
class NewIndex {
 public:
  // Waits for another that does the same, and says so. Errors: kIo with the remedy; kInterrupted.
  static ground::Result<std::unique_ptr<NewIndex>> begin(const std::string& path);
  // Without publish(): the file goes away.
  ~NewIndex();
  NewIndex(const NewIndex&) = delete;
  NewIndex& operator=(const NewIndex&) = delete;

  // Of the file to be filled, which is empty.
  std::string passing_path() const { return passing_path_of(path_); }
  // Whether another was at it before.
  bool has_waited() const { return has_waited_; }
  // Brings it to the disk and gives it its name. Its database is closed before.
  ground::Result<void> publish();

 private:
  NewIndex(int fd, std::string path, bool has_waited)
      : fd_(fd), path_(std::move(path)), has_waited_(has_waited) {}
  static std::string passing_path_of(const std::string& path) { return path + "-new"; }

  int fd_;
  std::string path_;
  bool has_waited_;
  bool is_published_ = false;
};

}  // namespace explore
