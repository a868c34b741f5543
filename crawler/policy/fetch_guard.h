// FetchGuard: which URLs are skipped when their turn comes, although they were admitted where they
// were found: because of their host's robots.txt, its number of pages, or a trap that has been
// detected meanwhile. Keeps the summary's list of places with traps. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/host_memory.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/policy/skip_patterns.h"
#include "crawler/policy/trap_places.h"
#include "crawler/policy/traps.h"
#include "parser/url/url.h"
#include "storage/store/records.h"

namespace crawler {

class FetchGuard {
 public:
  // `gate` outlives the guard.
  FetchGuard(const Options& options, const RobotsGate& gate);

  // The reasons of before_fetch() and refused() that `now` may lift from what was skipped by the
  // options of an earlier run.
  static std::vector<storage::Reason> lifted(const Options& before, const Options& now);

  // Takes out of the answer what belongs to hosts that are one too many under their domain; their
  // leases are given. A host that the crawl `holds` is never too many.
  std::vector<storage::Lease> refused(storage::LeaseAnswer& answer,
                                      const std::function<bool(HostKey)>& holds);
  // kNone: it may be fetched. `url` is the lease's.
  storage::Reason before_fetch(const storage::Lease& lease, const parser::Url& url,
                               const HostMemory& memory);
  // The same for what is to be checked. `is_home`: the crawl is about its host.
  storage::Reason before_check(const storage::Lease& lease, const parser::Url& url,
                               const HostMemory& memory, bool is_home);
  // What is left out by hand.
  SkipPatterns& skips() { return skips_; }
  void limit_pages_per_host(uint64_t most) { max_per_host_ = most; }
  void after_page(std::string_view url, const PageSigns& signs);
  // A URL was left out for `reason`.
  void left_out(storage::Reason reason, std::string_view url);

  std::vector<TrapPlace> worst_traps() const { return places_.worst(); }

 private:
  bool admits(const storage::HostRecord& host, bool held);

  const RobotsGate& gate_;
  uint64_t max_per_host_, max_checks_per_host_;
  SkipPatterns skips_;
  TrapGuard traps_;
  TrapPlaces places_;
  parser::Url url_;  // reused
};

}  // namespace crawler
