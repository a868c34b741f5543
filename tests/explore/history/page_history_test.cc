// Past versions, byte for byte: chains of them, bodies of any size, and what is damaged.
#include "explore/file/page_history.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "explore/file/crawl_file.h"
#include "tests/explore/crawled.h"
#include "tests/storage/sqlite/history_maker.h"

namespace explore {
namespace {

using storage::ChangeKind;
using storage::HistoryMaker;

constexpr int64_t kFirst = 1'700'001'000'000;  // ManualClock's start, when all was fetched
constexpr int64_t kDay = 86'400'000;
const std::string kUrl = "http://a.test/b";

class PageHistoryTest : public testing::Test {
 protected:
  PageHistoryTest() : maker_(crawled_.path()) {}

  HistoryMaker::Found found(const std::string& body, const std::string& text) {
    HistoryMaker::Found page;
    page.title = "T";
    page.body = body;
    page.text = text;
    page.headers = R"([["Content-Length",")" + std::to_string(body.size()) + R"("]])";
    page.links = {{0, "http://a.test/"}, {0, "http://a.test/gone"}};
    page.structured = {{0, R"({"price":)" + std::to_string(text.size()) + "}"}};
    return page;
  }

  void change(const std::string& body, const std::string& text, int day) {
    maker_.run(kFirst + day * kDay, kFirst + day * kDay + 1000);
    maker_.change(kUrl, found(body, text), kFirst + day * kDay + 10);
    expected_.push_back(maker_.parts_of(kUrl));
  }

  // What is there now, for reading.
  void open() {
    auto opened = CrawlFile::open(crawled_.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
    history_.emplace(file_->database());
    url_ = **file_->pages().find(kUrl);
    auto versions = history_->versions(url_);
    ASSERT_TRUE(versions.ok()) << versions.error().message;
    versions_ = std::move(versions).value();
  }

  std::string error_at(std::string_view moment) {
    const auto chosen = history_->version_at(url_, versions_, moment);
    return chosen.ok() ? "" : chosen.error().message;
  }

  int number_at(std::string_view moment) {
    const auto chosen = history_->version_at(url_, versions_, moment);
    EXPECT_TRUE(chosen.ok()) << chosen.error().message;
    return chosen.ok() ? versions_[chosen.value()].number : 0;
  }

  Crawled crawled_;
  HistoryMaker maker_;
  std::vector<PageParts> expected_;
  std::unique_ptr<CrawlFile> file_;
  std::optional<PageHistory> history_;
  storage::FoundUrl url_;
  std::vector<PageVersion> versions_;
};

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& each : bytes) each = static_cast<char>(random());
  return bytes;
}

TEST_F(PageHistoryTest, AChainOfTwentyComesBackByteForByte) {
  expected_.push_back(maker_.parts_of(kUrl));
  std::string body = noise(100'000, 1);
  for (int day = 1; day <= 20; ++day) {
    body.replace(static_cast<std::size_t>(day) * 1000, 50, noise(70, static_cast<unsigned>(day)));
    change(body, "Text of day " + std::to_string(day) + "\n" + std::string(5000, 'x'), day);
  }
  open();
  ASSERT_EQ(versions_.size(), 21u);
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const auto parts = history_->parts(versions_[i]);
    ASSERT_TRUE(parts.ok()) << parts.error().message;
    EXPECT_EQ(parts.value(), expected_[i]) << i;
  }
  EXPECT_LT(
      file_->database().integer_of("SELECT max(length(delta)) FROM version_parts WHERE "
                                   "version_id > (SELECT min(version_id) FROM version_parts)"),
      1000)
      << "what has not changed is not kept again";
}

TEST_F(PageHistoryTest, BodiesOfAnySizeComeBack) {
  expected_.push_back(maker_.parts_of(kUrl));
  int day = 0;
  for (const std::size_t size : {0u, 1u, 100'000u, 12'000'000u, 3u, 0u, 12'000'001u, 1u}) {
    ++day;
    change(noise(size, static_cast<unsigned>(day)), size == 3 ? "" : "text", day);
  }
  open();
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const auto parts = history_->parts(versions_[i]);
    ASSERT_TRUE(parts.ok()) << parts.error().message;
    EXPECT_TRUE(parts.value() == expected_[i]) << i;
  }
}

TEST_F(PageHistoryTest, AVersionIsFoundByItsRunOrTime) {
  change("one", "1", 1);
  change("two", "2", 2);
  open();
  EXPECT_EQ(number_at("1"), 1);
  EXPECT_EQ(number_at("2"), 2);
  EXPECT_EQ(number_at("3"), 3);
  EXPECT_EQ(number_at("2023-11-15T22:29"), 1);
  EXPECT_EQ(number_at("2023-11-15"), 2) << "a day means its end";
  EXPECT_EQ(number_at("2023-11-16T22:30:00.010Z"), 3);
  EXPECT_EQ(number_at("2023-11-16T22:30:00.009Z"), 2);
  EXPECT_EQ(number_at("0m"), 3);
  EXPECT_EQ(error_at("2023-11-13"),
            "was not there yet: it was first seen 2023-11-14T22:30:00.000Z");
  EXPECT_EQ(error_at("4"), "there is no run 4: the newest is 3");
  EXPECT_NE(error_at("yesterday").find("neither the number of a run nor a time"),
            std::string::npos);
  EXPECT_EQ(versions_[1].fields, "text");
  EXPECT_EQ(versions_[1].run, 2);
}

TEST_F(PageHistoryTest, WhatWasDroppedAndWhatIsForbiddenIsSaid) {
  change("one", "1", 1);
  change("two", "2", 2);
  maker_.drop_versions(kUrl, 1);
  maker_.forbid(kUrl, kFirst + 3 * kDay);
  open();
  ASSERT_EQ(versions_.size(), 2u);
  EXPECT_NE(error_at("1").find("no longer kept (--keep-versions): the oldest version is of "
                               "2023-11-15"),
            std::string::npos);
  EXPECT_EQ(number_at("3"), 2);
  EXPECT_EQ(error_at("0m"),
            "was not to be had then: robots.txt forbids it since 2023-11-17T22:30:00.000Z");
  for (const PageVersion& version : versions_) EXPECT_TRUE(history_->parts(version).ok());
}

TEST_F(PageHistoryTest, LinksAndStructuredDataAreRead) {
  change("one", "1", 1);
  change("two", "22", 2);
  open();
  const auto parts = std::move(history_->parts(versions_[1])).value();
  const auto links = std::move(history_->links(parts)).value();
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].kind, "a");
  EXPECT_EQ(links[0].target, "http://a.test/");
  EXPECT_EQ(links[1].anchor, "to http://a.test/gone");
  const auto data = std::move(history_->structured(parts)).value();
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(data[0].json, R"({"price":1})");
  PageParts hostile;
  hostile.links = "\n\t\tx\nx\t1\n99999999999999999999\t0\ta\n7\n";
  hostile.structured = "x\n\n-5\t{\n";
  EXPECT_EQ(std::move(history_->links(hostile)).value().size(), 1u);
  EXPECT_EQ(std::move(history_->structured(hostile)).value().size(), 1u);
}

