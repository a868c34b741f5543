// Hosts are divided among a few lanes (multi handles): libcurl's work per request grows with the
// connections that one of them keeps. `done` is called when libcurl's functions have returned, so
// it may start jobs, stop all, or destroy the fetcher.
#include "crawler/fetch/curl_fetcher.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <string_view>
#include <utility>

#include "crawler/fetch/curl_lane.h"
#include "crawler/fetch/curl_transfer.h"
#include "crawler/fetch/file_limit.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

// Transfers for which one lane is enough; and no more lanes than this.
constexpr std::size_t kTransfersPerLane = 64;
constexpr std::size_t kMaxLanes = 4;
// A kept connection is worth more than it costs, until its host is asked again: four times what is
// in flight covers hosts that answer fast and are left alone for the delay. Beyond a thousand, the
// memory of TLS connections (some 50 KB each) counts more.
constexpr std::size_t kConnectionsPerTransfer = 4;
constexpr std::size_t kMaxConnections = 1024;

// A transfer without a file asks again after this: files come free as others end.
constexpr std::chrono::milliseconds kFilePatience{100};

std::size_t max_connections(std::size_t concurrency) {
  const std::size_t wanted =
      std::max(2 * concurrency, std::min(kConnectionsPerTransfer * concurrency, kMaxConnections));
  return std::min(wanted, connections_within(file_limit(), concurrency));
}

}  // namespace

struct CurlFetcher::Impl {
  Impl(EventLoop& event_loop, CurlSettings settings);
  ~Impl();

  CurlLane& lane_of(std::string_view host) {
    return *lanes[std::hash<std::string_view>()(host) % lanes.size()];
  }
  std::unique_ptr<CurlTransfer> take_out(CurlTransfer& transfer);
  void finish(CurlTransfer& transfer, int code);
  // A new transfer goes on for one that was asked who it is.
  bool answer_challenge(CurlLane& lane, CurlTransfer& asked, FetchJob job);
  void deliver();
  void run_in(CurlLane& lane, std::unique_ptr<CurlTransfer> transfer);
  void start_starved();

