// ICU maps and normalises stretches of characters that the table says nothing of. What it has never
// heard of may combine with what stands beside it; so a name with such a character is normalised
// here, by the algorithm of the Unicode Standard (3.11) and its data from both.
#include "parser/url/idna_character.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ground/utf8.h"

namespace parser {
namespace {

const UNormalizer2* normalizer(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* const found = unorm2_getInstance(nullptr, name, UNORM2_COMPOSE, &error);
  return U_SUCCESS(error) ? found : nullptr;
}

const UNormalizer2* uts46() {
  static const UNormalizer2* const instance = normalizer("uts46");
  return instance;
}

const UNormalizer2* nfc() {
  static const UNormalizer2* const instance = normalizer("nfc");
  return instance;
}

UChar32 as_icu(char32_t c) { return static_cast<UChar32>(c); }

// Null: there is none.
const IdnaChange* change_of(char32_t c) {
  const auto changes = idna_changes();
  const auto after = std::upper_bound(
      changes.begin(), changes.end(), c,
      [](char32_t wanted, const IdnaChange& change) { return wanted < change.first; });
  if (after == changes.begin()) return nullptr;
  const IdnaChange& change = *(after - 1);
  return c <= change.last ? &change : nullptr;
}

void append_utf16(std::u32string_view text, std::u16string& out) {
  for (const char32_t c : text) {
    if (c >= 0x10000) out.push_back(static_cast<char16_t>(U16_LEAD(c)));
    out.push_back(static_cast<char16_t>(c < 0x10000 ? c : U16_TRAIL(c)));
  }
}

void append_utf32(std::u16string_view text, std::u32string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_pair = U16_IS_LEAD(text[at]) && at + 1 < text.size();
    out.push_back(is_pair ? static_cast<char32_t>(U16_GET_SUPPLEMENTARY(text[at], text[at + 1]))
                          : text[at]);
    if (is_pair) ++at;
  }
}

// Of what the table says nothing of. ICU's data write U+FFFD for what is disallowed.
bool map_known(std::u32string_view text, std::u32string& mapped) {
  constexpr std::size_t kMostGrowth = 18;  // what U+FDFA becomes
  if (text.empty()) return true;
  std::u16string before, after;
  append_utf16(text, before);
  after.resize(before.size() * kMostGrowth);
  UErrorCode error = U_ZERO_ERROR;
  const int32_t size = unorm2_normalize(uts46(), before.data(), static_cast<int32_t>(before.size()),
                                        after.data(), static_cast<int32_t>(after.size()), &error);
  if (U_FAILURE(error)) return false;
  after.resize(static_cast<std::size_t>(size));
  append_utf32(after, mapped);
  return after.find(static_cast<char16_t>(ground::kReplacementCharacter)) == std::u16string::npos;
}

bool map_changed(char32_t c, const IdnaChange& change, std::u32string& mapped) {
  switch (change.status) {
    case IdnaStatus::kDisallowed:
      return false;
    case IdnaStatus::kIgnored:
      return true;
    case IdnaStatus::kValid:
      mapped.push_back(c);
      return true;
    case IdnaStatus::kMapped:
      mapped.push_back(change.to[0] + (c - change.first));
      if (change.to[1] != 0) mapped.push_back(change.to[1]);
      return true;
  }
  return false;
}

void append_decomposed(char32_t c, std::u32string& out) {
  std::vector<char32_t> rest = {c};
  while (!rest.empty()) {
    const char32_t next = rest.back();
    rest.pop_back();
    const auto pairs = idna_pairs();
    const auto pair = std::find_if(pairs.begin(), pairs.end(), [next](const IdnaPair& candidate) {
      return candidate.whole == next;
    });
    if (pair != pairs.end()) {
      rest.push_back(pair->second);
      rest.push_back(pair->first);
      continue;
    }
    constexpr std::size_t kMost = 8;  // four at most, of two units each
    std::array<UChar, kMost> units;
    UErrorCode error = U_ZERO_ERROR;
    const int32_t size = unorm2_getDecomposition(nfc(), as_icu(next), units.data(),
                                                 static_cast<int32_t>(units.size()), &error);
    if (size < 0 || U_FAILURE(error))
      out.push_back(next);
    else
      append_utf32({units.data(), static_cast<std::size_t>(size)}, out);
  }
}

// 0 if the two don't compose.
char32_t composed(char32_t first, char32_t second) {
  for (const IdnaPair& pair : idna_pairs())
    if (pair.first == first && pair.second == second && pair.composes) return pair.whole;
  const UChar32 whole = unorm2_composePair(nfc(), as_icu(first), as_icu(second));
  return whole < 0 ? 0 : static_cast<char32_t>(whole);
}

std::u32string decomposed(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text) append_decomposed(c, out);
  const auto by_class = [](char32_t a, char32_t b) {
    return combining_class_of(a) < combining_class_of(b);
  };
  for (auto at = out.begin(); at != out.end();) {
    const auto is_starter = [](char32_t c) { return combining_class_of(c) == 0; };
    const auto marks = std::find_if_not(at, out.end(), is_starter);
    at = std::find_if(marks, out.end(), is_starter);
    std::stable_sort(marks, at, by_class);
  }
  return out;
}

