// What is kept of findings from run to run: new, open, fixed, and what nobody looked at again.
#include "storage/findings/findings_keeper.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/database/transaction.h"
#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

constexpr AskedFinding kTitles{"title-missing", "error", 11};
constexpr AskedFinding kLinks{"broken-links", "error", 12};

class FindingsOfRuns : public testing::Test {
 protected:
  void SetUp() override {
    auto store = SqliteStore::open(folder_.file("crawl.db"), {}, clock_.clocks());
    ASSERT_TRUE(store.ok()) << store.error().message;
    store->reset();
    db_ = std::move(Database::open(folder_.file("crawl.db"))).value();
    for (int url = 1; url <= 4; ++url) {
      db_->exec("INSERT INTO url VALUES(" + std::to_string(url) + ", 1, 'https://a.test/" +
                std::to_string(url) + "', 1, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL)");
      set_state(url, UrlState::kFetched);
    }
  }

  void set_state(int url, UrlState state) {
    db_->prepare("UPDATE url SET state = ?2 WHERE id = ?1")
        .with(url, static_cast<int>(state))
        .run();
  }

  // An update that visits these.
  void run(const std::vector<int64_t>& visited, const std::string& end = "finished") {
    ++run_;
    db_->prepare(
           "INSERT INTO run(id, started_at, ended_at, end_reason, version, options) "
           "VALUES(?1, ?1, ?1, ?2, '1', '{\"update\":true}')")
        .with(run_, end)
        .run();
    for (const int64_t url : visited)
      db_->prepare("INSERT INTO url_visit VALUES(?1, ?2, ?2, ?3, 200, 1, 1, NULL)")
          .with(url, run_, static_cast<int>(VisitOutcome::kChanged))
          .run();
  }

  // "found fixed unknown"
  std::string keep(const AskedFinding& finding, const std::vector<Fault>& found) {
    FindingsKeeper keeper(*db_);
    Transaction transaction(*db_, Transaction::Kind::kWrite);
    keeper.begin(run_ * 1000);
    const FindingsKeeper::News news = keeper.keep(finding, found);
    keeper.end();
    auto kept = transaction.commit();
    EXPECT_TRUE(kept.ok()) << kept.error().message;
    return std::to_string(news.found) + " " + std::to_string(news.fixed) + " " +
           std::to_string(news.unknown);
  }

  // "finding: found fixed open unknown"
  std::string since(int64_t run) {
    std::string all;
    for (const FindingChanges& one : KeptFindings(*db_).changes_since(run))
      all += one.name + ": " + std::to_string(one.found) + " " + std::to_string(one.fixed) + " " +
             std::to_string(one.open) + " " + std::to_string(one.unknown);
    return all;
  }

  // "first-last since run" of each row of faults that pages alone name.
  std::string spans() {
    std::string all;
    Statement row = db_->prepare(
        "SELECT url_id, url_id + more, first_run FROM finding_span ORDER BY kind_id, url_id");
    while (row.step())
      all += row.string(0) + "-" + row.string(1) + " since " + row.string(2) + "\n";
    return all;
  }

  std::string states() {
    std::string all;
    Statement row = db_->prepare(
        "SELECT url, state, since_run, last_run, fixed_run "
        "FROM finding_changes ORDER BY 1, 3");
    while (row.step())
      all += row.string(0).substr(15) + " " + row.string(1) + " " + row.string(2) + "-" +
             row.string(3) + (row.is_null(4) ? "" : " gone in " + row.string(4)) + "\n";
    EXPECT_TRUE(db_->take_failure().ok());
    return all;
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<Database> db_;
  int64_t run_ = 0;
};

TEST_F(FindingsOfRuns, OfTheFirstRunNothingIsNew) {
  run({});
  EXPECT_EQ(keep(kTitles, {{1, 0}, {2, 0}}), "0 0 0");
  EXPECT_EQ(states(), "1 open 1-1\n2 open 1-1\n");
}

TEST_F(FindingsOfRuns, NewFixedAndOpen) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}});
  run({2, 3});
  EXPECT_EQ(keep(kTitles, {{1, 0}, {3, 0}}), "1 1 0");
  EXPECT_EQ(states(), "1 open 1-2\n2 fixed 1-1 gone in 2\n3 new 2-2\n");
  EXPECT_EQ(since(1), "title-missing: 1 1 1 0");
  run({});
  EXPECT_EQ(keep(kTitles, {{1, 0}, {3, 0}}), "0 0 0");
  EXPECT_EQ(states(), "1 open 1-3\n2 fixed 1-1 gone in 2\n3 open 2-3\n");
  EXPECT_EQ(since(1), "title-missing: 1 1 1 0");
  EXPECT_EQ(since(2), "title-missing: 0 0 2 0");
}

