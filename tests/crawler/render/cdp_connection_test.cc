#include "crawler/render/cdp_connection.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crawler/render/base64_text.h"
#include "crawler/render/message_frames.h"
#include "crawler/render/page_scripts.h"

namespace crawler {
namespace {

using Json = nlohmann::json;
using Texts = std::vector<std::string>;
using namespace std::string_literals;

TEST(MessageFrames, MessagesComeWholeHoweverTheBytesCome) {
  const std::string bytes = "one\0two\0\0three\0fo"s;
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    MessageFrames frames(5);
    Texts got;
    for (std::size_t at = 0; at < bytes.size(); at += size)
      EXPECT_TRUE(frames.take(bytes.substr(at, size),
                              [&](std::string_view text) { got.emplace_back(text); }));
    EXPECT_EQ(got, (Texts{"one", "two", "", "three"})) << size;
  }
}

TEST(MessageFrames, OneThatIsTooLongEndsItAll) {
  MessageFrames frames(5);
  Texts got;
  const auto use = [&](std::string_view text) { got.emplace_back(text); };
  EXPECT_TRUE(frames.take("12345\0"s, use));
  EXPECT_FALSE(frames.take("123456\0"s, use));
  EXPECT_FALSE(frames.take("1\0"s, use));
  EXPECT_EQ(got, Texts{"12345"});
  MessageFrames endless(5);
  EXPECT_TRUE(endless.take("123", use));
  EXPECT_FALSE(endless.take("456", use));
}

TEST(Base64Text, ThereAndBack) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  EXPECT_EQ(from_base64("Zg"), "f");
  EXPECT_EQ(from_base64("Z"), std::nullopt);
  EXPECT_EQ(from_base64("Z*g="), std::nullopt);
}

// The other end of the pipe.
class CdpConnectionTest : public testing::Test {
 protected:
  CdpConnection::Answer noting(const std::string& name) {
    return [this, name](const Json& result, const std::string& error) {
      heard_.push_back(name + ":" + (error.empty() ? result.dump() : error));
    };
  }
  bool answer(const Json& message) { return connection_.received(message.dump() + '\0'); }

  std::vector<Json> sent_;
  Texts heard_;
  CdpConnection connection_{
      [this](const std::string& text) {
        EXPECT_EQ(text.back(), '\0');
        sent_.push_back(Json::parse(text.substr(0, text.size() - 1)));
      },
      [this](const std::string& session, const std::string& method, const Json& params) {
        heard_.push_back(session + " " + method + " " + params.dump());
      }};
  const TimePoint soon_ = TimePoint{} + Milliseconds{10}, late_ = TimePoint{} + Milliseconds{99};
};

TEST_F(CdpConnectionTest, AnswersFindTheirCommandsInAnyOrder) {
  connection_.command("", "A.a", {{"x", 1}}, soon_, noting("a"));
  connection_.command("S", "B.b", Json::object(), soon_, noting("b"));
  EXPECT_EQ(sent_[0], (Json{{"id", 1}, {"method", "A.a"}, {"params", {{"x", 1}}}}));
  EXPECT_EQ(sent_[1]["sessionId"], "S");
  EXPECT_TRUE(answer({{"id", 2}, {"result", {{"y", 2}}}}));
  EXPECT_TRUE(answer({{"id", 1}, {"error", {{"code", -1}, {"message", "no"}}}}));
  EXPECT_TRUE(answer({{"id", 1}, {"result", Json::object()}}));  // once is enough
  EXPECT_EQ(heard_, (Texts{"b:{\"y\":2}", "a:no"}));
}

TEST_F(CdpConnectionTest, EventsSayTheirSession) {
  EXPECT_TRUE(answer({{"method", "E.e"}, {"params", {{"z", 3}}}, {"sessionId", "S"}}));
  EXPECT_TRUE(answer({{"method", "E.f"}, {"params", "nonsense"}}));
  EXPECT_EQ(heard_, (Texts{"S E.e {\"z\":3}", " E.f {}"}));
}

TEST_F(CdpConnectionTest, ACommandEndsWithItsTimeItsSessionOrTheBrowser) {
  connection_.command("S", "A.a", Json::object(), soon_, noting("a"));
  connection_.command("S", "A.b", Json::object(), late_, noting("b"));
  connection_.command("T", "A.c", Json::object(), late_, noting("c"));
  EXPECT_EQ(connection_.next_deadline(), soon_);
  connection_.expire(soon_);
  EXPECT_EQ(connection_.next_deadline(), late_);
  connection_.end_session("S");
  connection_.end_all();
  EXPECT_EQ(heard_,
            (Texts{"a:no answer in time", "b:its target is no more", "c:the browser is no more"}));
  EXPECT_EQ(connection_.next_deadline(), std::nullopt);
}

TEST_F(CdpConnectionTest, WhatIsNoProtocolIsTold) {
  EXPECT_FALSE(connection_.received("nonsense\0"s));
  EXPECT_FALSE(connection_.received("[1]\0"s));
  EXPECT_FALSE(connection_.received("{}\0"s));
  EXPECT_FALSE(connection_.received("{\"id\":\"x\"}\0"s));
  EXPECT_FALSE(connection_.received("{\"id\":-1,\"result\":{}}\0"s));
  const std::string deep(200'000, '[');
  EXPECT_FALSE(connection_.received(deep + '\0'));
  EXPECT_TRUE(heard_.empty());
}

TEST(PageScripts, LinksCanSayNothingButLinks) {
  const std::string script = reading_script({"http://h/\"]);alert(1)//</script>\xff"}, 10);
  EXPECT_NE(script.find("\\\"]);alert"), std::string::npos) << script;
}

}  // namespace
}  // namespace crawler
