#include <cstddef>

#include "ground/utf8.h"
#include "parser/encoding/multi_byte.h"
#include "parser/encoding/multi_byte_index.h"

namespace parser {
namespace {

constexpr unsigned char kEscape = 0x1B;

enum class Set { kAscii, kRoman, kKatakana, kJis0208 };

// The standard's ISO-2022-JP decoder. Its states "escape start" and "escape" are looks ahead here;
// "trail byte" is the second half of put_jis0208.
class Iso2022JpDecoder {
 public:
  Iso2022JpDecoder(std::string_view bytes, ground::Utf8Writer& out) : bytes_(bytes), out_(out) {}

  void run() {
    while (at_ < bytes_.size()) {
      if (byte(at_) == kEscape)
        read_escape();
      else if (set_ == Set::kJis0208)
        put_jis0208();
      else
        put_single_byte();
    }
  }

 private:
  unsigned byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }

  void put_error() { out_.put(ground::kReplacementCharacter); }

  // Two escapes without a character between them are an error: text that seems to be in one set
  // must not be smuggled in another.
  void read_escape() {
    if (!find_set(bytes_.substr(at_ + 1, 2))) {
      put_error();
      ++at_;
      after_escape_ = false;
      return;
    }
    if (after_escape_) put_error();
    after_escape_ = true;
    at_ += 3;
  }

  bool find_set(std::string_view sequence) {
    if (sequence == "(B")
      set_ = Set::kAscii;
    else if (sequence == "(J")
      set_ = Set::kRoman;
    else if (sequence == "(I")
      set_ = Set::kKatakana;
    else if (sequence == "$@" || sequence == "$B")
      set_ = Set::kJis0208;
    else
      return false;
    return true;
  }

  void put_single_byte() {
    const unsigned value = byte(at_++);
    after_escape_ = false;
    if (set_ == Set::kKatakana) {
      if (value >= 0x21 && value <= 0x5F)
        out_.put(0xFF61 - 0x21 + value);
      else
        put_error();
    } else if (value >= 0x80 || value == 0x0E || value == 0x0F) {
      put_error();
    } else if (set_ == Set::kRoman && value == '\\') {
      out_.put(0xA5);
    } else if (set_ == Set::kRoman && value == '~') {
      out_.put(0x203E);
    } else {
      out_.put(value);
    }
  }

  void put_jis0208() {
    const unsigned lead = byte(at_++);
    after_escape_ = false;
    if (!is_jis_byte(lead) || at_ == bytes_.size()) return put_error();
    const unsigned trail = byte(at_);
    if (trail == kEscape) return put_error();
    ++at_;
    if (!is_jis_byte(trail)) return put_error();
    const char32_t code_point = index_.at((lead - 0x21) * 94 + trail - 0x21);
    out_.put(code_point ? code_point : ground::kReplacementCharacter);
  }

  static bool is_jis_byte(unsigned value) { return value >= 0x21 && value <= 0x7E; }

  std::string_view bytes_;
  ground::Utf8Writer& out_;
  const CodeIndex& index_ = jis0208_index();
  std::size_t at_ = 0;
  Set set_ = Set::kAscii;
  bool after_escape_ = false;
};

}  // namespace

void decode_iso_2022_jp(std::string_view bytes, ground::Utf8Writer& out) {
  Iso2022JpDecoder(bytes, out).run();
}

}  // namespace parser
