// ForwardingStore: a Store that hands every verb on to another; for doubles that change a few.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/store/store.h"

namespace tests {

class ForwardingStore : public storage::Store {
 public:
  explicit ForwardingStore(storage::Store& inner) : inner_(inner) {}

  ground::Result<uint64_t> add(std::span<const storage::NewUrl> urls) override {
    return inner_.add(urls);
  }
  ground::Result<storage::LeaseAnswer> lease(const storage::LeaseRequest& request) override {
    return inner_.lease(request);
  }
  ground::Result<storage::CommitAnswer> commit(
      std::span<const storage::PageCommit> pages) override {
    return inner_.commit(pages);
  }
  ground::Result<void> release(std::span<const storage::Release> releases) override {
    return inner_.release(releases);
  }
  ground::Result<void> hold_hosts(std::span<const storage::HostHold> holds) override {
    return inner_.hold_hosts(holds);
  }
  ground::Result<void> update_hosts(std::span<const storage::HostUpdate> updates) override {
    return inner_.update_hosts(updates);
  }
  ground::Result<void> keep_cookies(std::span<const storage::SiteCookies> sites) override {
    return inner_.keep_cookies(sites);
  }
  ground::Result<std::vector<storage::SiteCookies>> cookies() override { return inner_.cookies(); }
  ground::Result<void> keep_control(const storage::ControlRecord& record) override {
    return inner_.keep_control(record);
  }
  ground::Result<std::vector<storage::ControlRecord>> controls() override {
    return inner_.controls();
  }
  ground::Result<storage::Stats> stats() override { return inner_.stats(); }
  ground::Result<storage::HostExtremes> host_extremes(std::size_t n) override {
    return inner_.host_extremes(n);
  }
  ground::Result<storage::WaitingHosts> waiting_hosts(std::size_t n) override {
    return inner_.waiting_hosts(n);
  }
  ground::Result<storage::CheckCounts> check_counts() override { return inner_.check_counts(); }
  ground::Result<std::vector<std::optional<storage::UrlOutcome>>> look_up(
      std::span<const ground::UrlKey> keys) override {
    return inner_.look_up(keys);
  }
  ground::Result<std::vector<storage::KnownUrl>> survey(
      const storage::SurveyRequest& request) override {
    return inner_.survey(request);
  }
  ground::Result<uint64_t> resettle(std::span<const storage::Resettlement> urls) override {
    return inner_.resettle(urls);
  }
  ground::Result<std::vector<storage::NearerPage>> nearer_pages(std::size_t max_links) override {
    return inner_.nearer_pages(max_links);
  }
  ground::Result<void> nearer_pages_done(std::span<const storage::NearerPage> pages) override {
    return inner_.nearer_pages_done(pages);
  }
  ground::Result<storage::UpdateBegun> begin_update(const storage::UpdatePlan& plan) override {
    return inner_.begin_update(plan);
  }
  ground::Result<storage::DueUrls> queue_due(std::size_t max) override {
    return inner_.queue_due(max);
  }
  ground::Result<storage::VisitCounts> visit_counts() override { return inner_.visit_counts(); }
  ground::Result<std::optional<storage::PastRun>> last_run() override { return inner_.last_run(); }
  ground::Result<void> begin_settling() override { return inner_.begin_settling(); }
  ground::Result<void> begin_run(const storage::RunStart& run) override {
    return inner_.begin_run(run);
  }
  ground::Result<std::string> end_run(const storage::RunEnd& end) override {
    return inner_.end_run(end);
  }
  std::vector<std::string> query_command() const override { return inner_.query_command(); }

 protected:
  storage::Store& inner() { return inner_; }

 private:
  storage::Store& inner_;
};

}  // namespace tests