TEST_F(FindingsOfRuns, WhatNobodyLookedAtIsUnknownUntilSomebodyDoes) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}});
  run({1});
  EXPECT_EQ(keep(kTitles, {{1, 0}}), "0 0 1");
  EXPECT_EQ(states(), "1 open 1-2\n2 unknown 1-1\n");
  EXPECT_EQ(since(1), "title-missing: 0 0 1 1");
  run({1});
  EXPECT_EQ(keep(kTitles, {{1, 0}}), "0 0 0");
  run({2});
  EXPECT_EQ(keep(kTitles, {{1, 0}}), "0 1 0");
  EXPECT_EQ(states(), "1 open 1-4\n2 fixed 1-1 gone in 4\n");
}

TEST_F(FindingsOfRuns, WhatWasUnknownAndIsThereWasThereAllTheTime) {
  run({});
  keep(kTitles, {{2, 0}});
  run({});
  EXPECT_EQ(keep(kTitles, {}), "0 0 1");
  run({2});
  EXPECT_EQ(keep(kTitles, {{2, 0}}), "0 0 0");
  EXPECT_EQ(states(), "2 open 1-3\n");
}

TEST_F(FindingsOfRuns, WhatComesBackIsNewAndSinceBeforeItWentOpen) {
  run({});
  keep(kTitles, {{2, 0}});
  run({2});
  EXPECT_EQ(keep(kTitles, {}), "0 1 0");
  run({2});
  EXPECT_EQ(keep(kTitles, {{2, 0}}), "1 0 0");
  EXPECT_EQ(states(), "2 fixed 1-1 gone in 2\n2 new 3-3\n");
  EXPECT_EQ(since(1), "title-missing: 0 0 1 0");
  EXPECT_EQ(since(2), "title-missing: 1 0 0 0");
}

TEST_F(FindingsOfRuns, APageThatIsInDoubtNowFixesNothing) {
  run({});
  keep(kTitles, {{2, 0}});
  run({2});
  set_state(2, UrlState::kSkipped);
  EXPECT_EQ(keep(kTitles, {}), "0 0 1");
}

TEST_F(FindingsOfRuns, AVisitThatFailedIsNoLook) {
  run({});
  keep(kTitles, {{2, 0}});
  run({2});
  db_->prepare("UPDATE url_visit SET outcome = ?1")
      .with(static_cast<int>(VisitOutcome::kError))
      .run();
  EXPECT_EQ(keep(kTitles, {}), "0 0 1");
}

TEST_F(FindingsOfRuns, ABrokenLinkIsFixedWhereverSomebodyLooked) {
  run({});
  const Fault link{1, 77}, other{2, 78};
  {
    FindingsKeeper keeper(*db_);
    keeper.detail(77, 3, "");
    keeper.detail(78, 4, "");
  }
  keep(kLinks, {link, other});
  run({3});  // the target is there again
  EXPECT_EQ(keep(kLinks, {}), "0 1 1");
  EXPECT_EQ(states(), "1 fixed 1-1 gone in 2\n2 unknown 1-1\n");
}

TEST_F(FindingsOfRuns, OfNoPageWhatAWholeRunSaysCounts) {
  run({});
  keep(kTitles, {{0, 5}});
  run({1}, "max-time");
  EXPECT_EQ(keep(kTitles, {}), "0 0 1");
  run({1});
  EXPECT_EQ(keep(kTitles, {}), "0 1 0");
}

