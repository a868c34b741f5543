// The head of a page as its author wrote it: what is there twice, what stands outside of it, and
// what ended it early. Sources: https://html.spec.whatwg.org/#the-head-element and
// https://developers.google.com/search/docs/crawling-indexing/valid-page-metadata
// Thread: one owner. Lifetime: `facts` outlives it; elements are looked at, not kept.
#pragma once

#include <string>
#include <string_view>

#include "ground/page_facts.h"
#include "parser/html/element.h"

namespace parser {

// True of an address at another host than `host` (in normal form).
bool is_at_another_host(std::string_view address, std::string_view host);

// True if a reader can't enlarge the page: "user-scalable=no", or less than twice its size.
bool forbids_zoom(std::string_view viewport);

class HeadFacts {
 public:
  // `host` is the page's.
  void begin(std::string_view host, ground::PageFacts* facts);
  void open(const Element& element, Tag tag);
  void text(std::string_view text);
  void close(Tag tag);
  void finish();

  bool is_in_head() const { return in_head_; }
  // A <meta> names an encoding; whether one that is known, nobody has looked.
  bool declares_charset() const { return declares_charset_; }

 private:
  void count(ground::Fact all, ground::Fact outside);
  void open_meta(const Element& element);
  void open_link(const Element& element);
  void open_canonical(const Element& element);

  ground::PageFacts* facts_ = nullptr;
  std::string host_;
  std::string ender_;  // what came first behind a head that no tag ended
  bool in_head_ = false;
  bool is_head_open_ = false;  // no tag has ended it, and nothing else yet
  bool declares_charset_ = false;
};

}  // namespace parser
