#include "storage/amend/facts_file.h"

#include <utility>

#include "storage/database/transaction.h"

namespace storage {

using ground::Result;

Result<std::unique_ptr<FactsFile>> FactsFile::open(const std::string& path) {
  auto file = open_to_amend(path);
  if (!file) return file.error();
  return std::unique_ptr<FactsFile>(new FactsFile(std::move(file).value()));
}

Result<void> FactsFile::keep(std::span<const FactsOfPage> pages) {
  Transaction transaction(*file_.db, Transaction::Kind::kWrite);
  for (const FactsOfPage& page : pages) facts_.keep(page.page_id, page.facts);
  if (auto kept = file_.db->take_failure(); !kept) return kept;
  return transaction.commit();
}

}  // namespace storage
