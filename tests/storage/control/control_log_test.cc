#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace storage {
namespace {

std::string words_of(Store& store) {
  std::string words;
  auto records = store.controls();
  for (const ControlRecord& record : *records)
    words.append(record.setting)
        .append(" ")
        .append(record.subject)
        .append("=")
        .append(record.value)
        .append("; ");
  return words;
}

void expect_the_last_word_to_count(Store& store) {
  EXPECT_EQ(words_of(store), "");
  for (const ControlRecord& record :
       std::vector<ControlRecord>{{"pause", "paused", "", "yes"},
                                  {"delay a.example 5", "delay", "a.example", "5"},
                                  {"add http://a.example/", "", "", ""},
                                  {"delay b.example 7", "delay", "b.example", "7"},
                                  {"delay a.example 6", "delay", "a.example", "6"},
                                  {"slots a.example 6", "slots", "a.example", "6"},
                                  {"delay b.example default", "delay", "b.example", ""},
                                  {"resume", "paused", "", ""}})
    ASSERT_TRUE(store.keep_control(record));
  EXPECT_EQ(words_of(store), "delay a.example=6; slots a.example=6; ");
}

TEST(ControlLog, OfAMemoryStore) {
  MemoryStore store;
  expect_the_last_word_to_count(store);
}

TEST(ControlLog, OfAFileStandsAfterAReopeningAndIsAView) {
  const std::string path = testing::TempDir() + "control_log_test.db";
  for (const char* end : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path + end);
  {
    auto store = SqliteStore::open(path, {});
    ASSERT_TRUE(store) << store.error().message;
    ASSERT_TRUE((*store)->begin_run({"test", "{}"}));
    expect_the_last_word_to_count(**store);
  }
  auto store = SqliteStore::open(path, {});
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(words_of(**store), "delay a.example=6; slots a.example=6; ");
  auto db = Database::open(path);
  ASSERT_TRUE(db);
  EXPECT_EQ((*db)->integer_of("SELECT count(*) FROM control_log WHERE run = 1"), 8);
  EXPECT_EQ((*db)->integer_of("SELECT count(*) FROM control_log WHERE command = 'resume' AND "
                              "setting = 'paused' AND subject = '' AND value IS NULL"),
            1);
}

}  // namespace
}  // namespace storage
