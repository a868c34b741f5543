// Links cannot be resolved when they are met, because a base element may come later. So they are
// kept as written, in an arena, and resolved at the end. Where links are in HTML is a table of
// element, attribute and kind; elements that need more than that (meta refresh, srcset, base) have
// a function each.
#include "parser/page/links.h"

#include <array>

#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "ground/kept_room.h"
#include "ground/utf8.h"
#include "parser/page/link_header.h"
#include "parser/page/meta_refresh.h"
#include "parser/page/srcset.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

enum class Form : uint8_t { kUrl, kSrcset };

// Where links stand in HTML. Rows of one element stand together.
struct Row {
  Tag element;
  std::string_view attribute;
  LinkKind kind;  // of <link>, rel decides
  Form form = Form::kUrl;
  std::string_view only_type = {};  // only if the element's type attribute is this
};

constexpr Row kRows[] = {
    {Tag::kA, "href", LinkKind::kA},
    {Tag::kArea, "href", LinkKind::kArea},
    {Tag::kLink, "href", LinkKind::kLink},
    {Tag::kLink, "imagesrcset", LinkKind::kLink, Form::kSrcset},
    {Tag::kImg, "src", LinkKind::kImg},
    {Tag::kImg, "srcset", LinkKind::kImg, Form::kSrcset},
    {Tag::kSvgImage, "href", LinkKind::kImg},
    {Tag::kSource, "src", LinkKind::kSource},
    {Tag::kSource, "srcset", LinkKind::kSource, Form::kSrcset},
    {Tag::kIframe, "src", LinkKind::kIframe},
    {Tag::kFrame, "src", LinkKind::kFrame},
    {Tag::kScript, "src", LinkKind::kScript},
    {Tag::kForm, "action", LinkKind::kForm},
    {Tag::kButton, "formaction", LinkKind::kForm},
    {Tag::kVideo, "src", LinkKind::kVideo},
    {Tag::kVideo, "poster", LinkKind::kVideo},
    {Tag::kAudio, "src", LinkKind::kAudio},
    {Tag::kTrack, "src", LinkKind::kTrack},
    {Tag::kEmbed, "src", LinkKind::kEmbed},
    {Tag::kObject, "data", LinkKind::kObject},
    {Tag::kInput, "src", LinkKind::kInput, Form::kUrl, "image"},
    {Tag::kInput, "formaction", LinkKind::kForm},
};
constexpr std::size_t kRowCount = std::size(kRows);

// The first row of each element; kRowCount if it has none.
constexpr auto kFirstRow = [] {
  std::array<uint8_t, kTagCount> first{};
  first.fill(kRowCount);
  for (std::size_t i = kRowCount; i-- > 0;)
    first[static_cast<std::size_t>(kRows[i].element)] = static_cast<uint8_t>(i);
  return first;
}();

// What a browser does with an empty address: these navigate to the page itself, the others fetch
// nothing.
bool may_be_empty(LinkKind kind) {
  return kind == LinkKind::kA || kind == LinkKind::kArea || kind == LinkKind::kForm;
}

std::string_view value_or_empty(const Element& element, std::string_view attribute) {
  return element.attribute(attribute).value_or(std::string_view());
}

// Of links that are written, this many are looked at for each one that may be kept.
constexpr std::size_t kWrittenForOne = 4;

std::string_view without_fragment(std::string_view href) { return href.substr(0, href.find('#')); }

}  // namespace

void LinkCollector::begin(const PageLimits& limits, bool fragments) {
  limits_ = limits;
  keeps_fragments_ = fragments;
  ground::empty_and_shrink(own_fragments_);
  own_.clear();
  ground::empty_and_shrink(raw_);
  elements_ = 0;
  named_.reset();
  fragments_ = 0;
  strings_.reset(limits.max_arena_bytes);
  anchor_.end();
  style_.begin();
  ground::empty_and_shrink(style_links_);
  anchored_ = kNoLink;
  base_href_ = {};
  has_base_ = false;
  canonical_ = {};
  canonical_from_tree_ = canonical_from_header_ = false;
  hit_limit_ = false;
}

