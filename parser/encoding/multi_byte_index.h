// The indexes of the Encoding Standard's multi-byte encodings: pointer to code point. ICU's
// conversion tables are the source; where they differ from the standard, the standard wins.
// The only user of ICU's converters. Thread: any; each index is made once, at its first use (some
// milliseconds), and never changes: immutable, so the one kind of global the parser allows itself.
// Errors: an ICU without the table gives an index without entries, so all is U+FFFD.
// Source: https://encoding.spec.whatwg.org/#indexes
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace parser {

class CodeIndex {
 public:
  explicit CodeIndex(std::vector<char32_t> code_points) : code_points_(std::move(code_points)) {}

  std::size_t size() const { return code_points_.size(); }
  // 0 if the index has nothing there.
  char32_t at(std::size_t pointer) const {
    return pointer < code_points_.size() ? code_points_[pointer] : 0;
  }

 private:
  std::vector<char32_t> code_points_;
};

const CodeIndex& big5_index();
const CodeIndex& euc_kr_index();
const CodeIndex& jis0208_index();
const CodeIndex& jis0212_index();
const CodeIndex& gb18030_index();

// "Index gb18030 ranges code point"; 0 if there is none.
char32_t gb18030_ranges_code_point(std::size_t pointer);

// How many of those pointers, from 0 on, stand for code points of the Basic plane.
std::size_t gb18030_ranges_size();

// Two-byte characters that stood for private use in the edition of 2000 are still written so,
// though they are read as something else: the pointer of such a code point.
std::optional<std::size_t> gb18030_pointer_of_2000(char32_t code_point);

}  // namespace parser
