// What a start of the program asks of the url table: known URLs of a sort, some at a time.
// Thread: that of the Database. In a read transaction.
#pragma once

#include <vector>

#include "storage/sqlite/sqlite.h"
#include "storage/store/records.h"

namespace storage {

class SqliteSurvey {
 public:
  explicit SqliteSurvey(Database& db) : db_(db) {}

  // As Store::survey() says; a place is a URL's id.
  std::vector<KnownUrl> find(const SurveyRequest& request);

 private:
  Database& db_;
};

}  // namespace storage
