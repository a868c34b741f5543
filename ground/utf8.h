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
inline constexpr std::string_view kReplacement = "\uFFFD";  // the same as text
inline constexpr std::string_view kByteOrderMark = "\uFEFF";

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_ascii(std::string_view bytes);

// True for all bytes of a character but its first.
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// A code point that UTF-8 can write: no surrogate, nothing beyond Unicode.
constexpr bool is_scalar_value(char32_t code_point) {
  return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

// ---- Reading

// How many bytes at the front of `bytes` are below 0x80.
std::size_t ascii_prefix(std::string_view bytes);

bool is_valid_utf8(std::string_view bytes);

// The same, without any instruction that only some processors have.
bool is_valid_utf8_portable(std::string_view bytes);

struct Utf8Sequence {
  std::size_t length = 1;  // of an ill-formed one: of its maximal subpart
  char32_t code_point = kReplacementCharacter;
  bool is_valid = false;
};

// What stands at the front of `bytes`, which are not empty.
Utf8Sequence first_sequence(std::string_view bytes);

struct Utf8Character {
  char32_t code_point;
  std::size_t length;
};

// The character of valid UTF-8 at `at`. Bytes that a caller cut off read as zeros.
constexpr Utf8Character character_at(std::string_view valid, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < valid.size() ? static_cast<unsigned char>(valid[at + i]) : 0u;
  };
  const unsigned lead = byte(0);
  if (lead < 0xC0) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F),
          4};
}

// Where the character that `at` lies in begins. `at` is at most the size of `text`, valid UTF-8.
constexpr std::size_t begin_of_character(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && is_continuation(text[at])) --at;
  return at;
}

// The longest start of `text` (valid UTF-8) of at most `max_bytes` that cuts no character.
constexpr std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  return text.substr(0, begin_of_character(text, max_bytes));
}

// `bytes` without the beginning of a sequence whose rest is missing at the end.
std::string_view without_cut_sequence(std::string_view bytes);

// ---- Writing

inline constexpr std::size_t kMaxUtf8Bytes = 4;  // of one code point

// Writes `code_point`, which must be a scalar value; returns how many bytes that were.
constexpr std::size_t encode_utf8(char32_t code_point, char* to) {
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

inline void append_utf8(char32_t code_point, std::string& out) {
  std::array<char, kMaxUtf8Bytes> bytes;
  out.append(bytes.data(), encode_utf8(code_point, bytes.data()));
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
    if (used_ + kMaxUtf8Bytes > kBlock) flush();
    used_ += encode_utf8(code_point, block_.data() + used_);
  }

  void append_ascii(std::string_view text);
  void flush();

 private:
  static constexpr std::size_t kBlock = 4096;

  std::string& out_;
  std::size_t used_ = 0;
  std::array<char, kBlock> block_;
};

// `bytes` with every ill-formed part replaced.
void repair_utf8(std::string_view bytes, Utf8Writer& out);

// The same: the bytes themselves if they are valid, else `storage`.
std::string_view repaired_utf8(std::string_view bytes, std::string& storage);

}  // namespace ground
