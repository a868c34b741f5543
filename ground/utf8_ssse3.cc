// Every fault in UTF-8 shows in two consecutive bytes, except for too few continuation bytes after
// a lead of three or four. So each pair is looked up three times (high half and low half of the
// first byte, high half of the second), and a bit that is set in all three results is a fault; the
// long sequences are checked by comparing with the bytes two and three places before.
#include "ground/utf8_ssse3.h"

#if defined(__x86_64__)

#include <tmmintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#define CRAWL_SSSE3 [[gnu::target("ssse3")]]

namespace ground {
namespace {

// What can be wrong with two bytes in a row. A fault is one if all three tables name it.
enum Fault : std::uint8_t {
  kTooShort = 1 << 0,    // a lead byte, then no continuation byte
  kTooLong = 1 << 1,     // ASCII, then a continuation byte
  kOverlong3 = 1 << 2,   // 0xE0, then less than 0xA0
  kTooLarge = 1 << 3,    // 0xF4 or more, then 0x90 or more
  kSurrogate = 1 << 4,   // 0xED, then 0xA0 or more
  kOverlong2 = 1 << 5,   // 0xC0 or 0xC1
  kOutOfRange = 1 << 6,  // 0xF0 (overlong) or 0xF5 and more (too large), then less than 0x90
  kTwoTails = 1 << 7,    // two continuation bytes: right in sequences of three and four bytes
};
constexpr std::uint8_t kAnyLow = kTooShort | kTooLong | kTwoTails;  // whatever the low half is

using Table = std::uint8_t[16];

constexpr Table kByHighHalfOfFirst = {
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTwoTails,
    kTwoTails,
    kTwoTails,
    kTwoTails,
    kTooShort | kOverlong2,
    kTooShort,
    kTooShort | kOverlong3 | kSurrogate,
    kTooShort | kTooLarge | kOutOfRange,
};

constexpr Table kByLowHalfOfFirst = {
    kAnyLow | kOverlong3 | kOverlong2 | kOutOfRange,
    kAnyLow | kOverlong2,
    kAnyLow,
    kAnyLow,
    kAnyLow | kTooLarge,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange | kSurrogate,
    kAnyLow | kTooLarge | kOutOfRange,
    kAnyLow | kTooLarge | kOutOfRange,
};

constexpr Table kByHighHalfOfSecond = {
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooLong | kTwoTails | kOverlong2 | kOverlong3 | kOutOfRange,
    kTooLong | kTwoTails | kOverlong2 | kOverlong3 | kTooLarge,
    kTooLong | kTwoTails | kOverlong2 | kSurrogate | kTooLarge,
    kTooLong | kTwoTails | kOverlong2 | kSurrogate | kTooLarge,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
};

constexpr std::size_t kVector = sizeof(__m128i);

CRAWL_SSSE3 __m128i load(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

CRAWL_SSSE3 __m128i high_halves(__m128i bytes) {
  return _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(0x0F));
}

// Not zero where a byte of `now` makes a fault with those before it; `before` is the vector
// preceding `now`.
CRAWL_SSSE3 __m128i faults(__m128i now, __m128i before) {
  const __m128i first = _mm_alignr_epi8(now, before, kVector - 1);
  const __m128i low_halves = _mm_and_si128(first, _mm_set1_epi8(0x0F));
  const __m128i pairs =
      _mm_and_si128(_mm_and_si128(_mm_shuffle_epi8(load(kByHighHalfOfFirst), high_halves(first)),
                                  _mm_shuffle_epi8(load(kByLowHalfOfFirst), low_halves)),
                    _mm_shuffle_epi8(load(kByHighHalfOfSecond), high_halves(now)));
  // The top bit is set in bytes two behind 0xE0 or more, and three behind 0xF0 or more: exactly
  // there two continuation bytes must meet, so kTwoTails and this bit cancel out.
  const __m128i third =
      _mm_subs_epu8(_mm_alignr_epi8(now, before, kVector - 2), _mm_set1_epi8(0xE0 - 0x80));
  const __m128i fourth =
      _mm_subs_epu8(_mm_alignr_epi8(now, before, kVector - 3), _mm_set1_epi8(0xF0 - 0x80));
  const __m128i must_be_tail =
      _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(static_cast<char>(kTwoTails)));
  return _mm_xor_si128(pairs, must_be_tail);
}

CRAWL_SSSE3 bool is_zero(__m128i bytes) {
  return _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())) == 0xFFFF;
}

}  // namespace

bool has_ssse3() { return __builtin_cpu_supports("ssse3"); }

CRAWL_SSSE3 bool is_valid_utf8_ssse3(std::string_view bytes) {
  constexpr std::size_t kStep = 4 * kVector;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  __m128i before = _mm_setzero_si128();
  __m128i wrong = _mm_setzero_si128();
  for (; left >= kStep; at += kStep, left -= kStep) {
    const __m128i a = load(at);
    const __m128i b = load(at + kVector);
    const __m128i c = load(at + 2 * kVector);
    const __m128i d = load(at + 3 * kVector);
    wrong = _mm_or_si128(wrong, faults(a, before));
    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) != 0) {
      wrong = _mm_or_si128(wrong, faults(b, a));
      wrong = _mm_or_si128(wrong, faults(c, b));
      wrong = _mm_or_si128(wrong, faults(d, c));
    }
    before = d;
  }
  // The rest, with at least one zero behind it: after a cut sequence that zero is a fault.
  char rest[kStep] = {};
  if (left > 0) std::memcpy(rest, at, left);
  for (std::size_t done = 0; done <= left; done += kVector) {
    const __m128i now = load(rest + done);
    wrong = _mm_or_si128(wrong, faults(now, before));
    before = now;
  }
  return is_zero(wrong);
}

}  // namespace ground

#else

namespace ground {

bool has_ssse3() { return false; }
bool is_valid_utf8_ssse3(std::string_view) { return false; }

}  // namespace ground

#endif
