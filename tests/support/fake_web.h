// FakeWeb: a web without sockets. Answers are scripted by URL; each takes its time on the manual
// loop. It is Fetcher and Resolver in one, and keeps a log of what was asked, and when.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/resolve/resolver.h"
#include "parser/url/url.h"
#include "tests/support/manual_loop.h"

namespace tests {

struct Visit {
  std::string url;
  crawler::Milliseconds at{0};
  std::size_t with_host = 0;  // transfers of the same origin in flight, this one included
  std::size_t in_all = 0;
  bool by_head = false;
};

class FakeWeb final : public crawler::Fetcher, public crawler::Resolver {
 public:
  using Answer = std::function<crawler::FetchedPage(const crawler::FetchJob&, int visit)>;

  explicit FakeWeb(ManualLoop& loop) : loop_(loop) {}

  static crawler::FetchedPage html(std::string body, int status = 200) {
    crawler::FetchedPage page;
    page.outcome = crawler::FetchOutcome::kAnswered;
    page.status = status;
    page.status_line = "HTTP/1.1 " + std::to_string(status);
    page.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    page.transferred = body.size();
    page.body = std::move(body);
    page.http_version = "1.1";
    page.total = crawler::Milliseconds{10};
    return page;
  }
  static crawler::FetchedPage broken(crawler::FetchOutcome outcome) {
    crawler::FetchedPage page;
    page.outcome = outcome;
    page.detail = "scripted";
    page.total = crawler::Milliseconds{10};
    return page;
  }

  // Everything not scripted answers 404.
  void page(const std::string& url, std::string body) {
    answers_[url] = [body](const crawler::FetchJob&, int) { return html(body); };
  }
  void answer(const std::string& url, Answer answer) { answers_[url] = std::move(answer); }
  // For URLs that are not scripted one by one.
  void otherwise(Answer answer) { otherwise_ = std::move(answer); }
  void no_such_host(const std::string& host) { missing_.insert(host); }
  void address(const std::string& host, const std::string& ip) { addresses_[host] = ip; }

  void start(crawler::FetchJob job, crawler::FetchDone done) override {
    const std::string origin = origin_of(job.url);
    const uint64_t transfer = ++last_transfer_;
    running_.emplace(transfer, std::pair(job.for_host, origin));
    const std::size_t with_host = ++per_origin_[origin];
    log_.push_back({job.url, loop_.elapsed(), with_host, running_.size(), job.head});
    crawler::FetchedPage page = answer_to(job);
    page.body.resize(job.head ? 0 : std::min(page.body.size(), job.max_body_bytes));
    page.by_head = job.head;
    const auto delay = page.total;
    loop_.after(delay, [this, transfer, page = std::move(page), done = std::move(done)]() mutable {
      if (!end(transfer)) return;  // stopped meanwhile
      done(std::move(page));
    });
  }
  void stop(const std::unordered_set<uint64_t>& hosts) override {
    for (const auto& [transfer, of] : std::map(running_))
      if (hosts.contains(of.first)) dropped_ += end(transfer);
  }
  void send_until(std::chrono::steady_clock::time_point) override {}
  void stop_all() override {
    dropped_ += running_.size();
    running_.clear();
    per_origin_.clear();
  }
  uint64_t cookies_for(const parser::Url&) const override { return 0; }
  std::size_t in_flight() const override { return running_.size(); }
  std::size_t bytes_held() const override { return 0; }

  void resolve(const std::string& host, crawler::ResolveDone done) override {
    crawler::Resolved resolved;
    if (missing_.contains(host)) {
      resolved.error = "no such name";
      resolved.permanent = true;
    } else {
      const auto it = addresses_.find(host);
      resolved.addresses = {
          *crawler::IpAddress::parse(it != addresses_.end() ? it->second : fresh_address(host))};
    }
    loop_.post([resolved, done = std::move(done)] { done(resolved); });
  }

  const std::vector<Visit>& log() const { return log_; }
  std::size_t dropped() const { return dropped_; }  // transfers that were stopped
  std::vector<Visit> visits(const std::string& url_begin) const {
    std::vector<Visit> found;
    std::copy_if(log_.begin(), log_.end(), std::back_inserter(found),
                 [&](const Visit& visit) { return visit.url.starts_with(url_begin); });
    return found;
  }

 private:
  bool end(uint64_t transfer) {
    const auto at = running_.find(transfer);
    if (at == running_.end()) return false;
    --per_origin_[at->second.second];
    running_.erase(at);
    return true;
  }
  static std::string origin_of(const std::string& text) {
    parser::Url url;
    url.assign(text);
    return std::string(url.origin());
  }
  crawler::FetchedPage answer_to(const crawler::FetchJob& job) {
    const int visit = ++visits_[job.url];
    const auto it = answers_.find(job.url);
    if (it != answers_.end()) return it->second(job, visit);
    if (otherwise_ && !job.url.ends_with("/robots.txt") && !job.url.ends_with("/sitemap.xml"))
      return otherwise_(job, visit);
    return html("", 404);
  }
  std::string fresh_address(const std::string& host) {
    const std::size_t n = addresses_.size() + 1;
    return addresses_[host] = "93." + std::to_string(184 + n / 62'500) + "." +
                              std::to_string(n / 250 % 250) + "." + std::to_string(n % 250 + 1);
  }

  ManualLoop& loop_;
  std::map<std::string, Answer> answers_;
  Answer otherwise_;
  std::set<std::string> missing_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, int> visits_;
  std::map<std::string, std::size_t> per_origin_;
  std::vector<Visit> log_;
  std::map<uint64_t, std::pair<uint64_t, std::string>> running_;  // for which host, at which origin
  uint64_t last_transfer_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace tests
