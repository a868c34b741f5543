// The rules that every engine behind PostgreSQL's protocol needs, held against each statement.
#include "storage/postgres/server/statements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "storage/postgres/history/history_statements.h"

namespace storage {
namespace {

std::string in_lower(std::string_view sql) {
  std::string lower(sql);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::vector<PostgresStatement> named_statements() {
  std::vector<PostgresStatement> all;
  for (const auto& some : {postgres_statements(), postgres_history_statements()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<std::pair<std::string, std::string>> all_statements() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const PostgresStatement& statement : named_statements())
    all.emplace_back(statement.name, in_lower(statement.sql));
  for (const UrlSort sort : kUrlSorts) all.emplace_back("survey", in_lower(survey_statement(sort)));
  return all;
}

TEST(PostgresStatements, NoneNeedsWhatOnlyOneServerCouldGive) {
  for (const auto& [name, sql] : all_statements())
    for (const std::string word :
         {"skip locked", "nowait", "now()", "current_", "clock_timestamp", "localtime", "nextval",
          "currval", "advisory", "listen", "notify", "random()", "gen_random", "ctid"})
      EXPECT_EQ(sql.find(word), std::string::npos) << name << ": " << word;
}

TEST(PostgresStatements, WhatIsOfABucketNamesItOnceAndEveryTableByIt) {
  for (const PostgresStatement& statement : named_statements()) {
    const std::string sql = in_lower(statement.sql);
    if (statement.reach != Reach::kBucket) continue;
    const bool inserts = sql.find("insert into") != std::string::npos;
    if (inserts)
      EXPECT_NE(sql.find("(bucket,"), std::string::npos) << statement.name;
    else
      EXPECT_NE(sql.find("bucket = $1::int8"), std::string::npos) << statement.name;
    // Each table of the statement, by its own alias.
    static const std::regex kTable("(from|join|update|using|into) crawl\\.(\\w+)");
    const auto tables = std::distance(std::sregex_iterator(sql.begin(), sql.end(), kTable), {});
    static const std::regex kConstant("bucket = \\$1::int8|values\\(\\$1::int8|select \\$1::int8");
    const auto constants =
        std::distance(std::sregex_iterator(sql.begin(), sql.end(), kConstant), {});
    EXPECT_GE(constants, tables) << statement.name;
  }
}

TEST(PostgresStatements, WhatHasABucketIsInsertedSoThatTwiceIsOnce) {
  for (const PostgresStatement& statement : named_statements()) {
    const std::string sql = in_lower(statement.sql);
    const bool is_of_urls = statement.reach == Reach::kBucket || statement.reach == Reach::kKeys;
    if (!is_of_urls || sql.find("insert into") == std::string::npos) continue;
    EXPECT_NE(sql.find("on conflict"), std::string::npos) << statement.name;
  }
}

TEST(PostgresStatements, OfSharedTablesNoneHasABucket) {
  for (const PostgresStatement& statement : named_statements()) {
    if (statement.reach != Reach::kShared) continue;
    const std::string sql = in_lower(statement.sql);
    for (const std::string table : {"crawl.url", "crawl.page", "crawl.content", "crawl.host",
                                    "crawl.revisit", "crawl.visit", "crawl.version"})
      EXPECT_EQ(sql.find(table), std::string::npos) << statement.name;
  }
}

}  // namespace
}  // namespace storage
