// Edit scripts: what they give back, how little they cost, and that hostile ones are nothing.
#include "storage/history/edit_script.h"

#include <gtest/gtest.h>

#include <random>

#include "storage/history/delta.h"

namespace storage {
namespace {

constexpr std::size_t kMost = 1u << 20;

std::string text_of(std::mt19937& random, std::size_t size) {
  std::string text;
  while (text.size() < size) text += static_cast<char>(' ' + random() % 64);
  return text;
}

// Some pieces are replaced, put in, taken out or moved.
std::string changed(std::string text, std::mt19937& random) {
  for (unsigned change = random() % 5; change > 0; --change) {
    const std::size_t at = random() % (text.size() + 1), size = random() % 40;
    const std::string piece = text.substr(at, size);
    if (random() % 3 != 0) text.erase(at, size);
    if (random() % 3 != 0) text.insert(at % (text.size() + 1), text_of(random, random() % 40));
    if (random() % 4 == 0) text.insert(random() % (text.size() + 1), piece);
  }
  return text;
}

TEST(EditScript, GivesBackWhatItIsOf) {
  std::mt19937 random(20);
  int scripts = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string base = text_of(random, random() % 600), bytes = changed(base, random);
    const auto script = edit_script(bytes, base, 400);
    if (!script) continue;
    ++scripts;
    ASSERT_EQ(edited(*script, base, kMost), bytes) << round;
    if (!bytes.empty()) {
      ASSERT_FALSE(edited(*script, base, bytes.size() - 1));
    }
  }
  EXPECT_GT(scripts, 2900);
}

TEST(EditScript, OfTheSameBytesIsNothingAtAll) {
  EXPECT_EQ(edit_script("abc", "abc", 1), "");
  EXPECT_EQ(edit_script("", "", 1), "");
  EXPECT_EQ(edited("", "abc", 3), "abc");
  EXPECT_FALSE(edited("", "abc", 2));
}

TEST(EditScript, AWordThatIsReplacedCostsItsLettersAndTwoBytesOrFour) {
  std::mt19937 random(21);
  const std::string before = text_of(random, 100), behind = text_of(random, 5000);
  EXPECT_EQ(
      edit_script(before + "\x01one\x01" + behind, before + "\x02two\x02" + behind, 100)->size(),
      5u + 2);
  EXPECT_EQ(edit_script(before + "three" + behind, before + behind, 100)->size(), 5u + 3);
  EXPECT_EQ(edit_script(before + behind, before + "three" + behind, 100)->size(), 3u);
}

TEST(EditScript, IsNothingWhereItWouldBeLongerThanItMay) {
  std::mt19937 random(22);
  const std::string base = text_of(random, 1000), other = text_of(random, 1000);
  EXPECT_FALSE(edit_script(other, base, 500));
  EXPECT_FALSE(edit_script("a" + base, base, 4));
  EXPECT_TRUE(edit_script("a" + base, base, 5));
}

TEST(EditScript, HostileOnesAreNothing) {
  const std::string base = "0123456789";
  for (const std::string& script :
       {std::string("\x0b\x00", 2), std::string("\x80", 1), std::string("\x02", 1),
        std::string("\x02\x20xyz", 5), std::string("\x02\x01", 2), std::string("\x02\x01\x05", 3),
        std::string("\x02\x01\x7e", 3), std::string("\x80\x80\x80\x80\x80\x80\x01\x00", 8)})
    EXPECT_FALSE(edited(script, base, kMost)) << testing::PrintToString(script);
  // What moves back again and again gives no more than it may.
  std::string bomb;
  for (int i = 0; i < 1000; ++i) bomb += std::string("\x0a\x01\x13", 3);
  EXPECT_FALSE(edited(bomb, base, 5000));
  EXPECT_EQ(edited(bomb, base, 20000)->size(), 10010u);
}

TEST(Delta, OfASmallChangeIsAnEditScriptAndOfALargeOneAFrame) {
  std::mt19937 random(23);
  Delta delta;
  const std::string base = text_of(random, 20'000);
  std::string bytes = base;
  bytes.insert(9'000, "a sentence more");
  const std::string small = delta.make(bytes, base);
  EXPECT_EQ(small.front(), '\x08');
  EXPECT_EQ(delta.apply(small, base, kMost), bytes);
  EXPECT_FALSE(delta.apply(small, bytes, kMost));  // the checksum is another
  EXPECT_FALSE(delta.apply(small.substr(0, small.size() - 1), base, kMost));
  EXPECT_FALSE(delta.apply("\x08", base, kMost));
  const std::string other = text_of(random, 20'000), large = delta.make(other, base);
  EXPECT_NE(large.front(), '\x08');
  EXPECT_EQ(delta.apply(large, base, kMost), other);
}

}  // namespace
}  // namespace storage
