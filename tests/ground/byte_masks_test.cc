#include "ground/byte_masks.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace ground::byte_masks {
namespace {

// Every byte at every place, between bytes that are what it may not be.
TEST(ByteMasks, SayOfEachByteWhatItIs) {
  for (unsigned value = 0; value < 256; ++value)
    for (std::size_t place = 0; place < kStep; ++place) {
      const char c = static_cast<char>(value);
      const bool is_ascii = value < 0x80;
      for (const char other : {'\0', 'z', '9', '\xFF'}) {
        std::string text(kStep, other);
        text[place] = c;
        const uint64_t bytes = load(text.data());
        const auto bit = [place](uint64_t mask) { return (gather(mask) >> place & 1) != 0; };
        EXPECT_EQ(bit(digits(bytes)), is_ascii && std::isdigit(value) != 0) << value;
        EXPECT_EQ(bit(letters_and_digits(bytes)), is_ascii && std::isalnum(value) != 0) << value;
        EXPECT_EQ(bit(within(bytes, '\t', '\n')), c == '\t' || c == '\n') << value;
      }
    }
}

TEST(ByteMasks, LoadNoMoreThanThereIs) {
  const std::string text = "abcdefghij";
  EXPECT_EQ(load_some(text, 0, 8), load(text.data()));
  EXPECT_EQ(load_some(text, 0, 2), uint64_t{'a'} | uint64_t{'b'} << 8);
  EXPECT_EQ(load_some(text, 8, 2), uint64_t{'i'} | uint64_t{'j'} << 8);
  EXPECT_EQ(load_some(text, 9, 1), uint64_t{'j'});
}

TEST(ByteMasks, GatherKeepsTheOrder) {
  for (std::size_t place = 0; place < kStep; ++place)
    EXPECT_EQ(gather(uint64_t{0x80} << (8 * place)), uint64_t{1} << place);
}

}  // namespace
}  // namespace ground::byte_masks
