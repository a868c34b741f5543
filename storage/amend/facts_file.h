// FactsFile: a crawl's database, opened to fill in what a page is made of (its facts, its places
// and what its links name of others') for pages that were kept without. No crawl may run on it
// meanwhile. Each batch is a transaction: where the process is killed, what was kept stays, and the
// next one goes on behind it.
// Thread: one owner. Errors: those of opening a store; of a batch that failed nothing is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ground/page_facts.h"
#include "ground/result.h"
#include "storage/amend/amended_file.h"
#include "storage/sqlite/sqlite_facts.h"

namespace storage {

// What a link names behind '#'. Which link that is: the one to that URL, of that kind, that so many
// others are before. So it is found among those that an older version made of the page.
struct FragmentOfLink {
  std::string url;
  uint8_t kind = 0;
  std::size_t before = 0;
  FragmentRecord fragment;  // its place doesn't count
};

// What is to be kept of a page: what is empty is left as it was.
struct FactsOfPage {
  int64_t page_id = 0;
  std::optional<ground::PageFacts> facts = {};
  std::optional<std::vector<uint64_t>> places = {};  // as PageCommit's
  std::vector<FragmentRecord> own_fragments = {};    // on the page itself
  std::vector<FragmentOfLink> fragments = {};
};

class FactsFile {
 public:
  static ground::Result<std::unique_ptr<FactsFile>> open(const std::string& path);

  // For reading pages.
  Database& database() { return *file_.db; }
  // Those behind ?1 that lack something, by their ids: id, status, url, headers, zstd, size,
  // is_html, has_facts, has_places (or none that could be known), lacks_fragment (of a redirect
  // that may name one: its headers tell).
  Statement unread_pages();
  // Replaces what there is of those pages. A link that the file doesn't have is passed over.
  ground::Result<void> keep(std::span<const FactsOfPage> pages);

 private:
  explicit FactsFile(AmendedFile file);

  std::vector<FragmentRecord> fragments_of(const FactsOfPage& page);

  AmendedFile file_;
  SqliteFacts facts_;
  SqliteFragments fragments_;
  Statement links_;
};

}  // namespace storage