  EventLoop& loop;
  TransferShare share;
  parser::Url url;  // of the job that starts
  std::vector<std::unique_ptr<CurlLane>> lanes;
  std::vector<std::unique_ptr<CurlTransfer>> running;
  struct Ended {
    uint64_t for_host;
    FetchDone done;
    FetchedPage page;
  };
  std::deque<Ended> ended;  // to be delivered
  Timer refusals;           // delivers what ended before it began
  // Transfers that found no file for a socket, each with its lane.
  std::deque<std::pair<CurlLane*, std::unique_ptr<CurlTransfer>>> starved;
  bool complained = false;
  Timer starvation;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

CurlFetcher::Impl::Impl(EventLoop& event_loop, CurlSettings settings)
    : loop(event_loop),
      share(std::move(settings)),
      refusals(loop, [this] { deliver(); }),
      starvation(loop, [this] { start_starved(); }) {
  const std::size_t concurrency = share.settings.concurrency;
  const std::size_t count = std::clamp<std::size_t>(concurrency / kTransfersPerLane, 1, kMaxLanes);
  while (lanes.size() < count)
    lanes.push_back(std::make_unique<CurlLane>(
        loop, std::max<std::size_t>(max_connections(concurrency) / count, 1),
        [this](CurlTransfer& transfer, int code) { finish(transfer, code); },
        [this] { deliver(); }));
}

CurlFetcher::Impl::~Impl() {
  *alive = false;
  while (!running.empty()) take_out(*running.back());
}

std::unique_ptr<CurlTransfer> CurlFetcher::Impl::take_out(CurlTransfer& transfer) {
  transfer.lane->remove(transfer);
  std::swap(running[transfer.slot], running.back());
  running[transfer.slot]->slot = transfer.slot;
  std::unique_ptr<CurlTransfer> taken = std::move(running.back());
  running.pop_back();
  return taken;
}

void CurlFetcher::Impl::finish(CurlTransfer& transfer, int code) {
  CurlLane& lane = *transfer.lane;
  std::unique_ptr<CurlTransfer> taken = take_out(transfer);
  if (taken->lacked_a_file(code)) {
    starved.emplace_back(&lane, std::move(taken));
    starvation.set(kFilePatience);
    if (!std::exchange(complained, true) && share.settings.out_of_files)
      share.settings.out_of_files();
    return;
  }
  if (taken->goes_on(code)) return run_in(lane, std::move(taken));
  taken->take_cookies();
  auto job = taken->challenged(code);
  if (job && answer_challenge(lane, *taken, std::move(*job))) return;
  ended.push_back({taken->for_host, std::exchange(taken->done, nullptr), taken->finish(code)});
}

bool CurlFetcher::Impl::answer_challenge(CurlLane& lane, CurlTransfer& asked, FetchJob job) {
  auto transfer = std::make_unique<CurlTransfer>(share);
  transfer->for_host = asked.for_host;
  transfer->answers_challenge();
  FetchedPage refusal;
  if (url.assign(job.url) != parser::UrlStatus::kOk ||
      !transfer->begin(std::move(job), url, refusal))
    return false;
  transfer->done = std::exchange(asked.done, nullptr);
  asked.drop();
  run_in(lane, std::move(transfer));
  return true;
}

void CurlFetcher::Impl::run_in(CurlLane& lane, std::unique_ptr<CurlTransfer> transfer) {
  lane.add(*transfer);
  transfer->slot = running.size();
  running.push_back(std::move(transfer));
}

void CurlFetcher::Impl::start_starved() {
  // Those that find none again come back to the end of the line.
  for (std::size_t left = starved.size(); left > 0; --left) {
    auto [lane, transfer] = std::move(starved.front());
    starved.pop_front();
    transfer->again();
    run_in(*lane, std::move(transfer));
  }
}

void CurlFetcher::Impl::deliver() {
  const std::shared_ptr<bool> still_here = alive;
  while (*still_here && !ended.empty()) {
    Ended next = std::move(ended.front());
    ended.pop_front();
    next.done(std::move(next.page));
  }
}

CurlFetcher::CurlFetcher(EventLoop& loop, CurlSettings settings)
    : impl_(std::make_unique<Impl>(loop, std::move(settings))) {}

CurlFetcher::~CurlFetcher() = default;

void CurlFetcher::start(FetchJob job, FetchDone done) {
  impl_->loop.assert_here();
  FetchedPage refusal;
  refusal.detail = "not an http or https URL";
  auto transfer = std::make_unique<CurlTransfer>(impl_->share);
  transfer->for_host = job.for_host;
  if (impl_->url.assign(job.url) != parser::UrlStatus::kOk ||
      !transfer->begin(std::move(job), impl_->url, refusal)) {
    impl_->ended.push_back({transfer->for_host, std::move(done), std::move(refusal)});
    impl_->refusals.set(std::chrono::milliseconds(0));
    return;
  }
  transfer->done = std::move(done);
  impl_->run_in(impl_->lane_of(impl_->url.host()), std::move(transfer));
}

void CurlFetcher::stop(const std::unordered_set<uint64_t>& hosts) {
  impl_->loop.assert_here();
  std::erase_if(impl_->ended, [&](const auto& ended) { return hosts.contains(ended.for_host); });
  std::erase_if(impl_->starved,
                [&](const auto& starved) { return hosts.contains(starved.second->for_host); });
  // From the end: what takes a place that has become free was looked at before.
  for (std::size_t i = impl_->running.size(); i-- > 0;) {
    if (hosts.contains(impl_->running[i]->for_host)) impl_->take_out(*impl_->running[i])->drop();
  }
}

void CurlFetcher::stop_all() {
  impl_->loop.assert_here();
  impl_->ended.clear();
  impl_->starved.clear();
  while (!impl_->running.empty()) impl_->take_out(*impl_->running.back())->drop();
}

void CurlFetcher::send_until(std::chrono::steady_clock::time_point when) {
  for (const auto& lane : impl_->lanes) lane->send_until(when);
}

uint64_t CurlFetcher::cookies_for(const parser::Url& asked) const {
  return TransferShare::digest_of(impl_->share.cookies_for(asked));
}

std::size_t CurlFetcher::in_flight() const {
  return impl_->running.size() + impl_->starved.size() + impl_->ended.size();
}

std::size_t CurlFetcher::bytes_held() const { return impl_->share.bytes_held; }

}  // namespace crawler
