// The server's limits, by sockets that misbehave; and the queue behind it.
#include "explore/serve/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "explore/serve/connection_deadlines.h"
#include "explore/serve/request_queue.h"

namespace explore {
namespace {

constexpr int kPatienceMs = 10'000;

class Client {
 public:
  explicit Client(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool is_connected() const { return is_connected_; }
  void send_text(const std::string& text) { send(fd_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Up to the end of the connection, or `until` in what came.
  std::string read_text(const std::string& until = "\r\n\r\n") {
    std::string text;
    char block[4096];
    while (text.find(until) == std::string::npos) {
      pollfd waiting{fd_, POLLIN, 0};
      if (poll(&waiting, 1, kPatienceMs) <= 0) return text + "(nothing came)";
      const ssize_t size = recv(fd_, block, sizeof(block), 0);
      if (size <= 0) return text + "(closed)";
      text.append(block, static_cast<std::size_t>(size));
    }
    return text;
  }
  std::string ask(const std::string& head, const std::string& until = "\r\n\r\n") {
    send_text(head + "\r\n\r\n");
    return read_text(until);
  }

 private:
  int fd_;
  bool is_connected_ = false;
};

std::unique_ptr<HttpServer> serve(std::vector<HttpServer::Responder> responders,
                                  const HttpLimits& limits = {}) {
  auto server =
      HttpServer::start({"127.0.0.1", 0}, limits, std::move(responders),
                        [](const HttpRequest& request) { return request.path == "/slow"; });
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(server).value();
}

HttpResponse echo(const HttpRequest& request) {
  std::string words = request.method + " " + request.path + "?";
  for (const auto& [name, value] : request.query) words += name + "=" + value + "&";
  return {200, {{"X-Seen", std::to_string(request.body.size())}}, words};
}

constexpr const char* kGet = "GET /a%20b?x=1%262&y HTTP/1.1\r\nHost: localhost";

TEST(ConnectionDeadlines, ClosesWhatIsOverdueAndNothingElse) {
  using Clock = ConnectionDeadlines::Clock;
  const auto start = Clock::time_point();
  int late[2], early[2], gone[2];
  for (int* pair : {late, early, gone}) ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const auto is_closed = [](const int* pair) {
    char byte;
    return recv(pair[1], &byte, 1, MSG_DONTWAIT) == 0;
  };
  ConnectionDeadlines deadlines({100, 100});
  auto* const late_one = deadlines.add(late[0], "a", start, start + std::chrono::seconds(2));
  deadlines.add(early[0], "a", start, start + std::chrono::seconds(1));
  deadlines.remove(deadlines.add(gone[0], "a", start, start));

  deadlines.close_overdue(start + std::chrono::seconds(1));
  EXPECT_TRUE(is_closed(early));
  EXPECT_FALSE(is_closed(late));
  EXPECT_FALSE(is_closed(gone));

  using Phase = ConnectionDeadlines::Phase;
  deadlines.set(late_one, Phase::kAnswering, start, Clock::time_point::max());
  deadlines.close_overdue(start + std::chrono::hours(1));
  EXPECT_FALSE(is_closed(late));
  deadlines.set(late_one, Phase::kTaking, start, start);
  deadlines.close_overdue(start);
  EXPECT_TRUE(is_closed(late));
  for (const int* pair : {late, early, gone})
    for (const int* fd : {pair, pair + 1}) close(*fd);
}

// Connections of two peers, of which one has more than it may.
TEST(ConnectionDeadlines, WhoLetsWaitLongestMakesRoom) {
  using Clock = ConnectionDeadlines::Clock;
  using Phase = ConnectionDeadlines::Phase;
  const auto never = Clock::time_point::max();
  const auto at = [](int second) { return Clock::time_point() + std::chrono::seconds(second); };
  int pairs[7][2];
  for (auto& pair : pairs) ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const auto closed = [&pairs] {
    std::string which;
    char byte;
    for (int i = 0; i < 7; ++i)
      if (recv(pairs[i][1], &byte, 1, MSG_DONTWAIT) == 0) which += std::to_string(i);
    return which;
  };
  ConnectionDeadlines deadlines({5, 3});
  auto* const first = deadlines.add(pairs[0][0], "a", at(0), never);
  deadlines.add(pairs[1][0], "a", at(1), never);
  deadlines.add(pairs[2][0], "b", at(0), never);
  deadlines.set(first, Phase::kAnswering, at(2), never);
  auto* const third = deadlines.add(pairs[3][0], "a", at(3), never);
  EXPECT_EQ(closed(), "");
  auto* const fourth = deadlines.add(pairs[4][0], "a", at(4), never);
  EXPECT_EQ(closed(), "1") << "not the one that is answered, nor another's";
  deadlines.set(third, Phase::kTaking, at(5), never);
  deadlines.set(fourth, Phase::kAnswering, at(5), never);
  deadlines.add(pairs[5][0], "a", at(6), never);
  EXPECT_EQ(closed(), "15") << "all others are in use";
  deadlines.add(pairs[6][0], "a", at(60), never);
  EXPECT_EQ(closed(), "135") << "who takes an answer for a minute has had his time";
  for (auto& pair : pairs)
    for (const int fd : pair) close(fd);
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
  const auto server = serve({echo});
  Client client(server->port());
  for (int i = 0; i < 3; ++i) {
    const std::string answer = client.ask(kGet, "y=&");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("GET /a b?x=1&2&y=&"), std::string::npos) << answer;
  }
  const std::string head = client.ask("HEAD / HTTP/1.1\r\nHost: localhost");
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
}

TEST(HttpServer, ABodyComesWhole) {
  const auto server = serve({echo});
  Client client(server->port());
  client.send_text("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
  client.send_text("def");
  EXPECT_NE(client.read_text().find("X-Seen: 6"), std::string::npos);
}

TEST(HttpServer, LargeRequestsAreRefused) {
  HttpLimits limits;
  limits.body_bytes = 1000;
  const auto server = serve({echo}, limits);
  const auto status = [&server](const std::string& head) {
    return Client(server->port()).ask(head).substr(0, 12);
  };
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001"), "HTTP/1.1 413");
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999"),
            "HTTP/1.1 413");
  std::string many = "GET / HTTP/1.1\r\nHost: h";
  for (int i = 0; i < 200; ++i) many += "\r\nX: y";
  EXPECT_EQ(status(many), "HTTP/1.1 431");
  // Which of the statuses for this, is the library's choice.
  const std::set<std::string> too_long{"HTTP/1.1 413", "HTTP/1.1 414", "HTTP/1.1 431"};
  const std::string long_text(100'000, 'x');
  EXPECT_TRUE(too_long.contains(status("GET / HTTP/1.1\r\nHost: h\r\nX: " + long_text)));
  EXPECT_TRUE(too_long.contains(status("GET /" + long_text + " HTTP/1.1\r\nHost: h")));
}

TEST(HttpServer, AChunkedBodyWithoutEndIsRefused) {
  HttpLimits limits;
  limits.body_bytes = 1000;
  const auto server = serve({echo}, limits);
  Client client(server->port());
  client.send_text("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 10; ++i) client.send_text("3e8\r\n" + std::string(1000, 'x') + "\r\n");
  client.send_text("0\r\n\r\n");
  EXPECT_EQ(client.read_text().substr(0, 12), "HTTP/1.1 413");
}

TEST(HttpServer, GarbageHarmsNobody) {
  const auto server = serve({echo});
  for (const std::string& garbage :
       {std::string("\r\n\r\n\r\n"), std::string(1000, '\0'), std::string("GET"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
        std::string("GET / HTTP/9.9\r\n\r\n"), std::string("GET  HTTP/1.1\r\n\r\n"),
        std::string("GET /%zz%00%ff?%=%&&==&a%00b=c HTTP/1.1\r\nHost: h\r\n\r\n")}) {
    Client client(server->port());
    client.send_text(garbage);
  }
  EXPECT_NE(Client(server->port()).ask(kGet, "y=&").find("200 OK"), std::string::npos);
}

TEST(HttpServer, OverdueRequestsAreClosed) {
  HttpLimits limits;
  limits.request_seconds = 0;
  const auto server = serve({echo}, limits);
  Client client(server->port());
  client.send_text("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");  // and no more
  // The server may not have accepted it at the first look.
  std::string answer;
  std::thread reader([&] { answer = client.read_text(); });
  std::atomic<bool> is_read = false;
  std::thread closer([&] {
    while (!is_read) {
      server->close_overdue();
      std::this_thread::yield();
    }
  });
  reader.join();
  is_read = true;
  closer.join();
  EXPECT_EQ(answer, "(closed)");
}

TEST(HttpServer, ConnectionsAreBounded) {
  HttpLimits limits;
  limits.connections = 8;
  const auto server = serve({echo}, limits);
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 7; ++i) {
    idle.push_back(std::make_unique<Client>(server->port()));
    EXPECT_NE(idle.back()->ask(kGet, "y=&").find("200 OK"), std::string::npos);
  }
  // More than that wait or are turned away; when some go, there is room again.
  idle.clear();
  EXPECT_NE(Client(server->port()).ask(kGet, "y=&").find("200 OK"), std::string::npos);
}

TEST(HttpServer, ConnectionsThatAskNothingShutNobodyOut) {
  HttpLimits limits;
  limits.connections_of_one_address = 8;
  const auto server = serve({echo}, limits);
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 50; ++i) {
    silent.push_back(std::make_unique<Client>(server->port()));
    silent.back()->send_text("GET / HTTP/1.1\r\nHost: h\r\nX-Half: ");
  }
  EXPECT_NE(Client(server->port()).ask(kGet, "y=&").find("200 OK"), std::string::npos);
  EXPECT_EQ(silent.front()->read_text(), "(closed)");
}

TEST(HttpServer, AReaderThatDoesNotReadHoldsNobodyUp) {
  const auto server = serve({[](const HttpRequest& request) {
    return HttpResponse{200, {}, request.path == "/large" ? std::string(64u << 20, 'x') : "small"};
  }});
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<Client>(server->port()));
    slow.back()->send_text("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  EXPECT_NE(Client(server->port()).ask("GET / HTTP/1.1\r\nHost: h", "small").find("200 OK"),
            std::string::npos);
}

// So many pieces of so many bytes, and then an end.
class Pieces : public BodyRest {
 public:
  Pieces(int count, std::size_t bytes, State end) : left_(count), bytes_(bytes), end_(end) {}
  State next(std::string* piece) noexcept override {
    piece->assign(bytes_, 'x');
    return --left_ > 0 ? State::kMore : end_;
  }

 private:
  int left_;
  const std::size_t bytes_;
  const State end_;
};

HttpServer::Responder in_pieces(int count, std::size_t bytes, BodyRest::State end) {
  return [=](const HttpRequest& request) {
    if (request.path != "/long") return HttpResponse{200, {}, "small"};
    return HttpResponse{200, {}, "first", std::make_shared<Pieces>(count, bytes, end)};
  };
}

constexpr const char* kGetLong = "GET /long HTTP/1.1\r\nHost: h\r\nConnection: close";

TEST(HttpServer, ALongBodyComesInPiecesToItsEnd) {
  const auto server = serve({in_pieces(50, 10'000, BodyRest::State::kEnded)});
  const std::string answer = Client(server->port()).ask(kGetLong, "(closed)");
  EXPECT_NE(answer.find("first"), std::string::npos);
  EXPECT_EQ(std::count(answer.begin(), answer.end(), 'x'), 500'000);
  EXPECT_TRUE(answer.ends_with("\r\n0\r\n\r\n(closed)")) << answer.substr(answer.size() - 40);
}

TEST(HttpServer, ALongBodyThatBreaksOffIsSeenToHaveNoEnd) {
  const auto server = serve({in_pieces(3, 10'000, BodyRest::State::kFailed)});
  const std::string answer = Client(server->port()).ask(kGetLong, "(closed)");
  EXPECT_NE(answer.find("first"), std::string::npos);
  EXPECT_FALSE(answer.ends_with("\r\n0\r\n\r\n(closed)"));
}

TEST(HttpServer, ReadersOfLongBodiesThatDoNotReadHoldNobodyUp) {
  const auto server = serve({in_pieces(1'000'000, 100'000, BodyRest::State::kEnded)});
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 4; ++i) {
    slow.push_back(std::make_unique<Client>(server->port()));
    slow.back()->send_text(std::string(kGetLong) + "\r\n\r\n");
    EXPECT_NE(slow.back()->read_text("first").find("200 OK"), std::string::npos);
  }
  EXPECT_NE(Client(server->port()).ask("GET / HTTP/1.1\r\nHost: h", "small").find("200 OK"),
            std::string::npos);
}

// A responder that waits until it is let go.
class Gate {
 public:
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
  }
  void wait_for(int waiting) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= waiting; });
  }
  void open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool is_open_ = false;
};

TEST(HttpServer, SlowAnswersLeaveThreadsForOthers) {
  Gate gate;
  const auto respond = [&gate](const HttpRequest& request) {
    if (request.path == "/slow") gate.wait();
    return HttpResponse{200, {}, "done"};
  };
  const auto server = serve({respond, respond});
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 5; ++i) {
    slow.push_back(std::make_unique<Client>(server->port()));
    slow.back()->send_text("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  gate.wait_for(1);
  EXPECT_NE(Client(server->port()).ask("GET / HTTP/1.1\r\nHost: h", "done").find("200"),
            std::string::npos);
  gate.open();
  for (const auto& client : slow)
    EXPECT_NE(client->read_text("done").find("200"), std::string::npos);
}

TEST(HttpServer, TooManyWaitingRequestsAreToldSo) {
  Gate gate;
  HttpLimits limits;
  limits.waiting_requests = 2;
  const auto server = serve({[&gate](const HttpRequest&) {
                              gate.wait();
                              return HttpResponse{200, {}, "done"};
                            }},
                            limits);
  std::vector<std::unique_ptr<Client>> clients;
  const auto send = [&] {
    clients.push_back(std::make_unique<Client>(server->port()));
    clients.back()->send_text("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  send();
  gate.wait_for(1);
  for (int i = 0; i < 8; ++i) send();
  // Two of the eight wait; the others are answered at once.
  std::string refused;
  std::vector<std::thread> readers;
  std::atomic<int> told = 0;
  std::atomic<int> done = 0;
  for (const auto& client : clients)
    readers.emplace_back([&] {
      const std::string answer = client->read_text();
      if (answer.find("503") != std::string::npos && ++told == 6) gate.open();
      if (answer.find("200") != std::string::npos) ++done;
    });
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(told, 6);
  EXPECT_EQ(done, 3);
}

TEST(HttpServer, TheEndAnswersWhatWaits) {
  Gate gate;
  auto server = serve({[&gate](const HttpRequest&) {
    gate.wait();
    return HttpResponse{200, {}, "done"};
  }});
  Client running(server->port());
  running.send_text("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  gate.wait_for(1);
  std::thread ending([&server] { server.reset(); });
  gate.open();
  ending.join();
  EXPECT_NE(running.read_text().find("(nothing"), 0u);
}

TEST(HttpServer, PlacesThatCanNotBeHadAreNamed) {
  const auto server = serve({echo});
  const auto error = [](const std::string& address, uint16_t port) {
    auto second = HttpServer::start({address, port}, {}, {echo}, [](const auto&) { return false; });
    return second.ok() ? "" : second.error().message;
  };
  EXPECT_NE(error("127.0.0.1", server->port()).find("--port"), std::string::npos);
  EXPECT_NE(error("192.0.2.1", 0).find("address of this machine"), std::string::npos);
  EXPECT_NE(error("example.com", 0).find("not an IP address"), std::string::npos);
}

TEST(RequestQueue, SlowOnesLeavePlacesForOthers) {
  Gate gate;
  RequestQueue queue(2, 4);
  const auto job = [&gate](bool is_slow) {
    return RequestQueue::Job{is_slow, [&gate](std::size_t) { gate.wait(); }, [] {}};
  };
  EXPECT_TRUE(queue.submit(job(true)));
  gate.wait_for(1);
  EXPECT_TRUE(queue.submit(job(true)));
  EXPECT_TRUE(queue.submit(job(true)));
  EXPECT_FALSE(queue.submit(job(true)));
  EXPECT_TRUE(queue.submit(job(false)));
  gate.open();
}

TEST(RequestQueue, RefusesWhatWaitsWhenItEnds) {
  Gate gate;
  std::atomic<int> refused = 0;
  std::atomic<int> run = 0;
  RequestQueue queue(1, 10);
  const auto job = [&] {
    return RequestQueue::Job{false,
                             [&](std::size_t) {
                               gate.wait();
                               ++run;
                             },
                             [&] { ++refused; }};
  };
  EXPECT_TRUE(queue.submit(job()));
  gate.wait_for(1);
  EXPECT_TRUE(queue.submit(job()));
  EXPECT_TRUE(queue.submit(job()));
  std::thread ending([&queue] { queue.end(); });
  while (refused < 2) std::this_thread::yield();
  gate.open();
  ending.join();
  EXPECT_EQ(run, 1);
  EXPECT_FALSE(queue.submit(job()));
}

}  // namespace
}  // namespace explore
