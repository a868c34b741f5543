// Lines are what the page has as blocks: paragraphs, items, cells. Words are letters and digits of
// any script that parts words by spaces; signs, and characters of scripts that do not, stand alone.
// A few signs or spaces between two differences are nothing that a reader would hold on to: they
// join them. Of lines that have little in common no words are marked: they are others.
#include "explore/history/text_diff.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "explore/history/sequence_diff.h"
#include "ground/ascii.h"
#include "ground/code_points.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr uint64_t kMostWordSteps = 20'000'000;  // of one block
// So much of the shorter side must be in common, in hundredths, for words to be marked.
constexpr std::size_t kLeastInCommon = 25;

// Kana, ideographs, Hangul, Thai, Lao, Khmer and Burmese: words are not parted by spaces, or a
// syllable is as good.
constexpr ground::CodePointRange kAlone[] = {
    {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x2E80, 0x9FFF},  {0xA960, 0xA97F},
    {0xAC00, 0xD7FF}, {0xF900, 0xFAFF}, {0xFF00, 0xFFEF}, {0x20000, 0x3FFFF}};

enum class Kind { kWord, kSpace, kSign };

struct Token {
  std::string_view text;
  Kind kind;
};

// Equal texts have equal numbers, on either side.
class Numbers {
 public:
  uint32_t of(std::string_view text) {
    return known_.try_emplace(text, static_cast<uint32_t>(known_.size())).first->second;
  }

 private:
  std::unordered_map<std::string_view, uint32_t> known_;
};

// With their ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool is_word_byte(char c) {
  return ground::ascii::is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  const auto take = [&](std::size_t size, Kind kind) {
    tokens.push_back({text.substr(0, size), kind});
    text.remove_prefix(size);
  };
  while (!text.empty()) {
    std::size_t size = 0;
    if (is_space(text[0])) {
      while (size < text.size() && is_space(text[size])) ++size;
      take(size, Kind::kSpace);
      continue;
    }
    if (!is_word_byte(text[0])) {
      take(1, Kind::kSign);
      continue;
    }
    bool is_alone = false;
    while (size < text.size() && is_word_byte(text[size]) && !is_alone) {
      const ground::Utf8Sequence next = ground::first_sequence(text.substr(size));
      is_alone = next.is_valid && ground::is_in(kAlone, next.code_point);
      if (is_alone && size > 0) break;
      size += std::max<std::size_t>(next.length, 1);
    }
    take(std::min(size, text.size()), Kind::kWord);
  }
  return tokens;
}

std::string_view joined(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  if (begin == end) return {};
  const char* const first = tokens[begin].text.data();
  const std::string_view& last = tokens[end - 1].text;
  return {first, static_cast<std::size_t>(last.data() + last.size() - first)};
}

std::size_t words_in(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  return static_cast<std::size_t>(
      std::count_if(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                    tokens.begin() + static_cast<std::ptrdiff_t>(end),
                    [](const Token& token) { return token.kind == Kind::kWord; }));
}

class BlockDiff {
 public:
  BlockDiff(std::string_view was, std::string_view is) : was_(tokens_of(was)), is_(tokens_of(is)) {}

  void add_to(TextDiff* diff) {
    std::vector<DifferingSpan> parts = found();
    join_over_signs(&parts);
    if (!has_enough_in_common(parts)) parts = {{0, was_.size(), 0, is_.size()}};
    TextBlock block{false, {}};
    std::size_t same_from = 0;
    for (const DifferingSpan& part : parts) {
      add(Presence::kSame, joined(was_, same_from, part.was_begin), &block);
      add(Presence::kRemoved, joined(was_, part.was_begin, part.was_end), &block);
      add(Presence::kAdded, joined(is_, part.is_begin, part.is_end), &block);
      diff->words_removed += words_in(was_, part.was_begin, part.was_end);
      diff->words_added += words_in(is_, part.is_begin, part.is_end);
      same_from = part.was_end;
    }
    add(Presence::kSame, joined(was_, same_from, was_.size()), &block);
    diff->blocks.push_back(std::move(block));
  }

