// ThreadedPipeline: the Pipeline of production, a ParserPool in front of a StoreThread.
// Thread: made, called and destroyed on the loop's thread.
#pragma once

#include <cstddef>
#include <vector>

#include "crawler/pipeline/parser_pool.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/pipeline/store_thread.h"

namespace crawler {

class ThreadedPipeline final : public Pipeline {
 public:
  // `credits`: the most pages that are ever between keep() and kept().
  ThreadedPipeline(const ParserSettings& settings, const Admission& admission,
                   storage::Store& store, EventLoop& loop, PipelineEvents& events,
                   std::size_t credits)
      : store_(store, loop, events, credits + kControlMessages, {}, &admission, settings.times),
        parsers_(settings, admission, store_, loop, events, credits + kControlMessages) {}
  // Workers that wait for the store end with it, and so do not wait for its trouble to pass.
  ~ThreadedPipeline() override { store_.give_up(); }

  void lease(storage::LeaseRequest request) override { store_.send(request); }
  void keep(PageWork work) override { parsers_.take(std::move(work)); }
  void release(std::vector<storage::Release> releases) override {
    store_.send(std::move(releases));
  }
  void add(std::vector<storage::NewUrl> urls) override { store_.send(std::move(urls)); }
  void ask_again(AskAgain url) override { store_.send(url); }
  void parse_robots(RobotsWork work) override { parsers_.take(std::move(work)); }
  void hold_host(storage::HostHold hold) override { store_.send(hold); }
  void update_host(storage::HostUpdate update) override { store_.send(std::move(update)); }
  void keep_cookies(std::vector<storage::SiteCookies> sites) override {
    store_.send(std::move(sites));
  }
  void count() override { store_.send(StoreThread::Count{}); }
  void queue_due() override { store_.send(StoreThread::QueueDue{}); }
  void keep_control(ControlWork work) override { store_.send(std::move(work)); }
  void close(storage::RunEnd end, std::vector<ground::UrlKey> seeds) override {
    store_.send(StoreThread::Close{std::move(end), std::move(seeds)});
  }
  void hurry(bool hurried) override { store_.hurry(hurried); }
  void give_up() override { store_.give_up(); }
  std::size_t unparsed() const override { return parsers_.waiting(); }
  std::size_t unkept() const override { return store_.waiting(); }

 private:
  // Releases, holds and host updates are few beside the pages: each host has one preparation under
  // way at a time, and each URL at most one release, so the leases that are out bound them.
  static constexpr std::size_t kControlMessages = 65'536;

  StoreThread store_;  // outlives the pool, which sends to it
  ParserPool parsers_;
};

}  // namespace crawler
