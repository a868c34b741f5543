// PageHistory: the versions of a page, from the oldest that is kept to the present one, and what
// each of them consisted of. Errors: of the database, as ever; a version that can't be put together
// is kCorrupt. Thread: that of its Database. Lifetime: ends before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/history/page_parts.h"
#include "storage/sqlite/url_lookup.h"
#include "storage/sqlite/version_reader.h"

namespace explore {

using storage::PageParts;

struct PageVersion {
  int64_t id = 0;  // of the page that it is or was
  int number = 0;  // 1: the oldest that is kept
  bool is_present = false;
  int64_t seen_from = 0, seen_to = 0;  // milliseconds since 1970
  int64_t run = 0;                     // that fetched it; 0: unknown
  int status = 0;
  int64_t size = 0, words = 0;
  std::string redirect_to, content_type, title, description, canonical, robots, fields;
};

// A link as a version has it.
struct PastLink {
  std::string kind, target, rel, anchor;
  bool is_nofollow = false;
  friend bool operator==(const PastLink&, const PastLink&) = default;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const PastLink&, const PastLink&) = default;
};

// Structured data as a version has it.
struct PastData {
  std::string syntax, json;
  friend bool operator==(const PastData&, const PastData&) = default;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const PastData&, const PastData&) = default;
};

// The end of a run (its number in `runs`), or a time, as parse_since() reads it, where a day means
// its end: milliseconds since 1970. Error (kQuery): there is no such run or time.
ground::Result<int64_t> moment_of(storage::Database& db, std::string_view typed);

class PageHistory {
 public:
  explicit PageHistory(storage::Database& db);

  // The oldest first. None if it was never fetched.
  ground::Result<std::vector<PageVersion>> versions(const storage::FoundUrl& url);

  // What the page was at a moment, see moment_of(). `versions` are its own. Errors (kQuery): those
  // of moment_of(); nothing was there then, or is kept of it: says what there is.
  ground::Result<std::size_t> version_at(const storage::FoundUrl& url,
                                         const std::vector<PageVersion>& versions,
                                         std::string_view moment);

  storage::Database& database() { return db_; }

  ground::Result<PageParts> parts(const PageVersion& version);
  // Of its parts. What is no line of a link is left out.
  ground::Result<std::vector<PastLink>> links(const PageParts& parts);
  ground::Result<std::vector<PastData>> structured(const PageParts& parts);

 private:
  storage::Database& db_;
  storage::VersionReader reader_;
};

}  // namespace explore
