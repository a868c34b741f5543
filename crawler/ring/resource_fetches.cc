#include "crawler/ring/resource_fetches.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "crawler/fetch/header.h"
#include "crawler/policy/answers.h"
#include "ground/ascii.h"
#include "parser/http/inflate.h"

namespace crawler {
namespace {

using storage::ResourceFate;

// A host that could not be opened is not asked again for so long.
constexpr Milliseconds kDeadFor{60'000};
constexpr std::size_t kMostDead = 4'096;
constexpr std::size_t kMostHeaders = 40, kLongestHeader = 8'192;
constexpr std::size_t kMostPost = 1u << 20;

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), ground::ascii::is_control);
}

std::vector<std::string> lines_of(const std::vector<storage::Header>& headers) {
  std::vector<std::string> lines;
  for (const storage::Header& header : headers) {
    if (lines.size() == kMostHeaders) break;
    if (header.name.empty() || !is_printable(header.name) || !is_printable(header.value) ||
        header.name.size() + header.value.size() > kLongestHeader)
      continue;
    std::string& line = lines.emplace_back(header.name);
    // libcurl takes "Name:" for a header that is not to be sent, and "Name;" for an empty one.
    line += header.value.empty() ? ";" : ": ";
    line += header.value;
  }
  return lines;
}

std::string mime_in(const Headers& headers) {
  const std::string_view type = header_value(headers, "content-type");
  return ground::ascii::lowered(ground::ascii::trim(type.substr(0, type.find(';'))));
}

ResourceAnswer answer_of(const ResourceRequest& request, const FetchedPage& page,
                         std::size_t max_body) {
  ResourceAnswer answer;
  storage::ResourceRecord& record = answer.record;
  record.url = request.url;
  record.kind = request.kind;
  record.method = request.method;
  record.transferred = page.transferred;
  record.total = page.total;
  if (page.outcome != FetchOutcome::kAnswered) {
    const bool is_private = page.outcome == FetchOutcome::kPrivateAddress;
    record.fate = is_private ? ResourceFate::kPrivate : ResourceFate::kFailed;
    record.detail = page.detail;
    return answer;
  }
  record.status = page.status;
  record.mime = mime_in(page.headers);
  record.status_line = page.status_line;
  std::string inflated;
  std::string_view text;
  parser::inflate(page.body, header_value(page.headers, "content-encoding"), max_body, inflated,
                  text);
  answer.body = std::string(text);
  record.size = answer.body.size();
  record.headers.reserve(page.headers.size());
  for (const auto& [name, value] : page.headers) record.headers.push_back({name, value});
  if (page.body_cut) record.fate = ResourceFate::kTooLarge;
  return answer;
}

ResourceAnswer answer_from(const KeptResource& kept) {
  ResourceAnswer answer;
  storage::ResourceRecord& record = answer.record;
  record.status = kept.status;
  record.status_line = kept.status_line;
  record.headers = kept.headers;
  record.size = kept.body.size();
  record.from_cache = true;
  Headers headers;
  for (const storage::Header& header : kept.headers)
    headers.emplace_back(header.name, header.value);
  record.mime = mime_in(headers);
  answer.body = kept.body;
  return answer;
}

std::string site_of_page(const std::string& page) {
  parser::Url url;
  if (url.assign(page) != parser::UrlStatus::kOk) return {};
  return std::string(parser::registrable_domain(url.host()));
}

}  // namespace

void ResourceFetches::ask(PageNumber page, ResourceRequest request, Done done) {
  Asked asked{page, std::move(request), {}, 0, std::move(done)};
  if (asked.url.assign(asked.request.url) != parser::UrlStatus::kOk)
    return fail(std::move(asked), ResourceFate::kScheme, "no URL");
  if (parts_.admission.refuses_port(asked.url))
    return fail(std::move(asked), ResourceFate::kFailed, "a port that browsers refuse");
  if (asked.request.body.size() > kMostPost)
    return fail(std::move(asked), ResourceFate::kTooLarge, "too large to be sent");
  asked.host = parser::key_of(asked.url).host;
  enter(std::move(asked));
}

