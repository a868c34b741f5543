#include "crawler/resolve/ares_resolver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

constexpr int kTypeA = 1;
constexpr int kTypeAaaa = 28;

// A name server on a loopback UDP socket. "good…" has both addresses, "v4…" and "v6…" only one,
// "many…" has twenty, "empty…" none; "mute…" is never answered; "shy…" has both, but says SERVFAIL
// to the first three questions of each type; anything else is NXDOMAIN.
class FakeNameServer {
 public:
  FakeNameServer() : socket_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t length = sizeof address;
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    EXPECT_EQ(pipe(stop_), 0);
    place_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeNameServer() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    close(socket_);
  }
  FakeNameServer(const FakeNameServer&) = delete;
  FakeNameServer& operator=(const FakeNameServer&) = delete;

  const std::string& place() const { return place_; }
  int asked(const std::string& name, int type) {
    const std::lock_guard lock(mutex_);
    return asked_[{name, type}];
  }

 private:
  using Packet = std::vector<uint8_t>;

  void serve() {
    while (true) {
      pollfd polled[2] = {{socket_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
      if (poll(polled, 2, -1) < 0 || polled[1].revents != 0) return;
      Packet packet(512);
      sockaddr_in from{};
      socklen_t length = sizeof from;
      const ssize_t got = recvfrom(socket_, packet.data(), packet.size(), 0,
                                   reinterpret_cast<sockaddr*>(&from), &length);
      if (got < 17) continue;
      packet.resize(static_cast<size_t>(got));
      if (const Packet reply = answer(packet); !reply.empty())
        sendto(socket_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
    }
  }

  // RFC 1035 4.1: the header and question come back, then the records.
  Packet answer(const Packet& question) {
    std::string name;
    size_t at = 12;
    while (at < question.size() && question[at] != 0) {
      const size_t size = question[at];
      if (at + 1 + size >= question.size()) return {};
      if (!name.empty()) name += '.';
      name.append(question.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                  question.begin() + static_cast<std::ptrdiff_t>(at + 1 + size));
      at += 1 + size;
    }
    if (at + 5 > question.size()) return {};
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const int type = question[at + 1] * 256 + question[at + 2];
    int times = 0;
    {
      const std::lock_guard lock(mutex_);
      times = ++asked_[{name, type}];
    }
    const auto is = [&](const char* prefix) { return name.rfind(prefix, 0) == 0; };
    if (is("mute")) return {};
    const bool known = is("good") || is("v4") || is("v6") || is("many") || is("empty") || is("shy");
    const bool fails = is("shy") && times <= 3;
    int records = 0;
    if (type == kTypeA && known && !is("empty") && !is("v6")) records = is("many") ? 20 : 1;
    if (type == kTypeAaaa && (is("good") || is("v6") || is("shy"))) records = 1;
    if (fails) records = 0;
    Packet reply(question.begin(), question.begin() + static_cast<std::ptrdiff_t>(at + 5));
    reply[2] = 0x81;
    reply[3] = fails ? 0x82 : known ? 0x80 : 0x83;  // SERVFAIL, fine, NXDOMAIN
    reply[7] = static_cast<uint8_t>(records);
    reply[8] = reply[9] = reply[10] = reply[11] = 0;
    for (int i = 0; i < records; ++i) append_record(reply, type, static_cast<uint8_t>(i + 1));
    return reply;
  }

  static void append_record(Packet& reply, int type, uint8_t last) {
    const auto size = static_cast<uint8_t>(type == kTypeA ? 4 : 16);
    for (const int byte : {0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, int{size}})
      reply.push_back(static_cast<uint8_t>(byte));
    IpAddress address = *IpAddress::parse(type == kTypeA ? "127.1.2.0" : "2001:db8::");
    address.bytes[size - 1U] = last;
    reply.insert(reply.end(), address.bytes.begin(), address.bytes.begin() + size);
  }

  int socket_;
  int stop_[2] = {-1, -1};
  std::string place_;
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, int> asked_;
  std::thread thread_;
};

// No name server listens at the discard port of the loopback; a question would fail.
constexpr const char* kNobody = "127.0.0.1:9";

ResolverLimits limits_for(const std::string& servers) {
  ResolverLimits limits;
  limits.servers = servers;
  return limits;
}

// Asks for all the names at once; the answers in the order of the names.
std::vector<Resolved> resolve_all(EventLoop& loop, Resolver& resolver,
                                  const std::vector<std::string>& names) {
  std::vector<Resolved> answers(names.size());
  size_t left = names.size();
  bool within = true;
  for (size_t i = 0; i < names.size(); ++i)
    resolver.resolve(names[i], [&, i](const Resolved& answer) {
      EXPECT_FALSE(within) << "done was called from within resolve()";
      answers[i] = answer;
      if (--left == 0) loop.stop();
    });
  within = false;
  loop.run();
  return answers;
}

Resolved resolve_one(EventLoop& loop, Resolver& resolver, const std::string& name) {
  return resolve_all(loop, resolver, {name}).front();
}

std::vector<std::string> texts(const Resolved& answer) {
  std::vector<std::string> all;
  for (const IpAddress& address : answer.addresses) all.push_back(address.text());
  return all;
}

using Texts = std::vector<std::string>;

TEST(AresResolver, LiteralsAnswerThemselvesWithoutTheNetwork) {
  EventLoop loop;
  AresResolver resolver(loop, limits_for(kNobody));
  EXPECT_EQ(texts(resolve_one(loop, resolver, "192.0.2.7")), Texts{"192.0.2.7"});
  EXPECT_EQ(texts(resolve_one(loop, resolver, "[2001:db8::7]")), Texts{"2001:db8::7"});
  EXPECT_EQ(texts(resolve_one(loop, resolver, "2001:db8::7")), Texts{"2001:db8::7"});
}

TEST(AresResolver, Rfc6761LocalhostNamesAreTheLoopback) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  for (const char* name : {"localhost", "LocalHost", "localhost.", "a.localhost", "a.b.localhost."})
    EXPECT_EQ(texts(resolve_one(loop, resolver, name)), (Texts{"127.0.0.1", "::1"})) << name;
  EXPECT_TRUE(resolve_one(loop, resolver, "notlocalhost").permanent);
  EXPECT_EQ(server.asked("localhost", kTypeA), 0);
  EXPECT_EQ(server.asked("notlocalhost", kTypeA), 1);
}

TEST(AresResolver, WhatCannotBeAHostNameFailsForGood) {
  EventLoop loop;
  AresResolver resolver(loop, limits_for(kNobody));
  for (const std::string& name : {std::string(), std::string("."), std::string("good\0.test", 10),
                                  std::string(254, 'a'), std::string(64, 'a') + ".test"}) {
    const Resolved answer = resolve_one(loop, resolver, name);
    EXPECT_TRUE(answer.permanent) << name;
    EXPECT_EQ(answer.error, "not a host name");
  }
}

TEST(AresResolver, BothFamiliesAreAnswered) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  const Resolved answer = resolve_one(loop, resolver, "good.test");
  Texts both = texts(answer);
  std::sort(both.begin(), both.end());  // their order depends on this machine's routes (RFC 6724)
  EXPECT_EQ(both, (Texts{"127.1.2.1", "2001:db8::1"}));
  EXPECT_EQ(answer.error, "");
  EXPECT_FALSE(answer.permanent);
  EXPECT_EQ(texts(resolve_one(loop, resolver, "v4.test")), Texts{"127.1.2.1"});
}

