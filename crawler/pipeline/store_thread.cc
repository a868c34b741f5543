// The thread takes all that waits in its inbox, sorts it by what it is, and gives the store all of
// a sort at once, pages first. So under load many pages share a transaction, and when little comes
// a page is soon kept. What the store answers goes to the loop by post().
#include "crawler/pipeline/store_thread.h"

#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "crawler/pipeline/asked_of_store.h"
#include "crawler/pipeline/run_end.h"
#include "crawler/pipeline/shorter_ways.h"

namespace crawler {
namespace {

// One transaction holds at most so many messages: it bounds what a crash loses and how long a lease
// waits behind it.
constexpr std::size_t kMaxBatch = 2048;
// What a crash loses more than without it, and far below the time in which a full frontier runs
// dry.
constexpr std::chrono::milliseconds kPatience{50};
constexpr std::size_t kWorstHosts = 5;  // of each sort, for the summary
constexpr std::size_t kWaitingHosts = 10;
constexpr std::size_t kMostDueAtOnce = 500;

// Both in the order of the commit.
void mark_lost(std::vector<PageKept>& pages, const std::vector<storage::LeaseToken>& stale) {
  auto next = stale.begin();
  for (PageKept& page : pages) {
    if (next == stale.end()) return;
    if (page.lease.token != *next) continue;
    page.lost = true;
    ++next;
  }
}

}  // namespace

struct StoreThread::Batch {
  std::vector<storage::PageCommit> commits;
  std::vector<PageKept> kept;
  std::size_t bytes = 0;  // of the commits
  std::vector<storage::Release> releases;
  std::vector<storage::HostHold> holds;
  std::vector<storage::HostUpdate> updates;
  std::vector<storage::SiteCookies> cookies;
  std::vector<std::vector<storage::NewUrl>> adds;
  std::vector<AskAgain> again;
  std::vector<storage::LeaseRequest> requests;
  std::size_t counts = 0, dues = 0;
  std::vector<ControlWork> controls;
  std::vector<Close> closes;
};

StoreThread::StoreThread(storage::Store& store, EventLoop& loop, PipelineEvents& events,
                         std::size_t capacity, Patience::Sleep sleep, const Admission* admission,
                         StageTimes* times)
    : store_(store),
      admission_(admission),
      times_(times),
      loop_(loop),
      events_(events),
      inbox_(capacity),
      patience_(std::move(sleep)),
      thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
  inbox_.close();
  patience_.give_up();
  thread_.join();
}

void StoreThread::run() {
  std::vector<Message> messages;
  bool broken = false;
  while (inbox_.pop_gathered(messages, kMaxBatch, kPagesAtOnce, kPatience)) {
    Batch batch;
    for (Message& message : messages) sort_in(std::move(message), batch);
    messages.clear();
    if (!broken) {  // else the loop has been told
      const ground::Result<void> applied = apply(batch);
      broken = !applied;
      if (broken) tell_of_failure(applied.error());
    }
    batch.commits.clear();
    give_room(batch.bytes);
  }
}

void StoreThread::tell_of_failure(const ground::Error& error) {
  // What can't be written can often still be read: the last counts are those of what was kept.
  if (auto stats = store_.stats())
    loop_.post([&events = events_, counts = std::move(*stats)]() mutable {
      events.counted(std::move(counts));
    });
  loop_.post([&events = events_, error] { events.store_failed(error); });
}

void StoreThread::send(Message message) {
  if (const auto* work = std::get_if<ParsedWork>(&message)) {
    const ground::MutexLock lock(room_mutex_);
    unkept_bytes_ += work->bytes;
  }
  inbox_.push(std::move(message));
}

void StoreThread::await_room() {
  const ground::MutexLock lock(room_mutex_);
  while (unkept_bytes_ >= kMaxUnkeptBytes) room_.wait(room_mutex_);
}

bool StoreThread::has_room() const {
  const ground::MutexLock lock(room_mutex_);
  return unkept_bytes_ < kMaxUnkeptBytes;
}

