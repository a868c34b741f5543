// UTF-8: is it valid, repair it, write it.
// Thread: pure. Errors: none; what is ill-formed becomes U+FFFD, one for each maximal subpart, as
// the Encoding Standard's UTF-8 decoder does it. Source:
// https://encoding.spec.whatwg.org/#utf-8-decoder
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace parser {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// How many bytes at the front of `bytes` are below 0x80.
std::size_t ascii_prefix(std::string_view bytes);

bool is_valid_utf8(std::string_view bytes);

// `bytes` without the beginning of a sequence whose rest is missing at the end.
std::string_view without_cut_sequence(std::string_view bytes);

// Appends UTF-8 to a string through a small block of its own, so that a code point costs no check
// of the string's capacity. Nothing is complete before flush().
class Utf8Writer {
 public:
  explicit Utf8Writer(std::string& out) : out_(out) {}
  Utf8Writer(const Utf8Writer&) = delete;
  Utf8Writer& operator=(const Utf8Writer&) = delete;

  // `code_point` must be a Unicode scalar value.
  void put(char32_t code_point);
  void append_ascii(std::string_view text);
  void flush();

 private:
  static constexpr std::size_t kBlock = 4096;

  void push(char32_t byte) { block_[used_++] = static_cast<char>(byte); }

  std::string& out_;
  std::size_t used_ = 0;
  std::array<char, kBlock> block_;
};

// `bytes` with every ill-formed part replaced.
void repair_utf8(std::string_view bytes, Utf8Writer& out);

}  // namespace parser
