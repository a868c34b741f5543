#include "crawler/loop/stream_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace crawler {
namespace {

using std::chrono::milliseconds;

class StreamServerTest : public testing::Test {
 protected:
  StreamServerTest() {
    settings_.end_of_request = [](std::string_view bytes) {
      const auto end = bytes.find('\n');
      return end == std::string_view::npos ? 0 : end + 1;
    };
    settings_.answer = [this](std::string_view request, const StreamServer::Reply& reply) {
      asked_.emplace_back(request);
      if (request == "later\n") {
        later_ = reply;
        is_asked_for_later_ = true;
      } else {
        reply("<" + std::string(request.substr(0, request.size() - 1)) + ">", request != "bye\n");
      }
    };
    settings_.too_long = "too long";
    settings_.max_request = 64;
  }

  // Runs `client` against the server until it has ended.
  void serve(const std::function<void()>& client) {
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ASSERT_EQ(listen(listening, 64), 0);
    socklen_t size = sizeof(address_);
    ASSERT_EQ(getsockname(listening, reinterpret_cast<sockaddr*>(&address_), &size), 0);
    server_.emplace(loop_, listening, settings_);
    std::thread thread([&] {
      client();
      loop_.post([this] { loop_.stop(); });
    });
    loop_.run();
    thread.join();
    server_.reset();
  }

  int connected() const {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address_), sizeof(address_)), 0);
    return fd;
  }
  static void say(int fd, const std::string& words) {
    EXPECT_EQ(send(fd, words.data(), words.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(words.size()));
  }
  // To the end of the connection, or `most` bytes.
  static std::string hear(int fd, std::size_t most = SIZE_MAX) {
    std::string heard;
    char byte = 0;
    while (heard.size() < most && recv(fd, &byte, 1, 0) == 1) heard += byte;
    return heard;
  }

  EventLoop loop_;
  StreamServer::Settings settings_;
  sockaddr_in address_{};
  std::optional<StreamServer> server_;
  std::vector<std::string> asked_;
  StreamServer::Reply later_;
  std::atomic<bool> is_asked_for_later_ = false;
};

TEST_F(StreamServerTest, RequestsInPiecesAndSeveralAtOnceAreAnsweredInTheirOrder) {
  serve([&] {
    const int fd = connected();
    say(fd, "on");
    say(fd, "e\ntwo\nthr");
    EXPECT_EQ(hear(fd, 10), "<one><two>");
    say(fd, "ee\nbye\nnever\n");
    EXPECT_EQ(hear(fd), "<three><bye>");
    close(fd);
  });
  EXPECT_EQ(asked_, (std::vector<std::string>{"one\n", "two\n", "three\n", "bye\n"}));
}

TEST_F(StreamServerTest, WhatIsTooLongIsSaidAndEnds) {
  serve([&] {
    for (const std::string& words : {std::string(100, 'x'), std::string(65, 'x') + "\n"}) {
      const int fd = connected();
      say(fd, words);
      EXPECT_EQ(hear(fd), "too long");
      close(fd);
    }
  });
  EXPECT_TRUE(asked_.empty());
}

TEST_F(StreamServerTest, WhoSaysNothingIsClosedAndHoldsNobody) {
  settings_.patience = milliseconds{50};
  serve([&] {
    const int slow = connected(), other = connected();
    say(slow, "on");
    say(other, "one\n");
    EXPECT_EQ(hear(other, 5), "<one>");
    EXPECT_EQ(hear(slow), "");
    close(slow);
    close(other);
  });
}

TEST_F(StreamServerTest, WhereThereIsNoRoomTheOldestGoes) {
  settings_.max_connections = 2;
  serve([&] {
    const int first = connected(), second = connected();
    say(first, "one\n");
    EXPECT_EQ(hear(first, 5), "<one>");
    say(second, "two\n");
    EXPECT_EQ(hear(second, 5), "<two>");
    const int third = connected();
    say(third, "three\n");
    EXPECT_EQ(hear(third, 7), "<three>");
    EXPECT_EQ(hear(first), "");
    say(second, "bye\n");
    EXPECT_EQ(hear(second), "<bye>");
    for (const int fd : {first, second, third}) close(fd);
  });
}

TEST_F(StreamServerTest, AnAnswerForWhoHasGoneIsDropped) {
  serve([&] {
    const int fd = connected();
    say(fd, "later\n");
    while (!is_asked_for_later_) std::this_thread::yield();
    close(fd);
  });
  later_("nobody", true);  // the server is no more
}

}  // namespace
}  // namespace crawler
