#include "crawler/pipeline/store_thread.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "ground/mutex.h"
#include "storage/memory/memory_store.h"

namespace crawler {
namespace {

// Ends the loop when a page is kept.
class Events final : public PipelineEvents {
 public:
  explicit Events(EventLoop& loop) : loop_(loop) {}
  void leased(storage::LeaseAnswer /*answer*/) override {}
  void kept(std::vector<PageKept> /*pages*/, uint64_t /*found*/) override { loop_.stop(); }
  void released(std::vector<storage::Release> /*releases*/) override {}
  void added(uint64_t /*fresh*/) override {}
  void asked_again(uint64_t /*host_key*/, uint64_t /*pages*/) override {}
  void robots_parsed(RobotsParsed /*robots*/) override {}
  void to_be_rendered(PageToRender /*page*/) override {}
  void counted(storage::Stats /*stats*/) override {}
  void due_queued(storage::DueUrls /*due*/) override {}
  void closed(RunClosed /*facts*/) override {}
  void store_waits(ground::Error error) override { FAIL() << error.message; }
  void store_goes_on() override {}
  void store_failed(ground::Error error) override { FAIL() << error.message; }

 private:
  EventLoop& loop_;
};

class Gate {
 public:
  void set_open(bool open) {
    const ground::MutexLock lock(mutex_);
    open_ = open;
    opened_.wake_all();
  }
  void pass() {
    const ground::MutexLock lock(mutex_);
    while (!open_) opened_.wait(mutex_);
  }

 private:
  ground::Mutex mutex_;
  ground::Condition opened_;
  bool open_ CRAWL_GUARDED_BY(mutex_) = true;
};

TEST(StoreThread, WhoMakesPagesWaitsWhileThoseThatAreNotKeptTakeTooMuch) {
  EventLoop loop;
  Events events(loop);
  Gate gate;
  storage::MemoryStore store({[&gate] {
                                gate.pass();
                                return std::chrono::steady_clock::time_point();
                              },
                              [] { return std::chrono::system_clock::time_point(); }});
  gate.set_open(false);
  StoreThread thread(store, loop, events, 8);
  EXPECT_TRUE(thread.has_room());
  thread.send(storage::LeaseRequest{1, 1});  // which asks the clock, and stands at the gate
  ParsedWork page;
  page.bytes = StoreThread::kMaxUnkeptBytes - 1;
  thread.send(page);
  EXPECT_TRUE(thread.has_room());
  page.bytes = 1;
  thread.send(page);
  EXPECT_FALSE(thread.has_room());
  std::thread worker([&thread] { thread.await_room(); });
  gate.set_open(true);
  worker.join();
  loop.run();
}

}  // namespace
}  // namespace crawler
