// The counts that add up, stored with the data: what a transaction changes is written in that
// transaction, and applied in memory when it has committed. stats() reads only memory.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "storage/database/database.h"
#include "storage/store/records.h"

namespace storage {

class SqliteTally {
 public:
  explicit SqliteTally(Database& db);

  // All numbers, and the next ids. From the start of a transaction a copy is changed.
  struct Numbers {
    static constexpr std::size_t kStates = 4, kReasons = 256;
    std::array<std::array<uint64_t, kReasons>, kStates> urls{};
    uint64_t links = 0;
    uint64_t due = 0;  // fetched, and in the queue to be visited again
    int64_t last_url = 0, last_host = 0, last_page = 0;
  };

  void load();
  void begin() { pending_ = committed_; }
  void write();  // in the transaction, at its end
  void committed() { committed_ = pending_; }

  void add(UrlState state, Reason reason) { ++at(state, reason); }
  void remove(UrlState state, Reason reason) { --at(state, reason); }
  Numbers& pending() { return pending_; }
  const Numbers& numbers() const { return committed_; }
  Stats stats() const;  // leased and next_due left empty

 private:
  // The highest id in use, 0 if there is none. What is counted up from it must not overflow.
  int64_t last_id(const std::string& table);
  uint64_t& at(UrlState state, Reason reason) {
    return pending_.urls[static_cast<std::size_t>(state)][static_cast<std::size_t>(reason)];
  }

  Database& db_;
  Numbers committed_, pending_;
  Statement write_, write_links_;
};

}  // namespace storage