// A zstd frame that says that it holds four gigabytes.
std::string enormous_frame() {
  std::string frame = "\x28\xB5\x2F\xFD";
  frame += '\xE0';  // a single segment, its size in 8 bytes
  for (int i = 0; i < 8; ++i) frame += static_cast<char>(i == 4 ? 1 : 0);
  return frame + std::string("\x01\0\0", 3);
}

TEST_F(PageHistoryTest, DamagedChainsAreNoPages) {
  const std::string body = noise(50'000, 5);
  change(body + "one", "1", 1);
  change("two" + body, "2", 2);
  change(body + "three", "3", 3);
  const std::vector<std::string> damages = {
      "UPDATE version_parts SET delta = substr(delta, 1, length(delta) - 9)",
      "UPDATE version_parts SET delta = x''",
      "UPDATE version_parts SET delta = zeroblob(1000000)",
      "UPDATE version_parts SET against = 0",
      "UPDATE version_parts SET against = version_id",
      "UPDATE version_parts SET against = version_id - 1",
      "UPDATE version_parts SET against = 4000000000",
      "UPDATE version_parts SET delta = (SELECT delta FROM version_parts v WHERE v.version_id <> "
      "version_parts.version_id LIMIT 1)",
      "UPDATE version_parts SET delta = ?1"};
  for (const std::string& damage : damages) {
    maker_.database().exec("SAVEPOINT whole");
    const std::string frame = enormous_frame();
    storage::Statement statement = maker_.database().prepare(damage);
    if (damage.ends_with("?1")) statement.with(storage::Blob{frame});
    statement.run();
    storage::VersionReader reader(maker_.database(), 256u << 20);
    storage::Statement row = maker_.database().prepare("SELECT min(version_id) FROM version_parts");
    ASSERT_TRUE(row.step());
    const int64_t oldest = row.integer(0);
    row.reset();
    const auto parts = reader.parts_of(oldest);
    ASSERT_FALSE(parts.ok()) << damage;
    EXPECT_EQ(parts.error().code, ground::ErrorCode::kCorrupt) << damage;
    maker_.database().exec("ROLLBACK TO whole; RELEASE whole");
    ASSERT_TRUE(maker_.database().take_failure().ok());
  }
}

}  // namespace
}  // namespace explore
