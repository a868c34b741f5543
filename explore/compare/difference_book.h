// DifferenceBook: the differences that were found, to be read back in order, the worst first, and
// how many there are of each kind and field.
// Memory: the counts; the rows are in a temporary file. Thread: one.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <string>

#include "explore/compare/differences.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

struct DifferenceCounts {
  std::array<uint64_t, kDifferenceKinds> urls{};   // of each kind
  std::array<uint64_t, kComparedFields> fields{};  // pages that differ in it
  uint64_t old_pages = 0, new_pages = 0;
  uint64_t compared = 0;  // pages that both crawls read
  uint64_t same = 0;      // of them without any difference
  uint64_t passing = 0;   // of these: with other bytes, and the same content

  uint64_t of(DifferenceKind kind) const { return urls[static_cast<std::size_t>(kind)]; }
  uint64_t of(ComparedField field) const { return fields[static_cast<std::size_t>(field)]; }
};

class DifferenceBook {
 public:
  // Errors: as of open_passing_database.
  static ground::Result<std::unique_ptr<DifferenceBook>> make();

  // Several rows of one changed page follow each other.
  void add(const Difference& difference);
  DifferenceCounts& counts() { return counts_; }
  const DifferenceCounts& counts() const { return counts_; }

  // After the last add(). Errors: no room for it.
  ground::Result<void> end();
  // The SQL that gives the rows of a kind in their order, with columns named for people: url, and
  // field (of changed pages), old_url (where URLs are mapped), old, new, note.
  static std::string sql_of(DifferenceKind kind, bool has_old_urls);
  // Of all these kinds, with the name of the kind first.
  static std::string all_sql(const std::bitset<kDifferenceKinds>& kinds, bool has_old_urls);
  // How many pages have the same change, of which field, and what it is: the most frequent ones.
  static std::string repeated_sql();
  storage::Database& database() { return *db_; }

 private:
  explicit DifferenceBook(std::unique_ptr<storage::Database> db);

  std::unique_ptr<storage::Database> db_;
  storage::Statement insert_;
  std::string last_changed_;
  DifferenceCounts counts_;
};

}  // namespace explore
