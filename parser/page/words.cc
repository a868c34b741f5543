// The words of every page are counted and hashed, so ASCII is read 64 bytes at a time: letters
// become a bit mask, and words are its runs. Other scripts are read character by character, with
// small tables in place of a Unicode library; only runs of scripts without spaces are given to one.
// The hash must never change, since databases keep it: it is made of pieces, which are not always
// words. "it's" is two of them, and so is each Chinese character.
#include "parser/page/words.h"

#include <array>
#include <bit>
#include <cstddef>

#include "ground/ascii.h"
#include "ground/byte_masks.h"
#include "ground/code_points.h"
#include "ground/invisible.h"
#include "ground/utf8.h"
#include "ground/word_hash.h"
#include "parser/page/bit_counts.h"
#include "parser/page/word_breaker.h"

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

// For the hash: each character is a piece of its own.
constexpr ground::CodePointRange kOnePieceEach[] = {
    {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xF900, 0xFAFF}, {0xFF66, 0xFF6F}, {0xFF71, 0xFF9D}, {0x1B000, 0x1B16F}, {0x20000, 0x323AF},
};

// Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, Han and kana
// with their signs.
constexpr ground::CodePointRange kWithoutSpaces[] = {
    {0x0E01, 0x0EFF},   {0x1000, 0x109F},   {0x1780, 0x17DD}, {0x3005, 0x3007}, {0x3031, 0x3035},
    {0x3041, 0x309F},   {0x30A1, 0x30FA},   {0x30FC, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA9E0, 0xA9FE},   {0xAA60, 0xAA7F}, {0xF900, 0xFAFF}, {0xFF66, 0xFF9F},
    {0x1B000, 0x1B16F}, {0x20000, 0x323AF},
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

// Bytes of a page that are looked up in dictionaries: more than a book, and a tenth of a second.
constexpr std::size_t kMostLookedUp = 1u << 20;

// With what begins that may stand within a word.
constexpr auto kMayJoin = [] {
  std::array<bool, 256> may{};
  for (const char c : std::string_view("'.,;_\xC2\xCD\xE1\xE2\xEF"))
    may[static_cast<unsigned char>(c)] = true;
  return may;
}();

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
    if (run_begin_ != kNone) end_run(text_.size());
    end_piece(text_.size());
    if (pieces_ == 1 || pieces_ == 2) counts_.add(shingle());
    statistics_.count += words_of_runs();
    if (pieces_ > 0) statistics_.simhash = counts_.majority();
    return statistics_;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // Up to 64 bytes by eights, as long as they are ASCII: the pieces are the runs in a bit mask.
  std::size_t scan_ascii(std::size_t at) {
    if (run_begin_ != kNone) end_run(at);
    uint64_t in_piece = 0;
    unsigned bits = 0;
    for (; bits < 64 && text_.size() - at - bits >= kStep; bits += kStep) {
      const uint64_t bytes = load(text_.data() + at + bits);
      if ((bytes & kHighBits) != 0) break;
      in_piece |= gather(letters_and_digits(bytes)) << bits;
    }
    const uint64_t before = (in_piece << 1) | (piece_begin_ != kNone ? 1 : 0);
    uint64_t edges = in_piece ^ before;
    if (bits < 64) edges &= (uint64_t{1} << bits) - 1;
    for (; edges != 0; edges &= edges - 1) {
      const std::size_t edge = at + static_cast<std::size_t>(std::countr_zero(edges));
      if (piece_begin_ == kNone)
        piece_begin_ = edge;
      else
        end_piece(edge);
    }
    return at + bits;
  }

  std::size_t scan_character(std::size_t at) {
    const auto [value, length] = ground::character_at(text_, at);
    if (value >= kWithoutSpaces[0].first && ground::is_in(kWithoutSpaces, value)) {
      if (run_begin_ == kNone) begin_run(at);
    } else if (run_begin_ != kNone) {
      end_run(at);
    }
    if (value >= 0x80 && ground::is_in(kOnePieceEach, value)) {
      end_piece(at);
      add_piece_hash(mix(value * kMix1));
    } else if (is_letter_or_digit(value)) {
      if (piece_begin_ == kNone) piece_begin_ = at;
    } else {
      end_piece(at);
    }
    return at + length;
  }

  static bool is_letter_or_digit(char32_t value) {
    return value < 0x80 ? letters_and_digits(value) != 0 : !ground::is_in(kNoWord, value);
  }

  // ---- Counting words

  // A run of a script without spaces. Letters of another one right before it are a word.
  void begin_run(std::size_t at) {
    run_begin_ = at;
    if (piece_begin_ != kNone && counted_to_ != at) ++statistics_.count;
  }

  void end_run(std::size_t end) {
    const std::string_view run = text_.substr(run_begin_, end - run_begin_);
    const std::string_view looked_up = ground::utf8_prefix(run, kMostLookedUp - looked_up_bytes_);
    looked_up_bytes_ += looked_up.size();
    looked_up_words_ += count_words_without_spaces(looked_up);
    other_bytes_ += run.size() - looked_up.size();
    run_begin_ = kNone;
    counted_to_ = end;
  }

  // Of runs: those looked up, and of the others as many for their length.
  uint32_t words_of_runs() const {
    const uint64_t of_others =
        other_bytes_ == 0 ? 0 : other_bytes_ * looked_up_words_ / looked_up_bytes_;
    return static_cast<uint32_t>(looked_up_words_ + of_others);
  }

  // Whether the word goes on behind the piece that ends there, as Unicode's word boundaries (UAX
  // 29, WB6 to WB13b) have it: "it's", "3.14", "snake_case". What nobody sees divides no word.
  bool goes_on(std::size_t end) const {
    const auto next = static_cast<unsigned char>(text_[end]);
    return kMayJoin[next] && !is_before_space(end) && is_joined(end);
  }

  // Nearly always it is a full stop or a comma.
  bool is_before_space(std::size_t at) const {
    return at + 1 == text_.size() || text_[at + 1] == ' ' || text_[at + 1] == '\n';
  }

  bool is_joined(std::size_t end) const {
    std::size_t after = end;
    while (after < text_.size() && text_[after] == '_') ++after;
    if (after > end) return is_letter(after) || is_digit(after);
    while (const std::size_t more = ground::invisible_at(text_, after)) after += more;
    if (after > end) return is_letter(after) || is_digit(after);
    const std::string_view rest = text_.substr(end);
    const bool is_apostrophe = rest.starts_with("\u2019");
    const bool is_middle_dot = rest.starts_with("\u00B7");
    after = end + (is_apostrophe ? 3 : is_middle_dot ? 2 : 1);
    const bool joins_both = is_apostrophe || rest[0] == '\'' || rest[0] == '.';
    const bool joins_digits = joins_both || rest[0] == ',' || rest[0] == ';';
    return is_digit(end - 1) ? joins_digits && is_digit(after)
                             : (joins_both || is_middle_dot) && is_letter(after);
  }

  bool is_digit(std::size_t at) const {
    return at < text_.size() && ground::ascii::is_digit(text_[at]);
  }
  bool is_letter(std::size_t at) const {
    if (at >= text_.size() || is_digit(at)) return false;
    const char32_t value = ground::character_at(text_, at).code_point;
    return is_letter_or_digit(value) && !ground::is_in(kWithoutSpaces, value);
  }

  // ---- The hash

  // Called for each word, and GCC would make it a call.
  [[gnu::always_inline]] void end_piece(std::size_t end) {
    if (piece_begin_ == kNone) return;
    add_piece_hash(hash(piece_begin_, end));
    piece_begin_ = kNone;
    if (run_begin_ != kNone || counted_to_ == end) return;
    if (end == text_.size() || !goes_on(end)) ++statistics_.count;
  }

  uint64_t hash(std::size_t at, std::size_t end) const {
    uint64_t hash = kMix1;
    for (; at < end; at += kStep) {
      const uint64_t piece = load_some(text_, at, end - at < kStep ? end - at : kStep);
      hash = add_piece(hash, piece);
    }
    return hash;
  }

  void add_piece_hash(uint64_t piece) {
    before_ = {before_[1], before_[2], piece};
    if (++pieces_ >= 3) counts_.add(shingle());
  }

  uint64_t shingle() const { return mix(before_[0] * kMix1 + before_[1] * kMix2 + before_[2]); }

  std::string_view text_;
  std::size_t piece_begin_ = kNone;
  std::size_t run_begin_ = kNone;   // of a script without spaces
  std::size_t counted_to_ = kNone;  // where what was counted last ends, if there are letters around
  uint64_t looked_up_bytes_ = 0, looked_up_words_ = 0, other_bytes_ = 0;  // of runs
  std::array<uint64_t, 3> before_{};                                      // the last three pieces
  uint64_t pieces_ = 0;
  BitCounts counts_;
  WordStatistics statistics_;
};

}  // namespace

WordStatistics word_statistics(std::string_view utf8) { return WordScanner(utf8).scan(); }

}  // namespace parser
