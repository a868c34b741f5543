// ExaminedCrawl: a crawl's database, open so that all findings are asked of one state of it, also
// while a crawl writes to it.
// Errors: see storage::Reader::open; what the database says; a finding is named in its own.
// Thread: one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "explore/file/crawl_file.h"
#include "explore/findings/findings.h"
#include "storage/database/transaction.h"

namespace explore {

class ExaminedCrawl {
 public:
  static ground::Result<std::unique_ptr<ExaminedCrawl>> open(const std::string& path);

  storage::Database& database() { return file_->database(); }

  // What became of a URL here. A host, as findings name it ("https://a.test"), is fetched if
  // anything came of it.
  struct UrlState {
    bool is_known = false, is_fetched = false, is_failed = false;
    bool is_check = false;  // asked whether it is there, and no more
  };
  UrlState state_of(const std::string& url);

  // How the last run ended, "" while it goes on.
  std::string end_reason();
  // What the last run was to check: "links,resources", "none".
  std::string checks();

  using Columns = std::function<void(const std::vector<std::string>& names)>;
  using Row = std::function<void(const std::vector<storage::SqlValue>& values)>;
  // Asks the finding to its end. The values hold until the next row. SQL of the user's own is
  // bounded as that of `crawl query`.
  ground::Result<void> ask(const Finding& finding, const Columns& columns, const Row& row);

  // Whether all that was asked was one state of the file.
  ground::Result<void> check() const { return file_->check(); }

 private:
  explicit ExaminedCrawl(std::unique_ptr<CrawlFile> file);

  std::unique_ptr<CrawlFile> file_;
  storage::Transaction snapshot_;
  storage::Statement state_, origin_;
  bool is_prepared_ = false;  // for findings
};

}  // namespace explore
