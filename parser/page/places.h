// Places on a page: what links name behind '#'. As hashes, since a page has many and nobody reads
// them.
// Thread: one PlaceCollector per worker. The hashes are stored: with another function those of
// older crawls could not be compared any more. Source:
// https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/element.h"

namespace parser {

// Of an id, or of what names one. Never 0.
uint64_t place_hash(std::string_view id);

// A fragment without what a URL loses when it is read: tabs and line ends. `written`: behind '#'.
// https://url.spec.whatwg.org/#concept-basic-url-parser, step 3.
std::string fragment_text(std::string_view written);

// What a fragment names.
struct NamedPlace {
  enum class Kind : uint8_t {
    kNone,    // nothing, the top of the page, or words of its text alone
    kId,      // an element
    kScript,  // a state of the page's script: "#/route", "#!..."
  } kind = Kind::kNone;
  std::string_view fragment;  // without what it says of the page's text (":~:")
  // It is there if either is the hash of an id or name: as it is written, or decoded.
  uint64_t written = 0, decoded = 0;
};
// `fragment`: as fragment_text() gives it.
NamedPlace named_place(std::string_view fragment);

class PlaceCollector {
 public:
  // Forgets the page before.
  void begin();
  void open(const Element& element);
  // Sorted, each once, until the next begin().
  std::span<const uint64_t> finish();
  // There are more than are kept.
  bool hit_limit() const { return hit_limit_; }

 private:
  void add(std::string_view id);

  std::vector<uint64_t> hashes_;
  bool hit_limit_ = false;
};

}  // namespace parser
