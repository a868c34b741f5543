#include "explore/audit/text_measures.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ground/ascii.h"
#include "ground/number.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

// Of Arial, in thousandths of its size, from the space to the tilde.
constexpr std::array<uint16_t, 95> kWidths{
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr int kUsualWidth = 556;
constexpr int kSquare = 1000;

int width_of(uint32_t letter) {
  if (letter >= 0x20 && letter <= 0x7e) return kWidths[letter - 0x20];
  if (letter < 0x20) return 0;
  const bool is_mark = (letter >= 0x300 && letter <= 0x36f) ||
                       (letter >= 0x200b && letter <= 0x200f) || letter == 0xfeff ||
                       (letter >= 0xfe00 && letter <= 0xfe0f);
  if (is_mark) return 0;
  const bool is_square = (letter >= 0x1100 && letter <= 0x115f) ||
                         (letter >= 0x2e80 && letter <= 0xd7a3) ||
                         (letter >= 0xf900 && letter <= 0xfaff) ||
                         (letter >= 0xff01 && letter <= 0xff60) || letter >= 0x1f300;
  return is_square ? kSquare : kUsualWidth;
}

// The letter that begins at `at`, and moves past it. What is no UTF-8 counts byte by byte.
uint32_t next_letter(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const uint32_t first = byte(at++);
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  if (more == 0) return first;
  uint32_t letter = first & (0x3fu >> more);
  for (int i = 0; i < more && at < text.size() && (byte(at) & 0xc0) == 0x80; ++i)
    letter = letter << 6 | (byte(at++) & 0x3fu);
  return letter;
}

bool begins_with(std::string_view text, std::size_t at, std::string_view words) {
  return text.substr(at, words.size()) == words;
}

bool begins_with_any_case(std::string_view text, std::size_t at, std::string_view words) {
  return ascii::equals(text.substr(at, words.size()), words);
}

// UTF-8 that was read as windows-1252 and written as UTF-8 again: a capital A or a-circumflex, and
// behind it what a continuation byte looks like there.
bool is_garbled_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 9> kPairs{"\xC3\x83\xC2",
                                                   "\xC3\xA2\xE2\x82\xAC",
                                                   "\xC3\x83\xE2",
                                                   "\xC3\x83\xC5",
                                                   "\xC3\x82\xC2",
                                                   "\xC3\x83\xC6",
                                                   "\xC3\xAF\xC2\xBF\xC2\xBD",
                                                   "\xC3\xB0\xC5\xB8",
                                                   "\xEF\xBF\xBD\xEF\xBF\xBD"};
  for (const std::string_view pair : kPairs)
    if (begins_with(text, at, pair)) return true;
  return false;
}

bool is_error_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 8> kWords{"Fatal error: ",
                                                   "Parse error: syntax error",
                                                   "Traceback (most recent call last)",
                                                   "SQLSTATE[",
                                                   "Warning: mysqli_",
                                                   "Warning: Undefined ",
                                                   "Uncaught Exception: ",
                                                   "Server Error in '/' Application"};
  for (const std::string_view words : kWords)
    if (begins_with(text, at, words)) return true;
  return false;
}

bool is_unfilled_at(std::string_view text, std::size_t at) {
  return begins_with(text, at, "[object Object]") || begins_with(text, at, "%%TITLE%%");
}

struct Flaws {
  bool lorem = false, garbled = false, error = false, unfilled = false;
};

using ByteTable = std::array<bool, 256>;

constexpr ByteTable table_of(std::string_view bytes) {
  ByteTable table{};
  for (const char c : bytes) table[static_cast<unsigned char>(c)] = true;
  return table;
}

bool is_in(const ByteTable& table, char c) { return table[static_cast<unsigned char>(c)]; }

int syllables_of(std::string_view word) {
  constexpr ByteTable kVowels = table_of("aeiouyAEIOUY");
  int groups = 0;
  bool was_vowel = false;
  for (const char c : word) {
    const bool is_vowel = is_in(kVowels, c);
    if (is_vowel && !was_vowel) ++groups;
    was_vowel = is_vowel;
  }
  if (groups > 1 && word.ends_with('e') && !word.ends_with("le")) --groups;
  return groups == 0 ? 1 : groups;
}

}  // namespace

int width_in_pixels(std::string_view text, int font_pixels) {
  int64_t thousandths = 0;
  for (std::size_t at = 0; at < text.size();) thousandths += width_of(next_letter(text, at));
  const int64_t pixels = (thousandths * font_pixels + 999) / 1000;
  return static_cast<int>(pixels < INT32_MAX ? pixels : INT32_MAX);
}

std::string text_flaws(std::string_view text) {
  // Each flaw begins with one of a few bytes, so a text is read once.
  constexpr ByteTable kFirst = table_of("lLFPTSWU[%\xC3\xEF");
  text = text.substr(0, kFlawBytes);
  Flaws found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_in(kFirst, text[at])) continue;
    switch (static_cast<unsigned char>(text[at])) {
      case 'l':
      case 'L':
        found.lorem = found.lorem || begins_with_any_case(text, at, "lorem ipsum dolor");
        break;
      case 0xC3:
      case 0xEF:
        found.garbled = found.garbled || is_garbled_at(text, at);
        break;
      case 'F':
      case 'P':
      case 'T':
      case 'S':
      case 'W':
      case 'U':
        found.error = found.error || is_error_at(text, at);
        break;
      case '[':
      case '%':
        found.unfilled = found.unfilled || is_unfilled_at(text, at);
        break;
      default:
        break;
    }
  }
  std::string words;
  const auto add = [&words](bool is_there, std::string_view word) {
    if (!is_there) return;
    if (!words.empty()) words += ',';
    words += word;
  };
  add(found.lorem, "lorem-ipsum");
  add(found.garbled, "garbled");
  add(found.error, "error-message");
  add(found.unfilled, "unfilled");
  return words;
}

std::optional<int> copyright_year(std::string_view text) {
  constexpr std::string_view kSign = "\xC2\xA9";
  constexpr std::size_t kNear = 40;  // bytes behind the sign in which its years stand
  std::optional<int> last;
  for (std::size_t at = text.find(kSign); at != std::string_view::npos;
       at = text.find(kSign, at + kSign.size())) {
    const std::string_view near = text.substr(at + kSign.size(), kNear);
    for (std::size_t i = 0; i < near.size();) {
      std::size_t end = i;
      while (end < near.size() && ascii::is_digit(near[end])) ++end;
      const auto year = ground::number_of<int>(near.substr(i, end - i));
      if (end - i == 4 && year && *year >= 1950 && *year < 2100) last = std::max(last, year);
      i = std::max(end, i + 1);
    }
  }
  return last;
}

std::optional<double> reading_ease(std::string_view text) {
  constexpr int kFewestWords = 100;
  text = text.substr(0, kEaseBytes);
  int words = 0, sentences = 0, syllables = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && ascii::is_alpha(text[end])) ++end;
    if (end > at) {
      ++words;
      syllables += syllables_of(text.substr(at, end - at));
      at = end;
      continue;
    }
    const char c = text[at++];
    const bool is_end = (c == '.' || c == '!' || c == '?') &&
                        (at == text.size() || text[at] == ' ' || text[at] == '\n');
    sentences += is_end ? 1 : 0;
  }
  if (words < kFewestWords || sentences < 3) return std::nullopt;
  return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words;
}

}  // namespace explore
