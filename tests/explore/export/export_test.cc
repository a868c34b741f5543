// The parts that exports are made of.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explore/command/new_file.h"
#include "explore/export/digest.h"
#include "explore/export/gzip_member.h"
#include "explore/export/http_message.h"
#include "explore/export/ordered_work.h"
#include "explore/export/page_choice.h"
#include "explore/export/xml_text.h"
#include "explore/file/crawl_file.h"
#include "parser/http/inflate.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

namespace fs = std::filesystem;
using ground::Error;
using ground::ErrorCode;

// --- OrderedWork

TEST(OrderedWork, AnswersComeInTheOrderOfTheJobs) {
  std::vector<int> taken;
  OrderedWork work(
      4, 100, [&](std::string_view answer) { taken.push_back(std::stoi(std::string(answer))); });
  std::vector<int> expected;
  for (int i = 0; i < 500; ++i) {
    expected.push_back(i);
    ASSERT_TRUE(work.add(10, [i] {
      // The earlier of two takes longer.
      std::string answer;
      for (int turn = 0; turn < (i % 2 == 0 ? 20'000 : 1); ++turn) answer = std::to_string(i);
      return OrderedWork::Answer(answer);
    }));
  }
  EXPECT_TRUE(work.finish().ok());
  EXPECT_EQ(taken, expected);
}

TEST(OrderedWork, NoMoreIsInFlightThanWasAgreed) {
  std::atomic<int> weight{0};
  std::atomic<int> most{0};
  OrderedWork work(8, 100, [&](std::string_view) { weight -= 40; });
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(work.add(40, [&] {
      const int now = weight += 40;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      return OrderedWork::Answer(std::string());
    }));
  }
  // What weighs more than all that may be in flight is alone in it.
  ASSERT_TRUE(work.add(1000, [&] {
    EXPECT_EQ(weight, 0);
    weight += 40;
    return OrderedWork::Answer(std::string());
  }));
  EXPECT_TRUE(work.finish().ok());
  EXPECT_LE(most, 100);
  EXPECT_GT(most, 0);
}

TEST(OrderedWork, TheFirstErrorIsTheOutcome) {
  int taken = 0;
  OrderedWork work(3, 4, [&](std::string_view) { ++taken; });
  bool goes_on = true;
  for (int i = 0; i < 100 && goes_on; ++i) {
    goes_on = work.add(1, [i] {
      if (i < 10) return OrderedWork::Answer(std::string("x"));
      return OrderedWork::Answer(Error{ErrorCode::kCorrupt, "job " + std::to_string(i)});
    });
  }
  EXPECT_FALSE(goes_on);
  const auto outcome = work.finish();
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().message, "job 10");
  EXPECT_EQ(taken, 10);
}

TEST(OrderedWork, WhatAJobThrowsIsThrownToItsOwner) {
  OrderedWork work(2, 4, [](std::string_view) {});
  EXPECT_THROW(
      {
        work.add(1, []() -> OrderedWork::Answer { throw std::runtime_error("no"); });
        static_cast<void>(work.finish());
      },
      std::runtime_error);
}

TEST(OrderedWork, ItsEndWaitsForWhatWasBegun) {
  std::atomic<int> begun{0};
  std::atomic<int> ended{0};
  {
    OrderedWork work(2, 1000, [](std::string_view) {});
    for (int i = 0; i < 100; ++i) {
      work.add(1, [&] {
        ++begun;
        for (int turn = 0; turn < 100; ++turn) std::this_thread::yield();
        ++ended;
        return OrderedWork::Answer(std::string());
      });
    }
  }
  EXPECT_EQ(begun, ended);
}

// --- XML

