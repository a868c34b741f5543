#include "storage/postgres/url_rows.h"

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

void EndedRows::add(const UrlKey& key, const UrlRow& was, UrlState state, Reason reason,
                    int64_t turn, bool tried, std::string_view detail) {
  hosts_.push_back(static_cast<int64_t>(key.host));
  keys_.push_back(static_cast<int64_t>(key.url));
  states_.push_back(static_cast<int64_t>(state));
  reasons_.push_back(static_cast<int64_t>(reason));
  turns_.push_back(turn);
  tries_.push_back(tried ? 1 : 0);
  details_.push_back(detail);
  old_turns_.push_back(was.turn());
  old_roles_.push_back(static_cast<int64_t>(was.role));
}

PostgresValues EndedRows::values(int64_t bucket) const {
  PostgresValues values;
  values.number(bucket);
  for (const auto* column : {&hosts_, &keys_, &states_, &reasons_, &turns_, &tries_})
    values.numbers(*column);
  values.texts(details_).numbers(old_turns_).numbers(old_roles_);
  values.number(static_cast<int64_t>(hosts_.size()));
  return values;
}

}  // namespace storage
