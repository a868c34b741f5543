// What the tests of the store in PostgreSQL share: a crawl's database that is empty, again and
// again.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "storage/fleet/fleet.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/postgres_store.h"
#include "tests/storage/store/store_testing.h"
#include "tests/support/postgres_server.h"

namespace storage {

inline constexpr int kTestBucketBits = 4;  // so that a store is opened quickly

inline StoreOptions postgres_test_options() {
  StoreOptions options;
  options.follows_shorter_ways = true;
  options.ignoring = 1;
  options.link_kinds = {{0, "a", /*is_content=*/true}};
  return options;
}

// A connection of its own, and plain SQL.
class PostgresQuestions {
 public:
  explicit PostgresQuestions(const std::string& where) {
    auto opened = Connection::open(where);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message);
    if (opened) server_ = std::move(*opened);
  }
  int64_t integer_of(const std::string& sql) {
    server_->prepare("", sql);
    auto rows = server_->ask("", {});
    EXPECT_TRUE(rows.ok()) << (rows.ok() ? "" : rows.error().message);
    return rows && !rows->empty() ? rows->number(0, 0) : -1;
  }
  std::string text_of(const std::string& sql) {
    server_->prepare("", sql);
    auto rows = server_->ask("", {});
    EXPECT_TRUE(rows.ok()) << (rows.ok() ? "" : rows.error().message);
    return rows && !rows->empty() ? rows->string(0, 0) : "";
  }
  void run(const std::string& sql) {
    const auto done = server_->script(sql);
    EXPECT_TRUE(done.ok()) << (done.ok() ? "" : done.error().message) << sql;
  }
  Connection& connection() { return *server_; }

 private:
  std::unique_ptr<Connection> server_;
};

inline constexpr std::chrono::hours kSafeForTests{1};

// Membership without a thread: all buckets are this one's from the start, and until a test says
// otherwise.
class FixedFleet final : public Fleet {
 public:
  FixedFleet(const std::string& where, std::size_t buckets)
      : where_(where), db_(where), held_(buckets) {
    static uint64_t last = 1'000;
    me_ = ++last;
    db_.run("INSERT INTO crawl.member(id) VALUES(" + std::to_string(me_) + ")");
    held_.set_me(me_);
    held_.set_members(1);
    held_.set_safe_until(std::chrono::steady_clock::now() + kSafeForTests);
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) give(static_cast<Bucket>(bucket), me_);
  }

  const FleetTiming& timing() const override { return timing_; }
  HeldBuckets& held() override {
    if (meanwhile_ && --calls_left_ == 0) std::exchange(meanwhile_, nullptr)();
    return held_;
  }
  void wake() override { ++wakes_; }
  std::optional<ground::Error> trouble() const override { return trouble_; }
  void leave(std::chrono::milliseconds) override {
    // The server may have been away since.
    PostgresQuestions(where_).run("UPDATE crawl.member SET dead = true WHERE id = " +
                                  std::to_string(me_));
  }

  // From now on the bucket is that one's. `handed_over`: just now.
  void give(Bucket bucket, MemberId to, bool handed_over = false) {
    const int64_t epoch = db_.integer_of(
        "UPDATE crawl.bucket SET owner = " + std::to_string(to) +
        ", epoch = epoch + 1 WHERE bucket = " + std::to_string(bucket) + " RETURNING epoch");
    HeldBucket held{bucket, {to, static_cast<Epoch>(epoch)}, {}};
    if (handed_over) held.handed_over = std::chrono::steady_clock::now();
    if (to == me_)
      held_.gain(held);
    else
      held_.lose(bucket);
  }
  MemberId me() const { return me_; }
  int wakes() const { return wakes_; }
  // What the heartbeat does right before the store asks for held() so often from now on.
  void meanwhile(int calls, std::function<void()> action) {
    calls_left_ = calls;
    meanwhile_ = std::move(action);
  }
  void be_in_trouble(ground::Error error) { trouble_ = std::move(error); }

 private:
  const std::string where_;
  PostgresQuestions db_;
  HeldBuckets held_;
  const FleetTiming timing_;
  MemberId me_ = kNobody;
  int wakes_ = 0;
  std::optional<ground::Error> trouble_;
  int calls_left_ = 0;
  std::function<void()> meanwhile_;
};

// `fleet`: where the store's is to be had.
inline PostgresTuning postgres_test_tuning(FixedFleet** fleet = nullptr) {
  PostgresTuning tuning;
  tuning.bucket_bits = kTestBucketBits;
  tuning.join = [fleet](const std::string& where, const FleetTiming&, std::size_t buckets) {
    auto made = std::make_unique<FixedFleet>(where, buckets);
    if (fleet != nullptr) *fleet = made.get();
    return made;
  };
  return tuning;
}

// The address of a database whose tables are there and empty. Rows are deleted: that takes a
// fiftieth of the time that TRUNCATE needs for its files.
inline std::string empty_crawl_database() {
  static const std::string where = [] {
    const std::string address = tests::PostgresServer::shared().database("contract");
    PostgresQuestions server(address);
    const auto made =
        prepare_postgres_schema(server.connection(), postgres_test_options(), kTestBucketBits);
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().message);
    return address;
  }();
  std::string script;
  for (const std::string& table : postgres_base_tables()) {
    if (table == "setting")
      script += "DELETE FROM crawl.setting WHERE name IN ('settling', 'over', 'pages_before');";
    else if (table == "counter")
      script += "UPDATE crawl.counter SET n = 0;";
    else if (table == "bucket")
      script += "UPDATE crawl.bucket SET owner = 0, epoch = 0;";
    else if (!table.ends_with("_name") && table != "link_kind")
      script += "DELETE FROM crawl." + table + ";";
  }
  PostgresQuestions(where).run(script);
  return where;
}

}  // namespace storage
