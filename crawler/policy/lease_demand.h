// LeaseDemand: when to ask the store for URLs, and for how many. One question is out at a time; a
// store that had nothing more is asked again when something has changed, and one whose leases are
// safe for a time only is asked before that is over. Pure policy; the time is an argument. Thread:
// the loop's.
#pragma once

#include <cstddef>
#include <optional>

#include "crawler/loop/scheduler.h"
#include "storage/store/records.h"

namespace crawler {

class LeaseDemand {
 public:
  // Transfers in flight over all hosts, and of one host.
  LeaseDemand(std::size_t concurrency, std::size_t per_host)
      : concurrency_(concurrency), per_host_(per_host) {}

  // Some host may have so many transfers in flight from now on.
  void expect_per_host(std::size_t most) { per_host_ = most; }
  // What to ask for now, if it is time to ask; then the question is out until answered(). `hosts`
  // and `queued`: what the frontier holds.
  std::optional<storage::LeaseRequest> next(std::size_t hosts, std::size_t queued);
  void answered(const storage::LeaseAnswer& answer, TimePoint now);
  // Something was kept, added or given back: the store may have more.
  void changed() { dry_ = false; }
  // From now on no pages are asked for.
  void ask_for_checks_only() {
    checks_only_ = true;
    changed();
  }
  // The store is to be asked in any case, if for no URL.
  void renew() { renew_ = true; }
  void wake(TimePoint now);

  // May a fetch be started at this time? Every fetch asks just before.
  bool is_safe(TimePoint now) const { return now < safe_until_; }
  // When the answer of is_safe() turns, if it does.
  std::optional<TimePoint> safe_until() const;
  // When to ask the store how long the leases are safe, if it was not asked already.
  const std::optional<TimePoint>& renew_at() const { return renew_at_; }

  bool is_out() const { return out_; }
  // When the store wants to be asked again, if it said so.
  const std::optional<TimePoint>& ask_again() const { return ask_again_; }
  // The store had no more, and only something that changes can bring any.
  bool is_satisfied() const { return dry_ && !out_ && !ask_again_; }

 private:
  std::size_t wanted(std::size_t hosts) const;
  std::size_t of_one_host(std::size_t hosts) const;

  std::size_t concurrency_, per_host_;
  std::size_t of_one_host_ = 0;  // asked for last; 0: not asked yet
  bool checks_only_ = false;
  bool out_ = false;
  bool dry_ = false;  // the last answer had all there was, and nothing has changed since
  std::optional<TimePoint> ask_again_;
  TimePoint safe_until_ = storage::kForEver;
  std::optional<TimePoint> renew_at_;
  bool renew_ = false;  // it is time
};

}  // namespace crawler