LinkCollector::RawLink* LinkCollector::add_raw(LinkKind kind, std::string_view url) {
  url = ascii::trim(url);
  if (url.size() > limits_.max_url_bytes || (url.empty() && !may_be_empty(kind))) return nullptr;
  // Places on the base itself are all one link, or none.
  if (url.starts_with('#') && ++fragments_ > limits_.max_links) return nullptr;
  if (raw_.size() / kWrittenForOne >= limits_.max_links) {
    hit_limit_ = true;
    return nullptr;
  }
  raw_.push_back({.url = url, .rel = {}, .anchor = {}, .kind = kind, .element = elements_});
  return &raw_.back();
}

std::string_view LinkCollector::kept(std::string_view text) {
  const std::string_view copy = strings_.store(text);
  if (copy.data() == nullptr) hit_limit_ = true;
  return copy;
}

std::string_view LinkCollector::folded(std::string_view text) {
  if (ascii::is_folded(text)) return text;
  scratch_.clear();
  ascii::append_folded(text, scratch_);
  return kept(scratch_);
}

void LinkCollector::add_link_header(std::string_view value) {
  std::string buffer;
  for (const HeaderLink& link : parse_link_header(value)) {
    const LinkKind kind =
        link.has_anchor ? LinkKind::kLink : kind_of_rel(link.rel, link.has_hreflang, link.type);
    RawLink* const raw = add_raw(kind, link.target);
    if (raw == nullptr) continue;
    raw->url = kept(link.target);
    raw->rel = kept(
        ground::utf8_prefix(ground::without_controls(link.rel, buffer), limits_.max_anchor_bytes));
    raw->nofollow = ascii::has_token(link.rel, "nofollow");
    raw->against_page = true;
  }
}

void LinkCollector::add_refresh_header(std::string_view value) {
  const auto refresh = parse_meta_refresh(value);
  if (!refresh) return;
  if (RawLink* const raw = add_raw(LinkKind::kRefresh, refresh->url)) raw->against_page = true;
}

void LinkCollector::add_location_header(std::string_view value) {
  if (RawLink* const raw = add_raw(LinkKind::kRedirect, value)) raw->against_page = true;
}

void LinkCollector::add_sitemap_entry(const SitemapEntry& entry, uint32_t index) {
  RawLink* const raw = add_raw(LinkKind::kSitemap, entry.url);
  if (raw == nullptr) return;
  raw->against_page = true;
  raw->priority = entry.priority;
  raw->entry = index;
}

void LinkCollector::open(const Element& element) {
  anchor_.open(element);
  ++elements_;
  const Tag tag = element.tag();
  if (tag == Tag::kStyle || style_.is_open()) {
    if (!style_.is_open()) style_element_ = elements_;
    style_.open(element);
  }
  if (tag == Tag::kMeta) return add_meta(element);
  if (tag == Tag::kBase) return add_base(element);
  if (const auto style = element.style_with_url()) add_style_attribute(*style);
  for (std::size_t i = kFirstRow[static_cast<std::size_t>(tag)];
       i < kRowCount && kRows[i].element == tag; ++i) {
    const Row& row = kRows[i];
    const auto value = element.attribute(row.attribute);
    if (!value) continue;
    if (!row.only_type.empty() && !ascii::equals(value_or_empty(element, "type"), row.only_type))
      continue;
    const Said said = said_by(element, row.kind);
    if (row.form == Form::kSrcset)
      add_srcset(said, *value);
    else
      add_from(element, said, *value);
  }
}

