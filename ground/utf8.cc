// Validation runs over every page, so there are two ways: SSSE3 where the processor has it, and
// elsewhere an automaton without branches whose transitions for all states fit into one 64-bit word
// per byte. Valid text, which is most of it, needs only that. Repairing is slow and careful: one
// U+FFFD for each maximal subpart, as browsers do it.
#include "ground/utf8.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "ground/byte_masks.h"
#include "ground/utf8_ssse3.h"

namespace ground {
namespace {

using byte_masks::kHighBits;
using byte_masks::load;

// A validating automaton without branches: a state is a shift count, each byte has one word that
// holds the next state for every state, six bits apiece.
enum State : unsigned {
  kReject = 0,
  kAccept = 6,
  kOneMore = 12,    // a continuation byte ends the sequence
  kTwoMore = 18,    // any two continuation bytes
  kThreeMore = 24,  // any three
  kAfterE0 = 30,    // 0xA0 to 0xBF, then one more: no overlong form
  kAfterEd = 36,    // 0x80 to 0x9F, then one more: no surrogate
  kAfterF0 = 42,    // 0x90 to 0xBF, then two more: no overlong form
  kAfterF4 = 48,    // 0x80 to 0x8F, then two more: nothing above U+10FFFF
};

constexpr State after_lead(unsigned byte) {
  if (byte < 0x80) return kAccept;
  if (byte < 0xC2) return kReject;
  if (byte < 0xE0) return kOneMore;
  if (byte == 0xE0) return kAfterE0;
  if (byte == 0xED) return kAfterEd;
  if (byte < 0xF0) return kTwoMore;
  if (byte == 0xF0) return kAfterF0;
  if (byte < 0xF4) return kThreeMore;
  if (byte == 0xF4) return kAfterF4;
  return kReject;
}

constexpr std::uint64_t transitions_of(unsigned byte) {
  std::uint64_t row = 0;
  const auto add = [&row](State from, State to) { row |= static_cast<std::uint64_t>(to) << from; };
  add(kAccept, after_lead(byte));
  if (byte < 0x80 || byte > 0xBF) return row;
  add(kOneMore, kAccept);
  add(kTwoMore, kOneMore);
  add(kThreeMore, kTwoMore);
  add(byte < 0xA0 ? kAfterEd : kAfterE0, kOneMore);
  add(byte < 0x90 ? kAfterF4 : kAfterF0, kTwoMore);
  return row;
}

constexpr std::array<std::uint64_t, 256> kTransitions = [] {
  std::array<std::uint64_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = transitions_of(byte);
  return table;
}();

constexpr std::uint64_t kStateMask = 63;

std::uint64_t run_automaton(std::uint64_t state, const char* at, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    state = kTransitions[static_cast<unsigned char>(at[i])] >> (state & kStateMask);
  return state & kStateMask;
}

}  // namespace

std::size_t ascii_prefix(std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t))
    if (const std::uint64_t high = load(bytes.data() + at) & kHighBits)
      return at + static_cast<std::size_t>(std::countr_zero(high)) / 8;
  while (at < bytes.size() && is_ascii(bytes[at])) ++at;
  return at;
}

bool is_ascii(std::string_view bytes) { return ascii_prefix(bytes) == bytes.size(); }

bool is_valid_utf8(std::string_view bytes) {
  static const bool with_ssse3 = has_ssse3();
  return with_ssse3 ? is_valid_utf8_ssse3(bytes) : is_valid_utf8_portable(bytes);
}

bool is_valid_utf8_portable(std::string_view bytes) {
  constexpr std::size_t kStep = 4 * sizeof(std::uint64_t);
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t state = kAccept;
  for (; left >= kStep; at += kStep, left -= kStep) {
    const std::uint64_t words = load(at) | load(at + 8) | load(at + 16) | load(at + 24);
    if (state == kAccept && !(words & kHighBits)) continue;
    state = run_automaton(state, at, kStep);
    if (state == kReject) return false;
  }
  return run_automaton(state, at, left) == kAccept;
}

Utf8Sequence first_sequence(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  std::uint64_t state = after_lead(lead);
  if (state == kReject) return {};
  char32_t value = lead < 0x80   ? lead
                   : lead < 0xE0 ? lead & 0x1F
                   : lead < 0xF0 ? lead & 0x0F
                                 : lead & 0x07;
  std::size_t length = 1;
  while (state != kAccept) {
    if (length == bytes.size()) return {.length = length};
    const auto byte = static_cast<unsigned char>(bytes[length]);
    state = (kTransitions[byte] >> state) & kStateMask;
    if (state == kReject) return {.length = length};
    value = (value << 6) | (byte & 0x3F);
    ++length;
  }
  return {length, value, true};
}

std::string_view without_cut_sequence(std::string_view bytes) {
  constexpr std::size_t kLongestCut = 3;
  for (std::size_t length = 1; length <= std::min(kLongestCut, bytes.size()); ++length) {
    const std::string_view tail = bytes.substr(bytes.size() - length);
    if (is_continuation(tail.front())) continue;
    const std::uint64_t state = run_automaton(kAccept, tail.data(), tail.size());
    const bool cut = state != kAccept && state != kReject;
    return bytes.substr(0, bytes.size() - (cut ? length : 0));
  }
  return bytes;
}

void Utf8Writer::append_ascii(std::string_view text) {
  if (text.size() > kBlock - used_) flush();
  if (text.size() > kBlock) {
    out_.append(text);
    return;
  }
  std::memcpy(block_.data() + used_, text.data(), text.size());
  used_ += text.size();
}

void Utf8Writer::flush() {
  out_.append(block_.data(), used_);
  used_ = 0;
}

void repair_utf8(std::string_view bytes, Utf8Writer& out) {
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_prefix(bytes);
    out.append_ascii(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    while (!bytes.empty() && !is_ascii(bytes.front())) {
      const Utf8Sequence sequence = first_sequence(bytes);
      out.put(sequence.code_point);
      bytes.remove_prefix(sequence.length);
    }
  }
}

std::string_view repaired_utf8(std::string_view bytes, std::string& storage) {
  if (is_valid_utf8(bytes)) return bytes;
  storage.clear();
  Utf8Writer writer(storage);
  repair_utf8(bytes, writer);
  writer.flush();
  return storage;
}

}  // namespace ground