void ResourceFetches::enter(Asked asked) {
  asked.waiter = ++last_waiter_;
  ResourceWish wish{std::string(asked.url.href()), asked.request.method, asked.request.kind,
                    asked.request.headers, site_of_page(asked.request.page)};
  ResourceCache::Found found = cache_.find(asked.waiter, wish, parts_.scheduler.now());
  using What = ResourceCache::Found::What;
  if (found.what == What::kAwaited) {
    awaiting_.emplace(asked.waiter, std::move(asked));
  } else if (found.what == What::kKept) {
    answers_.emplace_back(std::move(asked), answer_from(*found.answer));
    parts_.waits();
  } else {
    for (storage::Header& condition : found.conditions)
      asked.request.headers.push_back(std::move(condition));
    queue(std::move(asked));
  }
}

void ResourceFetches::queue(Asked asked) {
  std::string why;
  if (is_dead(asked.host, why)) return fail(std::move(asked), ResourceFate::kFailed, why);
  parts_.frontier.visit(asked.host, std::string(asked.url.origin()));
  Place& place = places_[asked.host];
  ++place.out;
  place.waiting.push_back(std::move(asked));
  is_new_ = true;
  parts_.waits();
}

bool ResourceFetches::is_dead(HostKey host, std::string& why) {
  const auto found = dead_.find(host);
  if (found == dead_.end()) return false;
  if (found->second.until <= parts_.scheduler.now()) {
    dead_.erase(found);
    return false;
  }
  why = found->second.why;
  return true;
}

// Later, as every answer.
void ResourceFetches::fail(Asked asked, ResourceFate fate, std::string detail) {
  ResourceAnswer answer;
  answer.record.url = asked.request.url;
  answer.record.kind = asked.request.kind;
  answer.record.method = asked.request.method;
  answer.record.fate = fate;
  answer.record.detail = std::move(detail);
  const ResourceCache::Settled settled = cache_.failed(asked.waiter);
  settle(settled, answer);
  answers_.emplace_back(std::move(asked), std::move(answer));
  parts_.waits();
}

void ResourceFetches::settle(const ResourceCache::Settled& settled, const ResourceAnswer& answer) {
  for (const ResourceCache::Waiter waiter : settled.served) {
    auto found = awaiting_.extract(waiter);
    if (found.empty()) continue;
    auto& [asked, given] = answers_.emplace_back(std::move(found.mapped()), answer);
    given.record.url = asked.request.url;
    given.record.kind = asked.request.kind;
    given.record.from_cache = true;
    given.record.transferred = 0;
  }
  enter_again(settled.again);
  if (!settled.served.empty()) parts_.waits();
}

void ResourceFetches::enter_again(const std::vector<ResourceCache::Waiter>& waiters) {
  for (const ResourceCache::Waiter waiter : waiters)
    if (auto found = awaiting_.extract(waiter); !found.empty()) enter(std::move(found.mapped()));
}

ResourceAnswer ResourceFetches::keep(ResourceCache::Waiter waiter, ResourceAnswer answer) {
  if (answer.record.fate != ResourceFate::kAnswered) {
    settle(cache_.failed(waiter), answer);
    return answer;
  }
  KeptResource kept{answer.record.status, answer.record.status_line,
                    std::move(answer.record.headers), std::move(answer.body)};
  const ResourceCache::Settled settled =
      cache_.answered(waiter, std::move(kept), parts_.scheduler.now());
  ResourceAnswer given = answer_from(*settled.answer);
  given.record.from_cache = false;
  given.record.transferred = answer.record.transferred;
  given.record.total = answer.record.total;
  settle(settled, given);
  return given;
}

