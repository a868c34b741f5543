// AcceptedStatuses: answers that are fine though a finding would name them: "403,429,999,500-599".
// Thread: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/database/sql_value.h"

namespace explore {

class AcceptedStatuses {
 public:
  // Adds what the list names; gives what is wrong with it, or "".
  std::string add(std::string_view list);

  // The column with the answer of a finding's rows: "answer", or else "status"; -1 if there is
  // none.
  static int column_of(const std::vector<std::string>& columns);
  bool has(const storage::SqlValue& answer) const;
  bool empty() const { return ranges_.empty(); }

 private:
  std::vector<std::pair<int64_t, int64_t>> ranges_;
};

}  // namespace explore
