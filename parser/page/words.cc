// The words of every page are counted and hashed, so ASCII is read 64 bytes at a time: letters
// become a bit mask, and words are its runs. Other scripts are read character by character, with
// small tables in place of a Unicode library; scripts without spaces count each character as a
// word. The hash must never change: databases keep it.
#include "parser/page/words.h"

#include <array>
#include <bit>
#include <cstddef>

#include "ground/byte_masks.h"
#include "ground/code_points.h"
#include "ground/utf8.h"
#include "ground/word_hash.h"
#include "parser/page/bit_counts.h"

namespace parser {
namespace {

using ground::byte_masks::gather;
using ground::byte_masks::kHighBits;
using ground::byte_masks::kStep;
using ground::byte_masks::letters_and_digits;
using ground::byte_masks::load;
using ground::byte_masks::load_some;
using ground::word_hash::add_piece;
using ground::word_hash::kMix1;
using ground::word_hash::kMix2;
using ground::word_hash::mix;

// Scripts that are written without spaces between words.
constexpr ground::CodePointRange kOneWordEach[] = {
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xF900, 0xFAFF}, {0xFF66, 0xFF6F}, {0xFF71, 0xFF9D}, {0x1B000, 0x1B16F}, {0x20000, 0x323AF},
};

// Beyond ASCII, what is no letter: spaces, punctuation, symbols, private use, specials.
constexpr ground::CodePointRange kNoWord[] = {
    {0x80, 0xA9},       {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},       {0x2000, 0x200B}, {0x200E, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x245F},
    {0x2500, 0x2BFF},   {0x2E00, 0x2E7F}, {0x2FF0, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030},
    {0x30A0, 0x30A0},   {0x30FB, 0x30FB}, {0xE000, 0xF8FF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F},
    {0xFEFF, 0xFF0F},   {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF},
    {0x1F000, 0x1FAFF},
};

class WordScanner {
 public:
  explicit WordScanner(std::string_view text) : text_(text) {}

  WordStatistics scan() {
    std::size_t at = 0;
    while (at < text_.size()) {
      if (text_.size() - at < kStep || (load(text_.data() + at) & kHighBits) != 0)
        at = scan_character(at);
      else
        at = scan_ascii(at);
    }
    end_word(text_.size());
    if (statistics_.count == 1 || statistics_.count == 2) counts_.add(shingle());
    if (statistics_.count > 0) statistics_.simhash = counts_.majority();
    return statistics_;
  }

 private:
  static constexpr std::size_t kNoWordBegun = static_cast<std::size_t>(-1);

  // Up to 64 bytes by eights, as long as they are ASCII: the words are the runs in a bit mask.
  std::size_t scan_ascii(std::size_t at) {
    uint64_t in_word = 0;
    unsigned bits = 0;
    for (; bits < 64 && text_.size() - at - bits >= kStep; bits += kStep) {
      const uint64_t bytes = load(text_.data() + at + bits);
      if ((bytes & kHighBits) != 0) break;
      in_word |= gather(letters_and_digits(bytes)) << bits;
    }
    const uint64_t before = (in_word << 1) | (word_begin_ != kNoWordBegun ? 1 : 0);
    uint64_t edges = in_word ^ before;
    if (bits < 64) edges &= (uint64_t{1} << bits) - 1;
    for (; edges != 0; edges &= edges - 1) {
      const std::size_t edge = at + static_cast<std::size_t>(std::countr_zero(edges));
      if (word_begin_ == kNoWordBegun)
        word_begin_ = edge;
      else
        end_word(edge);
    }
    return at + bits;
  }

  std::size_t scan_character(std::size_t at) {
    const auto [value, length] = ground::character_at(text_, at);
    if (value >= 0x80 && ground::is_in(kOneWordEach, value)) {
      end_word(at);
      add_word(mix(value * kMix1));
    } else if (value < 0x80 ? letters_and_digits(value) != 0 : !ground::is_in(kNoWord, value)) {
      if (word_begin_ == kNoWordBegun) word_begin_ = at;
    } else {
      end_word(at);
    }
    return at + length;
  }

  void end_word(std::size_t end) {
    if (word_begin_ == kNoWordBegun) return;
    add_word(hash(word_begin_, end));
    word_begin_ = kNoWordBegun;
  }

  uint64_t hash(std::size_t at, std::size_t end) const {
    uint64_t hash = kMix1;
    for (; at < end; at += kStep) {
      const uint64_t piece = load_some(text_, at, end - at < kStep ? end - at : kStep);
      hash = add_piece(hash, piece);
    }
    return hash;
  }

  void add_word(uint64_t word) {
    before_ = {before_[1], before_[2], word};
    if (++statistics_.count >= 3) counts_.add(shingle());
  }

  uint64_t shingle() const { return mix(before_[0] * kMix1 + before_[1] * kMix2 + before_[2]); }

  std::string_view text_;
  std::size_t word_begin_ = kNoWordBegun;
  std::array<uint64_t, 3> before_{};  // the last three words
  BitCounts counts_;
  WordStatistics statistics_;
};

}  // namespace

WordStatistics word_statistics(std::string_view utf8) { return WordScanner(utf8).scan(); }

}  // namespace parser