TEST_F(FindingsOfRuns, AnotherQuestionIsNoNews) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}});
  run({1, 2, 3});
  const AskedFinding otherwise{"title-missing", "warning", 99};
  EXPECT_EQ(keep(otherwise, {{2, 0}, {3, 0}}), "0 0 0");
  EXPECT_EQ(states(), "2 open 2-2\n3 open 2-2\n");
  EXPECT_EQ(since(1), "");
  EXPECT_FALSE(KeptFindings(*db_).at(1, otherwise));
  EXPECT_TRUE(KeptFindings(*db_).at(2, otherwise));
  EXPECT_FALSE(KeptFindings(*db_).at(2, kTitles));
}

TEST_F(FindingsOfRuns, WhatARunHad) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}});
  run({2});
  keep(kTitles, {{1, 0}, {3, 0}});
  const auto first = KeptFindings(*db_).at(1, kTitles);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->size(), 2u);
  EXPECT_EQ((*first)[0].fault, (Fault{1, 0}));
  EXPECT_FALSE((*first)[0].is_fixed);
  EXPECT_EQ((*first)[1].fault, (Fault{2, 0}));
  EXPECT_TRUE((*first)[1].is_fixed);
  EXPECT_EQ(KeptFindings(*db_).at(2, kTitles)->size(), 2u);
}

TEST_F(FindingsOfRuns, NothingIsAskedAfterAnUpdateThatChangedNothing) {
  run({});
  keep(kTitles, {{1, 0}});
  const auto as_kept = [&] { return FindingsKeeper(*db_).now().is_as_kept; };
  run({1});
  EXPECT_TRUE(as_kept());
  db_->exec("INSERT OR REPLACE INTO tally VALUES(1, 0, 7)");
  EXPECT_FALSE(as_kept());
  keep(kTitles, {{1, 0}});
  run({1});
  EXPECT_TRUE(as_kept());
  db_->prepare("INSERT INTO page_change VALUES(1, 1, ?1, 1, 1, 1, NULL, NULL)").with(run_).run();
  EXPECT_FALSE(as_kept());
  keep(kTitles, {{1, 0}});
  run({1});
  EXPECT_TRUE(as_kept());
  db_->exec("UPDATE run SET options = '{}' WHERE id = " + std::to_string(run_));
  EXPECT_FALSE(as_kept());  // a crawl that was no update
}

TEST_F(FindingsOfRuns, PagesInARowShareOne) {
  run({});
  keep(kTitles, {{0, 5}, {1, 0}, {2, 0}, {2, 6}, {3, 0}, {4, 0}});
  EXPECT_EQ(spans(), "1-4 since 1\n");
  EXPECT_EQ(db_->integer_of("SELECT count(*) FROM finding_state"), 2);
  run({2});
  EXPECT_EQ(keep(kTitles, {{0, 5}, {1, 0}, {2, 6}, {3, 0}, {4, 0}}), "0 1 0");
  EXPECT_EQ(spans(), "1-1 since 1\n3-4 since 1\n");
  run({2});
  EXPECT_EQ(keep(kTitles, {{0, 5}, {1, 0}, {2, 0}, {2, 6}, {3, 0}, {4, 0}}), "1 0 0");
  EXPECT_EQ(spans(), "1-1 since 1\n2-2 since 3\n3-4 since 1\n");
  EXPECT_EQ(since(1), "title-missing: 0 0 6 0");
  EXPECT_EQ(since(2), "title-missing: 1 0 5 0");
  EXPECT_EQ(KeptFindings(*db_).at(2, kTitles)->size(), 5u);
  EXPECT_EQ(KeptFindings(*db_).at(1, kTitles)->size(), 6u);
}

// Some pages gain and lose a fault from run to run, as an independent account has it.
TEST_F(FindingsOfRuns, WhateverComesAndGoesIsToldAsItIs) {
  constexpr int64_t kUrls = 4;
  std::mt19937 random(7);
  std::vector<std::set<int64_t>> had;
  for (int i = 0; i < 60; ++i) {
    run({1, 2, 3, 4});
    std::vector<Fault> found;
    std::set<int64_t>& has = had.emplace_back();
    for (int64_t url = 1; url <= kUrls; ++url) {
      if (random() % 3 == 0) continue;
      found.push_back({url, 0});
      has.insert(url);
    }
    keep(kTitles, found);
    std::vector<Fault> lasting;
    for (const LastingFault& one : LastingFaults(*db_).of(1)) lasting.push_back(one.fault);
    EXPECT_EQ(lasting, found);
    for (std::size_t run = 0; run < had.size(); ++run) {
      int64_t news = 0, fixed = 0, open = 0;
      for (int64_t url = 1; url <= kUrls; ++url) {
        const bool was = had[run].contains(url), is = has.contains(url);
        news += is && !was;
        fixed += was && !is;
        open += was && is;
      }
      EXPECT_EQ(since(static_cast<int64_t>(run) + 1),
                had[run].empty() && has.empty()
                    ? ""
                    : "title-missing: " + std::to_string(news) + " " + std::to_string(fixed) + " " +
                          std::to_string(open) + " 0");
      const auto known = KeptFindings(*db_).at(static_cast<int64_t>(run) + 1, kTitles);
      ASSERT_TRUE(known);
      EXPECT_EQ(known->size(), had[run].size());
    }
  }
}

