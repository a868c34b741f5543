#include "parser/page/places.h"

#include <xxhash.h>

#include <algorithm>
#include <string>

#include "ground/ascii.h"
#include "ground/kept_room.h"

namespace parser {
namespace {

namespace ascii = ground::ascii;

// Of one page: 800 KB.
constexpr std::size_t kMostPlaces = 100'000;

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? ascii::hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? ascii::hex_value(text[i + 2]) : -1;
    if (low < 0) {
      decoded.push_back(text[i]);
      continue;
    }
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

}  // namespace

uint64_t place_hash(std::string_view id) {
  const uint64_t hash = XXH3_64bits(id.data(), id.size());
  return hash == 0 ? 1 : hash;
}

std::string fragment_text(std::string_view written) {
  std::string text(written);
  std::erase_if(text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return text;
}

NamedPlace named_place(std::string_view fragment) {
  NamedPlace place;
  // https://wicg.github.io/scroll-to-text-fragment/: the rest is for the browser alone.
  place.fragment = fragment.substr(0, fragment.find(":~:"));
  const std::string decoded = percent_decoded(place.fragment);
  if (decoded.empty()) return place;
  place.written = place_hash(place.fragment);
  place.decoded = place_hash(decoded);
  if (ascii::equals(decoded, "top")) return place;
  const bool is_state = decoded[0] == '/' || decoded[0] == '!';
  place.kind = is_state ? NamedPlace::Kind::kScript : NamedPlace::Kind::kId;
  return place;
}

void PlaceCollector::begin() {
  ground::empty_and_shrink(hashes_);
  hit_limit_ = false;
}

void PlaceCollector::add(std::string_view id) {
  if (id.empty()) return;
  if (hashes_.size() >= kMostPlaces)
    hit_limit_ = true;
  else
    hashes_.push_back(place_hash(id));
}

void PlaceCollector::open(const Element& element) {
  const bool is_anchor = element.tag() == Tag::kA && element.name_space() == Namespace::kHtml;
  element.for_each_attribute([&](std::string_view name, std::string_view value) {
    if (name == "id" || (is_anchor && name == "name")) add(value);
  });
}

std::span<const uint64_t> PlaceCollector::finish() {
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  return hashes_;
}

}  // namespace parser
