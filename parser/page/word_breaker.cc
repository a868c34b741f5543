// ICU's dictionaries take some forty nanoseconds a byte, more than all else that is done with a
// page. Most of a site's pages have much in common (menus, footers), so what was counted lately is
// remembered.
#include "parser/page/word_breaker.h"

#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "ground/utf8.h"

namespace parser {
namespace {

// Bytes, longer than any sentence; the breaker's tables grow with what it is given.
constexpr std::size_t kPiece = 16u << 10;
constexpr std::size_t kRemembered = 4096;  // pieces, 16 bytes each

struct CloseBreaker {
  void operator()(UBreakIterator* breaker) const { ubrk_close(breaker); }
};

class WordBreaker {
 public:
  WordBreaker() : utf16_(kPiece), remembered_(kRemembered) {
    UErrorCode status = U_ZERO_ERROR;
    breaker_.reset(ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
    if (U_FAILURE(status) != 0) breaker_.reset();
  }

  // `utf8`: at most kPiece.
  std::size_t count(std::string_view utf8) {
    const uint64_t key = XXH3_64bits(utf8.data(), utf8.size());
    Counted& counted = remembered_[key % kRemembered];
    if (counted.key != key || counted.words == 0) counted = {key, find(utf8)};
    return counted.words;
  }

 private:
  struct Counted {
    uint64_t key = 0;
    uint64_t words = 0;
  };

  std::size_t find(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = 0;
    u_strFromUTF8(utf16_.data(), static_cast<int32_t>(utf16_.size()), &size, utf8.data(),
                  static_cast<int32_t>(utf8.size()), &status);
    if (breaker_ != nullptr) ubrk_setText(breaker_.get(), utf16_.data(), size, &status);
    if (breaker_ == nullptr || U_FAILURE(status) != 0) return characters(utf8);
    std::size_t words = 0;
    while (ubrk_next(breaker_.get()) != UBRK_DONE)
      if (ubrk_getRuleStatus(breaker_.get()) >= UBRK_WORD_NONE_LIMIT) ++words;
    return words;
  }

  static std::size_t characters(std::string_view utf8) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins));
  }

  std::vector<UChar> utf16_;
  std::unique_ptr<UBreakIterator, CloseBreaker> breaker_;  // reads these
  std::vector<Counted> remembered_;
};

}  // namespace

std::size_t count_words_without_spaces(std::string_view utf8) {
  thread_local WordBreaker breaker;
  std::size_t words = 0;
  while (!utf8.empty()) {
    const std::string_view piece = ground::utf8_prefix(utf8, kPiece);
    words += breaker.count(piece);
    utf8.remove_prefix(piece.size());
  }
  return words;
}

}  // namespace parser
