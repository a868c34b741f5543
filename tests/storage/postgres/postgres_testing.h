// What the tests of the store in PostgreSQL share: a crawl's database that is empty, again and
// again.
#pragma once

#include <memory>
#include <string>

#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/postgres_store.h"
#include "tests/storage/store/store_testing.h"
#include "tests/support/postgres_server.h"

namespace storage {

inline constexpr int kTestBucketBits = 4;  // so that a store is opened quickly

inline StoreOptions postgres_test_options() {
  StoreOptions options;
  options.follows_shorter_ways = true;
  options.link_kinds = {{0, "a", /*is_content=*/true}};
  return options;
}

inline PostgresTuning postgres_test_tuning() {
  PostgresTuning tuning;
  tuning.bucket_bits = kTestBucketBits;
  return tuning;
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
      script += "DELETE FROM crawl.setting WHERE name = 'settling';";
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