void ResourceFetches::end(HostKey host) {
  const auto place = places_.find(host);
  if (place != places_.end() && --place->second.out == 0) places_.erase(place);
  parts_.frontier.lease_ended(host, parts_.scheduler.now());
}

void ResourceFetches::forget(PageNumber page) {
  std::erase_if(answers_, [&](const auto& answer) { return answer.first.page == page; });
  for (auto& [number, asked] : running_)
    if (asked.page == page) asked.done = nullptr;
  std::vector<Asked> gone;
  for (auto& [host, place] : places_)
    std::erase_if(place.waiting, [&](Asked& asked) {
      if (asked.page != page) return false;
      gone.push_back(std::move(asked));
      return true;
    });
  std::erase_if(awaiting_, [&](const auto& awaiting) {
    const bool is_its = awaiting.second.page == page;
    if (is_its) cache_.forget(awaiting.first);
    return is_its;
  });
  for (const Asked& asked : gone) {
    end(asked.host);
    enter_again(cache_.forget(asked.waiter));
  }
  // What is left may have been waiting for just this.
  if (!gone.empty()) parts_.waits();
}

bool ResourceFetches::is_held_up(PageNumber page) const {
  const auto is_its = [page](const Asked& asked) { return asked.page == page; };
  return std::any_of(places_.begin(), places_.end(),
                     [&](const auto& place) {
                       const std::deque<Asked>& waiting = place.second.waiting;
                       return std::any_of(waiting.begin(), waiting.end(), is_its);
                     }) ||
         std::any_of(awaiting_.begin(), awaiting_.end(),
                     [&](const auto& awaiting) { return is_its(awaiting.second); });
}

void ResourceFetches::start() {
  is_new_ = false;
  std::vector<HostKey> hosts;
  for (const auto& [host, place] : places_)
    if (!place.waiting.empty()) hosts.push_back(host);
  for (const HostKey host : hosts)
    if (const auto place = places_.find(host); place != places_.end())
      start_first(host, place->second);
  // An answer may end its page, which then is forgotten.
  for (std::size_t n = answers_.size(); n > 0 && !answers_.empty(); --n) {
    auto [asked, answer] = std::move(answers_.front());
    answers_.pop_front();
    if (asked.done) asked.done(std::move(answer));
  }
}

bool ResourceFetches::may_start(HostKey host, const Place& place) {
  const TimePoint now = parts_.scheduler.now();
  if (place.waiting.empty() || !parts_.demand.is_safe(now)) return false;
  if (parts_.fetcher.in_flight() >= parts_.options.concurrency) return false;
  HostMemory* memory = parts_.frontier.memory(host);
  if (memory == nullptr) return false;
  const Frontier::Extra may = parts_.frontier.may_start_extra(host, now);
  if (may == Frontier::Extra::kNow &&
      !parts_.gate.known(memory->robots, now)) {  // a day has passed
    parts_.frontier.refresh(host);
    return false;
  }
  return may == Frontier::Extra::kNow;
}

void ResourceFetches::start_first(HostKey host, Place& place) {
  while (may_start(host, place)) {
    Asked asked = std::move(place.waiting.front());
    place.waiting.pop_front();
    const std::string_view path = asked.url.href().substr(asked.url.origin().size());
    const bool is_last = place.out == 1;
    if (parts_.gate.judge(parts_.frontier.memory(host)->robots, path) ==
        RobotsGate::Verdict::kRefused) {
      fail(std::move(asked), ResourceFate::kRobots, {});
      end(host);
      if (is_last) return;
    } else {
      transfer(std::move(asked));
    }
  }
}

