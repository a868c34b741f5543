#include "crawler/ring/ledger.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace crawler {
namespace {

// Bodies that are between a socket and the store: above this no further page is started.
constexpr std::size_t kMaxBytesHeld = 96u << 20;

}  // namespace

void Ledger::open(std::size_t credits, TimePoint now) {
  credits_ = credits;
  opened_ = now;
}

void Ledger::page_started(const storage::Lease& lease) {
  ++credits_out_;
  checks_out_ += is_check(lease.role) ? 1 : 0;
  ++transfers_;
}

void Ledger::transfer_ended(uint64_t bytes) {
  assert(transfers_ > 0);
  --transfers_;
  bytes_ += bytes;
}

void Ledger::page_given_up(const storage::Lease& lease) {
  assert(credits_out_ > 0);
  --credits_out_;
  if (is_check(lease.role) && checks_out_ > 0) --checks_out_;
}

void Ledger::page_sent(std::size_t body_bytes) { bytes_in_pipeline_ += body_bytes; }

void Ledger::page_lost(const PageKept& page) {
  page_given_up(page.lease);
  bytes_in_pipeline_ -= page.held;
}

void Ledger::page_kept(const PageKept& page) {
  page_lost(page);
  ++(page.is_check ? checks_ : page.is_page ? pages_ : files_);
  // /sitemap.xml is asked for unasked: that it is not there is no fault.
  bad_answers_ += page.status >= 400 && page.lease.role == storage::Role::kPage;
}

void Ledger::pages_taken_back(uint64_t pages) {
  pages_ -= std::min(pages_, pages);
  stats_.waiting += pages;
}

void Ledger::transfers_dropped() {
  credits_out_ -= transfers_;
  checks_out_ = 0;
  transfers_ = 0;
}

bool Ledger::has_room(std::size_t bytes_in_transfers) const {
  return credits_out_ < credits_ && bytes_in_pipeline_ + bytes_in_transfers < kMaxBytesHeld;
}

bool Ledger::ask_for_stats() { return !std::exchange(asked_for_stats_, true); }

void Ledger::counted(storage::Stats stats) {
  asked_for_stats_ = false;
  stats_ = std::move(stats);
}

Snapshot Ledger::snapshot(const Moment& moment, TimePoint now) const {
  Snapshot snapshot;
  snapshot.elapsed = running_for(now);
  snapshot.paused = moment.paused_for;
  snapshot.pages = pages_;
  snapshot.checks = checks_;
  snapshot.bytes = bytes_;
  snapshot.errors = errors_;
  snapshot.bad_answers = bad_answers_;
  snapshot.in_flight = moment.transfers;
  snapshot.waiting = stats_.waiting + stats_.due;
  snapshot.hosts = moment.hosts;
  snapshot.bottleneck = bottleneck(moment);
  return snapshot;
}

Bottleneck Ledger::bottleneck(const Moment& moment) const {
  if (!moment.running) return Bottleneck::kDone;
  if (moment.paused && !moment.store_waits) return Bottleneck::kPaused;
  const std::size_t backlog = credits_ / 2;
  if (moment.store_waits || moment.unkept > backlog) return Bottleneck::kStore;
  if (moment.unparsed > backlog) return Bottleneck::kParser;
  if (moment.transfers >= moment.most_transfers) return Bottleneck::kNetwork;
  if (transfers_ == 0 && moment.robots > 0) return Bottleneck::kRobots;
  if (moment.transfers == 0 && moment.waits_for_parked) return Bottleneck::kUnavailable;
  if (moment.waits_for_hosts) return Bottleneck::kPoliteness;
  return moment.transfers > 0 ? Bottleneck::kNetwork : Bottleneck::kNothing;
}

}  // namespace crawler
