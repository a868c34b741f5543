// EndlessHosts: a web of any number of hosts, and the pipeline to crawl it, that keep nothing of a
// host but what is on its way: what grows with the hosts is the crawl's own. Each host has one page
// and is of the kind that its number says; host 0 has as many pages as are wanted.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/resolve/resolver.h"
#include "parser/url/url.h"
#include "tests/support/manual_loop.h"

namespace tests {

class EndlessHosts final : public crawler::Fetcher,
                           public crawler::Resolver,
                           public crawler::Pipeline {
 public:
  enum class Kind { kAlive, kNoName, kRefused, kNoRobots };
  struct Plan {
    uint64_t hosts = 0;           // beside host 0
    uint64_t pages_of_first = 1;  // of host 0, a minute between two of them
    std::function<Kind(uint64_t)> kind_of;
    crawler::Milliseconds latency{200};  // of every answer
  };

  EndlessHosts(ManualLoop& loop, Plan plan) : loop_(loop), plan_(std::move(plan)) {}
  void serve(crawler::PipelineEvents& events) { events_ = &events; }

  uint64_t met() const { return next_; }  // hosts that were lent
  uint64_t kept() const { return kept_; }
  uint64_t failed() const { return failed_; }
  uint64_t parked() const { return parked_; }

  // --- Resolver and Fetcher

  void resolve(const std::string& name, crawler::ResolveDone done) override {
    crawler::Resolved resolved;
    const uint64_t host = number_in(name);
    if (kind_of(host) == Kind::kNoName) {
      resolved.error = "no such name";
      resolved.permanent = true;
    } else {
      crawler::IpAddress address;
      address.bytes = {93, static_cast<uint8_t>(host >> 16), static_cast<uint8_t>(host >> 8),
                       static_cast<uint8_t>(host)};
      resolved.addresses = {address};
    }
    loop_.post([resolved = std::move(resolved), done = std::move(done)] { done(resolved); });
  }

  void start(crawler::FetchJob job, crawler::FetchDone done) override {
    ++in_flight_;
    loop_.after(plan_.latency, [this, epoch = epoch_, page = answer_to(job.url),
                                done = std::move(done)]() mutable {
      if (epoch != epoch_) return;
      --in_flight_;
      done(std::move(page));
    });
  }
  // No store takes hosts away here.
  void stop(const std::unordered_set<uint64_t>&) override {}
  void send_until(std::chrono::steady_clock::time_point) override {}
  void stop_all() override {
    ++epoch_;
    in_flight_ = 0;
  }
  uint64_t cookies_for(const parser::Url&) const override { return 0; }
  std::size_t in_flight() const override { return in_flight_; }
  std::size_t bytes_held() const override { return 0; }

  // --- Pipeline

  void lease(storage::LeaseRequest request) override {
    storage::LeaseAnswer answer;
    while (answer.leases.size() < request.max_urls && !waiting_.empty() &&
           waiting_.begin()->first <= loop_.now()) {
      lend(std::move(waiting_.begin()->second), answer);
      waiting_.erase(waiting_.begin());
    }
    while (answer.leases.size() < request.max_urls && next_ <= plan_.hosts)
      lend(fresh_lease(), answer);
    answer.more = next_ <= plan_.hosts;
    if (!waiting_.empty())
      answer.ask_again = std::chrono::ceil<storage::Milliseconds>(
          std::max(waiting_.begin()->first - loop_.now(), crawler::TimePoint::duration{0}));
    loop_.after(kExchange, [this, answer = std::move(answer)]() mutable {
      events_->leased(std::move(answer));
    });
  }

  void keep(crawler::PageWork work) override {
    crawler::PageKept kept;
    kept.status = work.page.status;
    kept.held = work.page.body.size();
    kept.lease = std::move(work.lease);
    lent_.erase(kept.lease.token);
    ++kept_;
    loop_.post([this, kept = std::move(kept)] { events_->kept({kept}, 0); });
  }

  void release(std::vector<storage::Release> releases) override {
    for (const storage::Release& release : releases) end(release);
    loop_.post([this, releases = std::move(releases)] { events_->released(releases); });
  }

  // As a store does it: what is given back now waits as long.
  void hold_host(storage::HostHold hold) override {
    held_ = hold.host_key;
    held_for_ = hold.delay;
  }

  void keep_cookies(std::vector<storage::SiteCookies>) override {}
  void ask_again(crawler::AskAgain) override {}

  void parse_robots(crawler::RobotsWork work) override {
    crawler::RobotsParsed parsed;
    parsed.host = work.host;
    parsed.is_copy = work.is_copy;
    parsed.status = work.page.status;
    if (parsed.status == 200) parsed.rules = parser::Robots::parse(work.page.body, "crawl");
    parsed.text = std::move(work.page.body);
    loop_.post([this, parsed = std::move(parsed)] { events_->robots_parsed(parsed); });
  }

  void add(std::vector<storage::NewUrl>) override {
    loop_.post([this] { events_->added(0); });
  }
  void close(storage::RunEnd end, std::vector<ground::UrlKey>) override {
    crawler::RunClosed facts;
    facts.reason = end.reason;
    loop_.post([this, facts] { events_->closed(facts); });
  }
  void update_host(storage::HostUpdate) override {}
  void count() override {}
  void queue_due() override {}
  void keep_control(crawler::ControlWork) override {}
  void hurry(bool) override {}
  void give_up() override {}
  std::size_t unparsed() const override { return 0; }
  std::size_t unkept() const override { return 0; }

 private:
  Kind kind_of(uint64_t host) const { return host == 0 ? Kind::kAlive : plan_.kind_of(host); }

  static uint64_t number_in(const std::string& text) {
    return std::stoull(text.substr(text.find_first_of("0123456789")));
  }

  crawler::FetchedPage answer_to(const std::string& url) const {
    const uint64_t host = number_in(url);
    const bool robots = url.ends_with("/robots.txt");
    crawler::FetchedPage page;
    page.total = plan_.latency;
    if (kind_of(host) == Kind::kRefused) {
      page.outcome = crawler::FetchOutcome::kConnect;
      page.detail = "refused";
      return page;
    }
    page.outcome = crawler::FetchOutcome::kAnswered;
    page.status = robots && kind_of(host) == Kind::kNoRobots ? 503 : 200;
    if (robots && page.status == 200)
      page.body = "User-agent: *\nDisallow: /private\nDisallow: /cgi-bin\n";
    if (robots && host == 0) page.body += "Crawl-delay: 60\n";
    return page;
  }

  storage::Lease fresh_lease() {
    storage::Lease lease;
    lease.token = ++token_;
    lease.origin = "http://h" + std::to_string(next_) + ".example";
    lease.url = lease.origin + "/" + std::to_string(token_);
    parser::Url url;
    url.assign(lease.url);
    const auto key = parser::key_of(url);
    lease.key = {key.host, key.url};
    if (next_ > 0 || token_ == plan_.pages_of_first) ++next_;
    return lease;
  }

  void lend(storage::Lease lease, storage::LeaseAnswer& answer) {
    const bool first_of_host =
        answer.hosts.empty() || answer.hosts.back().host_key != lease.key.host;
    if (first_of_host) {
      storage::HostRecord& record = answer.hosts.emplace_back();
      record.host_key = lease.key.host;
      record.origin = lease.origin;
    }
    lent_.emplace(lease.token, lease);
    answer.leases.push_back(std::move(lease));
  }

  void end(const storage::Release& release) {
    using How = storage::Release::How;
    auto lease = lent_.extract(release.token);
    if (release.how == How::kFail) ++failed_;
    if (release.how != How::kRetry && release.how != How::kReturn) return;
    const bool held = held_ == release.key.host;
    if (held && held_for_ == storage::kRestOfRun) {
      ++parked_;
      return;
    }
    lease.mapped().attempts += release.how == How::kRetry;
    const auto wait = std::max(release.delay, held ? held_for_ : storage::Milliseconds{0});
    waiting_.emplace(loop_.now() + wait, std::move(lease.mapped()));
  }

  static constexpr crawler::Milliseconds kExchange{20};  // with the store

  ManualLoop& loop_;
  Plan plan_;
  crawler::PipelineEvents* events_ = nullptr;
  std::unordered_map<storage::LeaseToken, storage::Lease> lent_;
  std::multimap<crawler::TimePoint, storage::Lease> waiting_;
  uint64_t held_ = 0;
  storage::Milliseconds held_for_{0};
  uint64_t next_ = 0, token_ = 0;
  uint64_t kept_ = 0, failed_ = 0, parked_ = 0;
  std::size_t in_flight_ = 0;
  uint64_t epoch_ = 0;
};

}  // namespace tests
