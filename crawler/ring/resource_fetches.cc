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

std::string mime_of(const FetchedPage& page) {
  const std::string_view type = header_value(page.headers, "content-type");
  return ground::ascii::lowered(ground::ascii::trim(type.substr(0, type.find(';'))));
}

ResourceAnswer answer_of(const ResourceRequest& request, FetchedPage page, std::size_t max_body) {
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
  record.mime = mime_of(page);
  record.status_line = page.status_line;
  std::string inflated;
  std::string_view text;
  parser::inflate(page.body, header_value(page.headers, "content-encoding"), max_body, inflated,
                  text);
  answer.body = std::string(text);
  record.size = answer.body.size();
  for (auto& [name, value] : page.headers)
    record.headers.push_back({std::move(name), std::move(value)});
  if (page.body_cut) record.fate = ResourceFate::kTooLarge;
  return answer;
}

}  // namespace

void ResourceFetches::ask(PageNumber page, ResourceRequest request, Done done) {
  Asked asked{page, std::move(request), {}, 0, std::move(done)};
  std::string why;
  if (asked.url.assign(asked.request.url) != parser::UrlStatus::kOk)
    return fail(std::move(asked), ResourceFate::kScheme, "no URL");
  if (parts_.admission.refuses_port(asked.url))
    return fail(std::move(asked), ResourceFate::kFailed, "a port that browsers refuse");
  if (asked.request.body.size() > kMostPost)
    return fail(std::move(asked), ResourceFate::kTooLarge, "too large to be sent");
  asked.host = parser::key_of(asked.url).host;
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
  answers_.emplace_back(std::move(asked), std::move(answer));
  parts_.waits();
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
  std::vector<HostKey> ended;
  for (auto& [host, place] : places_)
    for (std::size_t n =
             std::erase_if(place.waiting, [&](const Asked& asked) { return asked.page == page; });
         n > 0; --n)
      ended.push_back(host);
  for (const HostKey host : ended) end(host);
  // What is left may have been waiting for just this.
  if (!ended.empty()) parts_.waits();
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
                       [this, number](FetchedPage page) { fetched(number, std::move(page)); });
}

void ResourceFetches::fetched(uint64_t number, FetchedPage page) {
  Asked asked = std::move(running_.extract(number).mapped());
  const TimePoint now = parts_.scheduler.now();
  parts_.frontier.finished(asked.host, courtesy_of_page(page), page.total, now);
  if (page.outcome == FetchOutcome::kAnswered && is_overload(page.status))
    if (const auto wait =
            asked_wait(header_value(page.headers, "retry-after"), parts_.scheduler.wall_now()))
      parts_.frontier.hold(asked.host, now + *wait);
  end(asked.host);
  if (asked.done) asked.done(answer_of(asked.request, std::move(page), parts_.options.max_body));
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
