// InlinePipeline: the Pipeline without threads. Each call does its work at once and posts its event
// on the manual loop.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "crawler/pipeline/parser_pool.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/pipeline/run_end.h"
#include "crawler/pipeline/shorter_ways.h"
#include "crawler/policy/admission.h"
#include "storage/store/store.h"
#include "tests/support/manual_loop.h"

namespace tests {

class InlinePipeline final : public crawler::Pipeline {
 public:
  InlinePipeline(ManualLoop& loop, storage::Store& store, crawler::PageWorker& worker,
                 const crawler::Admission& admission)
      : loop_(loop), store_(store), worker_(worker), admission_(admission) {}
  void serve(crawler::PipelineEvents& events) { events_ = &events; }

  void lease(storage::LeaseRequest request) override {
    if (stuck_) return;
    if (admission_.limits_depth())
      if (auto done = follow_shorter_ways(store_, admission_); !done) return fail(done.error());
    answer(store_.lease(request), [this](auto lent) { events_->leased(std::move(lent)); });
  }
  void keep(crawler::PageWork work) override {
    if (stuck_) return;
    crawler::ParsedWork parsed = worker_.parse(std::move(work));
    if (parsed.to_render) {
      loop_.post([this, page = std::move(*parsed.to_render)] { events_->to_be_rendered(page); });
      return;
    }
    const std::vector<storage::PageCommit> pages{std::move(parsed.commit)};
    answer(store_.commit(pages),
           [this, kept = std::move(parsed.kept)](storage::CommitAnswer committed) mutable {
             kept.lost = !committed.stale.empty();
             events_->kept({kept}, committed.new_waiting);
           });
  }
  void release(std::vector<storage::Release> releases) override {
    if (stuck_) return;
    const auto done = store_.release(releases);
    if (!done) return fail(done.error());
    loop_.post([this, releases = std::move(releases)] { events_->released(releases); });
  }
  void add(std::vector<storage::NewUrl> urls) override {
    if (stuck_) return;
    answer(store_.add(urls), [this](uint64_t fresh) { events_->added(fresh); });
  }
  void ask_again(crawler::AskAgain url) override {
    if (stuck_) return;
    const storage::Resettlement wanted{0, url.key, storage::Reason::kNone};
    answer(store_.resettle({&wanted, 1}),
           [this, host = url.key.host](uint64_t pages) { events_->asked_again(host, pages); });
  }
  void parse_robots(crawler::RobotsWork work) override {
    loop_.post([this, parsed = worker_.parse(std::move(work))] { events_->robots_parsed(parsed); });
  }
  void hold_host(storage::HostHold hold) override {
    if (stuck_) return;
    if (auto done = store_.hold_hosts({&hold, 1}); !done) fail(done.error());
  }
  void update_host(storage::HostUpdate update) override {
    if (stuck_) return;
    const std::vector<storage::HostUpdate> updates{std::move(update)};
    if (auto done = store_.update_hosts(updates); !done) fail(done.error());
  }
  void keep_cookies(std::vector<storage::SiteCookies> sites) override {
    if (stuck_) return;
    if (auto done = store_.keep_cookies(sites); !done) fail(done.error());
  }
  void count() override {
    if (stuck_) return;
    answer(store_.stats(), [this](auto stats) { events_->counted(std::move(stats)); });
  }
  void queue_due() override {
    if (stuck_) return;
    answer(store_.queue_due(1'000), [this](auto due) { events_->due_queued(due); });
  }
  void close(storage::RunEnd end, std::vector<ground::UrlKey> seeds) override {
    if (stuck_at_close_) get_stuck();
    if (stuck_) return;
    crawler::RunClosed facts;
    facts.stats = store_.stats().value();
    auto ends =
        crawler::ends_of_seeds(seeds, [this](auto keys) { return store_.look_up(keys); }).value();
    facts.seeds = std::move(ends.outcomes);
    facts.left_out = std::move(ends.left_out);
    facts.visits = store_.visit_counts().value();
    end.reason = facts.reason = crawler::reason_at_end(end.reason, facts);
    auto untidied = store_.end_run(end);
    if (!untidied) return fail(untidied.error());
    facts.untidied = std::move(*untidied);
    facts.checks = store_.check_counts().value();
    loop_.post([this, facts = std::move(facts)] { events_->closed(facts); });
  }
  std::size_t unparsed() const override { return 0; }
  std::size_t unkept() const override { return 0; }
  void hurry(bool) override {}
  void give_up() override {
    if (stuck_) fail({ground::ErrorCode::kBusy, "the store is locked", /*transient=*/true});
    stuck_ = false;
  }
  // From now on the store waits for trouble to pass that does not, as a thread of its own would: no
  // answer comes.
  void get_stuck() {
    stuck_ = true;
    loop_.post([this] { events_->store_waits({ground::ErrorCode::kBusy, "locked", true}); });
  }
  void get_stuck_at_close() { stuck_at_close_ = true; }

 private:
  template <typename T, typename Then>
  void answer(ground::Result<T> result, Then then) {
    if (!result) return fail(result.error());
    loop_.post(
        [value = std::move(*result), then = std::move(then)]() mutable { then(std::move(value)); });
  }
  void fail(ground::Error error) {
    loop_.post([this, error = std::move(error)] { events_->store_failed(error); });
  }

  ManualLoop& loop_;
  storage::Store& store_;
  crawler::PageWorker& worker_;
  const crawler::Admission& admission_;
  crawler::PipelineEvents* events_ = nullptr;
  bool stuck_ = false, stuck_at_close_ = false;
};

}  // namespace tests