 private:
  std::vector<DifferingSpan> found() const {
    Numbers numbers;
    std::vector<uint32_t> was, is;
    for (const Token& token : was_) was.push_back(numbers.of(token.text));
    for (const Token& token : is_) is.push_back(numbers.of(token.text));
    return differences(was, is, kMostWordSteps);
  }

  void join_over_signs(std::vector<DifferingSpan>* parts) const {
    std::vector<DifferingSpan> joined_parts;
    for (const DifferingSpan& part : *parts) {
      if (!joined_parts.empty() &&
          words_in(was_, joined_parts.back().was_end, part.was_begin) == 0) {
        joined_parts.back().was_end = part.was_end;
        joined_parts.back().is_end = part.is_end;
      } else {
        joined_parts.push_back(part);
      }
    }
    *parts = std::move(joined_parts);
  }

  bool has_enough_in_common(const std::vector<DifferingSpan>& parts) const {
    const std::size_t words_was = words_in(was_, 0, was_.size());
    const std::size_t words_is = words_in(is_, 0, is_.size());
    std::size_t same = words_was;
    for (const DifferingSpan& part : parts) same -= words_in(was_, part.was_begin, part.was_end);
    return same * 100 >= kLeastInCommon * std::min(words_was, words_is);
  }

  static void add(Presence presence, std::string_view text, TextBlock* block) {
    if (!text.empty()) block->pieces.push_back({presence, text});
  }

  std::vector<Token> was_, is_;
};

// Lines that follow one another in their text.
std::string_view lines_between(const std::vector<std::string_view>& lines, std::size_t begin,
                               std::size_t end) {
  if (begin == end) return {};
  const char* const first = lines[begin].data();
  return {first, static_cast<std::size_t>(lines[end - 1].data() + lines[end - 1].size() - first)};
}

}  // namespace

bool TextDiff::differs() const {
  return std::any_of(blocks.begin(), blocks.end(),
                     [](const TextBlock& block) { return !block.is_same; });
}

std::string_view first_lines(std::string_view text, std::size_t lines) {
  std::size_t end = 0;
  for (; lines > 0 && end < text.size(); --lines)
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return text.substr(0, end);
}

std::string_view last_lines(std::string_view text, std::size_t lines) {
  std::size_t begin = text.size();
  for (; lines > 0 && begin > 0; --lines) {
    const std::size_t end = begin >= 2 ? text.rfind('\n', begin - 2) : std::string_view::npos;
    begin = end == std::string_view::npos ? 0 : end + 1;
  }
  return text.substr(begin);
}

TextDiff diff_texts(std::string_view was, std::string_view is) {
  const std::vector<std::string_view> was_lines = lines_of(was), is_lines = lines_of(is);
  Numbers numbers;
  // A last line without its end is the same line.
  const auto number_of = [&numbers](std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    return numbers.of(line);
  };
  std::vector<uint32_t> was_numbers, is_numbers;
  for (const std::string_view line : was_lines) was_numbers.push_back(number_of(line));
  for (const std::string_view line : is_lines) is_numbers.push_back(number_of(line));
  TextDiff diff;
  std::size_t same_from = 0;
  const auto add_same = [&](std::size_t end) {
    if (end > same_from)
      diff.blocks.push_back({true, {{Presence::kSame, lines_between(was_lines, same_from, end)}}});
  };
  for (const DifferingSpan& part : differences(was_numbers, is_numbers)) {
    add_same(part.was_begin);
    // As many lines as there were: each is held against its own.
    const std::size_t lines = part.was_end - part.was_begin;
    const bool is_paired = lines == part.is_end - part.is_begin;
    const std::size_t rows = is_paired ? lines : 1;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t step = is_paired ? row : 0;
      BlockDiff(lines_between(was_lines, part.was_begin + step,
                              is_paired ? part.was_begin + step + 1 : part.was_end),
                lines_between(is_lines, part.is_begin + step,
                              is_paired ? part.is_begin + step + 1 : part.is_end))
          .add_to(&diff);
    }
    same_from = part.was_end;
  }
  add_same(was_lines.size());
  return diff;
}

}  // namespace explore