void ResourceFetches::transfer(Asked asked) {
  FetchJob job;
  job.url = std::string(asked.url.href());
  job.for_host = asked.host;
  job.addresses = parts_.frontier.addresses(asked.host);
  job.allow_private =
      parts_.options.allow_private || parts_.admission.is_seed_host(asked.url.host());
  job.send_credentials = parts_.admission.may_send_credentials(asked.url);
  job.max_body_bytes = parts_.options.max_body;
  job.any_type = true;
  job.head = asked.request.method == "HEAD";
  if (asked.request.method == "POST") job.post = asked.request.body;
  job.conditions = lines_of(asked.request.headers);
  parts_.frontier.start_extra(asked.host, parts_.scheduler.now());
  const uint64_t number = ++last_number_;
  running_.emplace(number, std::move(asked));
  parts_.fetcher.start(std::move(job),
                       [this, number](const FetchedPage& page) { fetched(number, page); });
}

void ResourceFetches::fetched(uint64_t number, const FetchedPage& page) {
  Asked asked = std::move(running_.extract(number).mapped());
  const TimePoint now = parts_.scheduler.now();
  parts_.frontier.finished(asked.host, courtesy_of_page(page), page.total, now);
  if (page.outcome == FetchOutcome::kAnswered && is_overload(page.status))
    if (const auto wait =
            asked_wait(header_value(page.headers, "retry-after"), parts_.scheduler.wall_now()))
      parts_.frontier.hold(asked.host, now + *wait);
  end(asked.host);
  ResourceAnswer answer =
      keep(asked.waiter, answer_of(asked.request, page, parts_.options.max_body));
  if (asked.done) asked.done(std::move(answer));
  parts_.moved();
}

std::optional<TimePoint> ResourceFetches::next_at() const {
  const TimePoint now = parts_.scheduler.now();
  if (is_new_ || !answers_.empty()) return now;
  std::optional<TimePoint> next;
  for (const auto& [host, place] : places_) {
    if (place.waiting.empty()) continue;
    const Frontier::Extra may = parts_.frontier.may_start_extra(host, now);
    if (may != Frontier::Extra::kNow && may != Frontier::Extra::kLater) continue;
    const TimePoint at = std::max(now, parts_.frontier.next_start(host));
    if (!next || at < *next) next = at;
  }
  return next;
}

bool ResourceFetches::is_all_of(HostKey host) const {
  const auto place = places_.find(host);
  return place != places_.end() && place->second.out == parts_.frontier.out(host);
}

template <typename Wanted>
void ResourceFetches::drop_those(const Wanted& wanted) {
  std::vector<uint64_t> numbers;
  for (const auto& [number, asked] : running_)
    if (wanted(asked.host)) numbers.push_back(number);
  for (const uint64_t number : numbers) {
    Asked asked = std::move(running_.extract(number).mapped());
    const HostKey host = asked.host;
    parts_.frontier.dropped(host, std::nullopt, parts_.scheduler.now());
    fail(std::move(asked), ResourceFate::kFailed, "given up");
    end(host);
  }
}

void ResourceFetches::dropped(const std::unordered_set<HostKey>& hosts) {
  drop_those([&](HostKey host) { return hosts.contains(host); });
}

void ResourceFetches::all_dropped() {
  drop_those([](HostKey) { return true; });
}

void ResourceFetches::host_in_trouble(const HostTrouble& trouble) {
  const auto found = places_.find(trouble.host);
  if (found == places_.end()) return;
  const TimePoint now = parts_.scheduler.now();
  if (dead_.size() >= kMostDead)
    std::erase_if(dead_, [now](const auto& dead) { return dead.second.until <= now; });
  if (dead_.size() < kMostDead) dead_[trouble.host] = {now + kDeadFor, trouble.detail};
  const bool is_robots = trouble.reason == storage::Reason::kRobotsUnreachable;
  for (Asked& asked : std::exchange(found->second.waiting, {})) {
    const HostKey host = asked.host;
    fail(std::move(asked), is_robots ? ResourceFate::kRobots : ResourceFate::kFailed,
         trouble.detail);
    end(host);
  }
}

}  // namespace crawler
