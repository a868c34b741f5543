// What rules leave of pages when they ignore some of it, as the store compares it.
// Thread: a KeptPageReader is used by one at a time; the functions are pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "parser/extract/rules.h"
#include "parser/page/link_kind.h"
#include "parser/page/page.h"
#include "storage/store/records.h"

namespace crawler {

// Do people follow it? That such a link leads elsewhere is a change of the page.
bool is_content_link(parser::LinkKind kind);

storage::LastingHashes lasting_hashes_of(const parser::PageRest& rest);

// What the rules ignore, as StoreOptions::ignoring; never 0.
uint64_t number_of_ignored(const parser::Rules& rules);

// What the rules leave of a page that is kept: the same as when it is fetched with these rules.
class KeptPageReader {
 public:
  // `structured`: it is kept of pages.
  KeptPageReader(const parser::Rules& rules, bool structured);

  // Nothing if the rules ignore nothing of it. Throws std::bad_alloc.
  std::optional<storage::LastingHashes> operator()(const storage::KeptBody& page) const;

 private:
  // Shared by copies.
  std::shared_ptr<parser::Rules> rules_;  // what they ignore, and no more
  std::shared_ptr<parser::PageParser> parser_;
  parser::PageWishes wishes_;
};

}  // namespace crawler
