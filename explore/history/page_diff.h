// PageDiff: what is between two versions of a page.
// Thread: that of the database. Errors: those of PageHistory.
#pragma once

#include <string>
#include <vector>

#include "explore/file/page_history.h"
#include "explore/file/row_diff.h"
#include "explore/history/text_diff.h"
#include "ground/result.h"

namespace explore {

// Not to be copied: `text` views the texts.
struct PageDiff {
  PageDiff() = default;
  PageDiff(const PageDiff&) = delete;
  PageDiff& operator=(const PageDiff&) = delete;

  PageVersion was, is;
  std::vector<FieldDiff> fields;  // those that differ
  std::vector<FieldDiff> rows;    // of the user's rules, see diff_rows()
  std::string was_text, is_text;
  TextDiff text;
  std::vector<PastLink> links_removed, links_added;
  std::vector<PastData> data_removed, data_added;
  bool has_other_bytes = false;  // the bodies differ, in whatever
  bool is_empty() const;         // but for the bytes
};

// Fills `diff`.
ground::Result<void> diff_versions(PageHistory& history, const PageVersion& was,
                                   const PageVersion& is, PageDiff* diff);

}  // namespace explore
