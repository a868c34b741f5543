// What UTS 46 says today of characters that an older version of Unicode knows otherwise, or not at
// all: the table that idna_changes.py makes from the files of Unicode. Since Unicode 15.0, that of
// ICU 72; with a newer ICU the entries say what it says itself.
// Thread: constants.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace parser {

enum class IdnaStatus : uint8_t { kValid, kIgnored, kMapped, kDisallowed };

// As Unicode names them; kB: one that no label may have.
enum class BidiClass : uint8_t { kL, kR, kAl, kAn, kEn, kEs, kCs, kEt, kOn, kBn, kNsm, kB };

enum class JoiningType : uint8_t { kU, kL, kR, kD, kT, kC };

struct IdnaChange {
  char32_t first, last;
  IdnaStatus status;
  // Of a mapped one: what `first` becomes, and the next of it for the next; one or two characters.
  std::array<char32_t, 2> to = {};
  // Of a valid one.
  BidiClass bidi = BidiClass::kL;
  JoiningType joining = JoiningType::kU;
  uint8_t combining_class = 0;
  bool is_mark = false;
};

// In the order of the code points.
std::span<const IdnaChange> idna_changes();

// A canonical decomposition into two.
struct IdnaPair {
  char32_t whole, first, second;
  bool composes;
};
std::span<const IdnaPair> idna_pairs();

}  // namespace parser
