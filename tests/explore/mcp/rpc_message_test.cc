// What comes in: lines of a pipe, and the messages on them.
#include "explore/mcp/rpc_message.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "explore/mcp/argument_check.h"
#include "explore/mcp/line_input.h"

namespace explore {
namespace {

using Kind = RpcMessage::Kind;

// A pipe, what was written into it, and its lines of at most eight bytes.
class InputLines : public testing::Test {
 protected:
  InputLines() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~InputLines() override {
    close(ends_[0]);
    end();
  }
  void end() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  void write(const std::string& text) {
    ASSERT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // The next line; "(too long)", "(end)".
  std::string next(bool is_over = false) {
    std::string line;
    const auto kind = input().next(&line, [=] { return is_over; });
    if (kind == LineInput::Kind::kEnd) return "(end)";
    return kind == LineInput::Kind::kTooLong ? "(too long)" : line;
  }

 private:
  LineInput& input() {
    if (!input_) input_.emplace(ends_[0], 8);
    return *input_;
  }
  std::array<int, 2> ends_{-1, -1};
  std::optional<LineInput> input_;
};

TEST_F(InputLines, ComeOneByOneHoweverTheyWereWritten) {
  write("one\ntwo\n\nth");
  EXPECT_EQ(next(), "one");
  EXPECT_EQ(next(), "two");
  EXPECT_EQ(next(), "");
  write("ree\n");
  EXPECT_EQ(next(), "three");
  end();
  EXPECT_EQ(next(), "(end)");
}

TEST_F(InputLines, TheLastMayHaveNoEnd) {
  write("one\nlast");
  end();
  EXPECT_EQ(next(), "one");
  EXPECT_EQ(next(), "last");
  EXPECT_EQ(next(), "(end)");
}

TEST_F(InputLines, TooLongOnesAreLetGoAndTheNextIsRead) {
  write("12345678\n123456789\nnext\n" + std::string(30'000, 'x') + "\nafter\n" +
        std::string(9, 'y'));
  end();
  EXPECT_EQ(next(), "12345678");
  EXPECT_EQ(next(), "(too long)");
  EXPECT_EQ(next(), "next");
  EXPECT_EQ(next(), "(too long)");
  EXPECT_EQ(next(), "after");
  EXPECT_EQ(next(), "(too long)");
  EXPECT_EQ(next(), "(end)");
}

TEST_F(InputLines, WaitingEndsWhenItIsOver) { EXPECT_EQ(next(true), "(end)"); }

RpcMessage one(std::string_view line) {
  RpcLine read = read_rpc_line(line);
  EXPECT_EQ(read.messages.size(), 1u);
  EXPECT_FALSE(read.is_batch);
  return std::move(read.messages.front());
}

int code_of(std::string_view line) {
  const RpcMessage message = one(line);
  EXPECT_EQ(message.kind, Kind::kInvalid) << line;
  EXPECT_FALSE(message.problem.empty());
  return message.code;
}

// JSON-RPC 2.0, 4.
TEST(RpcMessages, RequestNotificationResponse) {
  const RpcMessage request = one(R"({"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":1}})");
  EXPECT_EQ(request.kind, Kind::kRequest);
  EXPECT_EQ(request.id, 7);
  EXPECT_EQ(request.method, "ping");
  EXPECT_EQ(request.params, Json({{"a", 1}}));
  const RpcMessage told = one(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(told.kind, Kind::kNotification);
  EXPECT_EQ(told.params, Json::object());
  EXPECT_EQ(one(R"({"jsonrpc":"2.0","id":1,"result":{}})").kind, Kind::kResponse);
  EXPECT_EQ(one(R"({"jsonrpc":"2.0","id":"x","method":"m"})").id, "x");
}

// 5.1.
TEST(RpcMessages, WhatIsNoMessageSaysWhatIsWrong) {
  EXPECT_EQ(code_of("{"), kParseError);
  EXPECT_EQ(code_of("hello"), kParseError);
  EXPECT_EQ(code_of("\xFF\xFE"), kParseError);
  EXPECT_EQ(code_of(std::string(100'000, '[')), kParseError);
  EXPECT_EQ(code_of("{}"), kInvalidRequest);
  EXPECT_EQ(code_of("7"), kInvalidRequest);
  EXPECT_EQ(code_of("null"), kInvalidRequest);
  EXPECT_EQ(code_of("[]"), kInvalidRequest);
  EXPECT_EQ(code_of(R"({"jsonrpc":"1.0","id":1,"method":"m"})"), kInvalidRequest);
  EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":1,"method":5})"), kInvalidRequest);
  EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":1.5,"method":"m"})"), kInvalidRequest);
  EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":null,"method":"m"})"), kInvalidRequest);
  EXPECT_EQ(code_of(R"({"jsonrpc":"2.0","id":1,"method":"m","params":[1]})"), kInvalidParams);
}

TEST(RpcMessages, AnIdThatCouldBeReadStandsInTheError) {
  EXPECT_EQ(one(R"({"jsonrpc":"1.0","id":"a","method":"m"})").id, "a");
  EXPECT_EQ(one(R"({"jsonrpc":"2.0","id":3,"method":5})").id, 3);
}

// 6.
TEST(RpcMessages, Batches) {
  const RpcLine read = read_rpc_line(R"([{"jsonrpc":"2.0","id":1,"method":"m"},5])");
  EXPECT_TRUE(read.is_batch);
  ASSERT_EQ(read.messages.size(), 2u);
  EXPECT_EQ(read.messages[0].kind, Kind::kRequest);
  EXPECT_EQ(read.messages[1].kind, Kind::kInvalid);
  std::string many = "[1";
  for (int i = 0; i < 100; ++i) many += ",1";
  EXPECT_EQ(code_of(many + "]"), kInvalidRequest);
}

TEST(RpcMessages, AreWrittenInOneLineWhateverIsInThem) {
  const std::string text = rpc_text(rpc_error("a\nb", kParseError, "bad \xFF byte"));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(Json::parse(text)["error"]["message"], "bad \uFFFD byte");
  EXPECT_FALSE(rpc_error(1, kParseError, "x")["error"].contains("data"));
}

std::string problem(const char* arguments) {
  static const Json schema = Json::parse(R"({"properties": {
      "url": {"type": "string", "maxLength": 5}, "part": {"type": "string", "enum": ["a", "b"]},
      "all": {"type": "boolean"}, "size": {"type": "integer", "minimum": 2, "maximum": 4},
      "cursor": {"type": "string", "maxLength": 20}}, "required": ["url"]})");
  return problem_of_arguments(Json::parse(arguments), schema);
}

TEST(ToolArguments, FitTheirSchema) {
  EXPECT_EQ(problem(R"({"url":"u","part":"b","all":true,"size":4,"cursor":"17"})"), "");
  EXPECT_EQ(problem(R"({"url":"12345"})"), "");
}

TEST(ToolArguments, OrTheFirstThatDoesNotIsNamed) {
  EXPECT_EQ(problem("[]"), "arguments: is to be an object");
  EXPECT_EQ(problem("{}"), "url: is missing");
  EXPECT_EQ(problem(R"({"url":5})"), "url: is to be of type string");
  EXPECT_EQ(problem(R"({"url":null})"), "url: is to be of type string");
  EXPECT_EQ(problem(R"({"url":"123456"})"), "url: has more than 5 bytes");
  EXPECT_EQ(problem(R"({"url":"u","part":"c"})"), "part: is to be one of a, b");
  EXPECT_EQ(problem(R"({"url":"u","all":1})"), "all: is to be of type boolean");
  EXPECT_EQ(problem(R"({"url":"u","size":2.5})"), "size: is to be of type integer");
  for (const char* size : {"1", "5", "-1", "18446744073709551615"})
    EXPECT_EQ(problem((R"({"url":"u","size":)" + std::string(size) + "}").c_str()),
              "size: is to be from 2 to 4");
  EXPECT_NE(problem(R"({"url":"u","other":1})").find("there are: all, cursor"), std::string::npos);
  for (const char* cursor : {"", "x", "-1", "1 ", "99999999999999999999"})
    EXPECT_EQ(problem((R"({"url":"u","cursor":")" + std::string(cursor) + "\"}").c_str()),
              "cursor: is to be the next_cursor of an answer");
}

}  // namespace
}  // namespace explore