TEST(AresResolver, OneFamilyIsEnough) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  EXPECT_EQ(texts(resolve_one(loop, resolver, "v6.test")), Texts{"2001:db8::1"});
  EXPECT_EQ(texts(resolve_one(loop, resolver, "v4.test")), Texts{"127.1.2.1"});
}

TEST(AresResolver, AddressesAreBounded) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  EXPECT_EQ(resolve_one(loop, resolver, "many.test").addresses.size(), 16u);
}

TEST(AresResolver, NxdomainAndNoDataArePermanent) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  const Resolved unknown = resolve_one(loop, resolver, "missing.test");
  EXPECT_EQ(unknown.error, "no such name");
  EXPECT_TRUE(unknown.permanent);
  const Resolved empty = resolve_one(loop, resolver, "empty.test");
  EXPECT_EQ(empty.error, "no address for this name");
  EXPECT_TRUE(empty.permanent);
}

TEST(AresResolver, SilenceEndsWithinTheTimeout) {
  EventLoop loop;
  FakeNameServer server;
  ResolverLimits limits = limits_for(server.place());
  limits.timeout = milliseconds(200);
  AresResolver resolver(loop, limits);
  const auto start = loop.now();
  const Resolved answer = resolve_one(loop, resolver, "mute.test");
  EXPECT_LT(loop.now() - start, milliseconds(10'000));
  EXPECT_TRUE(answer.addresses.empty());
  EXPECT_NE(answer.error.find("timeout"), std::string::npos) << answer.error;
  EXPECT_FALSE(answer.permanent);
}

TEST(AresResolver, TheTimeoutHoldsOverManyServers) {
  EventLoop loop;
  FakeNameServer first;
  FakeNameServer second;
  FakeNameServer third;
  ResolverLimits limits = limits_for(first.place() + "," + second.place() + "," + third.place());
  limits.timeout = milliseconds(150);
  AresResolver resolver(loop, limits);
  EXPECT_EQ(resolve_one(loop, resolver, "mute.test").error, "timeout after 150 ms");
}

TEST(AresResolver, NoServerIsAFailureThatMayPass) {
  EventLoop loop;
  ResolverLimits limits = limits_for(kNobody);
  limits.timeout = milliseconds(200);
  AresResolver resolver(loop, limits);
  const Resolved answer = resolve_one(loop, resolver, "good.test");
  EXPECT_TRUE(answer.addresses.empty());
  EXPECT_NE(answer.error, "");
  EXPECT_FALSE(answer.permanent);
}

TEST(AresResolver, UnusableServersFailEveryName) {
  EventLoop loop;
  AresResolver resolver(loop, limits_for("not a server"));
  for (const char* name : {"good.test", "good2.test"}) {
    const Resolved answer = resolve_one(loop, resolver, name);
    EXPECT_NE(answer.error, "") << name;
    EXPECT_FALSE(answer.permanent);
  }
}

TEST(AresResolver, ConcurrentAsksOfOneNameAreOneQuestion) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  const auto answers = resolve_all(loop, resolver, {"good.test", "GOOD.test.", "good.test"});
  for (const Resolved& answer : answers) EXPECT_EQ(answer.addresses.size(), 2u);
  EXPECT_EQ(server.asked("good.test", kTypeA), 1);
  EXPECT_EQ(server.asked("good.test", kTypeAaaa), 1);
}

// The search domains of the system, for the channels that are opened while it lives.
class SearchDomain {
 public:
  explicit SearchDomain(const char* domain) { setenv("LOCALDOMAIN", domain, 1); }
  ~SearchDomain() { unsetenv("LOCALDOMAIN"); }
  SearchDomain(const SearchDomain&) = delete;
  SearchDomain& operator=(const SearchDomain&) = delete;
};

TEST(AresResolver, ANameWithADotIsNotSearchedFor) {
  const SearchDomain domain("corp.example");
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  for (const std::string name : {"missing.test", "missing.test.", "empty.test", "missing."})
    EXPECT_TRUE(resolve_one(loop, resolver, name).permanent) << name;
  EXPECT_EQ(texts(resolve_one(loop, resolver, "v4.")), Texts{"127.1.2.1"});
  for (const char* name : {"missing.test", "empty.test", "missing", "v4"}) {
    EXPECT_EQ(server.asked(name, kTypeA), 1) << name;
    EXPECT_EQ(server.asked(std::string(name) + ".corp.example", kTypeA), 0) << name;
  }
}

TEST(AresResolver, ASingleLabelIsSearchedFor) {
  const SearchDomain domain("corp.example");
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  EXPECT_EQ(texts(resolve_one(loop, resolver, "v4")), Texts{"127.1.2.1"});
  EXPECT_EQ(server.asked("v4.corp.example", kTypeA), 1);
  EXPECT_TRUE(resolve_one(loop, resolver, "missing").permanent);
  EXPECT_EQ(server.asked("missing.corp.example", kTypeA), 1);
}

TEST(AresResolver, AnEmptyLabelIsNoName) {
  EventLoop loop;
  AresResolver resolver(loop, limits_for(kNobody));
  for (const char* name : {"wiki..", "wiki.test..", "..", ".test"})
    EXPECT_EQ(resolve_one(loop, resolver, name).error, "not a host name") << name;
}

TEST(AresResolver, AFailureThatMayPassIsAskedAboutAgain) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  EXPECT_FALSE(resolve_one(loop, resolver, "shy.test").permanent);
  EXPECT_EQ(resolve_one(loop, resolver, "shy.test").addresses.size(), 2u);
}

