// Splices: they give back what they are of, and cost little where little differs.
#include "storage/history/splices.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/history/short_number.h"

namespace storage {
namespace {

constexpr std::size_t kMost = std::size_t{1} << 22;

std::string numbers(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += std::to_string(i * 7919) + ' ';
  return text;
}

// What the splices take; the test fails if they don't give `bytes` back.
std::size_t cost_of(const std::string& bytes, const std::string& base) {
  std::string splices;
  EXPECT_TRUE(append_splices(bytes, base, &splices));
  std::string_view rest = splices;
  EXPECT_EQ(take_splices(&rest, base, kMost), bytes);
  EXPECT_TRUE(rest.empty());
  rest = splices;
  EXPECT_TRUE(bytes.empty() || !take_splices(&rest, base, bytes.size() - 1));
  return splices.size();
}

TEST(Splices, WhatIsTheSameCostsNextToNothing) {
  EXPECT_EQ(cost_of("", ""), 3u);
  EXPECT_EQ(cost_of("abc", "abc"), 3u);
}

TEST(Splices, APlaceCostsWhatIsPutInAndAFewBytes) {
  const std::string a = numbers(0, 1000), b = numbers(1000, 3000), c = numbers(3000, 3010);
  EXPECT_LE(cost_of(a + b, a + "cut out" + b), 4u);
  EXPECT_LE(cost_of(a + "put in" + b, a + b), 4u + 6);
  EXPECT_LE(cost_of(a + "put" + b + "in" + c, a + "cut" + b + "out" + c), 2 * 5u + 5);
  EXPECT_LE(cost_of(a + "x" + b + "y" + a, a + "y" + b + "z" + a), 2 * 5u + 2);
  EXPECT_LE(cost_of(b, a + b), 5u);
  EXPECT_LE(cost_of(a, a + b), 7u);
  EXPECT_EQ(cost_of("", a), 4u);
  EXPECT_EQ(cost_of(c, ""), 3u + c.size());
}

TEST(Splices, WhatRepeatsIsNotTakenTwice) {
  const std::string much(1000, 'a'), less(900, 'a');
  EXPECT_LE(cost_of(less, much), 5u);
  EXPECT_LE(cost_of(much, less), 5u + 100);
  EXPECT_LE(cost_of("x" + much + "y", "z" + less + "w"), 2 * 5u + 102);
}

TEST(Splices, PlacesThatHaveMovedComeBackToo) {
  const std::string a = numbers(0, 50), b = numbers(50, 100), c = numbers(100, 150);
  cost_of(a + c + b, a + b + c);
  cost_of(c + b + a, a + b + c);
}

TEST(Splices, ThereAreNotTooManyPlaces) {
  std::string bytes, base, splices;
  for (int i = 0; i < 1000; ++i) {
    bytes += numbers(i, i + 2) + "b";
    base += numbers(i, i + 2) + "a";
  }
  EXPECT_FALSE(append_splices(bytes, base, &splices));
}

TEST(Splices, WhatIsSearchedHasABound) {
  const std::string much((std::size_t{1} << 20) + 1, 'a');
  std::string splices;
  EXPECT_FALSE(append_splices("b" + much + "c", "c" + much + "b", &splices));
  EXPECT_LE(cost_of(much + "b" + much, much + "c" + much), 8u);
}

TEST(Splices, WhatReachesPastTheBaseOrTheSplicesIsNothing) {
  const auto taken = [](std::initializer_list<std::size_t> given, std::string_view tail) {
    std::string splices;
    for (const std::size_t number : given) append_short_number(number, &splices);
    splices += tail;
    std::string_view rest = splices;
    return take_splices(&rest, "0123456789", kMost);
  };
  EXPECT_EQ(taken({2, 2 * 3, 1}, "x"), "01x56789");
  EXPECT_EQ(taken({10, 0, 1}, "x"), "0123456789x");
  EXPECT_FALSE(taken({11, 0, 0}, ""));
  EXPECT_FALSE(taken({2, 2 * 9, 0}, ""));
  EXPECT_FALSE(taken({2, 0, 2}, "x"));
  EXPECT_FALSE(taken({2, 1, 0}, ""));  // another was to follow
  EXPECT_FALSE(taken({2, 0}, ""));
  EXPECT_FALSE(taken({}, ""));
}

TEST(ShortNumber, ThereIsOneFormOfEach) {
  for (const std::size_t number : {0ul, 127ul, 128ul, 16'383ul, 16'384ul, 0x7fffffffful}) {
    std::string bytes;
    append_short_number(number, &bytes);
    std::string_view rest = bytes;
    EXPECT_EQ(take_short_number(&rest), number);
    EXPECT_TRUE(rest.empty());
  }
  for (std::string_view bytes : {std::string_view("\x80\0", 2), std::string_view("\x80"),
                                 std::string_view("\xff\xff\xff\xff\xff\1")})
    EXPECT_FALSE(take_short_number(&bytes));
}

}  // namespace
}  // namespace storage