TEST(XmlText, IsFitForContentAndAttributes) {
  EXPECT_EQ(xml_text("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
  EXPECT_EQ(xml_text("\t\n\r"), "&#9;&#10;&#13;");
  EXPECT_EQ(xml_text("]]>"), "]]&gt;");
  EXPECT_EQ(xml_text("\u6f22 caf\u00e9"), "\u6f22 caf\u00e9");
}

TEST(XmlText, HasNoCharacterThatXmlForbids) {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    EXPECT_EQ(xml_text(std::string(1, static_cast<char>(c))), "\ufffd") << c;
  }
  EXPECT_EQ(xml_text("a\xEF\xBF\xBE\xEF\xBF\xBF"
                     "b"),
            "a\ufffd\ufffd"
            "b");
  EXPECT_EQ(xml_text("\xff"), "\ufffd");
  EXPECT_EQ(xml_text("\xED\xA0\x80").find("\xED"), std::string::npos) << "a surrogate";
}

// --- gzip

std::string unpacked(std::string_view member) {
  std::string buffer;
  std::string_view out;
  EXPECT_EQ(parser::inflate(member, "gzip", 64u << 20, buffer, out), parser::InflateEnd::kComplete);
  return std::string(out);
}

TEST(GzipMember, GivesBackWhatWentIn) {
  std::mt19937 random(1);
  std::string noise(100'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  for (const std::string& bytes :
       {std::string(), std::string("x"), std::string(5'000'000, 'a'), noise}) {
    std::string member = "before";
    append_gzip_member(bytes, &member);
    ASSERT_TRUE(member.starts_with("before\x1f\x8b"));
    EXPECT_EQ(unpacked(member.substr(6)), bytes);
    std::string again = "before";
    append_gzip_member(bytes, &again);
    EXPECT_EQ(again, member);
  }
}

// --- digests

TEST(Digest, IsAsArchivesHaveIt) {
  EXPECT_EQ(labelled(sha1_of("")), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
  EXPECT_EQ(labelled(sha1_of("abc")), "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
  Sha1 parts;
  parts.add("a");
  parts.add("bc");
  EXPECT_EQ(parts.end(), sha1_of("abc"));
  EXPECT_EQ(uuid_of("a"), uuid_of("a"));
  EXPECT_NE(uuid_of("a"), uuid_of("b"));
  EXPECT_EQ(uuid_of("a").size(), 36u);
  EXPECT_EQ(uuid_of("a")[14], '5') << "its version";
}

// --- HTTP

TEST(ResponseHead, AgreesWithTheBodyThatIsKept) {
  const HeaderLines headers{{"Content-Encoding", "gzip"},
                            {"transfer-encoding", "chunked"},
                            {"Content-Length", "7"},
                            {"X-Odd", "caf\u00e9"}};
  EXPECT_EQ(response_head({200, "HTTP/1.1 200 Fine", headers}, 12),
            "HTTP/1.1 200 Fine\r\nX-Orig-Content-Encoding: gzip\r\n"
            "X-Orig-transfer-encoding: chunked\r\nX-Orig-Content-Length: 7\r\nX-Odd: caf\xE9\r\n"
            "Content-Length: 12\r\n\r\n");
}

TEST(ResponseHead, StaysAsItIsWhereItAgrees) {
  const HeaderLines headers{{"Content-Length", "12"}, {"Content-Length", "12"}};
  EXPECT_EQ(response_head({200, "HTTP/1.0 200 OK", headers}, 12),
            "HTTP/1.0 200 OK\r\nContent-Length: 12\r\nX-Orig-Content-Length: 12\r\n\r\n");
  EXPECT_EQ(response_head({404, "", {}}, 12), "HTTP/1.1 404 \r\n\r\n");
}

TEST(ResponseHead, CantBeSplitByWhatItHolds) {
  const HeaderLines headers{{"A\r\nB", "c\r\n\r\nd"}, {"", "none"}, {std::string(1, '\0'), "x"}};
  for (const char* line : {"HTTP/1.1 200\r\nX: y", "HTTP/2 200", "ICY 200 OK", "HTTP/1.1 20", ""}) {
    const std::string head = response_head({200, line, headers}, 1);
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 ")) << head;
    EXPECT_EQ(head.find("\r\n\r\n"), head.size() - 4) << head;
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = head.find('\n', at)) != std::string::npos; ++at) ++lines;
    EXPECT_EQ(lines, 3u) << head;
  }
}

TEST(RequestHead, SaysWhatWasSent) {
  EXPECT_EQ(request_head("http://a.test:81/x?y=1", "crawl/0.1"),
            "GET /x?y=1 HTTP/1.1\r\nHost: a.test:81\r\nUser-Agent: crawl/0.1\r\n\r\n");
  EXPECT_EQ(request_head("http://a.test/", "a\r\nEvil: b"),
            "GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: a  Evil: b\r\n\r\n");
  EXPECT_EQ(request_head("ftp://a.test/", ""), "");
}

// --- PageChoice

class Choice : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = CrawlFile::open(crawled_.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }
  std::vector<int64_t> ids(const PageChoice& choice) {
    std::vector<int64_t> all;
    choice.each([&](int64_t id, uint64_t done, uint64_t /*all*/) {
      EXPECT_EQ(done, all.size());
      all.push_back(id);
      return true;
    });
    return all;
  }
  ground::Result<PageChoice> where(const std::string& condition) {
    return PageChoice::where(file_->database(), condition);
  }

  Crawled crawled_;
  std::unique_ptr<CrawlFile> file_;
};