void StoreThread::give_room(std::size_t bytes) {
  {
    const ground::MutexLock lock(room_mutex_);
    unkept_bytes_ -= bytes;
  }
  if (bytes > 0) room_.wake_all();
}

void StoreThread::sort_in(Message message, Batch& batch) {
  struct Sorter {
    Batch& batch;
    void operator()(ParsedWork& work) {
      batch.bytes += work.bytes;
      batch.commits.push_back(std::move(work.commit));
      batch.kept.push_back(std::move(work.kept));
    }
    void operator()(storage::LeaseRequest& request) { batch.requests.push_back(request); }
    void operator()(std::vector<storage::Release>& releases) {
      std::move(releases.begin(), releases.end(), std::back_inserter(batch.releases));
    }
    void operator()(std::vector<storage::NewUrl>& urls) { batch.adds.push_back(std::move(urls)); }
    void operator()(AskAgain& url) { batch.again.push_back(url); }
    void operator()(storage::HostHold& hold) { batch.holds.push_back(hold); }
    void operator()(storage::HostUpdate& update) { batch.updates.push_back(std::move(update)); }
    void operator()(std::vector<storage::SiteCookies>& sites) {
      std::move(sites.begin(), sites.end(), std::back_inserter(batch.cookies));
    }
    void operator()(Count&) { ++batch.counts; }
    void operator()(QueueDue&) { ++batch.dues; }
    void operator()(ControlWork& work) { batch.controls.push_back(std::move(work)); }
    void operator()(Close& close) { batch.closes.push_back(std::move(close)); }
  };
  std::visit(Sorter{batch}, message);
}

template <typename Verb>
auto StoreThread::persist(Verb verb) -> decltype(verb()) {
  for (uint32_t tries = 1;; ++tries) {
    auto answer = verb();
    const bool may_pass = !answer.ok() && answer.error().transient;
    if (may_pass && tries == 1) {
      loop_.post([&events = events_, error = answer.error()] { events.store_waits(error); });
    }
    if (answer.ok() && tries > 1) loop_.post([&events = events_] { events.store_goes_on(); });
    if (!may_pass || !patience_.wait(tries)) return answer;
  }
}

ground::Result<void> StoreThread::keep_pages(Batch& batch) {
  if (batch.commits.empty()) return {};
  const auto began = std::chrono::steady_clock::now();
  auto answer = persist([&] { return store_.commit(batch.commits); });
  if (!answer) return answer.error();
  if (times_ != nullptr) times_->commit.count(std::chrono::steady_clock::now() - began);
  mark_lost(batch.kept, answer->stale);
  loop_.post([&events = events_, kept = std::move(batch.kept),
              found = answer->new_waiting]() mutable { events.kept(std::move(kept), found); });
  return {};
}

ground::Result<void> StoreThread::update_sites(const Batch& batch) {
  if (!batch.holds.empty()) {
    auto held = persist([&] { return store_.hold_hosts(batch.holds); });
    if (!held) return held;
  }
  if (!batch.updates.empty()) {
    auto updated = persist([&] { return store_.update_hosts(batch.updates); });
    if (!updated) return updated;
  }
  if (!batch.cookies.empty()) {
    auto kept = persist([&] { return store_.keep_cookies(batch.cookies); });
    if (!kept) return kept;
  }
  return {};
}

ground::Result<void> StoreThread::ask_again(const AskAgain& url) {
  const storage::Resettlement wanted{0, url.key, storage::Reason::kNone};
  auto settled = persist([&] { return store_.resettle({&wanted, 1}); });
  if (!settled) return settled.error();
  loop_.post([&events = events_, host = url.key.host, pages = *settled] {
    events.asked_again(host, pages);
  });
  return {};
}

ground::Result<void> StoreThread::lend(const std::vector<storage::LeaseRequest>& requests) {
  if (!requests.empty() && admission_ != nullptr && admission_->limits_depth()) {
    auto followed = persist([&] { return follow_shorter_ways(store_, *admission_); });
    if (!followed) return followed;
  }
  for (const storage::LeaseRequest& request : requests) {
    auto answer = persist([&] { return store_.lease(request); });
    if (!answer) return answer.error();
    loop_.post([&events = events_, lent = std::move(*answer)]() mutable {
      events.leased(std::move(lent));
    });
  }
  return {};
}

