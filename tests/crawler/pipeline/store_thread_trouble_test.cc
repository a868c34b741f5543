// The store's thread on a store whose trouble is scripted; what it waits is counted, not passed.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "crawler/pipeline/store_thread.h"
#include "storage/memory/memory_store.h"
#include "tests/support/forwarding_store.h"

namespace crawler {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

const Error kLocked{ErrorCode::kBusy, "crawl.db: locked", /*transient=*/true};
const Error kFull{ErrorCode::kIo, "crawl.db: full"};

// Fails verbs by name, each so many times; counts their calls.
class TroubledStore final : public tests::ForwardingStore {
 public:
  struct Trouble {
    Error error;
    int times = 0;
  };
  using ForwardingStore::ForwardingStore;

  std::map<std::string, Trouble> troubles;
  std::map<std::string, int> calls;

  Result<uint64_t> add(std::span<const storage::NewUrl> urls) override {
    return troubled("add", [&] { return inner().add(urls); });
  }
  Result<storage::LeaseAnswer> lease(const storage::LeaseRequest& request) override {
    return troubled("lease", [&] { return inner().lease(request); });
  }
  Result<storage::CommitAnswer> commit(std::span<const storage::PageCommit> pages) override {
    return troubled("commit", [&] { return inner().commit(pages); });
  }
  Result<void> release(std::span<const storage::Release> releases) override {
    return troubled("release", [&] { return inner().release(releases); });
  }
  Result<void> hold_hosts(std::span<const storage::HostHold> holds) override {
    return troubled("hold_hosts", [&] { return inner().hold_hosts(holds); });
  }
  Result<void> update_hosts(std::span<const storage::HostUpdate> updates) override {
    return troubled("update_hosts", [&] { return inner().update_hosts(updates); });
  }
  Result<storage::Stats> stats() override {
    return troubled("stats", [&] { return inner().stats(); });
  }
  Result<storage::HostExtremes> host_extremes(std::size_t n) override {
    return troubled("host_extremes", [&] { return inner().host_extremes(n); });
  }
  Result<storage::WaitingHosts> waiting_hosts(std::size_t n) override {
    return troubled("waiting_hosts", [&] { return inner().waiting_hosts(n); });
  }
  Result<std::vector<std::optional<storage::UrlOutcome>>> look_up(
      std::span<const ground::UrlKey> keys) override {
    return troubled("look_up", [&] { return inner().look_up(keys); });
  }
  Result<storage::DueUrls> queue_due(std::size_t max) override {
    return troubled("queue_due", [&] { return inner().queue_due(max); });
  }
  Result<storage::VisitCounts> visit_counts() override {
    return troubled("visit_counts", [&] { return inner().visit_counts(); });
  }
  Result<std::string> end_run(const storage::RunEnd& end) override {
    return troubled("end_run", [&] { return inner().end_run(end); });
  }

 private:
  template <typename Verb>
  auto troubled(const std::string& name, Verb verb) -> decltype(verb()) {
    ++calls[name];
    Trouble& trouble = troubles[name];
    if (trouble.times > 0 && trouble.times-- > 0) return trouble.error;
    return verb();
  }
};

// Writes down what the loop hears; stops the loop at the last event that a test waits for.
class Heard final : public PipelineEvents {
 public:
  Heard(EventLoop& loop, std::string last) : loop_(loop), last_(std::move(last)) {}

  void leased(storage::LeaseAnswer answer) override {
    leases = std::move(answer.leases);
    note("leased");
  }
  void kept(std::vector<PageKept> pages, uint64_t) override {
    for (const PageKept& page : pages) lost.push_back(page.lost);
    note("kept");
  }
  void released(std::vector<storage::Release>) override { note("released"); }
  void added(uint64_t) override { note("added"); }
  void asked_again(uint64_t, uint64_t) override { note("asked again"); }
  void robots_parsed(RobotsParsed) override { note("robots"); }
  void to_be_rendered(PageToRender) override { note("to render"); }
  void counted(storage::Stats) override { note("counted"); }
  void due_queued(storage::DueUrls) override { note("due queued"); }
  void closed(RunClosed) override { note("closed"); }
  void store_waits(Error error) override { note("waits: " + error.message); }
  void store_goes_on() override { note("goes on"); }
  void store_failed(Error error) override { note("failed: " + error.message); }

  std::vector<std::string> events;
  std::vector<storage::Lease> leases;
  std::vector<bool> lost;

 private:
  void note(std::string event) {
    events.push_back(std::move(event));
    if (events.back() == last_) loop_.stop();
  }

  EventLoop& loop_;
  const std::string last_;
};

using Events = std::vector<std::string>;

class StoreThreadTrouble : public testing::Test {
 protected:
  static std::vector<storage::NewUrl> urls(const std::vector<std::string>& paths) {
    std::vector<storage::NewUrl> made;
    for (const std::string& path : paths) {
      storage::NewUrl& url = made.emplace_back();
      url.key = {1, std::hash<std::string>()(path)};
      url.origin = "http://a.test";
      url.url = url.origin + path;
    }
    return made;
  }
  // Sends all of it, and runs the loop until `last` is heard.
  Heard run(std::vector<StoreThread::Message> messages, const std::string& last,
            const std::function<void(StoreThread&)>& meanwhile = {}) {
    Heard heard(loop_, last);
    StoreThread* running = nullptr;
    StoreThread thread(store_, loop_, heard, 100, [&](std::chrono::milliseconds) {
      ++pauses_;
      if (meanwhile) meanwhile(*running);
    });
    running = &thread;
    thread.hurry(true);
    for (auto& message : messages) thread.send(std::move(message));
    loop_.run();
    return heard;
  }