TEST_F(FindingsOfRuns, WhoOnlyReadsMayAsk) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}, {2, 6}});
  auto reader = std::move(Reader::open(folder_.file("crawl.db"))).value();
  KeptFindings kept(reader->database());
  EXPECT_EQ(kept.at(1, kTitles)->size(), 3u);
  EXPECT_EQ(kept.changes_since(1).size(), 1u);
  const auto read = reader->database().take_failure();
  EXPECT_TRUE(read.ok()) << read.error().message;
}

// As versions up to 10 left it.
TEST_F(FindingsOfRuns, AnOlderFileIsReadAsItIsAndTakenOver) {
  run({});
  keep(kTitles, {{1, 0}, {1, 5}, {2, 0}, {2, 6}, {4, 0}});
  run({1});
  keep(kTitles, {{1, 0}, {1, 5}, {2, 0}, {2, 6}, {3, 0}});
  const std::string states_then = states(), spans_then = spans();
  db_->exec(
      "INSERT INTO finding_state VALUES(1, 1, 0, 1), (1, 2, 0, 1), (1, 3, 0, 2); "
      "DROP VIEW finding_changes; DROP TABLE finding_span; PRAGMA user_version = 10");
  ASSERT_TRUE(db_->take_failure().ok());
  EXPECT_EQ(since(1), "title-missing: 1 0 4 1");
  EXPECT_EQ(KeptFindings(*db_).at(2, kTitles)->size(), 5u);
  EXPECT_EQ(KeptFindings(*db_).at(1, kTitles)->size(), 5u);
  ASSERT_TRUE(SqliteStore::open(folder_.file("crawl.db"), {}, clock_.clocks()).ok());
  EXPECT_EQ(spans(), spans_then);
  EXPECT_EQ(states(), states_then);
  EXPECT_EQ(db_->integer_of("SELECT count(*) FROM finding_state"), 2);
  EXPECT_EQ(since(1), "title-missing: 1 0 4 1");
}

TEST_F(FindingsOfRuns, ASpanOfURLsThatAreNotThereSaysNothing) {
  run({});
  keep(kTitles, {{2, 0}});
  db_->exec(
      "UPDATE finding_span SET more = 9223372036854775807; "
      "INSERT INTO finding_span VALUES(1, 3, 9223372036854775807, 1), (1, 1, -5, 1)");
  std::vector<int64_t> urls;
  for (const LastingFault& one : LastingFaults(*db_).of(1)) urls.push_back(one.fault.url);
  EXPECT_EQ(urls, (std::vector<int64_t>{1, 2, 3, 4}));
  run({1});
  EXPECT_EQ(keep(kTitles, {{2, 0}}), "0 1 2");
  EXPECT_EQ(spans(), "2-2 since 1\n");
}

TEST_F(FindingsOfRuns, OldRunsAreForgotten) {
  run({});
  keep(kTitles, {{1, 0}, {2, 0}});
  run({2});
  keep(kTitles, {{1, 0}});
  for (int i = 0; i < FindingsKeeper::kMostRuns; ++i) {
    run({});
    keep(kTitles, {{1, 0}});
  }
  EXPECT_EQ(KeptFindings(*db_).runs().size(), static_cast<std::size_t>(FindingsKeeper::kMostRuns));
  EXPECT_EQ(states(), "1 open 1-" + std::to_string(run_) + "\n");
}

}  // namespace
}  // namespace storage
