// parser/encoding/charset: a byte that chooses the encoding, then the text.
#include <string>

#include "ground/utf8.h"
#include "parser/encoding/charset.h"
#include "parser/encoding/encoding_labels.h"
#include "tests/fuzz/require.h"

namespace {

using fuzz::require;

constexpr unsigned kEncodings = static_cast<unsigned>(parser::Encoding::kXUserDefined) + 1;
// A byte that means nothing is U+FFFD, three bytes; one in two makes of no two bytes more than
// that.
constexpr std::size_t kMostGrowth = 3;

void check_decoding(std::string_view bytes, std::string_view encoding) {
  std::string storage;
  const std::string_view text = parser::to_utf8(bytes, encoding, storage);
  require(ground::is_valid_utf8(text), "what was decoded is UTF-8");
  require(ground::is_valid_utf8_portable(text), "both judges of UTF-8 agree");
  require(text.size() <= kMostGrowth * bytes.size(), "growth is bounded");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes = fuzz::text_of(data, size);
  const auto chosen = static_cast<parser::Encoding>(fuzz::take_byte(bytes) % kEncodings);
  require(ground::is_valid_utf8(bytes) == ground::is_valid_utf8_portable(bytes),
          "both judges of UTF-8 agree");
  check_decoding(bytes, parser::name_of(chosen));

  const std::string_view charset = bytes.substr(0, bytes.find('\n'));
  const std::string_view sniffed = parser::sniff_encoding(bytes, charset);
  require(parser::encoding_for_label(sniffed) == sniffed, "the sniffed name is the standard's");
  check_decoding(bytes, sniffed);
  const std::string_view declared = parser::prescan_encoding(bytes);
  require(declared.empty() || parser::encoding_for_label(declared) == declared,
          "the declared name is the standard's");
  const std::string_view whole = ground::without_cut_sequence(bytes);
  require(whole.size() <= bytes.size() && bytes.size() - whole.size() < 4,
          "a sequence that is cut is shorter than a whole one");
  return 0;
}
