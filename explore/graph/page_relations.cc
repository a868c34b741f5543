#include "explore/graph/page_relations.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "explore/graph/near_duplicates.h"

namespace explore {
namespace {

using storage::SqlAnswer;
using storage::SqlFailure;
using storage::SqlValue;

using Near = std::vector<std::pair<int64_t, int64_t>>;

// Of each language by itself: translations are for other readers, however alike they are.
ground::Result<Near> near_pages(storage::Database& db, int64_t last_page) {
  std::unordered_map<std::string, std::vector<Fingerprint>> by_language;
  storage::Statement page = db.prepare(
      "SELECT p.id, p.simhash, lower(p.lang) FROM page_rows p JOIN url_rows u ON u.id = p.url_id "
      "WHERE p.simhash IS NOT NULL AND p.status BETWEEN 200 AND 299 AND p.id <= ?1 "
      "AND p.limits_hit IS NULL AND (p.canonical IS NULL OR p.canonical = u.url) "
      "AND NOT noindex(p.robots)");
  page.with(last_page);
  while (page.step()) by_language[page.string(2)].push_back({page.natural(1), page.integer(0)});
  if (auto read = db.take_failure(); !read) return read.error();
  Near near;
  for (auto& [language, fingerprints] : by_language)
    for (const auto& pair : first_near(std::move(fingerprints))) near.push_back(pair);
  std::sort(near.begin(), near.end());
  return near;
}

// A statement that is interrupted says so itself.
SqlAnswer failure(const std::string& where, const ground::Error& error) {
  if (error.code == ground::ErrorCode::kInterrupted) return std::monostate();
  return SqlFailure{where + error.message};
}

}  // namespace

PageRelations::PageRelations(storage::Database& db)
    : db_(db), last_page_(db.prepare("SELECT max(id) FROM page_rows")) {}

int64_t PageRelations::last_page() {
  const int64_t id = last_page_.step() ? last_page_.integer(0) : 0;
  last_page_.reset();
  return id;
}

SqlAnswer PageRelations::page_rank(int64_t page_id) {
  const int64_t last = last_page();
  if (ranks_until_ != last) {
    auto computed = page_ranks(db_, last);
    if (!computed) return failure("page_rank(): ", computed.error());
    ranks_ = std::move(computed).value();
    ranks_until_ = last;
  }
  const auto found = std::lower_bound(ranks_.page_ids.begin(), ranks_.page_ids.end(), page_id);
  if (found == ranks_.page_ids.end() || *found != page_id) return std::monostate();
  return ranks_.ranks[static_cast<std::size_t>(found - ranks_.page_ids.begin())];
}

SqlAnswer PageRelations::near_duplicate_of(int64_t page_id) {
  const int64_t last = last_page();
  if (near_until_ != last) {
    auto computed = near_pages(db_, last);
    if (!computed) return failure("near_duplicate_of(): ", computed.error());
    near_ = std::move(computed).value();
    near_until_ = last;
  }
  const auto found = std::lower_bound(near_.begin(), near_.end(), std::pair{page_id, INT64_MIN});
  if (found == near_.end() || found->first != page_id) return std::monostate();
  return found->second;
}

void PageRelations::add_sql_functions() {
  using Values = std::span<const SqlValue>;
  db_.add_function("page_rank", 1, [this](Values values) -> SqlAnswer {
    const auto* id = std::get_if<int64_t>(&values[0]);
    return id == nullptr ? SqlAnswer() : page_rank(*id);
  });
  db_.add_function("near_duplicate_of", 1, [this](Values values) -> SqlAnswer {
    const auto* id = std::get_if<int64_t>(&values[0]);
    return id == nullptr ? SqlAnswer() : near_duplicate_of(*id);
  });
}

}  // namespace explore