TEST(AresResolver, AnswersAndFailuresAreCached) {
  EventLoop loop;
  FakeNameServer server;
  AresResolver resolver(loop, limits_for(server.place()));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(resolve_one(loop, resolver, "good.test").addresses.size(), 2u);
    EXPECT_EQ(resolve_one(loop, resolver, "missing.test").error, "no such name");
  }
  EXPECT_EQ(server.asked("good.test", kTypeA), 1);
  EXPECT_EQ(server.asked("missing.test", kTypeA), 1);
}

TEST(AresResolver, TheCacheForgetsTheLeastRecentlyUsed) {
  EventLoop loop;
  FakeNameServer server;
  ResolverLimits limits = limits_for(server.place());
  limits.max_cached = 2;
  AresResolver resolver(loop, limits);
  // NXDOMAIN without an SOA record: the library keeps no copy of its own.
  for (const char* name : {"a.test", "b.test", "a.test", "c.test", "a.test", "b.test"})
    resolve_one(loop, resolver, name);
  EXPECT_EQ(server.asked("a.test", kTypeA), 1);
  EXPECT_EQ(server.asked("b.test", kTypeA), 2);
  EXPECT_EQ(server.asked("c.test", kTypeA), 1);
}

TEST(AresResolver, MoreNamesThanPlacesInFlightAreAllAnswered) {
  EventLoop loop;
  FakeNameServer server;
  ResolverLimits limits = limits_for(server.place());
  limits.max_in_flight = 2;
  AresResolver resolver(loop, limits);
  std::vector<std::string> names;
  for (int i = 0; i < 50; ++i) names.push_back("good" + std::to_string(i) + ".test");
  for (const Resolved& answer : resolve_all(loop, resolver, names))
    EXPECT_EQ(answer.addresses.size(), 2u);
}

