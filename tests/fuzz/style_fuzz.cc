// parser/page/style_links and places: "FRAGMENT\nSTYLE SHEET".
#include <string_view>
#include <vector>

#include "parser/page/places.h"
#include "parser/page/style_links.h"
#include "tests/fuzz/require.h"

using fuzz::require;
using parser::NamedPlace;
using parser::StyleLink;

namespace {

void expect_sound(std::string_view css, const std::vector<StyleLink>& links) {
  std::size_t bytes = 0;
  for (const StyleLink& link : links) {
    require(!link.url.empty() && link.url[0] != '#', "a link names a file");
    bytes += link.url.size();
  }
  // "\0" may become U+FFFD.
  require(2 * bytes <= 3 * css.size(), "links are no longer than what they are written in");
}

void expect_sound(std::string_view fragment, const NamedPlace& place) {
  require(fragment.starts_with(place.fragment), "a place is written at the fragment's front");
  if (place.kind == NamedPlace::Kind::kNone) return;
  require(!place.fragment.empty() && place.written != 0 && place.decoded != 0,
          "a place has a name");
  require(place.fragment.find('%') != std::string_view::npos || place.written == place.decoded,
          "what has no percent sign is written as it is");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::size_t kMost = 1'000;
  std::string_view rest = fuzz::text_of(data, size);
  const std::string_view fragment = fuzz::take_line(rest);
  expect_sound(fragment, parser::named_place(fragment));
  std::vector<StyleLink> links, few;
  parser::parse_style_links(rest, kMost, links);
  require(links.size() <= kMost, "links are bounded");
  expect_sound(rest, links);
  parser::parse_style_links(rest, 1, few);
  require(few.size() == (links.empty() ? 0 : 1), "the bound is kept");
  require(few.empty() || few[0].url == links[0].url, "the first comes first");
  return 0;
}
