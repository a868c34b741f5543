// Outlinks of a page: the table {element, attribute, kind}, base, nofollow, anchor texts. Links are
// collected as they are written while the tree is walked, and resolved afterwards, because the base
// may come late.
// Thread: one LinkCollector per worker.
// Lifetime: resolved links view the collector, the tree and the headers, until the next begin().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ground/arena.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/page/anchor_text.h"
#include "parser/page/page.h"
#include "parser/page/style_links.h"
#include "parser/page/style_text.h"
#include "parser/sitemap/sitemap.h"
#include "parser/url/href_resolver.h"
#include "parser/url/url.h"

namespace parser {

class LinkCollector {
 public:
  // Forgets the page before. `fragments`: what stands behind '#' is wanted too.
  void begin(const PageLimits& limits, bool fragments = false);

  // Headers, in the order received, before the tree is walked. The values are UTF-8 and outlive the
  // links.
  void add_link_header(std::string_view value);
  void add_refresh_header(std::string_view value);
  void add_location_header(std::string_view value);

  // The walk of the tree, as HtmlVisitor has it.
  void open(const Element& element);
  void text(std::string_view text) {
    anchor_.text(text);
    if (style_.is_open()) style_.text(text);
  }
  void close() {
    if (anchor_.close()) end_anchor();
    if (style_.close()) add_style();
  }

  // Before resolve(): of the links in the tree only those in these elements are named; they outlive
  // that call.
  void name_only(std::span<const ElementSpan> elements) { named_ = elements; }

  // The entry of a sitemap with this index, in place of a walk. Its URL outlives the links.
  void add_sitemap_entry(const SitemapEntry& entry, uint32_t index);

  // The links whose URLs are usable, in order, appended to `links`. `document`: the encoding that
  // queries of links in the page are in; those of headers and sitemaps are in UTF-8. `nofollow`: of
  // the whole page.
  void resolve(const Url& page, Encoding document, bool nofollow, std::vector<ParsedLink>& links);

  // After resolve(): the places on the page itself that it links to.
  const std::vector<OwnFragment>& own_fragments() const { return own_fragments_; }

  // After resolve(): of the first rel=canonical in the tree, else of the first in a Link header;
  // "" if there is none or the first is unusable.
  std::string_view canonical() const { return canonical_; }
  bool hit_limit() const { return hit_limit_; }

 private:
  struct RawLink {
    std::string_view url;
    std::string_view rel;
    std::string_view anchor;
    LinkKind kind;
    bool nofollow = false;
    bool against_page = false;  // a header's or a sitemap's: no base element applies
    bool is_of_style = false;   // its query is in UTF-8, as in all style sheets
    uint32_t entry = kNoEntry;
    uint32_t element = 0;  // its number in the walk, from 1; 0: a header's or a sitemap's
    double priority = 0.5;
  };

  // What an element says of all its links: read once, since a srcset may have any number of them.
  struct Said {
    LinkKind kind;
    std::string_view rel;
    bool nofollow = false;
  };

  Said said_by(const Element& element, LinkKind kind);
  // Null if that is no link, or one too many.
  RawLink* add_raw(LinkKind kind, std::string_view url);
  RawLink* add_said(const Said& said, std::string_view url);
  void add_from(const Element& element, const Said& said, std::string_view url);
  void add_srcset(const Said& said, std::string_view value);
  void add_meta(const Element& element);
  void add_base(const Element& element);
  // Of the style element that has ended.
  void add_style();
  void add_style_attribute(std::string_view value);
  void add_of_style(LinkKind kind, std::string_view url, uint32_t element);
  void end_anchor();
  std::string_view kept(std::string_view text);
  std::string_view folded(std::string_view text);
  void choose_bases(const Url& page, Encoding document);
  const Url& base_of(const RawLink& raw, const Url& page) const;
  void choose_canonical(const RawLink& raw, std::string_view url);
  std::optional<std::string_view> fragment_of(const RawLink& raw) const;
  void add_own(const RawLink& raw);
  bool is_named(const RawLink& raw, std::size_t& span) const;

  static constexpr std::size_t kNoLink = static_cast<std::size_t>(-1);

  PageLimits limits_;
  std::vector<RawLink> raw_;
  uint32_t elements_ = 0;  // that were opened so far
  std::optional<std::span<const ElementSpan>> named_;
  std::size_t fragments_ = 0;  // of what was written
  bool keeps_fragments_ = false;
  std::vector<OwnFragment> own_fragments_;
  std::unordered_set<std::string_view> own_;  // those of own_fragments_
  std::vector<std::string_view> candidates_;  // of one srcset
  std::string scratch_;
  ground::Arena strings_;
  AnchorText anchor_;
  StyleText style_;
  uint32_t style_element_ = 0;  // the number of the one that is open
  std::vector<StyleLink> style_links_;
  std::size_t anchored_ = kNoLink;  // the link that the open anchor belongs to
  HrefResolver resolver_;
  Url address_;  // of the page, with its encoding
  Url base_;
  Url style_base_;  // the same for UTF-8, where base_ is for another encoding
  std::string_view base_href_;
  bool has_base_ = false;
  std::string_view canonical_;
  bool canonical_from_tree_ = false, canonical_from_header_ = false;
  bool hit_limit_ = false;
};

}  // namespace parser
