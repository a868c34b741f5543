// Ids grow with time, and what a version was kept against came later: a chain that goes another way
// is damaged, and would not end.
#include "storage/sqlite/version_reader.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

VersionReader::VersionReader(Database& db, std::size_t max_bytes)
    : db_(db),
      max_bytes_(max_bytes),
      reader_(db),
      against_(db.prepare("SELECT against FROM version_parts WHERE version_id = ?1")),
      bytes_(db.prepare("SELECT delta FROM version_parts WHERE version_id = ?1")),
      version_(db.prepare("SELECT 1 FROM page_version WHERE id = ?1")),
      page_(db.prepare("SELECT 1 FROM page WHERE id = ?1")) {}

Result<PageParts> VersionReader::parts_of(int64_t id) {
  std::vector<int64_t> chain;
  int64_t last = id;  // what the others are kept against
  while (last != 0) {
    const bool is_kept_against = against_.with(last).step();
    const int64_t next = is_kept_against ? against_.integer(0) : 0;
    against_.reset();
    if (auto read = db_.take_failure(); !read) return read.error();
    if (!is_kept_against) break;
    if (next != 0 && next <= last) return damaged(last, "is kept against an earlier one");
    chain.push_back(last);
    last = next;
  }
  PageParts parts;
  if (last != 0) {
    // Of a version that had no parts none are kept.
    if (is_page(last))
      parts = reader_.parts_of(last);
    else if (!is_version(last))
      return damaged(id, "is kept against one that is not there");
    if (auto read = db_.take_failure(); !read) return read.error();
  }
  const PageParts* next = last != 0 ? &parts : nullptr;
  for (; !chain.empty(); chain.pop_back()) {
    std::optional<PageParts> earlier;
    if (bytes_.with(chain.back()).step()) earlier = delta_.apply(bytes_.text(0), next, max_bytes_);
    bytes_.reset();
    if (auto read = db_.take_failure(); !read) return read.error();
    if (!earlier) return damaged(chain.back(), "does not fit what it is kept against");
    parts = std::move(*earlier);
    next = &parts;
  }
  return parts;
}

bool VersionReader::is_version(int64_t id) {
  const bool is_there = version_.with(id).step();
  version_.reset();
  return is_there;
}

bool VersionReader::is_page(int64_t id) {
  const bool is_there = page_.with(id).step();
  page_.reset();
  return is_there;
}

Error VersionReader::damaged(int64_t id, std::string_view what) const {
  return {ErrorCode::kCorrupt,
          fmt::format("{}: damaged: version {} of a page {}", db_.path(), id, what)};
}

}  // namespace storage
