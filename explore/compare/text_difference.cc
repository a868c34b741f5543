// The number of words that a shortest edit adds and removes follows from its length alone (Myers,
// "An O(ND) Difference Algorithm", 1986), so no path is kept, and memory is that of one row.
#include "explore/compare/text_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "ground/utf8.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using Hashes = std::span<const uint64_t>;

// Steps of comparing: some tenths of a second.
constexpr std::size_t kMostSteps = 40'000'000;
constexpr int64_t kMostEdits = 4'000;

// The length of the shortest edit; none if finding it would take too long.
std::optional<int64_t> edits(Hashes before, Hashes after) {
  const auto n = static_cast<int64_t>(before.size()), m = static_cast<int64_t>(after.size());
  const int64_t most = std::min(n + m, kMostEdits);
  // The furthest place in `before` on each diagonal, which are numbered from -most on.
  std::vector<int64_t> reached(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](int64_t diagonal) -> int64_t& {
    return reached[static_cast<std::size_t>(diagonal + most + 1)];
  };
  std::size_t steps = 0;
  for (int64_t edit = 0; edit <= most; ++edit) {
    for (int64_t k = -edit; k <= edit; k += 2) {
      const bool is_down = k == -edit || (k != edit && at(k - 1) < at(k + 1));
      int64_t x = is_down ? at(k + 1) : at(k - 1) + 1;
      int64_t y = x - k;
      const int64_t from = x;
      while (x < n && y < m && y >= 0 &&
             before[static_cast<std::size_t>(x)] == after[static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      at(k) = x;
      if (x >= n && y >= m) return edit;
      steps += static_cast<std::size_t>(x - from) + 1;
    }
    if (steps > kMostSteps) return std::nullopt;
  }
  return std::nullopt;
}

void count_without_order(Hashes before, Hashes after, TextDifference& difference) {
  std::vector<uint64_t> old_words(before.begin(), before.end());
  std::vector<uint64_t> new_words(after.begin(), after.end());
  std::ranges::sort(old_words);
  std::ranges::sort(new_words);
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < old_words.size() && j < new_words.size();) {
    const bool is_equal = old_words[i] == new_words[j];
    common += is_equal ? 1 : 0;
    const bool takes_old = is_equal || old_words[i] < new_words[j];
    j += is_equal || !takes_old ? 1 : 0;
    i += takes_old ? 1 : 0;
  }
  difference.removed = old_words.size() - common;
  difference.added = new_words.size() - common;
  difference.is_rough = true;
}

void count_words(Hashes before, Hashes after, TextDifference& difference) {
  const auto length = edits(before, after);
  if (!length) {
    count_without_order(before, after, difference);
    return;
  }
  const auto grown = static_cast<int64_t>(after.size()) - static_cast<int64_t>(before.size());
  difference.added = static_cast<uint64_t>((*length + grown) / 2);
  difference.removed = static_cast<uint64_t>((*length - grown) / 2);
}

// The first of them, on one line.
std::string first_words(std::span<const std::string_view> words) {
  constexpr std::size_t kMostWords = 16, kMostBytes = 160;
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == kMostWords || text.size() + words[i].size() >= kMostBytes) {
      std::string storage;
      if (text.empty())
        text = ground::utf8_prefix(ground::repaired_utf8(words[i], storage), kMostBytes);
      return text + " \u2026";
    }
    if (!text.empty()) text += ' ';
    text += words[i];
  }
  return text;
}

}  // namespace

TextDifference text_difference(std::string_view before, std::string_view after, bool as_written,
                               const LinkWord& link) {
  TextDifference difference;
  if (before == after) return difference;
  const LastingWords old_words = lasting_words(before, as_written, link);
  const LastingWords new_words = lasting_words(after, as_written);
  Hashes a = old_words.hashes, b = new_words.hashes;
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t front = 0, back = 0;
  while (front < shorter && a[front] == b[front]) ++front;
  while (back < shorter - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  a = a.subspan(front, a.size() - front - back);
  b = b.subspan(front, b.size() - front - back);
  if (a.empty() && b.empty()) return difference;
  difference.is_any = true;
  count_words(a, b, difference);
  difference.before = first_words(std::span(old_words.words).subspan(front, a.size()));
  difference.after = first_words(std::span(new_words.words).subspan(front, b.size()));
  return difference;
}

bool is_same_text(std::string_view before, std::string_view after, bool as_written) {
  return before == after ||
         lasting_words(before, as_written).hashes == lasting_words(after, as_written).hashes;
}

std::string in_words(const TextDifference& difference) {
  using terminal::with_thousands;
  if (difference.added + difference.removed == 0) return "the same words in another order";
  std::string words;
  if (difference.added > 0)
    words = fmt::format("{} word{} added", with_thousands(difference.added),
                        difference.added == 1 ? "" : "s");
  if (difference.removed > 0 && words.empty())
    words = fmt::format("{} word{} removed", with_thousands(difference.removed),
                        difference.removed == 1 ? "" : "s");
  else if (difference.removed > 0)
    words += fmt::format(", {} removed", with_thousands(difference.removed));
  return words;
}

}  // namespace explore
