#include "explore/search/search_text.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <vector>

#include "ground/code_points.h"
#include "ground/invisible.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::string_view kMark = "\xE2\x80\x8B";

// Kana, Han, Hangul, Bopomofo, Yi; of Unicode's blocks those that hold letters of them.
constexpr ground::CodePointRange kWithoutSpaces[] = {
    {0x1100, 0x11FF}, {0x2E80, 0x2FDF}, {0x3005, 0x3007}, {0x3040, 0x31BF},
    {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0xA4CF}, {0xA960, 0xA97F},
    {0xAC00, 0xD7FF}, {0xF900, 0xFAFF}, {0xFF66, 0xFFDC}, {0x20000, 0x3FFFF}};

// Joiners of letters and marks of direction, which ground::invisible_at leaves alone: a page needs
// them, and nobody types them.
constexpr ground::CodePointRange kShaping[] = {
    {0x61C, 0x61C}, {0x200C, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}};

// Where letters and digits stand in another form: signs for ordinals and micro, ligatures, long s,
// subscripts, letterlike signs without those of marks, Roman numerals, radicals, squared words,
// forms of Han, Latin, Hebrew, Arabic, wide and narrow forms, letters of mathematics.
constexpr ground::CodePointRange kOtherForms[] = {
    {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},       {0x132, 0x133},    {0x13F, 0x140},
    {0x149, 0x149},   {0x17F, 0x17F},   {0x1C4, 0x1CC},     {0x1F1, 0x1F3},    {0x587, 0x587},
    {0x2080, 0x209C}, {0x2100, 0x211F}, {0x2124, 0x214F},   {0x2160, 0x217F},  {0x2E9F, 0x2E9F},
    {0x2EF3, 0x2EF3}, {0x2F00, 0x2FD5}, {0x3300, 0x33FF},   {0xF900, 0xFAFF},  {0xFB00, 0xFDFF},
    {0xFE70, 0xFEFE}, {0xFF01, 0xFFEE}, {0x1D400, 0x1D7FF}, {0x2F800, 0x2FA1F}};

// What is unseen or has another form begins with one of these bytes; most of Greek and Cyrillic,
// Han and Hangul does not.
bool may_be_other(unsigned char lead) {
  return lead == 0xC2 || (lead >= 0xC4 && lead <= 0xC7) || lead == 0xCD || lead == 0xD6 ||
         lead == 0xD8 || (lead >= 0xE1 && lead <= 0xE3) || lead >= 0xEF;
}

// Appends `forms`, which are valid UTF-8, in their plain form; as they are where ICU fails.
void append_plain(std::string_view forms, std::string* out) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfkc = unorm2_getNFKCInstance(&status);
  const auto bytes = static_cast<int32_t>(forms.size());
  std::vector<UChar> written(forms.size());
  int32_t length = 0;
  u_strFromUTF8(written.data(), bytes, &length, forms.data(), bytes, &status);
  // U+FDFA becomes 18 characters, more than any other.
  std::vector<UChar> plain(static_cast<std::size_t>(length) * 18 + 1);
  length = unorm2_normalize(nfkc, written.data(), length, plain.data(),
                            static_cast<int32_t>(plain.size()), &status);
  std::string utf8(static_cast<std::size_t>(length) * 3 + 1, '\0');
  u_strToUTF8(utf8.data(), static_cast<int32_t>(utf8.size()), &length, plain.data(), length,
              &status);
  out->append(U_FAILURE(status) != 0
                  ? forms
                  : std::string_view(utf8).substr(0, static_cast<std::size_t>(length)));
}

// How many bytes of `text` from `at` on are other forms of letters.
std::size_t other_forms_at(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  while (at < text.size() && may_be_other(static_cast<unsigned char>(text[at]))) {
    const auto [code, length] = ground::character_at(text, at);
    if (!ground::is_in(kOtherForms, code)) break;
    at += length;
  }
  return at - begin;
}

std::size_t unseen_at(std::string_view text, std::size_t at) {
  const std::size_t invisible = ground::invisible_at(text, at);
  if (invisible > 0) return invisible;
  const auto [code, length] = ground::character_at(text, at);
  return ground::is_in(kShaping, code) ? length : 0;
}

}  // namespace

std::string_view as_searched(std::string_view text, std::string* buffer) {
  std::string seen;
  const std::string_view plain = seen_through(text, &seen);
  const std::string_view marked = with_marks(plain, buffer);
  if (marked.data() != seen.data()) return marked;
  *buffer = std::move(seen);
  return *buffer;
}

std::string_view seen_through(std::string_view text, std::string* buffer) {
  bool is_changed = false;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!may_be_other(static_cast<unsigned char>(text[at]))) {
      ++at;
      continue;
    }
    const std::size_t unseen = unseen_at(text, at);
    const std::size_t forms = unseen > 0 ? 0 : other_forms_at(text, at);
    if (unseen + forms == 0) {
      at += ground::character_at(text, at).length;
      continue;
    }
    if (!is_changed) buffer->clear();
    is_changed = true;
    buffer->append(text, copied, at - copied);
    if (forms > 0) append_plain(text.substr(at, forms), buffer);
    copied = at += unseen + forms;
  }
  if (!is_changed) return text;
  buffer->append(text, copied);
  return *buffer;
}

std::string_view with_marks(std::string_view text, std::string* buffer) {
  // Three bytes and more begin with 0xE1 where letters are concerned: nearly all text of the West
  // has none but punctuation.
  bool is_marked = false;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0xE0) {
      ++i;
      continue;
    }
    const auto [size, code, is_valid] = ground::first_sequence(text.substr(i));
    if (!is_valid || !ground::is_in(kWithoutSpaces, code)) {
      i += size;
      continue;
    }
    if (!is_marked) buffer->clear();
    is_marked = true;
    buffer->append(text, copied, i - copied).append(kMark).append(text, i, size).append(kMark);
    copied = i += size;
  }
  if (!is_marked) return text;
  buffer->append(text, copied);
  return *buffer;
}

std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t mark = std::min(text.find(kMark, at), text.size());
    out.append(text, at, mark - at);
    at = mark + kMark.size();
  }
  return out;
}

}  // namespace explore
