#include "crawler/fetch/response_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crawler {
namespace {

using Next = ResponseReader::Next;
using Stopped = ResponseReader::Stopped;

const std::vector<std::string> kTypes = {"text/html", "text/plain"};

ReaderLimits limits() { return {1000, 10'000, 10, &kTypes}; }

// Hands over a head line by line; the last answer counts.
Next read_head(ResponseReader& reader, std::string_view head) {
  Next next = Next::kGoOn;
  while (!head.empty() && next == Next::kGoOn) {
    const std::size_t end = std::min(head.find('\n'), head.size() - 1) + 1;
    next = reader.header_line(head.substr(0, end));
    head.remove_prefix(end);
  }
  return next;
}

ResponseReader reader_after(std::string_view head, ReaderLimits bounds = limits()) {
  ResponseReader reader;
  reader.begin(bounds);
  read_head(reader, head);
  return reader;
}

TEST(ResponseReader, KeepsStatusLineAndFieldsAsReceivedInOrder) {
  ResponseReader reader =
      reader_after("HTTP/1.1 203 So it is\r\nB: 1\r\na:  2 \t\r\nB:3\r\nno colon\r\n\r\n");
  const FetchedPage& page = reader.page();
  EXPECT_TRUE(reader.answered());
  EXPECT_EQ(page.status, 203);
  EXPECT_EQ(page.status_line, "HTTP/1.1 203 So it is");
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"B", "1"}, {"a", "2"}, {"B", "3"}, {"no colon", ""}};
  EXPECT_EQ(page.headers, expected);
}

TEST(ResponseReader, Rfc9112Section4AStatusIsThreeDigits) {
  for (const std::string status : {"-12", "+99", "2000", "199999", "20", "2x0", ""}) {
    ResponseReader reader = reader_after("HTTP/1.1 " + status + " x\r\n\r\n");
    EXPECT_EQ(reader.stopped(), ResponseReader::Stopped::kNoStatus) << status;
    EXPECT_FALSE(reader.answered()) << status;
  }
  for (const std::string line : {"HTTP/1.1 404", "HTTP/2 404 ", "HTTP/1.0 404 Not found"})
    EXPECT_EQ(reader_after(line + "\r\n\r\n").page().status, 404) << line;
}

TEST(ResponseReader, Rfc9112Section52FoldedLinesBelongToTheFieldBefore) {
  ResponseReader reader =
      reader_after("HTTP/1.1 200 OK\r\nA: one\r\n two\r\n \r\n\tthree\r\nB: x\r\n\r\n");
  ASSERT_EQ(reader.page().headers.size(), 2u);
  EXPECT_EQ(reader.page().headers[0].second, "one two three");
}

TEST(ResponseReader, Rfc9110Section152InterimAnswersAreDropped) {
  ResponseReader reader = reader_after(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
      "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n");
  EXPECT_TRUE(reader.answered());
  EXPECT_EQ(reader.page().status, 204);
  EXPECT_EQ(reader.page().headers.size(), 1u);
}

TEST(ResponseReader, AnInterimAnswerAloneIsNoAnswer) {
  EXPECT_FALSE(reader_after("HTTP/1.1 100 Continue\r\n\r\n").answered());
}

TEST(ResponseReader, Rfc9110Section65TrailersAreDropped) {
  ResponseReader reader = reader_after("HTTP/1.1 200 OK\r\nA: b\r\n\r\n");
  reader.body("x");
  EXPECT_EQ(read_head(reader, "C: d\r\n\r\n"), Next::kGoOn);
  EXPECT_EQ(reader.page().headers.size(), 1u);
}

TEST(ResponseReader, TrailersCountAgainstTheSizeOfHeaders) {
  ResponseReader reader = reader_after("HTTP/1.1 200 OK\r\n\r\n");
  reader.body("x");
  int trailers = 0;
  while (read_head(reader, "C: d\r\n") == Next::kGoOn && trailers < 100'000) ++trailers;
  EXPECT_LT(trailers, 10'000);
  EXPECT_EQ(reader.stopped(), Stopped::kHeaders);
}

TEST(ResponseReader, AsManyFieldsAsAllowedAreTakenAndNotOneMore) {
  ReaderLimits bounds = limits();
  bounds.max_headers = 2;
  ResponseReader reader;
  reader.begin(bounds);
  EXPECT_EQ(read_head(reader, "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\n"), Next::kGoOn);
  reader.begin(bounds);
  EXPECT_EQ(read_head(reader, "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n"), Next::kStop);
  EXPECT_EQ(reader.stopped(), Stopped::kHeaders);
}

TEST(ResponseReader, InterimAnswersCountAgainstTheSizeOfHeaders) {
  ResponseReader reader;
  reader.begin(limits());
  int interim = 0;
  while (read_head(reader, "HTTP/1.1 102 Processing\r\n\r\n") == Next::kGoOn && interim < 10'000)
    ++interim;
  EXPECT_LT(interim, 1000);
  EXPECT_EQ(reader.stopped(), Stopped::kHeaders);
}

TEST(ResponseReader, ABodyOfExactlyTheLimitIsWhole) {
  ResponseReader reader = reader_after("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(reader.body(std::string(1000, 'x')), Next::kGoOn);
  EXPECT_FALSE(reader.page().body_cut);
  EXPECT_EQ(reader.body("y"), Next::kStop);
  EXPECT_TRUE(reader.page().body_cut);
  EXPECT_EQ(reader.page().body, std::string(1000, 'x'));
  EXPECT_EQ(reader.page().transferred, 1001u);
}

TEST(ResponseReader, AShortRestIsReadToKeepTheConnection) {
  ResponseReader reader = reader_after("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n");
  EXPECT_EQ(reader.body(std::string(1500, 'x')), Next::kGoOn);
  EXPECT_EQ(reader.body(std::string(500, 'x')), Next::kGoOn);
  EXPECT_EQ(reader.stopped(), Stopped::kBodyCut);
  EXPECT_EQ(reader.held(), 1000u);
}

TEST(ResponseReader, ALongRestIsNotRead) {
  ResponseReader reader = reader_after("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n");
  EXPECT_EQ(reader.body(std::string(1500, 'x')), Next::kStop);
}

TEST(ResponseReader, ATypeNotAskedForEndsAtTheFields) {
  ResponseReader reader;
  reader.begin(limits());
  EXPECT_EQ(read_head(reader, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"), Next::kStop);
  EXPECT_TRUE(reader.page().body_unwanted);
  reader.begin(limits());
  EXPECT_EQ(
      read_head(reader, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\n"),
      Next::kGoOn);
  EXPECT_EQ(reader.body("123456789"), Next::kGoOn);
  EXPECT_EQ(reader.held(), 0u);
  EXPECT_EQ(reader.stopped(), Stopped::kUnwanted);
}

TEST(ResponseReader, AStreamOfHttp2IsEndedAtOnce) {
  ResponseReader reader;
  reader.begin(limits());
  EXPECT_EQ(read_head(reader, "HTTP/2 200\r\ncontent-type: image/png\r\ncontent-length: 9\r\n\r\n"),
            Next::kStop);
}

TEST(ResponseReader, TypesAreComparedByEssenceWithoutCase) {
  EXPECT_FALSE(reader_after("HTTP/1.1 200 OK\r\nContent-Type: Text/HTML ; charset=x\r\n\r\n")
                   .page()
                   .body_unwanted);
}

TEST(ResponseReader, AnAnswerWithoutATypeIsTaken) {
  EXPECT_FALSE(reader_after("HTTP/1.1 200 OK\r\n\r\n").page().body_unwanted);
}

TEST(ResponseReader, WhatIsNoTypeIsTakenAsAnAnswerWithoutOne) {
  for (const std::string type : {"text", "html", "*/*", "unknown/unknown", "application/unknown"})
    EXPECT_FALSE(
        reader_after("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n").page().body_unwanted)
        << type;
}

TEST(ResponseReader, SeveralTypesAreJudgedAsTheParserReadsThem) {
  for (const std::string types :
       {"text/html charset=utf-8", "text/html,", "image/png, text/html",
        "text/html,text/html;charset=utf-8", "image/png\r\nContent-Type: text/html"})
    EXPECT_FALSE(
        reader_after("HTTP/1.1 200 OK\r\nContent-Type: " + types + "\r\n\r\n").page().body_unwanted)
        << types;
  EXPECT_TRUE(reader_after("HTTP/1.1 200 OK\r\nContent-Type: text/html, image/png\r\n\r\n")
                  .page()
                  .body_unwanted);
}

// More than is looked at: the rest of a body that nobody asked for is not worth its way.
TEST(ResponseReader, ABodyWithoutATypeIsJudgedByItsFirstBytes) {
  ReaderLimits wide = limits();
  wide.max_body_bytes = 10'000;
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/unknown\r\n";
  const std::string binary(700, '\1');
  ResponseReader reader = reader_after(head + "\r\n", wide);
  EXPECT_EQ(reader.body(binary), Next::kGoOn);
  EXPECT_EQ(reader.body(binary), Next::kGoOn);
  EXPECT_EQ(reader.body(binary), Next::kStop);
  EXPECT_TRUE(reader.page().body_unwanted);
  EXPECT_EQ(reader.stopped(), Stopped::kUnwanted);
  EXPECT_EQ(reader.held(), 0u);
  EXPECT_EQ(reader.page().transferred, 2100u);

  reader = reader_after(head + "\r\n", wide);
  EXPECT_EQ(reader.body("<html>" + std::string(3000, 'x')), Next::kGoOn);
  EXPECT_EQ(reader.held(), 3006u);
  // What a coding hides is judged when it is off.
  reader = reader_after(head + "Content-Encoding: gzip\r\n\r\n", wide);
  EXPECT_EQ(reader.body(binary + binary + binary), Next::kGoOn);
  EXPECT_EQ(reader.held(), 2100u);
}

TEST(ResponseReader, OnlySuccessIsJudgedByType) {
  EXPECT_FALSE(
      reader_after("HTTP/1.1 404 No\r\nContent-Type: image/png\r\n\r\n").page().body_unwanted);
}

TEST(ResponseReader, EndsABodyByItsLengthWhereNobodyElseDoes) {
  ReaderLimits alone = limits();
  alone.ends_by_length = true;
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ";
  ResponseReader reader = reader_after(head + "5\r\n\r\n", alone);
  EXPECT_EQ(reader.body("123"), Next::kGoOn);
  EXPECT_TRUE(reader.lacks_bytes());
  EXPECT_EQ(reader.body("4567"), Next::kStop);
  EXPECT_FALSE(reader.lacks_bytes());
  EXPECT_EQ(reader.stopped(), Stopped::kWhole);
  EXPECT_EQ(reader.page().body, "12345");
  EXPECT_EQ(reader.page().transferred, 5u);

  reader.begin(alone);
  EXPECT_EQ(read_head(reader, head + "0\r\n\r\n"), Next::kStop);
  EXPECT_TRUE(reader.answered());
  reader = reader_after(head + "-1\r\n\r\n", alone);
  EXPECT_EQ(reader.body("1234567"), Next::kGoOn);
  EXPECT_FALSE(reader.lacks_bytes());
  reader = reader_after(head + "9\r\nTransfer-Encoding: chunked\r\n\r\n", alone);
  EXPECT_EQ(reader.body("12345678901"), Next::kGoOn);
  EXPECT_EQ(reader.page().body, "12345678901");
}

TEST(ResponseReader, ALengthThatIsNoNumberIsNoLength) {
  for (const char* length : {"-1", "12x", "99999999999999999999999", ""}) {
    ResponseReader reader;
    reader.begin(limits());
    const std::string head =
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: " + std::string(length) +
        "\r\n\r\n";
    EXPECT_EQ(read_head(reader, head), Next::kStop) << length;
  }
}

}  // namespace
}  // namespace crawler
