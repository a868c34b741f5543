#include "parser/url/idna.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "ground/utf8.h"
#include "parser/url/idna_character.h"
#include "parser/url/punycode.h"

namespace parser {
namespace {

constexpr char32_t kNonJoiner = 0x200C, kJoiner = 0x200D;
constexpr std::u32string_view kAcePrefix = U"xn--";

bool is_ascii(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x80; });
}

// False if `utf8` is not valid.
bool read_utf8(std::string_view utf8, std::u32string& out) {
  while (!utf8.empty()) {
    const ground::Utf8Sequence sequence = ground::first_sequence(utf8);
    if (!sequence.is_valid) return false;
    out.push_back(sequence.code_point);
    utf8.remove_prefix(sequence.length);
  }
  return true;
}

bool joins(char32_t c, JoiningType side) {
  const JoiningType type = joining_type_of(c);
  return type == side || type == JoiningType::kD;
}

// RFC 5892, appendix A.1 and A.2, for the joiner at `at`.
bool may_join(std::u32string_view label, std::size_t at) {
  constexpr int kVirama = 9;
  if (at > 0 && combining_class_of(label[at - 1]) == kVirama) return true;
  if (label[at] == kJoiner) return false;
  const auto is_transparent = [label](std::size_t place) {
    return joining_type_of(label[place]) == JoiningType::kT;
  };
  std::size_t before = at;
  while (before > 0 && is_transparent(before - 1)) --before;
  if (before == 0 || !joins(label[before - 1], JoiningType::kL)) return false;
  std::size_t after = at + 1;
  while (after < label.size() && is_transparent(after)) ++after;
  return after < label.size() && joins(label[after], JoiningType::kR);
}

// UTS 46, section 4.1, "Validity Criteria", of a label that is mapped and in NFC.
bool is_valid(std::u32string_view label) {
  if (label.empty()) return true;
  if (label.starts_with(kAcePrefix) || is_mark(label[0])) return false;
  for (std::size_t at = 0; at < label.size(); ++at)
    if ((label[at] == kNonJoiner || label[at] == kJoiner) && !may_join(label, at)) return false;
  return true;
}

bool is_right_to_left(BidiClass type) { return type == BidiClass::kR || type == BidiClass::kAl; }

bool may_stand_in(BidiClass type, bool right_to_left) {
  switch (type) {
    case BidiClass::kL:
      return !right_to_left;
    case BidiClass::kR:
    case BidiClass::kAl:
    case BidiClass::kAn:
      return right_to_left;
    case BidiClass::kB:
      return false;
    default:
      return true;
  }
}

// RFC 5893, section 2.
bool is_valid_bidi(std::u32string_view label) {
  if (label.empty()) return true;
  const BidiClass first = bidi_class_of(label[0]);
  const bool right_to_left = is_right_to_left(first);
  if (!right_to_left && first != BidiClass::kL) return false;
  BidiClass last = first;  // but for what doesn't space
  bool has_european = false, has_arabic = false;
  for (const char32_t c : label) {
    const BidiClass type = bidi_class_of(c);
    if (!may_stand_in(type, right_to_left)) return false;
    has_european |= type == BidiClass::kEn;
    has_arabic |= type == BidiClass::kAn;
    if (type != BidiClass::kNsm) last = type;
  }
  if (right_to_left)
    return !(has_european && has_arabic) &&
           (is_right_to_left(last) || last == BidiClass::kEn || last == BidiClass::kAn);
  return last == BidiClass::kL || last == BidiClass::kEn;
}

bool is_bidi(const std::vector<std::u32string>& labels) {
  return std::any_of(labels.begin(), labels.end(), [](const std::u32string& label) {
    return std::any_of(label.begin(), label.end(), [](char32_t c) {
      const BidiClass type = bidi_class_of(c);
      return is_right_to_left(type) || type == BidiClass::kAn;
    });
  });
}

// What a label that claims to be Punycode says. False if it is none, or says what has to be written
// in another way.
bool read_ace(std::u32string_view label, std::u32string& out) {
  if (!is_ascii(label)) return false;
  const std::string ascii(label.begin() + static_cast<std::ptrdiff_t>(kAcePrefix.size()),
                          label.end());
  std::u32string mapped;
  return punycode_decode(ascii, out) && !is_ascii(out) && map_idna(out, mapped) && mapped == out;
}

bool read_labels(std::u32string_view domain, std::vector<std::u32string>& labels) {
  for (;;) {
    const std::size_t dot = domain.find(U'.');
    const std::u32string_view written = domain.substr(0, dot);
    std::u32string& label = labels.emplace_back();
    if (written.starts_with(kAcePrefix)) {
      if (!read_ace(written, label)) return false;
    } else {
      label = written;
    }
    if (!is_valid(label)) return false;
    if (dot == std::u32string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace

bool append_idna(std::string_view domain, std::string& out) {
  std::u32string text, mapped;
  std::vector<std::u32string> labels;
  if (!read_utf8(domain, text) || !map_idna(text, mapped) || !read_labels(mapped, labels))
    return false;
  if (is_bidi(labels) && !std::all_of(labels.begin(), labels.end(), is_valid_bidi)) return false;
  std::string ascii;
  for (const std::u32string& label : labels) {
    if (&label != labels.data()) ascii.push_back('.');
    if (is_ascii(label)) {
      ascii.append(label.begin(), label.end());
      continue;
    }
    ascii.append("xn--");
    if (!punycode_encode(label, ascii)) return false;
  }
  out += ascii;
  return true;
}

}  // namespace parser