ground::Result<void> StoreThread::apply(Batch& batch) {
  if (auto kept = keep_pages(batch); !kept) return kept;
  if (auto updated = update_sites(batch); !updated) return updated;
  for (const auto& urls : batch.adds) {
    auto fresh = persist([&] { return store_.add(urls); });
    if (!fresh) return fresh.error();
    loop_.post([&events = events_, count = *fresh] { events.added(count); });
  }
  for (const AskAgain& url : batch.again)
    if (auto asked = ask_again(url); !asked) return asked;
  if (!batch.releases.empty()) {
    auto released = persist([&] { return store_.release(batch.releases); });
    if (!released) return released;
    loop_.post([&events = events_, releases = std::move(batch.releases)]() mutable {
      events.released(std::move(releases));
    });
  }
  for (std::size_t i = 0; i < batch.dues; ++i)
    if (auto queued = queue_due(); !queued) return queued;
  for (const ControlWork& work : batch.controls)
    if (auto kept = keep_control(work); !kept) return kept;
  if (auto lent = lend(batch.requests); !lent) return lent;
  for (std::size_t i = 0; i < batch.counts; ++i) {
    auto stats = persist([&] { return store_.stats(); });
    if (!stats) return stats.error();
    loop_.post([&events = events_, counts = std::move(*stats)]() mutable {
      events.counted(std::move(counts));
    });
  }
  for (const Close& close : batch.closes)
    if (auto closed = close_run(close); !closed) return closed;
  return {};
}

ground::Result<void> StoreThread::keep_control(const ControlWork& work) {
  auto done = persist([&] { return do_as_asked(store_, work); });
  if (!done) return done.error();
  loop_.post([&events = events_, kept = std::move(*done)]() mutable {
    events.control_kept(std::move(kept));
  });
  return {};
}

ground::Result<void> StoreThread::queue_due() {
  auto due = persist([&] { return store_.queue_due(kMostDueAtOnce); });
  if (!due) return due.error();
  loop_.post([&events = events_, due = *due] { events.due_queued(due); });
  return {};
}

ground::Result<void> StoreThread::close_run(const Close& close) {
  RunClosed facts;
  auto stats = persist([&] { return store_.stats(); });
  if (!stats) return stats.error();
  facts.stats = std::move(*stats);
  auto seeds = ends_of_seeds(close.seeds, [this](std::span<const ground::UrlKey> keys) {
    return persist([&] { return store_.look_up(keys); });
  });
  if (!seeds) return seeds.error();
  facts.seeds = std::move(seeds->outcomes);
  facts.left_out = std::move(seeds->left_out);
  auto visits = persist([&] { return store_.visit_counts(); });
  if (!visits) return visits.error();
  facts.visits = std::move(*visits);
  storage::RunEnd end = close.end;
  end.reason = facts.reason = reason_at_end(end.reason, facts);
  auto untidied = persist([&] { return store_.end_run(end); });
  if (!untidied) return untidied.error();
  facts.untidied = std::move(*untidied);
  auto extremes = persist([&] { return store_.host_extremes(kWorstHosts); });
  if (!extremes) return extremes.error();
  facts.slowest = std::move(extremes->slowest);
  facts.most_failing = std::move(extremes->most_failing);
  if (facts.reason == name_of(storage::EndReason::kHostsUnavailable)) {
    auto waiting = persist([&] { return store_.waiting_hosts(kWaitingHosts); });
    if (!waiting) return waiting.error();
    facts.waiting = std::move(*waiting);
  }
  auto checks = persist([&] { return store_.check_counts(); });
  if (!checks) return checks.error();
  facts.checks = std::move(*checks);
  loop_.post(
      [&events = events_, facts = std::move(facts)]() mutable { events.closed(std::move(facts)); });
  return {};
}

}  // namespace crawler
