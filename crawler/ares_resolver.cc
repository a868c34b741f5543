#include "crawler/ares_resolver.h"

#include <ares.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawler/answer_cache.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr std::size_t kMaxHost = 253;  // RFC 1035 2.3.4, in text and without the trailing dot
constexpr int kTries = 3;
// c-ares doubles its patience with every try: 1 + 2 + 4 of these parts fill the limit.
constexpr int kTimeoutParts = 7;
constexpr int kNoServer = 26;  // ARES_ENOSERVER, which c-ares 1.18 does not have yet

Resolved failure(std::string words, bool permanent) { return {{}, std::move(words), permanent}; }

Resolved time_out(milliseconds limit) {
  const auto count = limit.count();
  return failure("time-out after " + (count % 1000 == 0 ? std::to_string(count / 1000) + " s"
                                                        : std::to_string(count) + " ms"),
                 false);
}

Resolved failure_of(int status) {
  switch (status) {
    case ARES_ENOTFOUND:
      return failure("no such name", true);
    case ARES_SUCCESS:  // an answer without addresses
    case ARES_ENODATA:
      return failure("no address for this name", true);
    case ARES_EBADNAME:
    case ARES_EBADSTR:
      return failure("not a host name", true);
    case ARES_ECONNREFUSED:
    case kNoServer:
      return failure("no name server answered (connection refused)", false);
    case ARES_ETIMEOUT:
      return failure("time-out: no name server answered", false);
    default:
      return failure(ares_strerror(status), false);
  }
}

std::optional<IpAddress> address_of(const ares_addrinfo_node& node) {
  IpAddress address;
  if (node.ai_family == AF_INET) {
    const auto* from = reinterpret_cast<const sockaddr_in*>(node.ai_addr);
    std::memcpy(address.bytes.data(), &from->sin_addr, sizeof from->sin_addr);
    return address;
  }
  if (node.ai_family == AF_INET6) {
    const auto* from = reinterpret_cast<const sockaddr_in6*>(node.ai_addr);
    std::memcpy(address.bytes.data(), &from->sin6_addr, sizeof from->sin6_addr);
    address.v6 = true;
    return address;
  }
  return {};
}

Resolved answer_of(int status, const ares_addrinfo* info, std::size_t max_addresses) {
  Resolved answer;
  if (status == ARES_SUCCESS && info != nullptr)
    for (const auto* node = info->nodes; node != nullptr; node = node->ai_next) {
      if (answer.addresses.size() >= max_addresses) break;
      if (const auto address = address_of(*node)) answer.addresses.push_back(*address);
    }
  return answer.addresses.empty() ? failure_of(status) : answer;
}

// Lower case, without the trailing dot of the root.
std::string canonical(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  std::string name(host);
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

// What is known without a question, if anything.
std::optional<Resolved> answer_offline(const std::string& name) {
  if (const auto literal = IpAddress::parse(name)) return Resolved{{*literal}, {}, false};
  // RFC 6761 6.3: never a question to the network, always the loopback.
  if (is_localhost(name))
    return Resolved{{*IpAddress::parse("127.0.0.1"), *IpAddress::parse("::1")}, {}, false};
  // A NUL would make c-ares ask for another name than the one given.
  if (name.empty() || name.size() > kMaxHost || name.find('\0') != std::string::npos)
    return failure("not a host name", true);
  return {};
}

}  // namespace

// One name's way: resolve() → waiting (queue) → start_waiting() → c-ares → on_answer() → settle().
// A name that c-ares keeps longer than the limit is settled by the deadline; its place in flight is
// free only when c-ares lets go, so that the bound holds.
struct AresResolver::Impl {
  struct Pending {
    std::vector<ResolveDone> askers;
    uint64_t serial = 0;
    bool started = false;
  };
  struct Question {  // c-ares holds it, and gives it back exactly once
    Impl& impl;
    std::string name;
    uint64_t serial;
  };
  struct Deadline {
    TimePoint at;
    std::string name;
    uint64_t serial;
  };

  EventLoop& loop;
  ResolverLimits limits;
  AnswerCache cache;
  ares_channel channel = nullptr;
  bool closing = false;
  std::unordered_map<ares_socket_t, std::unique_ptr<SocketWatch>> watches;
  Timer ares_timer;
  Timer deadline_timer;
  std::unordered_map<std::string, Pending> pending;
  std::deque<std::string> waiting;
  std::deque<Deadline> deadlines;  // in order: every name has the same patience
  std::size_t in_flight = 0;
  uint64_t last_serial = 0;
  std::shared_ptr<const bool> alive = std::make_shared<const bool>(true);

  Impl(EventLoop& on, ResolverLimits given)
      : loop(on),
        limits(std::move(given)),
        cache(limits.max_cached),
        ares_timer(on, [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }),
        deadline_timer(on, [this] { expire(); }) {}
  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  int open();
  void close();
  void process(ares_socket_t readable, ares_socket_t writable);
  void arm_ares_timer();
  void watch(ares_socket_t socket, bool readable, bool writable);
  void ask(const std::string& name, ResolveDone done);
  void start_waiting();
  void start(const std::string& name, Pending& entry);
  void expire();
  void settle(const std::string& name, const Resolved& answer);
  void deliver(std::vector<ResolveDone> askers, Resolved answer);

