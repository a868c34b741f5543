// An index must never be mistaken for something else, nor something else for an index: its header
// has an id of its own, and a stamp says which crawl it is of and up to which page. Several
// searches may start at the same time, so the file under construction is locked, and whoever comes
// second waits and then uses the result.
#include "explore/search/index_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/search/search_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

// "CrwS", in the file's header as in that of a crawl.
constexpr uint32_t kApplicationId = 0x43727753;
// Another one is made anew: also when what is a word changes.
constexpr uint32_t kVersion = 3;

constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;

constexpr std::string_view kAnother = "choose another file with --index FILE";

Error io_error(const std::string& path, int why) {
  return {ErrorCode::kIo, fmt::format("{}: {}: {}, in a folder that is writable", path,
                                      std::strerror(why), kAnother)};
}

uint32_t big_endian(const unsigned char* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 |
         uint32_t{bytes[3]};
}

using FileHeader = std::array<unsigned char, kHeaderBytes>;

// All zero where the file is shorter.
FileHeader header_of(int fd) {
  FileHeader header{};
  if (pread(fd, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()))
    header.fill(0);
  return header;
}

bool is_ours(const FileHeader& header) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  return std::memcmp(header.data(), kMagic.data(), kMagic.size()) == 0 &&
         big_endian(&header[kApplicationIdAt]) == kApplicationId;
}

// Whether it can be what a search that was killed left behind: the header may be missing yet.
bool is_left_behind(int fd) {
  FileHeader header{};
  const ssize_t size = pread(fd, header.data(), header.size(), 0);
  return size >= 0 && (is_ours(header) || header == FileHeader{});
}

bool is_still_there(int fd, const std::string& path) {
  struct stat opened {};
  struct stat there {};
  return fstat(fd, &opened) == 0 && stat(path.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

// 0, or the reason. Signals break waiting off (see note_interrupts).
int lock_patiently(int fd, const std::string& path, bool* has_waited) {
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return 0;
  if (errno != EWOULDBLOCK) return errno;
  if (!*has_waited) complain(path + ": another search is building the index; waiting for it");
  *has_waited = true;
  while (flock(fd, LOCK_EX) != 0)
    if (errno != EINTR || is_interrupted()) return errno;
  return 0;
}

}  // namespace

IndexStamp stamp_of_crawl(storage::Database& crawl) {
  IndexStamp stamp;
  storage::Statement first = crawl.prepare(
      "SELECT (SELECT started_ms FROM run_rows ORDER BY id LIMIT 1) || ' ' || "
      "(SELECT url FROM url_rows ORDER BY id LIMIT 1)");
  if (first.step()) stamp.crawl = first.string(0);
  storage::Statement last =
      crawl.prepare("SELECT id, fetched_ms, content_hash FROM page_rows ORDER BY id DESC LIMIT 1");
  if (last.step()) {
    stamp.last_id = last.integer(0);
    stamp.last_time = last.integer(1);
    stamp.last_hash = last.integer(2);
  }
  return stamp;
}

bool is_of_crawl(const IndexStamp& stamp, storage::Database& crawl) {
  if (stamp.crawl != stamp_of_crawl(crawl).crawl) return false;
  if (stamp.last_id == 0) return true;
  storage::Statement last =
      crawl.prepare("SELECT fetched_ms, content_hash FROM page_rows WHERE id = ?1");
  return last.with(stamp.last_id).step() && last.integer(0) == stamp.last_time &&
         last.integer(1) == stamp.last_hash;
}

void make_index(storage::Database& index) {
  index.exec(
      fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kApplicationId, kVersion));
  // Words that begin with one to three letters are so many that putting their pages together takes
  // half a second at 100,000 pages: an index of their own makes it 30 ms, for three times the size.
  index.exec(
      fmt::format("CREATE VIRTUAL TABLE words USING fts5(title, text, content='', "
                  "prefix='1 2 3', tokenize='{}')",
                  kTokenizer));
  index.exec(
      "CREATE TABLE page(id INTEGER PRIMARY KEY, host_id INTEGER, fetched_at INTEGER, lang TEXT);"
      "CREATE TABLE stamp(crawl TEXT, last_id INTEGER, last_time INTEGER, last_hash INTEGER)");
}

IndexStamp read_stamp(storage::Database& index) {
  IndexStamp stamp;
  storage::Statement row = index.prepare("SELECT crawl, last_id, last_time, last_hash FROM stamp");
  if (row.step()) stamp = {row.string(0), row.integer(1), row.integer(2), row.integer(3)};
  return stamp;
}

void write_stamp(storage::Database& index, const IndexStamp& stamp) {
  index.exec("DELETE FROM stamp");
  index.prepare("INSERT INTO stamp VALUES(?1, ?2, ?3, ?4)")
      .with(stamp.crawl, stamp.last_id, stamp.last_time, stamp.last_hash)
      .run();
}

Result<IndexState> inspect_index(const std::string& path) {
  struct stat there {};
  if (stat(path.c_str(), &there) != 0)
    return errno == ENOENT ? Result<IndexState>(IndexState::kMissing) : io_error(path, errno);
  const Error not_ours{
      ErrorCode::kNotOurs,
      fmt::format("{}: is not a search index, or is damaged: delete it, or {}", path, kAnother)};
  if (!S_ISREG(there.st_mode)) return not_ours;
  if (there.st_size == 0) return IndexState::kMissing;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, errno);
  const FileHeader header = header_of(fd);
  close(fd);
  if (!is_ours(header)) return not_ours;
  return big_endian(&header[kVersionAt]) == kVersion ? IndexState::kOurs
                                                     : IndexState::kOtherVersion;
}

Result<std::unique_ptr<NewIndex>> NewIndex::begin(const std::string& path) {
  const std::string passing = passing_path_of(path);
  for (bool has_waited = false;;) {
    const int fd = open(passing.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) return io_error(path, errno);
    int why = lock_patiently(fd, path, &has_waited);
    const bool is_gone = why == 0 && !is_still_there(fd, passing);
    if (why == 0 && !is_gone && !is_left_behind(fd)) why = EEXIST;
    if (why == 0 && !is_gone && ftruncate(fd, 0) != 0) why = errno;
    if (why == 0 && !is_gone) return std::unique_ptr<NewIndex>(new NewIndex(fd, path, has_waited));
    close(fd);
    if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    if (why != 0) return io_error(why == EEXIST ? passing : path, why);
  }
}

NewIndex::~NewIndex() {
  if (!is_published_) unlink(passing_path().c_str());
  close(fd_);
}

Result<void> NewIndex::publish() {
  if (fsync(fd_) != 0) return io_error(path_, errno);
  // A journal that an earlier index left there would be played back into this one.
  unlink((path_ + "-journal").c_str());
  if (std::rename(passing_path().c_str(), path_.c_str()) != 0) return io_error(path_, errno);
  is_published_ = true;
  return {};
}

}  // namespace explore
