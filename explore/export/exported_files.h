// ExportedFiles: the files of an export in their order, on the disk: which page has which name, and
// what a list of them says of each.
// Memory: constant, whatever the number of files.
// Errors: of their database; check() tells the first.
// Thread: one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/database/transaction.h"

namespace explore {

class ExportedFiles {
 public:
  // `path`: of a new file, which the caller removes.
  static ground::Result<std::unique_ptr<ExportedFiles>> create(const std::string& path);

  // A file for a page, with the name that its URL gives. Of pages whose URLs give one name the
  // first has it, others have one with a mark of their URL, which is the same in each export.
  // `place`: in lists.
  void add(int64_t page_id, const std::string& name, std::string_view url, int64_t place);
  void describe(int64_t page_id, std::string_view title, std::string_view description);
  uint64_t size() const { return size_; }

  // "" if the page has none.
  std::string name_of(int64_t page_id);
  // In the order of the pages' ids.
  using Use = std::function<bool(int64_t page_id, const std::string& name)>;
  void each(const Use& use);

  // For a list: hosts and folders of theirs with several files are sections, in the order of their
  // names, and in them files by their places; `section` is "" for what is in none while there is
  // one host.
  struct Listed {
    std::string section, name, title, description;
  };
  Listed first();  // by its place
  void each_listed(const std::function<bool(const Listed& file)>& use);
  // The folder of the only host; none if there are several.
  std::optional<std::string> only_host();

  ground::Result<void> check() { return db_->take_failure(); }

 private:
  explicit ExportedFiles(std::unique_ptr<storage::Database> db);
  bool take(const std::string& name);

  std::unique_ptr<storage::Database> db_;
  storage::Statement take_, add_, describe_, name_;
  uint64_t size_ = 0;
};

}  // namespace explore
