// AuditFunctions: the SQL functions that the audit asks, and that stand in `crawl query` too:
// text_pixels(text, pixels), url_shape(url), text_flaws(text), reading_ease(text),
// copyright_year(text), is_hreflang(code), same_language(code, code), link_sum(page_id, name),
// robots_verdict(url, agent), item_check(type, json, what). docs/manual.md says what each returns.
// Thread: that of its Database. Lifetime: ends before it, and as long as statements of it run.
#pragma once

#include "explore/audit/link_sums.h"
#include "explore/audit/rich_results.h"
#include "explore/audit/robots_verdicts.h"
#include "storage/database/database.h"

namespace explore {

class AuditFunctions {
 public:
  // Errors: those of the database stick to it. link_sum() asks noindex(robots), which is in
  // explore/file/sql_functions.
  explicit AuditFunctions(storage::Database& db);

 private:
  RobotsVerdicts robots_;
  LinkSums links_;
  RichResults items_;
};

}  // namespace explore
