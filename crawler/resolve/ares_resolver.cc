// Many hosts become known at once, and name servers punish a flood of questions, so only some are
// asked at a time and the others wait in a queue; everyone who asks for the same name shares one
// question. The deadline of a name is kept here and not by c-ares, whose timeouts add up over
// servers and tries. A late answer still goes into the cache.
#include "crawler/resolve/ares_resolver.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawler/resolve/answer_cache.h"
#include "crawler/resolve/ares_channel.h"
#include "ground/ascii.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr std::size_t kMaxHost = 253;  // RFC 1035 2.3.4, in text and without the trailing dot

Resolved time_out(milliseconds limit) {
  const auto count = limit.count();
  return failure("timeout after " + (count % 1000 == 0 ? std::to_string(count / 1000) + " s"
                                                       : std::to_string(count) + " ms"),
                 false);
}

// Without the trailing dot of the root.
std::string_view without_root(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Lower case; with the trailing dot only where it says more than the name does: that a single label
// is not to be searched for.
std::string canonical(std::string_view host) {
  const std::string_view bare = without_root(host);
  if (bare.ends_with('.')) return {};  // an empty label: no name
  std::string name(bare.find('.') == std::string_view::npos ? host : bare);
  ground::ascii::make_lower(name);
  return name;
}

// What is known without a question, if anything.
std::optional<Resolved> answer_offline(std::string_view name) {
  name = without_root(name);
  if (const auto literal = IpAddress::parse(name)) return Resolved{{*literal}, {}, false};
  // RFC 6761 6.3: never a question to the network, always the loopback.
  if (is_localhost(name))
    return Resolved{{*IpAddress::parse("127.0.0.1"), *IpAddress::parse("::1")}, {}, false};
  // A NUL would make c-ares ask for another name than the one given.
  if (name.empty() || name.size() > kMaxHost || name.find('\0') != std::string_view::npos)
    return failure("not a host name", true);
  return {};
}

}  // namespace

// One name's way: resolve() → waiting (queue) → start_waiting() → channel → answered() → settle().
// A name that its channel keeps longer than the limit is settled by the deadline; its place in
// flight is free only when the channel lets go, so that the bound holds.
struct AresResolver::Impl {
  struct Pending {
    std::vector<ResolveDone> askers;
    uint64_t serial = 0;
    bool started = false;
  };
  struct Deadline {
    TimePoint at;
    std::string name;
    uint64_t serial;
  };

  EventLoop& loop;
  ResolverLimits limits;
  AnswerCache cache;
  Timer deadline_timer;
  std::unordered_map<std::string, Pending> pending;
  std::deque<std::string> waiting;
  std::deque<Deadline> deadlines;  // in order: every name has the same patience
  std::size_t in_flight = 0;
  uint64_t last_serial = 0;
  bool wakes = false;  // start_waiting() is posted
  std::shared_ptr<const bool> alive = std::make_shared<const bool>(true);
  AresChannel absolute;
  AresChannel searching;

  Impl(EventLoop& on, const ResolverLimits& given)
      : loop(on),
        limits(given),
        cache(limits.max_cached),
        deadline_timer(on, [this] { expire(); }),
        absolute(on, channel_settings(false)),
        searching(on, channel_settings(true)) {}

  ChannelSettings channel_settings(bool search) const {
    return {search, limits.timeout, limits.max_addresses, limits.servers};
  }
  void ask(const std::string& name, ResolveDone done);
  void start_waiting();
  void start(const std::string& name, Pending& entry);
  void answered(const std::string& name, uint64_t serial, const Resolved& answer);
  void expire();
  void settle(const std::string& name, const Resolved& answer);
  void deliver(std::vector<ResolveDone> askers, Resolved answer);
  void post(Task task);
};

void AresResolver::Impl::ask(const std::string& name, ResolveDone done) {
  const auto [entry, is_new] = pending.try_emplace(name);
  entry->second.askers.push_back(std::move(done));
  if (!is_new) return;
  waiting.push_back(name);
  start_waiting();
}