LinkCollector::Said LinkCollector::said_by(const Element& element, LinkKind kind) {
  const std::string_view rel = value_or_empty(element, "rel");
  if (element.tag() == Tag::kLink)
    kind = kind_of_rel(rel, element.attribute("hreflang").has_value(),
                       value_or_empty(element, "type"));
  if (rel.empty()) return {kind, {}};
  return {kind, folded(ground::utf8_prefix(rel, limits_.max_anchor_bytes)),
          ascii::has_token(rel, "nofollow")};
}

LinkCollector::RawLink* LinkCollector::add_said(const Said& said, std::string_view url) {
  RawLink* const raw = add_raw(said.kind, url);
  if (raw == nullptr) return nullptr;
  raw->rel = said.rel;
  raw->nofollow = said.nofollow;
  return raw;
}

void LinkCollector::add_from(const Element& element, const Said& said, std::string_view url) {
  const Tag tag = element.tag();
  RawLink* const raw = add_said(said, url);
  if (tag == Tag::kA) {
    end_anchor();
    if (raw != nullptr) {
      anchored_ = raw_.size() - 1;
      anchor_.begin(limits_.max_anchor_bytes);
    }
  }
  if (raw != nullptr && tag == Tag::kArea)
    raw->anchor =
        ground::utf8_prefix(folded(value_or_empty(element, "alt")), limits_.max_anchor_bytes);
}

void LinkCollector::add_srcset(const Said& said, std::string_view value) {
  candidates_.clear();
  // One more than may be kept: resolve() then says that there were too many.
  parse_srcset(value, limits_.max_links + 1, candidates_);
  for (const std::string_view url : candidates_) add_said(said, url);
}

void LinkCollector::add_meta(const Element& element) {
  if (!ascii::equals(ascii::trim(value_or_empty(element, "http-equiv")), "refresh")) return;
  if (const auto refresh = parse_meta_refresh(value_or_empty(element, "content")))
    add_raw(LinkKind::kRefresh, refresh->url);
}

void LinkCollector::add_base(const Element& element) {
  if (has_base_) return;
  if (const auto href = element.attribute("href")) {
    // A base too long to be a link would make each link of the page as long.
    if (href->size() <= limits_.max_url_bytes) base_href_ = *href;
    has_base_ = true;
  }
}

void LinkCollector::add_style() {
  style_links_.clear();
  parse_style_links(style_.value(), limits_.max_links + 1, style_links_);
  for (const StyleLink& link : style_links_)
    add_of_style(link.is_import ? LinkKind::kStylesheet : LinkKind::kCss, link.url, style_element_);
}

// Declarations alone (CSS Style Attributes 2): nothing is imported there.
void LinkCollector::add_style_attribute(std::string_view value) {
  style_links_.clear();
  parse_style_links(value, limits_.max_links + 1, style_links_);
  for (const StyleLink& link : style_links_)
    if (!link.is_import) add_of_style(LinkKind::kCss, link.url, elements_);
}

void LinkCollector::add_of_style(LinkKind kind, std::string_view url, uint32_t element) {
  RawLink* const raw = add_raw(kind, url);
  if (raw == nullptr) return;
  raw->url = kept(raw->url);
  raw->element = element;
  raw->is_of_style = true;
  if (raw->url.empty()) raw_.pop_back();  // there is no room left
}

void LinkCollector::end_anchor() {
  anchor_.end();
  if (anchored_ != kNoLink) raw_[anchored_].anchor = kept(anchor_.value());
  anchored_ = kNoLink;
}

void LinkCollector::choose_canonical(const RawLink& raw, std::string_view url) {
  if (raw.kind != LinkKind::kCanonical || canonical_from_tree_) return;
  if (raw.against_page && canonical_from_header_) return;
  canonical_ = url;
  (raw.against_page ? canonical_from_header_ : canonical_from_tree_) = true;
}

void LinkCollector::choose_bases(const Url& page, Encoding document) {
  address_ = page;
  address_.set_query_encoding(document);
  if (base_href_.empty() || base_.assign(base_href_, &address_) != UrlStatus::kOk) base_ = address_;
  if (base_.query_encoding() == Encoding::kUtf8) return;
  style_base_ = base_;
  style_base_.set_query_encoding(Encoding::kUtf8);
}