  EventLoop loop_;
  storage::MemoryStore memory_;
  TroubledStore store_{memory_};
  std::atomic<int> pauses_ = 0;
};

TEST_F(StoreThreadTrouble, TroubleThatPassesIsWaitedForAndSaidOnce) {
  store_.troubles["add"] = {kLocked, 21};
  const Heard heard = run({urls({"/1"})}, "added");
  EXPECT_EQ(heard.events, (Events{"waits: crawl.db: locked", "goes on", "added"}));
  EXPECT_EQ(pauses_, 21) << "a pause after each try, no busy loop";
  EXPECT_EQ(memory_.urls().size(), 1u);
}

TEST_F(StoreThreadTrouble, EveryVerbIsTriedAgainAndNoneThatWasAnswered) {
  ASSERT_TRUE(memory_.begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(memory_.add(urls({"/1", "/2"})).ok());
  const auto lent = memory_.lease({2, 2})->leases;
  for (const char* verb :
       {"add", "lease", "commit", "release", "hold_hosts", "update_hosts", "stats", "host_extremes",
        "look_up", "end_run", "waiting_hosts", "queue_due", "visit_counts"})
    store_.troubles[verb] = {kLocked, 1};
  ParsedWork page;
  page.commit.token = page.kept.lease.token = lent[0].token;
  page.commit.key = lent[0].key;
  std::vector<storage::Release> releases(1);
  releases[0].token = lent[1].token;
  releases[0].key = lent[1].key;
  std::vector<StoreThread::Message> messages;
  messages.emplace_back(std::move(page));
  messages.emplace_back(storage::HostHold{1, std::chrono::milliseconds(5)});
  messages.emplace_back(storage::HostUpdate{});
  messages.emplace_back(urls({"/3"}));
  messages.emplace_back(std::move(releases));
  messages.emplace_back(storage::LeaseRequest{5, 5});
  messages.emplace_back(StoreThread::Count{});
  messages.emplace_back(StoreThread::QueueDue{});
  messages.emplace_back(StoreThread::Close{{"finished", 1, 1}, {}});
  const Heard heard = run(std::move(messages), "closed");
  for (const auto& [verb, times] : store_.calls) EXPECT_EQ(times, verb == "stats" ? 3 : 2) << verb;
  for (const char* event :
       {"kept", "added", "released", "leased", "counted", "due queued", "closed"})
    EXPECT_EQ(std::count(heard.events.begin(), heard.events.end(), event), 1) << event;
  EXPECT_EQ(memory_.pages().size(), 1u);
}

TEST_F(StoreThreadTrouble, TroubleThatStaysFailsWhenItIsGivenUp) {
  store_.troubles["add"] = {kLocked, 1'000'000};
  const Heard heard = run({urls({"/1"}), storage::LeaseRequest{1, 1}}, "failed: crawl.db: locked",
                          [this](StoreThread& thread) {
                            if (pauses_ == 30) thread.give_up();
                          });
  EXPECT_EQ(heard.events,
            (Events{"waits: crawl.db: locked", "counted", "failed: crawl.db: locked"}));
  EXPECT_EQ(store_.calls["add"], 30);
  EXPECT_EQ(store_.calls["lease"], 0) << "after a failure nothing is asked";
}

TEST_F(StoreThreadTrouble, OtherTroubleFailsAtOnce) {
  store_.troubles["add"] = {kFull, 1};
  const Heard heard = run({urls({"/1"})}, "failed: crawl.db: full");
  EXPECT_EQ(heard.events, (Events{"counted", "failed: crawl.db: full"}));
  EXPECT_EQ(pauses_, 0);
}

TEST_F(StoreThreadTrouble, CountsThatCanNotBeReadAreNotTold) {
  store_.troubles["add"] = {kFull, 1};
  store_.troubles["stats"] = {kFull, 1};
  const Heard heard = run({urls({"/1"})}, "failed: crawl.db: full");
  EXPECT_EQ(heard.events, Events{"failed: crawl.db: full"});
  EXPECT_EQ(store_.calls["stats"], 1);
}

TEST_F(StoreThreadTrouble, TroubleThatTurnsToTheWorseFails) {
  store_.troubles["add"] = {kLocked, 3};
  const Heard heard = run({urls({"/1"})}, "failed: crawl.db: full", [this](StoreThread&) {
    if (pauses_ == 3) store_.troubles["add"] = {kFull, 1};  // both on the store's thread
  });
  EXPECT_EQ(heard.events, (Events{"waits: crawl.db: locked", "counted", "failed: crawl.db: full"}));
}

TEST_F(StoreThreadTrouble, PagesWhoseLeaseWasStaleAreSaidToBeLost) {
  ASSERT_TRUE(memory_.add(urls({"/1", "/2", "/3"})).ok());
  const auto lent = memory_.lease({3, 3})->leases;
  std::vector<StoreThread::Message> messages;
  for (const storage::Lease& lease : lent) {
    ParsedWork page;
    page.commit.token = page.kept.lease.token = lease.token;
    page.commit.key = lease.key;
    messages.emplace_back(std::move(page));
  }
  storage::Release gone;
  gone.token = lent[1].token;
  gone.key = lent[1].key;
  ASSERT_TRUE(memory_.release({&gone, 1}).ok());
  messages.emplace_back(StoreThread::Count{});
  const Heard heard = run(std::move(messages), "counted");
  EXPECT_EQ(heard.lost, (std::vector<bool>{false, true, false}));
}

}  // namespace
}  // namespace crawler