  static void on_socket(void* self, ares_socket_t socket, int readable, int writable) noexcept {
    static_cast<Impl*>(self)->watch(socket, readable != 0, writable != 0);
  }
  static void on_answer(void* given, int status, int timeouts, ares_addrinfo* info) noexcept;
};

// At the first name that needs the network: it reads files, and a crawl of literals needs none.
int AresResolver::Impl::open() {
  if (channel != nullptr) return ARES_SUCCESS;
  int status = ares_library_init(ARES_LIB_INIT_ALL);
  if (status != ARES_SUCCESS) return status;
  ares_options options{};
  options.sock_state_cb = &Impl::on_socket;
  options.sock_state_cb_data = this;
  options.timeout = static_cast<int>(std::clamp<int64_t>(limits.timeout.count() / kTimeoutParts, 1,
                                                         milliseconds(3'600'000).count()));
  options.tries = kTries;
  int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
  if (!limits.servers.empty()) {
    options.flags = ARES_FLAG_NOSEARCH;
    mask |= ARES_OPT_FLAGS;
  }
  status = ares_init_options(&channel, &options, mask);
  if (status == ARES_SUCCESS && !limits.servers.empty()) {
    status = ares_set_servers_ports_csv(channel, limits.servers.c_str());
    if (status != ARES_SUCCESS) ares_destroy(channel);
  }
  if (status != ARES_SUCCESS) {
    channel = nullptr;
    ares_library_cleanup();
  }
  return status;
}

void AresResolver::Impl::close() {
  alive.reset();
  closing = true;
  if (channel == nullptr) return;
  ares_destroy(channel);
  ares_library_cleanup();
}

// c-ares may close sockets here and so destroy the very watch that called: SocketWatch allows it.
void AresResolver::Impl::process(ares_socket_t readable, ares_socket_t writable) {
  ares_process_fd(channel, readable, writable);
  start_waiting();
}

void AresResolver::Impl::arm_ares_timer() {
  timeval room{};
  const timeval* next = channel == nullptr ? nullptr : ares_timeout(channel, nullptr, &room);
  if (next == nullptr) return ares_timer.cancel();
  // Rounded up: a timer that comes too early would turn idly.
  ares_timer.set(std::chrono::seconds(next->tv_sec) + milliseconds((next->tv_usec + 999) / 1000));
}

void AresResolver::Impl::watch(ares_socket_t socket, bool readable, bool writable) {
  if (!readable && !writable) {
    watches.erase(socket);
    return;
  }
  std::unique_ptr<SocketWatch>& watch = watches[socket];
  if (watch == nullptr)
    watch = std::make_unique<SocketWatch>(
        loop, socket, [this, socket](bool can_read, bool can_write, bool failed) {
          // A failed poll counts as both: c-ares meets the error when it reads or writes.
          process(can_read || failed ? socket : ARES_SOCKET_BAD,
                  can_write || failed ? socket : ARES_SOCKET_BAD);
        });
  watch->watch(readable, writable);
}

void AresResolver::Impl::ask(const std::string& name, ResolveDone done) {
  const auto [entry, is_new] = pending.try_emplace(name);
  entry->second.askers.push_back(std::move(done));
  if (!is_new) return;
  waiting.push_back(name);
  start_waiting();
}

// Never called from within c-ares' callbacks: an answer at once (hosts file) must not recurse.
void AresResolver::Impl::start_waiting() {
  while (!waiting.empty() && in_flight < std::max<std::size_t>(limits.max_in_flight, 1)) {
    const std::string name = std::move(waiting.front());
    waiting.pop_front();
    // A late answer to an earlier question may have settled it already.
    const auto entry = pending.find(name);
    if (entry != pending.end() && !entry->second.started) start(name, entry->second);
  }
  arm_ares_timer();
}

void AresResolver::Impl::start(const std::string& name, Pending& entry) {
  if (const int status = open(); status != ARES_SUCCESS)
    return settle(name, failure(std::string("DNS: ") + ares_strerror(status), false));
  entry.started = true;
  entry.serial = ++last_serial;
  ++in_flight;
  deadlines.push_back({loop.now() + limits.timeout, name, entry.serial});
  if (deadlines.size() == 1) deadline_timer.set(limits.timeout);
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;  // else each address comes once for every socket type
  auto question = std::make_unique<Question>(Question{*this, name, entry.serial});
  ares_getaddrinfo(channel, name.c_str(), nullptr, &hints, &Impl::on_answer, question.release());
}

void AresResolver::Impl::on_answer(void* given, int status, int /*timeouts*/,
                                   ares_addrinfo* info) noexcept {
  const std::unique_ptr<Question> question(static_cast<Question*>(given));
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned(info,
                                                                           &ares_freeaddrinfo);
  Impl& impl = question->impl;
  if (impl.closing) return;
  assert(impl.in_flight > 0);
  --impl.in_flight;
  const Resolved answer = answer_of(status, info, impl.limits.max_addresses);
  const auto entry = impl.pending.find(question->name);
  const bool awaited = entry != impl.pending.end() && entry->second.serial == question->serial;
  // After the deadline a good answer still serves the next asker; a failure has been told already.
  if (awaited || !answer.addresses.empty()) impl.settle(question->name, answer);
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
  const auto lasts = answer.addresses.empty() ? limits.bad_for : limits.good_for;
  cache.put(name, answer, loop.now() + lasts);
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

AresResolver::AresResolver(EventLoop& loop, ResolverLimits limits)
    : impl_(std::make_unique<Impl>(loop, std::move(limits))) {}

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
