#include "crawler/ring/page_fetches.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/fetch/header.h"
#include "crawler/policy/answers.h"
#include "crawler/policy/conditions.h"
#include "crawler/policy/host_wishes.h"
#include "parser/http/location.h"

namespace crawler {

namespace {

// Of each host: a site that sends its first visits round does so for as many as are under way.
constexpr std::size_t kMostTurned = 64;
// Enough to see whether it is there, of a body that nobody wants.
constexpr std::size_t kCheckBytes = 1'024;
constexpr std::size_t kMostStyleBytes = 2u << 20;
// A host that refused HEAD so often for what GET then brought is asked by GET.
constexpr uint32_t kFalseHeads = 3;

// A check that gets no answer costs a whole time-out each time, and its host answers others: so
// many more tries, beside the one by GET after HEAD.
constexpr uint32_t kTriesOfSilent = 1;
// A host that has nothing but checks is not waited for longer.
constexpr Milliseconds kLongestCheckWait{60'000};

uint64_t& count_of(const storage::Lease& lease, HostMemory& memory) {
  return is_check(lease.role) ? memory.checks : memory.pages;
}

}  // namespace

using How = storage::Release::How;

bool PageFetches::has_room() const {
  const Options& options = parts_.options;
  if (!parts_.demand.is_safe(parts_.scheduler.now())) return false;
  if (parts_.fetcher.in_flight() >= options.concurrency || parts_.renders.is_full()) return false;
  if (!checks_only_ && options.max_pages > 0 && !parts_.ledger.may_fetch(options.max_pages))
    return false;
  return parts_.ledger.has_room(parts_.fetcher.bytes_held());
}

void PageFetches::start() {
  while (has_room()) {
    auto lease = parts_.frontier.next(parts_.scheduler.now());
    if (!lease) return;
    start(std::move(*lease));
  }
}

void PageFetches::start(storage::Lease lease) {
  const TimePoint now = parts_.scheduler.now();
  const HostKey host = lease.key.host;
  HostMemory& memory = *parts_.frontier.memory(host);
  if (!parts_.gate.known(memory.robots, now)) {  // a day has passed
    parts_.frontier.undo_start(host, std::move(lease), now);
    parts_.frontier.refresh(host);
    return parts_.moved();
  }
  if (url_.assign(lease.url) != parser::UrlStatus::kOk) {
    parts_.frontier.undo_start(host, std::nullopt, now);
    return parts_.returns.end(
        lease, {How::kFail, storage::Reason::kOther, "the database holds a URL that is none", {}});
  }
  if (const auto reason = judge_again(lease, memory); reason != storage::Reason::kNone) {
    parts_.frontier.undo_start(host, std::nullopt, now);
    parts_.guard.left_out(reason, lease.url);
    return parts_.returns.end(lease, {How::kSkip, reason, {}, {}});
  }
  const bool vouched_for = parts_.admission.is_seed_host(url_.host());
  FetchJob job;
  job.url = lease.url;
  job.for_host = host;
  job.addresses = parts_.frontier.addresses(host);
  job.allow_private = parts_.options.allow_private || vouched_for;
  job.send_credentials = parts_.admission.may_send_credentials(url_);
  add_host_wishes(job, url_, parts_.hosts);
  job.max_body_bytes = parts_.options.max_body;
  job.any_type = lease.role != storage::Role::kPage;
  if (is_check(lease.role))
    ask_whether_it_is_there(lease, memory, job);
  else if (lease.revisit)
    job.conditions = conditions_of(*lease.revisit);
  ++count_of(lease, memory);
  parts_.ledger.page_started(lease);
  const storage::LeaseToken token = lease.token;
  running_.emplace(token, std::move(lease));
  parts_.fetcher.start(std::move(job),
                       [this, token](FetchedPage page) { fetched(token, std::move(page)); });
}

storage::Reason PageFetches::judge_again(const storage::Lease& lease, const HostMemory& memory) {
  if (!is_check(lease.role)) return parts_.guard.before_fetch(lease, url_, memory);
  return parts_.guard.before_check(lease, url_, memory, parts_.admission.is_home(url_));
}

void PageFetches::ask_whether_it_is_there(const storage::Lease& lease, const HostMemory& memory,
                                          FetchJob& job) const {
  const bool is_style = lease.role == storage::Role::kStyle;
  const bool was_refused = std::find(memory.asked_by_get.begin(), memory.asked_by_get.end(),
                                     lease.token) != memory.asked_by_get.end();
  // Digest authentication is of one method, and its sessions are those of GET.
  const bool by_digest = job.send_credentials && !parts_.options.auth.empty();
  // What comes back for another try has been asked by HEAD before, and was not content with it.
  job.head = !is_style && !was_refused && !by_digest && lease.attempts == 0 &&
             memory.false_heads < kFalseHeads;
  job.max_body_bytes = std::min(job.max_body_bytes, is_style ? kMostStyleBytes : kCheckBytes);
  job.leave_rest = true;
}

void PageFetches::fetched(storage::LeaseToken token, FetchedPage page) {
  storage::Lease lease = std::move(running_.extract(token).mapped());
  const TimePoint now = parts_.scheduler.now();
  const HostKey host = lease.key.host;
  if (asks_for_cookies(lease, page)) {
    parts_.frontier.memory(host)->asked_for_cookies.push_back(token);
    return ask_again(std::move(lease), page);
  }
  if (asks_by_get(lease, page)) return ask_again(std::move(lease), page);
  const bool host_failed =
      parts_.frontier.finished(host, courtesy_of_page(page, lease.attempts > 0), page.total, now);
  parts_.ledger.transfer_ended(page.transferred);
  Judgement judgement = judge(page, lease, tries_after(lease, page), parts_.scheduler.wall_now());
  if (!host_failed) judgement.host_failure.reset();
  if (is_check(lease.role)) shorten_wait(host, page, judgement);
  if (parts_.care.judged(host, judgement, now)) judgement.delay = Milliseconds{0};
  if (is_check(lease.role)) end_with_host(host, judgement);
  if (judgement.fate == Judgement::Fate::kKeep) {
    look_back(lease, page);
    parts_.ledger.page_sent(page.body.size());
    const bool is_to_render = parts_.renders.wants(lease, page);
    PageWork work{std::move(lease), std::move(page)};
    is_to_render ? parts_.renders.take(std::move(work)) : parts_.pipeline.keep(std::move(work));
  } else {
    const bool again = judgement.fate == Judgement::Fate::kRetry;
    parts_.ledger.page_given_up(lease);
    if (HostMemory* memory = parts_.frontier.memory(host)) --count_of(lease, *memory);
    parts_.returns.end(lease, {again ? How::kRetry : How::kFail, judgement.reason,
                               std::move(judgement.detail), judgement.delay});
  }
  parts_.moved();
}

bool PageFetches::asks_for_cookies(const storage::Lease& lease, const FetchedPage& page) {
  HostMemory* memory = parts_.frontier.memory(lease.key.host);
  if (memory == nullptr || std::erase(memory->asked_for_cookies, lease.token) > 0) return false;
  if (page.new_cookies == NewCookies::kNone || !find_target(lease, page)) return false;
  if (target_.href() == lease.url) return true;
  if (find_turned(parser::key_of(target_), target_) != nullptr) return false;
  // On its way to a page that only sees whether the first cookies came back. Where cookies change
  // with each answer there are no first ones, and a redirect is a redirect.
  return page.new_cookies == NewCookies::kMore && target_.origin() == url_.origin();
}

bool PageFetches::asks_by_get(const storage::Lease& lease, const FetchedPage& page) {
  HostMemory* memory = parts_.frontier.memory(lease.key.host);
  if (memory == nullptr || !is_check(lease.role)) return false;
  if (page.by_head) {
    if (!may_lie(page)) return false;
    memory->asked_by_get.push_back(lease.token);
    return true;
  }
  const bool was_refused = std::erase(memory->asked_by_get, lease.token) > 0;
  if (was_refused && page.outcome == FetchOutcome::kAnswered && page.status < 400)
    ++memory->false_heads;
  return false;
}

uint32_t PageFetches::tries_after(const storage::Lease& lease, const FetchedPage& page) const {
  const bool is_silent =
      page.outcome == FetchOutcome::kTimeout || page.outcome == FetchOutcome::kTooSlow;
  const uint32_t retries = parts_.options.retries;
  return is_check(lease.role) && is_silent ? std::min(retries, kTriesOfSilent) : retries;
}

void PageFetches::shorten_wait(HostKey host, const FetchedPage& page, Judgement& judgement) {
  const HostMemory* memory = parts_.frontier.memory(host);
  const bool is_long = judgement.host_wait && *judgement.host_wait > kLongestCheckWait;
  if (memory == nullptr || memory->has_pages || !is_long) return;
  judgement.host_wait.reset();
  judgement.fate = Judgement::Fate::kKeep;
  parts_.care.give_up_checks(
      host, {How::kSkip, storage::Reason::kHostUnavailable,
             "the host answered " + std::to_string(page.status) + " and asked for a long pause"});
}

void PageFetches::end_with_host(HostKey host, Judgement& judgement) {
  const HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr || !memory->unchecked || judgement.fate != Judgement::Fate::kRetry) return;
  const bool answered = judgement.reason == storage::Reason::kNone;
  judgement.fate = answered ? Judgement::Fate::kKeep : Judgement::Fate::kFail;
}

bool PageFetches::find_target(const storage::Lease& lease, const FetchedPage& page) {
  if (page.outcome != FetchOutcome::kAnswered || !is_redirection(page.status)) return false;
  const std::string_view location =
      parser::escaped_location(header_value(page.headers, "location"), escaped_);
  if (location.empty() || url_.assign(lease.url) != parser::UrlStatus::kOk ||
      target_.assign(location, &url_) != parser::UrlStatus::kOk)
    return false;
  target_.normalise();
  return true;
}

HostMemory::Turned* PageFetches::find_turned(const ground::UrlKey& key, const parser::Url& url) {
  HostMemory* memory = parts_.frontier.memory(key.host);
  if (memory == nullptr) return nullptr;
  const auto found = std::find_if(memory->turned.begin(), memory->turned.end(),
                                  [&](const auto& turned) { return turned.url == key.url; });
  const bool is_it = found != memory->turned.end() && !found->asked_again &&
                     found->cookies != parts_.fetcher.cookies_for(url);
  return is_it ? &*found : nullptr;
}

void PageFetches::look_back(const storage::Lease& lease, const FetchedPage& page) {
  const bool is_page = lease.role == storage::Role::kPage;
  if (!parts_.options.cookies || !is_page || !find_target(lease, page)) return;
  const ground::UrlKey target = parser::key_of(target_);
  if (target == lease.key) return;
  if (HostMemory::Turned* first = find_turned(target, target_)) {
    first->asked_again = true;
    parts_.ledger.add_sent();
    parts_.pipeline.ask_again({target});
  }
  HostMemory* memory = parts_.frontier.memory(lease.key.host);
  if (memory == nullptr) return;
  auto& turned = memory->turned;
  const auto is_it = [&](const auto& known) { return known.url == lease.key.url; };
  if (std::any_of(turned.begin(), turned.end(), is_it)) return;
  if (turned.size() >= kMostTurned) turned.erase(turned.begin());
  turned.push_back({lease.key.url, page.sent_cookies});
}

void PageFetches::ask_again(storage::Lease lease, const FetchedPage& page) {
  const HostKey host = lease.key.host;
  undo(lease, page.transferred);
  parts_.frontier.dropped(host, std::move(lease), parts_.scheduler.now());
  parts_.moved();
}

void PageFetches::drop() {
  parts_.fetcher.stop_all();
  parts_.ledger.transfers_dropped();
  running_.clear();
}

void PageFetches::undo(const storage::Lease& lease, uint64_t transferred) {
  parts_.ledger.transfer_ended(transferred);
  parts_.ledger.page_given_up(lease);
  if (HostMemory* memory = parts_.frontier.memory(lease.key.host)) --count_of(lease, *memory);
}

void PageFetches::forget(const std::unordered_set<HostKey>& hosts) {
  const TimePoint now = parts_.scheduler.now();
  std::erase_if(running_, [&](const auto& running) {
    const HostKey host = running.second.key.host;
    if (!hosts.contains(host)) return false;
    undo(running.second);
    parts_.frontier.dropped(host, std::nullopt, now);
    parts_.frontier.lease_ended(host, now);
    return true;
  });
}

void PageFetches::queue_again() {
  const TimePoint now = parts_.scheduler.now();
  std::vector<storage::Lease> leases;
  for (auto& [token, lease] : running_) leases.push_back(std::move(lease));
  running_.clear();
  // Each goes before all others of its host: the first that was lent comes last.
  std::sort(leases.begin(), leases.end(),
            [](const auto& a, const auto& b) { return a.token > b.token; });
  for (storage::Lease& lease : leases) {
    const HostKey host = lease.key.host;
    undo(lease);
    parts_.frontier.dropped(host, std::move(lease), now);
  }
}

}  // namespace crawler
