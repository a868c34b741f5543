// c-ares tells which sockets it wants watched, and the loop tells c-ares when they are ready; this
// file connects the two. The channel is opened with the first name, since opening reads files, and
// a crawl of IP addresses needs no DNS. Calls into c-ares may close sockets and so remove the very
// watch that is calling, which SocketWatch allows.
#include "crawler/resolve/ares_channel.h"

#include <ares.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>

namespace crawler {
namespace {

using std::chrono::milliseconds;

constexpr int kTries = 3;
// c-ares doubles its patience with every try: 1 + 2 + 4 of these parts fill the limit.
constexpr int kTimeoutParts = 7;
constexpr int kNoServer = 26;  // ARES_ENOSERVER, which c-ares 1.18 does not have yet

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
    case ARES_ECONNREFUSED:  // c-ares 1.18 says so of SERVFAIL too
    case kNoServer:
      return failure("no name server could answer (connection refused, or SERVFAIL)", false);
    case ARES_ETIMEOUT:
      return failure("timeout: no name server answered", false);
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

}  // namespace

struct AresChannel::Impl {
  struct Question {  // c-ares holds it, and gives it back exactly once
    Impl& impl;
    Answered answered;
  };

  EventLoop& loop;
  ChannelSettings settings;
  ares_channel channel = nullptr;
  bool closing = false;
  std::unordered_map<ares_socket_t, std::unique_ptr<SocketWatch>> watches;
  Timer timer;

  Impl(EventLoop& on, ChannelSettings given)
      : loop(on),
        settings(std::move(given)),
        timer(on, [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }) {}
  ~Impl() { close(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  int open();
  int open_channel();
  void close();
  void process(ares_socket_t readable, ares_socket_t writable);
  void arm_timer();
  void watch(ares_socket_t socket, bool readable, bool writable);

  static void on_socket(void* self, ares_socket_t socket, int readable, int writable) noexcept {
    static_cast<Impl*>(self)->watch(socket, readable != 0, writable != 0);
  }
  static void on_answer(void* given, int status, int timeouts, ares_addrinfo* info) noexcept;
};

// At the first name: it reads files, and a crawl of literals needs none.
int AresChannel::Impl::open() {
  if (channel != nullptr) return ARES_SUCCESS;
  int status = ares_library_init(ARES_LIB_INIT_ALL);
  if (status != ARES_SUCCESS) return status;
  status = open_channel();
  if (status != ARES_SUCCESS) {
    channel = nullptr;
    ares_library_cleanup();
  }
  return status;
}

int AresChannel::Impl::open_channel() {
  ares_options options{};
  options.sock_state_cb = &Impl::on_socket;
  options.sock_state_cb_data = this;
  options.timeout = static_cast<int>(std::clamp<int64_t>(settings.timeout.count() / kTimeoutParts,
                                                         1, milliseconds(3'600'000).count()));
  options.tries = kTries;
  int mask = ARES_OPT_SOCK_STATE_CB | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
  if (!settings.search) {
    // Both are needed: ares_getaddrinfo() of 1.18 knows nothing of the flag, and 1.34 takes an
    // empty list for none given and makes one of the machine's own name. (A dot at the name's end
    // says the same to all, but so the name is not found in the hosts file.) EDNS is what 1.34
    // would choose were there no flags.
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_EDNS;
    options.ndomains = 0;
    mask |= ARES_OPT_FLAGS | ARES_OPT_DOMAINS;
  }
  int status = ares_init_options(&channel, &options, mask);
  if (status == ARES_SUCCESS && !settings.servers.empty()) {
    status = ares_set_servers_ports_csv(channel, settings.servers.c_str());
    if (status != ARES_SUCCESS) ares_destroy(channel);
  }
  return status;
}

void AresChannel::Impl::close() {
  closing = true;
  if (channel == nullptr) return;
  ares_destroy(channel);
  ares_library_cleanup();
}

// c-ares may close sockets here and so destroy the very watch that called: SocketWatch allows it.
void AresChannel::Impl::process(ares_socket_t readable, ares_socket_t writable) {
  ares_process_fd(channel, readable, writable);
  arm_timer();
}

void AresChannel::Impl::arm_timer() {
  timeval room{};
  const timeval* next = ares_timeout(channel, nullptr, &room);
  if (next == nullptr) return timer.cancel();
  // Rounded up: a timer that comes too early would turn idly.
  timer.set(std::chrono::seconds(next->tv_sec) + milliseconds((next->tv_usec + 999) / 1000));
}

void AresChannel::Impl::watch(ares_socket_t socket, bool readable, bool writable) {
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

void AresChannel::Impl::on_answer(void* given, int status, int /*timeouts*/,
                                  ares_addrinfo* info) noexcept {
  const std::unique_ptr<Question> question(static_cast<Question*>(given));
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owned(info,
                                                                           &ares_freeaddrinfo);
  if (question->impl.closing) return;
  question->answered(answer_of(status, info, question->impl.settings.max_addresses));
}

AresChannel::AresChannel(EventLoop& loop, ChannelSettings settings)
    : impl_(std::make_unique<Impl>(loop, std::move(settings))) {}

AresChannel::~AresChannel() = default;

void AresChannel::ask(const std::string& name, Answered answered) {
  if (const int status = impl_->open(); status != ARES_SUCCESS)
    return answered(failure(std::string("DNS: ") + ares_strerror(status), false));
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;  // else each address comes once for every socket type
  auto question = std::make_unique<Impl::Question>(Impl::Question{*impl_, std::move(answered)});
  ares_getaddrinfo(impl_->channel, name.c_str(), nullptr, &hints, &Impl::on_answer,
                   question.release());
  impl_->arm_timer();
}

}  // namespace crawler
