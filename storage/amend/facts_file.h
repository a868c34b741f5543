// FactsFile: a crawl's database, opened to fill in the facts of pages that were kept before facts
// were. No crawl may run on it meanwhile. Each batch is a transaction: where the process is killed,
// what was kept stays, and the next one goes on behind it.
// Thread: one owner. Errors: those of opening a store; of a batch that failed nothing is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "ground/page_facts.h"
#include "ground/result.h"
#include "storage/amend/amended_file.h"
#include "storage/sqlite/sqlite_facts.h"

namespace storage {

struct FactsOfPage {
  int64_t page_id = 0;
  ground::PageFacts facts;
};

class FactsFile {
 public:
  static ground::Result<std::unique_ptr<FactsFile>> open(const std::string& path);

  // For reading pages.
  Database& database() { return *file_.db; }
  // Replaces what there is of those pages.
  ground::Result<void> keep(std::span<const FactsOfPage> pages);

 private:
  explicit FactsFile(AmendedFile file) : file_(std::move(file)), facts_(*file_.db) {}

  AmendedFile file_;
  SqliteFacts facts_;
};

}  // namespace storage
