// Listings: sorting, filters and paging against the whole table.
#include "explore/serve/listing.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "explore/serve/json_value.h"
#include "explore/serve/routes.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

class Listings : public testing::Test {
 protected:
  Json ask(const std::string& name, HttpFields query, int status = 200) {
    HttpRequest request{"GET", "/api/list/" + name, std::move(query), {}, ""};
    const HttpResponse response = answer_route(request, file_, follower_, auditor_);
    EXPECT_EQ(response.status, status) << response.body;
    return Json::parse(response.body);
  }
  // The ids of all rows, taken `rows` at a time.
  std::vector<int64_t> paged(const std::string& name, const std::string& sort, int rows) {
    std::vector<int64_t> ids;
    std::string after;
    for (int pages = 0; pages < 100; ++pages) {
      HttpFields query{{"sort", sort}, {"limit", std::to_string(rows)}};
      if (!after.empty()) query.emplace_back("after", after);
      const Json answer = ask(name, query);
      for (const Json& row : answer["rows"]) ids.push_back(row[0].get<int64_t>());
      if (answer["next"].is_null()) return ids;
      after = answer["next"].get<std::string>();
    }
    ADD_FAILURE() << "it never ends";
    return ids;
  }

  Crawled crawled_;
  std::atomic<bool> is_ending_ = false;
  ServedFile file_{crawled_.path(), is_ending_};
  Follower follower_{crawled_.path()};
  Auditor auditor_{crawled_.path(), FindingList()};
};

TEST_F(Listings, EverySortOfEveryListingIsPagedWithoutGapsOrRepeats) {
  for (const Listing& listing : listings()) {
    std::vector<std::string> sorts{"", "-"};
    for (const ListingColumn& column : listing.columns) {
      sorts.emplace_back(column.name);
      sorts.push_back("-" + std::string(column.name));
    }
    const std::string name(listing.name);
    for (const std::string& sort : sorts) {
      const std::vector<int64_t> whole = paged(name, sort, 500);
      EXPECT_EQ(paged(name, sort, 1), whole) << name << " by " << sort;
      EXPECT_EQ(paged(name, sort, 2), whole) << name << " by " << sort;
      EXPECT_EQ(std::set<int64_t>(whole.begin(), whole.end()).size(), whole.size());
    }
  }
}

TEST_F(Listings, RowsHaveTheColumnsTheyName) {
  const Json pages = ask("pages", {{"sort", "-status"}, {"limit", "1"}});
  ASSERT_EQ(pages["rows"].size(), 1u);
  EXPECT_EQ(pages["rows"][0].size(), pages["columns"].size() + 1);
  EXPECT_EQ(pages["columns"][0]["name"], "url");
  EXPECT_EQ(pages["rows"][0][1], "http://a.test/gone");
  EXPECT_EQ(pages["total"], 4);
}

TEST_F(Listings, ValuesThatAreMissingStandLastBothWays) {
  for (const std::string sort : {"title", "-title"}) {
    const Json rows = ask("pages", {{"sort", sort}})["rows"];
    EXPECT_FALSE(rows[0][3].is_null()) << sort;
    EXPECT_TRUE(rows[3][3].is_null()) << sort;
  }
}

TEST_F(Listings, Filters) {
  const auto total = [this](HttpFields query) { return ask("pages", std::move(query))["total"]; };
  EXPECT_EQ(total({{"f.status", ">=400"}}), 1);
  EXPECT_EQ(total({{"f.status", "200"}, {"f.title", "sta"}}), 1);
  EXPECT_EQ(total({{"f.title", "-"}}), 2);
  EXPECT_EQ(total({{"f.url", "!gone"}}), 3);
  EXPECT_EQ(total({{"f.url", "%"}}), 0);
  EXPECT_EQ(ask("urls", {{"f.state", "=skipped"}})["rows"][0][1], "http://other.test/");
  EXPECT_EQ(ask("broken", {})["rows"][0][1], "http://a.test/gone");
  EXPECT_EQ(ask("redirects", {})["rows"][0][3], "http://a.test/b");
}

TEST_F(Listings, WhatMakesNoSenseIsRefused) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"sort", "nothing"},
                                                        {"sort", "id; DROP TABLE url"},
                                                        {"f.nothing", "1"},
                                                        {"f.status", "abc"},
                                                        {"limit", "0"},
                                                        {"limit", "100000"},
                                                        {"limit", "abc"},
                                                        {"after", "x"},
                                                        {"after", "[]"},
                                                        {"after", "[1,2,3]"},
                                                        {"after", "[[1],2]"},
                                                        {"after", "[1,\"2\"]"},
                                                        {"after", std::string(100'000, '[')}}) {
    const Json answer = ask("pages", {{name, value}}, 400);
    EXPECT_TRUE(answer["error"].is_string()) << name << "=" << value;
  }
  ask("nothing", {}, 404);
}

TEST_F(Listings, APlaceInAnotherOrderIsStillAPlace) {
  // Of other types than the column: no error, and nothing twice.
  ask("pages", {{"sort", "title"}, {"after", "[5,1]"}});
  ask("pages", {{"sort", "status"}, {"after", "[\"x\",1]"}});
  ask("pages", {{"sort", "status"}, {"after", "[1e308,9223372036854775807]"}});
}

TEST(ServedFileTest, AnotherFileUnderTheNameIsSeen) {
  Crawled first;
  Crawled second;
  std::atomic<bool> is_ending = false;
  ServedFile file(first.path(), is_ending);
  const auto question = [](CrawlFile&) { return ground::Result<void>(); };
  ASSERT_TRUE(file.ask(std::chrono::seconds(5), question));
  ASSERT_TRUE(file.ask(std::chrono::seconds(5), question));
  EXPECT_EQ(file.generation(), 1u);
  ASSERT_EQ(rename(second.path().c_str(), first.path().c_str()), 0);
  ASSERT_TRUE(file.ask(std::chrono::seconds(5), question));
  EXPECT_EQ(file.generation(), 2u);
  ASSERT_EQ(remove(first.path().c_str()), 0);
  const auto gone = file.ask(std::chrono::seconds(5), question);
  ASSERT_FALSE(gone);
  EXPECT_NE(gone.error().message.find("no such file"), std::string::npos);
}

TEST(ServedFileTest, TheLimitEndsAQuestion) {
  Crawled crawled;
  std::atomic<bool> is_ending = false;
  ServedFile file(crawled.path(), is_ending);
  const auto endless = [](CrawlFile& crawl) -> ground::Result<void> {
    crawl.database().integer_of(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
    return {};
  };
  const auto late = file.ask(std::chrono::milliseconds(20), endless);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ground::ErrorCode::kInterrupted);
  is_ending = true;
  EXPECT_FALSE(file.ask(std::chrono::hours(1), endless));
}

}  // namespace
}  // namespace explore
