// What each process has added to the counts: rows of its own in crawl.tally, written in the same
// transactions as what they count, so that their sum is exact and nobody waits for another's row.
#pragma once

#include <cstdint>
#include <map>

#include "ground/result.h"
#include "storage/postgres/server/connection.h"
#include "storage/store/records.h"

namespace storage {

class PostgresTally {
 public:
  // What one transaction adds.
  class Change {
   public:
    void add(UrlState state, Reason reason, int64_t n = 1) { parts_[what_of(state, reason)] += n; }
    void add_links(int64_t n) { parts_[kLinks] += n; }
    void add_hosts(int64_t n) { parts_[kHosts] += n; }
    // URLs that began to wait: this number never falls.
    void add_arrived(int64_t n) { parts_[kArrived] += n; }
    // Pages that were fetched (PageCommit::is_page), whatever became of them: this number never
    // falls either.
    void add_pages(int64_t n) { parts_[kPages] += n; }
    // Fetched URLs that wait to be visited.
    void add_due(int64_t n) { parts_[kDue] += n; }
    // Owners were told of something in their buckets: this number never falls either.
    void add_told() { ++parts_[kTold]; }
    void move(UrlState from, Reason why, UrlState to, Reason reason) {
      add(from, why, -1);
      add(to, reason);
    }
    void add(const Change& other) {
      for (const auto& [part, n] : other.parts_) parts_[part] += n;
    }
    // In the transaction, before its end.
    void queue(Connection& server, int64_t member) const;

   private:
    friend class PostgresTally;
    std::map<int64_t, int64_t> parts_;
  };

  ground::Result<void> load(Connection& server);
  void read(const PostgresRows& rows);  // of the statement read_tally
  void committed(const Change& change);
  Stats stats() const;  // the counts alone
  uint64_t arrived() const { return number_of(kArrived); }
  uint64_t pages() const { return number_of(kPages); }
  uint64_t due() const { return number_of(kDue); }
  uint64_t told() const { return number_of(kTold); }

 private:
  static constexpr int kStates = 4, kReasons = 64;
  static constexpr int64_t kLinks = kStates * kReasons, kHosts = kLinks + 1, kArrived = kLinks + 2,
                           kPages = kLinks + 3, kDue = kLinks + 4, kTold = kLinks + 5;
  static int64_t what_of(UrlState state, Reason reason) {
    return static_cast<int64_t>(state) * kReasons + static_cast<int64_t>(reason);
  }
  uint64_t number_of(int64_t what) const {
    const auto sum = sums_.find(what);
    return sum == sums_.end() ? 0 : static_cast<uint64_t>(sum->second);
  }

  std::map<int64_t, int64_t> sums_;
};

}  // namespace storage
