// Structured data of a page, meant for programs: JSON-LD, microdata, RDFa Lite, OpenGraph, Twitter
// cards, translations, feeds, icons; each piece as JSON text with its type.
//
// Types and names of schema.org are given without its address ("Product"), others as written. Items
// of microdata and RDFa look like JSON-LD: {"@type", "@id", name: value}, and a name with several
// values is an array. Thread: one StructuredCollector per worker. No recursion over the tree.
// Lifetime: the items belong to the collector, until the next begin().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace parser {

enum class Syntax : uint8_t {
  kJsonLd,
  kMicrodata,
  kRdfa,
  kOpenGraph,
  kTwitter,
  kHreflang,
  kFeed,
  kIcon,
};
std::string_view name_of(Syntax syntax);  // "json-ld", "microdata", "rdfa", "opengraph" …

struct StructuredItem {
  Syntax syntax = Syntax::kJsonLd;
  std::string type;  // "Product"; several with spaces between them; "" if there is none
  std::string json;  // valid, compact; of JSON-LD that can't be read {"error", "at"}
};

struct StructuredLimits {
  std::size_t max_items = 2'000;
  std::size_t max_bytes = 4u << 20;  // of all JSON, and of all that it is read from
};

// Whether items of microdata or RDFa may be in a page, so that all attributes have to be kept. True
// of each page that has some, but for those whose attributes are in capitals.
bool may_have_items(std::string_view utf8);

class StructuredCollector {
 public:
  void begin(const StructuredLimits& limits = {});

  // The walk of the tree, as HtmlVisitor has it: what needs no second look.
  void open(const Element& element);
  void text(std::string_view text) {
    if (in_script_) add_script(text);
  }
  void close() { in_script_ = false; }

  // A translation that a header names, after finish() or in place of a walk.
  void add_translation(std::string_view lang, std::string_view href, const Url& page);

  // After the walk. `tree`: null if the page has no items of microdata or RDFa.
  void finish(const Url& page, const Tree* tree);

  const std::vector<StructuredItem>& items() const { return items_; }
  bool hit_limit() const { return hit_limit_; }

 private:
  struct Said {
    std::string name;
    std::string value;
  };
  struct Link {
    Syntax syntax = Syntax::kIcon;
    std::string rel, href, lang, type, title, sizes;
  };

  void open_meta(const Element& element);
  void open_link(const Element& element);
  void add_prefixes(std::string_view prefixes);
  void add_script(std::string_view text);
  bool spend(std::size_t bytes);
  void add(Syntax syntax, std::string type, std::string json);
  void add_card(Syntax syntax, const std::vector<Said>& card, std::string_view type_name);
  void add_link(const Link& link, const Url& base);

  StructuredLimits limits_;
  std::vector<StructuredItem> items_;
  std::vector<std::string> scripts_;
  std::vector<Said> open_graph_, twitter_;
  std::vector<std::string> prefixes_;  // of cards, that the page declares: "shop:"
  std::vector<Link> links_;
  std::string base_;
  std::size_t bytes_ = 0;
  std::size_t link_bytes_ = 0;  // of links' addresses, resolved
  bool in_script_ = false, has_base_ = false, hit_limit_ = false;
};

}  // namespace parser
