// Ledger: what a crawl counts. What is on its way, so that its end is a sum and not a silence; and
// what has come of it, for people. Thread: the loop's.
//
// Credits: starting a page's fetch takes one, its confirmed commit or its release gives it back.
// They bound what is in memory between fetcher and store; a URL that waits for its host or its
// robots.txt holds none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "crawler/loop/scheduler.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/progress/progress.h"
#include "storage/store/records.h"

namespace crawler {

class Ledger {
 public:
  // The most pages that may be between the start of their fetch and their commit: beside the
  // transfers what workers and two commits hold, so that a transfer never waits for a commit alone.
  static std::size_t credits_for(std::size_t transfers, std::size_t parsers) {
    return transfers + 32 * parsers + 2 * kPagesAtOnce;
  }
  void open(std::size_t credits, TimePoint now);

  // A page's way: its transfer starts, ends, and then the page is sent on or given up; what was
  // sent on is kept in the end.
  void page_started(const storage::Lease& lease);
  void transfer_ended(uint64_t bytes);
  void page_given_up(const storage::Lease& lease);
  void page_sent(std::size_t body_bytes);
  void page_kept(const PageKept& page);
  void page_lost(const PageKept& page);  // sent on, and not kept
  // Kept ones that are no more: their URLs wait again.
  void pages_taken_back(uint64_t pages);
  // The transfers that run are dropped: the store has their URLs waiting.
  void transfers_dropped();
  // Calls to the store, until it has answered.
  void add_sent() { ++adds_out_; }
  void add_done() { --adds_out_; }
  void releases_sent(std::size_t count) { releases_out_ += count; }
  void releases_done(std::size_t count) { releases_out_ -= count; }
  void url_failed() { ++errors_; }
  void urls_found(uint64_t count) { stats_.waiting += count; }

  // May one more page be on its way? `bytes_in_transfers`: of the bodies that are coming now.
  bool has_room(std::size_t bytes_in_transfers) const;
  // Nothing is on its way: no page, and no call.
  bool is_settled() const { return credits_out_ + releases_out_ + adds_out_ == 0; }
  Milliseconds running_for(TimePoint now) const {
    return std::chrono::duration_cast<Milliseconds>(now - opened_);
  }
  uint64_t pages() const { return pages_; }
  uint64_t files() const { return files_; }  // kept too, and no pages: sitemaps and the like
  uint64_t checks() const { return checks_; }
  uint64_t bytes() const { return bytes_; }  // received
  // By the last count of what others fetch.
  uint64_t fleet_pages() const { return pages_ + stats_.pages.others; }
  // Of a limit of pages that others share: so many may be ours.
  void granted(uint64_t pages) { granted_ = pages; }
  bool shares_limit() const { return granted_.has_value(); }
  // May one more be fetched, with this limit of all?
  bool may_fetch(uint64_t max_pages) const {
    return pages_expected() < granted_.value_or(max_pages);
  }
  // Pages if all that are on their way are kept.
  uint64_t pages_expected() const { return pages_ + credits_out_ - checks_out_; }

  // The store's own counts: asked for one at a time. True if it is to be asked now.
  bool ask_for_stats();
  void counted(storage::Stats stats);
  const storage::Stats& stats() const { return stats_; }

  // What the ledger can't know of the moment.
  struct Moment {
    bool running = true;
    bool paused = false;
    Milliseconds paused_for{0};            // in all
    std::size_t transfers = 0;             // that run, of all kinds
    std::size_t robots = 0;                // of them, for a robots.txt
    std::size_t most_transfers = 0;        // that may run
    std::size_t hosts = 0;                 // in memory
    std::size_t unparsed = 0, unkept = 0;  // in the pipeline
    bool waits_for_hosts = false;          // there are URLs, and their time has not come
    bool waits_for_parked = false;         // and has nothing else to do
    bool store_waits = false;              // for its trouble to pass
  };
  Snapshot snapshot(const Moment& moment, TimePoint now) const;

 private:
  Bottleneck bottleneck(const Moment& moment) const;

  std::size_t credits_ = 0, credits_out_ = 0;
  std::size_t checks_out_ = 0;  // of the credits, since the last transfers_dropped()
  std::size_t transfers_ = 0;   // of pages
  std::size_t bytes_in_pipeline_ = 0;
  std::size_t adds_out_ = 0, releases_out_ = 0;
  uint64_t pages_ = 0, files_ = 0, checks_ = 0, bytes_ = 0, errors_ = 0, bad_answers_ = 0;
  storage::Stats stats_;
  std::optional<uint64_t> granted_;
  bool asked_for_stats_ = false;
  TimePoint opened_{};
};

}  // namespace crawler
