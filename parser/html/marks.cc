#include "parser/html/marks.h"

#include <cstdint>

#include "ground/utf8.h"
#include "parser/html/number_reference.h"

namespace parser {
namespace {

constexpr uint32_t kFirst = 0xF0000;
// The last two of a plane are no characters (Unicode 16.0, 23.7).
constexpr uint32_t kPerPlane = 0xFFFE;
constexpr uint32_t kMost = 2 * kPerPlane;
constexpr uint32_t kNone = UINT32_MAX;

constexpr unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Planes 15 and 16 are F3 B0 80 80 to F4 8F BF BF.
constexpr bool is_mark_at(std::string_view text, std::size_t at) {
  if (text.size() - at < Marks::kMarkBytes) return false;
  const unsigned char lead = byte_at(text, at);
  return lead == 0xF4 || (lead == 0xF3 && byte_at(text, at + 1) >= 0xB0);
}

constexpr uint32_t index_at(std::string_view text, std::size_t at) {
  const uint32_t code = ground::character_at(text, at).code_point;
  const uint32_t place = code - kFirst;
  const uint32_t in_plane = place & 0xFFFF;
  return in_plane < kPerPlane ? (place >> 16) * kPerPlane + in_plane : kNone;
}

bool has_at_lead(std::string_view utf8, char lead) {
  for (std::size_t at = utf8.find(lead); at != utf8.npos; at = utf8.find(lead, at + 1))
    if (is_mark_at(utf8, at)) return true;
  return false;
}

}  // namespace

bool speaks_marks(std::string_view utf8) {
  if (has_at_lead(utf8, '\xF3') || has_at_lead(utf8, '\xF4')) return true;
  for (std::size_t at = utf8.find("&#"); at != utf8.npos; at = utf8.find("&#", at + 2))
    if (number_reference(utf8.substr(at)).code >= kFirst) return true;
  return false;
}

bool Marks::append(std::string_view text, std::string& out) {
  const auto index = static_cast<uint32_t>(stands_for_.size());
  if (index >= kMost) return false;
  const uint32_t code = kFirst + (index / kPerPlane << 16) + index % kPerPlane;
  ground::append_utf8(code, out);
  stands_for_.push_back(text);
  return true;
}

std::string_view Marks::original(std::string_view value) const {
  if (value.size() != kMarkBytes || stands_for_.empty() || !is_mark_at(value, 0)) return value;
  const uint32_t index = index_at(value, 0);
  return index < stands_for_.size() ? stands_for_[index] : value;
}

std::size_t Marks::find(std::string_view text) const {
  if (stands_for_.empty()) return text.size();
  for (std::size_t at = 0; at < text.size(); ++at)
    if (byte_at(text, at) >= 0xF3 && is_mark_at(text, at)) return at;
  return text.size();
}

}  // namespace parser
