// What an update must not cost a file: rows and indexes that say what is there already.
#include <gtest/gtest.h>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

class UpdateCost : public testing::Test {
 protected:
  void open() {
    store_.reset();
    auto opened = SqliteStore::open(path_, {}, clock_.clocks());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
    ASSERT_TRUE(store_->begin_run({"1", "{}"}).ok());
  }
  // So many pages, each with a hundred links.
  void crawl(int pages) {
    open();
    std::vector<std::string> urls;
    for (int i = 0; i < pages; ++i) urls.push_back("http://a.test/" + std::to_string(i));
    ASSERT_TRUE(store_->add(new_urls(urls)).ok());
    const LeaseAnswer lent = *store_->lease({urls.size(), urls.size()});
    for (const Lease& lease : lent.leases) commit(with_text(lease, "a b c", links(100)));
    end();
  }
  static std::vector<Outlink> links(int count) {
    std::vector<Outlink> links;
    for (int i = 0; i < count; ++i) {
      links.push_back(link_to("http://b.test/" + std::to_string(i), 1));
      links.back().target.skip = Reason::kScope;
    }
    return links;
  }
  std::vector<Lease> begin_update() {
    open();
    clock_.advance(std::chrono::hours(24));
    EXPECT_TRUE(store_->begin_update(all()).ok());
    EXPECT_TRUE(store_->queue_due(1000).ok());
    return store_->lease({1000, 1000})->leases;
  }
  void commit(const PageCommit& page) { ASSERT_EQ(store_->commit({&page, 1})->pages, 1u); }
  static PageCommit not_modified(const Lease& lease, const std::string& etag) {
    PageCommit commit = page_of(lease, 304);
    commit.not_modified = true;
    commit.page.etag = etag;
    return commit;
  }
  void end() { ASSERT_TRUE(store_->end_run({"finished", 0, 0}).ok()); }
  int64_t number(const std::string& sql) { return (*Database::open(path_))->integer_of(sql); }
  bool has_indexes() { return has_report_indexes(**Database::open(path_)); }

  ManualClock clock_;
  TemporaryFolder folder_;
  std::string path_ = folder_.file("crawl.db");
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(UpdateCost, ValidatorsThatThePageHasAreNotKeptTwice) {
  crawl(1);
  commit(not_modified(begin_update().at(0), "\"a b c\""));
  end();
  EXPECT_EQ(number("SELECT count(*) FROM url_visit WHERE outcome = 0"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM url_revisit WHERE etag IS NOT NULL"), 0);
  const Lease again = begin_update().at(0);
  EXPECT_EQ(again.revisit->etag, "\"a b c\"");
  // Others are kept, until the page's own are sent again.
  commit(not_modified(again, "\"other\""));
  end();
  const Lease other = begin_update().at(0);
  EXPECT_EQ(other.revisit->etag, "\"other\"");
  commit(not_modified(other, "\"a b c\""));
  end();
  EXPECT_EQ(begin_update().at(0).revisit->etag, "\"a b c\"");
}

TEST_F(UpdateCost, IndexesForReportsStayWhereLittleChanges) {
  crawl(100);
  const int64_t made = number("PRAGMA schema_version");
  const std::vector<Lease> lent = begin_update();
  ASSERT_EQ(lent.size(), 100u);
  commit(with_text(lent[0], "otherwise", links(101)));
  for (std::size_t i = 1; i < lent.size(); ++i) commit(not_modified(lent[i], "\"a b c\""));
  EXPECT_TRUE(has_indexes());
  end();
  EXPECT_EQ(number("PRAGMA schema_version"), made);
  EXPECT_EQ(number("SELECT count(*) FROM links WHERE target = 'http://b.test/100'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
}

TEST_F(UpdateCost, IndexesForReportsAreMadeAnewWhereMuchChanges) {
  crawl(100);
  for (const Lease& lease : begin_update()) commit(with_text(lease, "otherwise", links(101)));
  EXPECT_FALSE(has_indexes());
  end();
  EXPECT_TRUE(has_indexes());
  EXPECT_EQ(number("SELECT count(*) FROM links WHERE target = 'http://b.test/100'"), 100);
}

}  // namespace
}  // namespace storage