TEST(AresResolver, NamesThatFailAtOnceDoNotRecurse) {
  EventLoop loop;
  AresResolver resolver(loop, limits_for(kNobody));
  std::vector<std::string> names;
  for (int i = 0; i < 5000; ++i) names.push_back(std::to_string(i) + "..test");
  for (const Resolved& answer : resolve_all(loop, resolver, names)) EXPECT_TRUE(answer.permanent);
}

TEST(AresResolver, DestroyedItCallsNothing) {
  EventLoop loop;
  FakeNameServer server;
  auto resolver = std::make_unique<AresResolver>(loop, limits_for(server.place()));
  int calls = 0;
  for (const char* name : {"127.0.0.1", "mute.test", "good.test"})
    resolver->resolve(name, [&](const Resolved&) { ++calls; });
  resolver.reset();
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(calls, 0);
}

TEST(AresResolver, AnAskerMayDestroyIt) {
  EventLoop loop;
  FakeNameServer server;
  auto resolver = std::make_unique<AresResolver>(loop, limits_for(server.place()));
  int calls = 0;
  for (int i = 0; i < 2; ++i)
    resolver->resolve("good.test", [&](const Resolved&) {
      ++calls;
      resolver.reset();
      loop.stop();
    });
  loop.run();
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace crawler