TEST_F(Choice, IsAllOrWhatTheConditionSays) {
  const PageChoice all(file_->database());
  EXPECT_EQ(ids(all), (std::vector<int64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(all.is_all());
  EXPECT_TRUE(all.holds(99));
  const auto found = where("status = 404 OR url LIKE '%/b' -- comment");
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(ids(found.value()), (std::vector<int64_t>{2, 3}));
  EXPECT_TRUE(found.value().holds(3));
  EXPECT_FALSE(found.value().holds(1));
  EXPECT_EQ(ids(where("host(url) = 'a.test'").value()).size(), 4u);
}

TEST_F(Choice, EndsWhenItsUserHasEnough) {
  int seen = 0;
  PageChoice(file_->database()).each([&](int64_t, uint64_t, uint64_t) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST_F(Choice, WhatIsWrongIsShownInTheCondition) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"statuss = 1", "no such column: statuss\n  statuss = 1\n  ^"},
      {"status =", "incomplete"},
      {"1); DELETE FROM page; --", "ends before"},
      {"status = ?", "parameters are not available"},
      {std::string("1\0", 2), "NUL"},
      {"load_extension('x')", "not authorized"},
      {"url REGEXP '('", "missing"}};
  for (const auto& [condition, said] : cases) {
    const auto wrong = where(condition);
    ASSERT_FALSE(wrong.ok()) << condition;
    EXPECT_EQ(wrong.error().code, ErrorCode::kQuery) << condition;
    EXPECT_TRUE(wrong.error().message.starts_with("--where: ")) << wrong.error().message;
    EXPECT_NE(wrong.error().message.find(said), std::string::npos) << wrong.error().message;
  }
}

// --- NewFile

class NewFiles : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.file(name); }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t count() const {
    const fs::path folder = fs::path(folder_.file("x")).parent_path();
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

  storage::TemporaryFolder folder_;
};

TEST_F(NewFiles, HaveTheirNameWhenTheyAreWhole) {
  std::ofstream(path("a")) << "before";
  {
    auto file = NewFile::create(path("a"));
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->write("after").ok());
    EXPECT_EQ(content(path("a")), "before");
    EXPECT_EQ(count(), 2u);
    ASSERT_TRUE((*file)->commit().ok());
    EXPECT_EQ(content(path("a")), "after");
  }
  {
    auto file = NewFile::create(path("a"));
    ASSERT_TRUE((*file)->write("never").ok());
  }
  EXPECT_EQ(content(path("a")), "after");
  EXPECT_EQ(count(), 1u);
}

TEST_F(NewFiles, LinksAreFollowed) {
  std::ofstream(path("target")) << "before";
  fs::create_symlink("target", path("link"));
  auto file = NewFile::create(path("link"));
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->write("after").ok());
  ASSERT_TRUE((*file)->commit().ok());
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content(path("target")), "after");
}

TEST_F(NewFiles, ALinkWhereThePassingNameStandsIsNotWrittenThrough) {
  std::ofstream(path("victim")) << "precious";
  fs::create_symlink("victim", path("a.part-" + std::to_string(getpid())));
  auto file = NewFile::create(path("a"));
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->write("new").ok());
  ASSERT_TRUE((*file)->commit().ok());
  EXPECT_EQ(content(path("victim")), "precious");
  EXPECT_EQ(content(path("a")), "new");
}

TEST_F(NewFiles, WhatTheKilledLeftIsRemovedAndNothingElse) {
  // As of other processes: two that write, one of them killed meanwhile.
  const auto hold = [](const std::string& file) {
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    EXPECT_EQ(flock(fd, LOCK_EX), 0);
    return fd;
  };
  const int living = hold(path("a.part-1"));
  close(hold(path("a.part-2")));
  for (const char* other : {"b.part-2", "a.part-x", "a.part-", "a.part-3x", "xa.part-3"})
    std::ofstream(path(other)) << "someone's";
  fs::create_symlink("b.part-2", path("a.part-4"));
  fs::create_directory(path("a.part-5"));
  { ASSERT_TRUE(NewFile::create(path("a")).ok()); }
  EXPECT_FALSE(fs::exists(path("a.part-2")));
  for (const char* kept : {"a.part-1", "b.part-2", "a.part-x", "a.part-", "a.part-3x", "xa.part-3",
                           "a.part-4", "a.part-5"})
    EXPECT_TRUE(fs::exists(path(kept))) << kept;
  close(living);
}

TEST_F(NewFiles, OneOfAnotherIsLeftWhileItIsWritten) {
  auto first = NewFile::create(path("a"));
  ASSERT_TRUE(first.ok());
  const std::string passing = path("a.part-" + std::to_string(getpid()));
  fs::rename(passing, path("a.part-7"));
  { ASSERT_TRUE(NewFile::create(path("a")).ok()); }
  EXPECT_TRUE(fs::exists(path("a.part-7")));
  first = NewFile::create(path("b"));
  { ASSERT_TRUE(NewFile::create(path("a")).ok()); }
  EXPECT_FALSE(fs::exists(path("a.part-7")));
}

TEST_F(NewFiles, WhatCantBeIsSaidWithTheRemedy) {
  Crawled crawled;
  const std::vector<std::pair<std::string, std::string>> cases{
      {path("no/folder"), "mkdir -p"},
      {fs::path(path("x")).parent_path().string(), "is a folder"},
      {crawled.path(), "is a database"}};
  for (const auto& [where, said] : cases) {
    const auto file = NewFile::create(where);
    ASSERT_FALSE(file.ok()) << where;
    EXPECT_NE(file.error().message.find(said), std::string::npos) << file.error().message;
  }
}

}  // namespace
}  // namespace explore
