// Sorts of which a start asks each time have an index, so that a start is as quick with millions of
// URLs as with few. The others are looked for in the order of the table: it is read once, in the
// order in which it lies in the file, when options have changed.
#include "storage/sqlite/sqlite_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace storage {
namespace {

// The indexes are named so that a statement which could not use its own would fail: reading the
// whole table instead would only be slow.
std::string_view rows_of(UrlSort sort) {
  switch (sort) {
    case UrlSort::kSeeds:
      return "url u INDEXED BY url_seed LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.depth = 0 AND u.hops = 0 AND u.role = 0 AND u.id > ?1";
    case UrlSort::kFailed:
      return "url u INDEXED BY url_failed LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.state = 3 AND u.id > ?1";
    case UrlSort::kPassing:
      return "page p INDEXED BY page_passing CROSS JOIN url u ON u.id = p.url_id "
             "WHERE (p.status = 408 OR p.status = 429 OR p.status >= 500) AND p.url_id > ?1 "
             "AND u.state = 1 AND u.page_id = p.id";
    case UrlSort::kHeadersOnly:
      return "url u CROSS JOIN page p ON p.id = u.page_id "
             "WHERE u.id > ?1 AND u.state = 1 AND p.status BETWEEN 200 AND 299 AND p.size = 0";
    case UrlSort::kUndecided:
      return "url u LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.id > ?1 AND (u.state = 0 OR (u.state = 2 AND (?3 >> u.reason) & 1))";
  }
  return {};
}

std::string_view order_of(UrlSort sort) { return sort == UrlSort::kPassing ? "p.url_id" : "u.id"; }

// Bits, by the numbers of the reasons.
uint64_t set_of(const std::vector<Reason>& reasons) {
  static_assert(static_cast<unsigned>(Reason::kOther) < 63, "one bit for each");
  uint64_t set = 0;
  for (const Reason reason : reasons) set |= uint64_t{1} << static_cast<unsigned>(reason);
  return set;
}

}  // namespace

std::vector<KnownUrl> SqliteSurvey::find(const SurveyRequest& request) {
  Statement row = db_.prepare(
      fmt::format("SELECT u.id, u.url, u.state, u.reason, u.depth, u.hops, u.role, p.status, "
                  "p.content_type FROM {} ORDER BY {} LIMIT ?2",
                  rows_of(request.sort), order_of(request.sort)));
  std::vector<KnownUrl> found;
  row.with(request.after, std::min<uint64_t>(request.max_urls, INT64_MAX));
  if (request.sort == UrlSort::kUndecided) row.bind(3, set_of(request.reasons));
  while (row.step()) {
    found.push_back({row.natural(0), row.string(1), static_cast<UrlState>(row.integer(2)),
                     static_cast<Reason>(row.integer(3)), static_cast<uint32_t>(row.integer(4)),
                     static_cast<uint8_t>(row.integer(5)), static_cast<Role>(row.integer(6)),
                     static_cast<int>(row.integer(7)), row.string(8)});
  }
  return found;
}

}  // namespace storage
