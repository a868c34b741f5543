// UTF-8: is it valid, repair it, write it.
// Thread: pure. Errors: none; what is ill-formed becomes U+FFFD, one for each maximal subpart, as
// the Encoding Standard's UTF-8 decoder does it. Source:
// https://encoding.spec.whatwg.org/#utf-8-decoder
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace ground {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// How many bytes at the front of `bytes` are below 0x80.
std::size_t ascii_prefix(std::string_view bytes);

bool is_valid_utf8(std::string_view bytes);

// The same, without any instruction that only some processors have.
bool is_valid_utf8_portable(std::string_view bytes);

// `bytes` without the beginning of a sequence whose rest is missing at the end.
std::string_view without_cut_sequence(std::string_view bytes);

// The longest start of `text` (valid UTF-8) of at most `max_bytes` that cuts no character.
constexpr std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Appends UTF-8 to a string through a small block of its own, so that a code point costs no check
// of the string's capacity. Nothing is complete before flush().
class Utf8Writer {
 public:
  explicit Utf8Writer(std::string& out) : out_(out) {}
  Utf8Writer(const Utf8Writer&) = delete;
  Utf8Writer& operator=(const Utf8Writer&) = delete;

  // `code_point` must be a Unicode scalar value.
  void put(char32_t code_point) {
    if (used_ + kLongest > kBlock) flush();
    used_ += write(code_point, block_.data() + used_);
  }

  void append_ascii(std::string_view text);
  void flush();

 private:
  static constexpr std::size_t kBlock = 4096;
  static constexpr std::size_t kLongest = 4;  // bytes of one code point

  static std::size_t write(char32_t code_point, char* to) {
    const auto tail = [code_point](int shift) {
      return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
    };
    if (code_point < 0x80) {
      to[0] = static_cast<char>(code_point);
      return 1;
    }
    if (code_point < 0x800) {
      to[0] = static_cast<char>(0xC0 | (code_point >> 6));
      to[1] = tail(0);
      return 2;
    }
    if (code_point < 0x10000) {
      to[0] = static_cast<char>(0xE0 | (code_point >> 12));
      to[1] = tail(6);
      to[2] = tail(0);
      return 3;
    }
    to[0] = static_cast<char>(0xF0 | (code_point >> 18));
    to[1] = tail(12);
    to[2] = tail(6);
    to[3] = tail(0);
    return 4;
  }

  std::string& out_;
  std::size_t used_ = 0;
  std::array<char, kBlock> block_;
};

// `bytes` with every ill-formed part replaced.
void repair_utf8(std::string_view bytes, Utf8Writer& out);

}  // namespace ground
