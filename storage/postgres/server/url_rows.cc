#include "storage/postgres/server/url_rows.h"

#include <utility>

namespace storage {

using ground::UrlKey;

UrlRow url_row_of(const PostgresRows& rows, std::size_t row) {
  UrlRow url;
  url.state = static_cast<UrlState>(rows.number(row, 1));
  url.reason = static_cast<Reason>(rows.number(row, 2));
  url.role = static_cast<Role>(rows.number(row, 6));
  const int64_t turn = rows.number(row, 3);
  url.depth = static_cast<uint32_t>(is_check(url.role) ? turn - kDepthOfChecks : turn);
  url.priority = rows.number(row, 4);
  url.hops = rows.number(row, 5);
  url.attempts = rows.number(row, 7);
  url.place = rows.number(row, 8);
  return url;
}

void KeyLists::add(int64_t bucket, const UrlKey& key) {
  buckets_.push_back(bucket);
  hosts_.push_back(static_cast<int64_t>(key.host));
  keys_.push_back(static_cast<int64_t>(key.url));
}

PostgresValues KeyLists::values() const {
  PostgresValues values;
  values.numbers(buckets_).numbers(hosts_).numbers(keys_);
  return values;
}

void ChangedRows::add(int64_t bucket, const UrlKey& key, const UrlRow& was, const UrlRow& now,
                      bool forgets_attempts) {
  keys_.add(bucket, key);
  states_.push_back(static_cast<int64_t>(now.state));
  reasons_.push_back(static_cast<int64_t>(now.reason));
  turns_.push_back(now.turn());
  hops_.push_back(now.hops);
  roles_.push_back(static_cast<int64_t>(now.role));
  priorities_.push_back(now.priority);
  tries_.push_back(forgets_attempts ? 0 : 1);
  old_states_.push_back(static_cast<int64_t>(was.state));
  old_reasons_.push_back(static_cast<int64_t>(was.reason));
  old_turns_.push_back(was.turn());
  old_roles_.push_back(static_cast<int64_t>(was.role));
  old_priorities_.push_back(was.priority);
}

PostgresValues ChangedRows::values() const {
  PostgresValues values = keys_.values();
  for (const auto* column :
       {&states_, &reasons_, &turns_, &hops_, &roles_, &priorities_, &tries_, &old_states_,
        &old_reasons_, &old_turns_, &old_roles_, &old_priorities_})
    values.numbers(*column);
  return values;
}

PostgresValues ended_row(int64_t bucket, const UrlKey& key, const UrlRow& was, const UrlRow& now,
                         bool tried, std::string_view detail) {
  PostgresValues values;
  values.number(bucket).key(key.host).key(key.url).number(static_cast<int64_t>(now.state));
  values.number(static_cast<int64_t>(now.reason)).number(now.turn()).number(tried ? 1 : 0);
  values.text(detail).number(was.turn()).number(static_cast<int64_t>(was.role));
  return values;
}

}  // namespace storage