void normalise(std::u32string& text) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const std::u32string parts = decomposed(text);
  text.clear();
  std::size_t starter = kNone;
  int last_class = 0;  // of what stands behind the starter so far
  for (const char32_t c : parts) {
    const int combining_class = combining_class_of(c);
    const bool is_adjacent = starter != kNone && starter + 1 == text.size();
    if (starter != kNone && (is_adjacent || (last_class != 0 && last_class < combining_class))) {
      if (const char32_t whole = composed(text[starter], c)) {
        text[starter] = whole;
        continue;
      }
    }
    if (combining_class == 0) starter = text.size();
    last_class = combining_class;
    text.push_back(c);
  }
}

}  // namespace

BidiClass bidi_class_of(char32_t c) {
  if (const IdnaChange* const change = change_of(c)) return change->bidi;
  switch (u_charDirection(as_icu(c))) {
    case U_LEFT_TO_RIGHT:
      return BidiClass::kL;
    case U_RIGHT_TO_LEFT:
      return BidiClass::kR;
    case U_RIGHT_TO_LEFT_ARABIC:
      return BidiClass::kAl;
    case U_ARABIC_NUMBER:
      return BidiClass::kAn;
    case U_EUROPEAN_NUMBER:
      return BidiClass::kEn;
    case U_EUROPEAN_NUMBER_SEPARATOR:
      return BidiClass::kEs;
    case U_COMMON_NUMBER_SEPARATOR:
      return BidiClass::kCs;
    case U_EUROPEAN_NUMBER_TERMINATOR:
      return BidiClass::kEt;
    case U_OTHER_NEUTRAL:
      return BidiClass::kOn;
    case U_BOUNDARY_NEUTRAL:
      return BidiClass::kBn;
    case U_DIR_NON_SPACING_MARK:
      return BidiClass::kNsm;
    default:
      return BidiClass::kB;
  }
}

JoiningType joining_type_of(char32_t c) {
  if (const IdnaChange* const change = change_of(c)) return change->joining;
  switch (u_getIntPropertyValue(as_icu(c), UCHAR_JOINING_TYPE)) {
    case U_JT_LEFT_JOINING:
      return JoiningType::kL;
    case U_JT_RIGHT_JOINING:
      return JoiningType::kR;
    case U_JT_DUAL_JOINING:
      return JoiningType::kD;
    case U_JT_TRANSPARENT:
      return JoiningType::kT;
    case U_JT_JOIN_CAUSING:
      return JoiningType::kC;
    default:
      return JoiningType::kU;
  }
}

int combining_class_of(char32_t c) {
  if (const IdnaChange* const change = change_of(c)) return change->combining_class;
  return unorm2_getCombiningClass(nfc(), as_icu(c));
}

bool is_mark(char32_t c) {
  if (const IdnaChange* const change = change_of(c)) return change->is_mark;
  return (U_GET_GC_MASK(as_icu(c)) & U_GC_M_MASK) != 0;
}

bool map_idna(std::u32string_view text, std::u32string& mapped) {
  if (uts46() == nullptr || nfc() == nullptr) return false;
  mapped.clear();
  std::size_t known = 0;  // where what ICU has to map begins
  bool has_changes = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const IdnaChange* const change = change_of(text[at]);
    if (change == nullptr) continue;
    has_changes = true;
    if (!map_known(text.substr(known, at - known), mapped)) return false;
    if (!map_changed(text[at], *change, mapped)) return false;
    known = at + 1;
  }
  if (!map_known(text.substr(known), mapped)) return false;
  if (has_changes) normalise(mapped);
  return true;
}

}  // namespace parser