// Never from within a channel's answer: one that comes at once (hosts file) must not recurse.
void AresResolver::Impl::start_waiting() {
  while (!waiting.empty() && in_flight < std::max<std::size_t>(limits.max_in_flight, 1)) {
    const std::string name = std::move(waiting.front());
    waiting.pop_front();
    // A late answer to an earlier question may have settled it already.
    const auto entry = pending.find(name);
    if (entry != pending.end() && !entry->second.started) start(name, entry->second);
  }
}

void AresResolver::Impl::start(const std::string& name, Pending& entry) {
  entry.started = true;
  entry.serial = ++last_serial;
  ++in_flight;
  deadlines.push_back({loop.now() + limits.timeout, name, entry.serial});
  if (deadlines.size() == 1) deadline_timer.set(limits.timeout);
  AresChannel& channel = name.find('.') == std::string::npos ? searching : absolute;
  channel.ask(std::string(without_root(name)),
              [this, name, serial = entry.serial](const Resolved& answer) {
                answered(name, serial, answer);
              });
}

void AresResolver::Impl::answered(const std::string& name, uint64_t serial,
                                  const Resolved& answer) {
  assert(in_flight > 0);
  --in_flight;
  const auto entry = pending.find(name);
  const bool awaited = entry != pending.end() && entry->second.serial == serial;
  // After the deadline a good answer still serves the next asker; a failure has been told already.
  if (awaited || !answer.addresses.empty()) settle(name, answer);
  if (waiting.empty() || wakes) return;
  wakes = true;
  post([this] {
    wakes = false;
    start_waiting();
  });
}

void AresResolver::Impl::expire() {
  const TimePoint now = loop.now();
  while (!deadlines.empty()) {
    const Deadline& first = deadlines.front();
    const auto entry = pending.find(first.name);
    const bool awaited = entry != pending.end() && entry->second.serial == first.serial;
    if (awaited && first.at > now) break;
    if (awaited) settle(first.name, time_out(limits.timeout));
    deadlines.pop_front();
  }
  if (deadlines.empty()) return;
  deadline_timer.set(std::chrono::ceil<milliseconds>(deadlines.front().at - now));
}

void AresResolver::Impl::settle(const std::string& name, const Resolved& answer) {
  if (!answer.addresses.empty())
    cache.put(name, answer, loop.now() + limits.good_for);
  else if (answer.permanent)
    cache.put(name, answer, loop.now() + limits.bad_for);
  const auto entry = pending.find(name);
  if (entry == pending.end()) return;
  std::vector<ResolveDone> askers = std::move(entry->second.askers);
  pending.erase(entry);
  deliver(std::move(askers), answer);
}

// An asker may destroy the resolver: the rest of them then hear nothing, as promised.
void AresResolver::Impl::deliver(std::vector<ResolveDone> askers, Resolved answer) {
  loop.post([still = std::weak_ptr<const bool>(alive), askers = std::move(askers),
             answer = std::move(answer)] {
    for (const ResolveDone& done : askers) {
      if (still.expired()) return;
      done(answer);
    }
  });
}

void AresResolver::Impl::post(Task task) {
  loop.post([still = std::weak_ptr<const bool>(alive), task = std::move(task)] {
    if (!still.expired()) task();
  });
}

AresResolver::AresResolver(EventLoop& loop, const ResolverLimits& limits)
    : impl_(std::make_unique<Impl>(loop, limits)) {}

AresResolver::~AresResolver() = default;

void AresResolver::resolve(const std::string& host, ResolveDone done) {
  impl_->loop.assert_here();
  const std::string name = canonical(host);
  if (auto known = answer_offline(name))
    return impl_->deliver({std::move(done)}, *std::move(known));
  if (const Resolved* cached = impl_->cache.find(name, impl_->loop.now()))
    return impl_->deliver({std::move(done)}, *cached);
  impl_->ask(name, std::move(done));
}

}  // namespace crawler