const Url& LinkCollector::base_of(const RawLink& raw, const Url& page) const {
  if (raw.is_of_style && base_.query_encoding() != Encoding::kUtf8) return style_base_;
  if (!raw.against_page) return base_;
  // The header is an order to the document.
  return raw.kind == LinkKind::kRefresh ? address_ : page;
}

std::optional<std::string_view> LinkCollector::fragment_of(const RawLink& raw) const {
  const bool is_followed =
      raw.kind == LinkKind::kA || raw.kind == LinkKind::kArea || raw.kind == LinkKind::kRedirect;
  const std::size_t mark = raw.url.find('#');
  if (!keeps_fragments_ || !is_followed || mark == std::string_view::npos) return std::nullopt;
  return raw.url.substr(mark + 1);
}

void LinkCollector::add_own(const RawLink& raw) {
  const std::string_view fragment = fragment_of(raw).value_or("");
  if (fragment.empty() || own_fragments_.size() >= limits_.max_links) return;
  if (own_.insert(fragment).second) own_fragments_.push_back({fragment, raw.anchor});
}

// Links come in the order of their elements, and so do the spans: `span` is the one to begin at.
bool LinkCollector::is_named(const RawLink& raw, std::size_t& span) const {
  // A redirect is the server's own way on, not a link of the page.
  if (!named_ || raw.kind == LinkKind::kRedirect) return true;
  while (span < named_->size() && (*named_)[span].end <= raw.element) ++span;
  return span < named_->size() && (*named_)[span].first <= raw.element;
}

void LinkCollector::resolve(const Url& page, Encoding document, bool nofollow,
                            std::vector<ParsedLink>& links) {
  end_anchor();
  resolver_.begin(limits_.max_link_bytes);
  choose_bases(page, document);
  const bool base_is_page = without_fragment(base_.href()) == page.href();
  hit_limit_ |= !base_is_page && fragments_ > limits_.max_links;
  const Url* base = nullptr;
  std::size_t span = 0;
  std::size_t bytes = 0;  // whoever keeps the links has a copy of each, however alike they are
  for (const RawLink& raw : raw_) {
    if (const Url* const wanted = &base_of(raw, page); base != wanted) {
      base = wanted;
      resolver_.set_base(*base);
    }
    // A place on the page itself is not an outlink.
    const bool is_fragment = raw.url.starts_with('#');
    if (is_fragment && (base_is_page || raw.against_page)) {
      if (keeps_fragments_) add_own(raw);
      continue;
    }
    const ResolvedHref& resolved = resolver_.resolve(raw.url);
    if (resolver_.full()) break;  // the rest would cost the same and be lost, too
    choose_canonical(raw, resolved.url);
    if (is_fragment && resolved.url == page.href()) {
      if (keeps_fragments_) add_own(raw);
      continue;
    }
    if (resolved.url.empty()) continue;
    if (links.size() >= limits_.max_links) {
      hit_limit_ = true;
      break;
    }
    bytes +=
        resolved.url.size() + resolved.target().host().size() + raw.rel.size() + raw.anchor.size();
    if (bytes > limits_.max_link_bytes) {
      hit_limit_ = true;
      break;
    }
    ParsedLink& link = links.emplace_back();
    link.url = resolved.url;
    link.key = resolved.key;
    link.parts = resolved.parts;
    link.rel = raw.rel;
    link.anchor = raw.anchor;
    link.kind = raw.kind;
    link.nofollow = raw.nofollow || (nofollow && raw.kind != LinkKind::kRedirect);
    link.is_named = is_named(raw, span);
    link.position = static_cast<uint32_t>(links.size() - 1);
    link.priority = raw.priority;
    link.entry = raw.entry;
    if (keeps_fragments_) link.fragment = fragment_of(raw);
  }
  hit_limit_ |= resolver_.full();
}

}  // namespace parser
