// The tree is walked once, and all collectors see the same walk. The flat tree, which rules, items
// and articles need, is built only for pages that need it. Buffers are kept from page to page, so
// that a small page allocates next to nothing, but a very large page must not keep its memory for
// the rest of the crawl.
#include "parser/page/page.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "ground/kept_room.h"
#include "ground/utf8.h"
#include "parser/access/access_rules.h"
#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/content/markdown.h"
#include "parser/encoding/charset.h"
#include "parser/encoding/encoding_labels.h"
#include "parser/extract/extractor.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/html/xml_markup.h"
#include "parser/http/inflate.h"
#include "parser/page/body_type.h"
#include "parser/page/fact_collector.h"
#include "parser/page/links.h"
#include "parser/page/page_headers.h"
#include "parser/page/places.h"
#include "parser/page/rest_reader.h"
#include "parser/page/robots_words.h"
#include "parser/page/text.h"
#include "parser/page/words.h"
#include "parser/sitemap/sitemap.h"
#include "parser/structured/structured.h"
#include "parser/url/schemeless.h"

namespace parser {
namespace {

struct LimitName {
  PageLimitHit hit;
  std::string_view name;
};

constexpr LimitName kLimitNames[] = {
    {kHitBody, "body"},       {kHitLinks, "links"},           {kHitText, "text"},
    {kHitArena, "arena"},     {kHitParseTime, "parse-time"},  {kHitCoding, "coding"},
    {kHitSitemap, "sitemap"}, {kHitFault, "fault"},           {kHitDepth, "depth"},
    {kHitExtract, "extract"}, {kHitStructured, "structured"},
};

constexpr std::size_t kKeptBufferBytes = 8u << 20;

enum class MarkupKind : uint8_t { kHtml, kXml };

// The one walk of the tree, shown to all collectors.
class Collectors final : public HtmlVisitor {
 public:
  // `structured`, `places`, `facts`, `access`: null if nobody asks for it.
  Collectors(LinkCollector& links, TextCollector& text, StructuredCollector* structured,
             PlaceCollector* places, FactCollector* facts, AccessCollector* access)
      : links_(links),
        text_(text),
        structured_(structured),
        places_(places),
        facts_(facts),
        access_(access) {}
  void open(const Element& element) override {
    links_.open(element);
    text_.open(element);
    if (structured_ != nullptr) structured_->open(element);
    if (places_ != nullptr) places_->open(element);
    if (facts_ != nullptr) facts_->open(element);
    if (access_ != nullptr) access_->open(element);
  }
  void text(std::string_view text) override {
    links_.text(text);
    text_.text(text);
    if (structured_ != nullptr) structured_->text(text);
    if (facts_ != nullptr) facts_->text(text);
    if (access_ != nullptr) access_->text(text);
  }
  void close(Tag tag) override {
    links_.close();
    text_.close(tag);
    if (structured_ != nullptr) structured_->close();
    if (facts_ != nullptr) facts_->close(tag);
    if (access_ != nullptr) access_->close();
  }

 private:
  LinkCollector& links_;
  TextCollector& text_;
  StructuredCollector* structured_;
  PlaceCollector* places_;
  FactCollector* facts_;
  AccessCollector* access_;
};

}  // namespace

std::string names_of(uint32_t limits_hit) {
  std::string names;
  for (const LimitName& limit : kLimitNames) {
    if ((limits_hit & limit.hit) == 0) continue;
    if (!names.empty()) names.push_back(',');
    names.append(limit.name);
  }
  return names;
}

struct PageParser::Impl {
  ParsedPage page;
  PageLimits limits;
  PageWishes wishes;
  int status = 0;
  Url url, target;  // what headers and sitemaps are relative to
  Url document;     // the same, with the encoding of the page
  PageHeaders headers;
  std::string inflated, decoded, rewritten;
  HtmlParser html;
  LinkCollector links;
  TextCollector text;
  Tree tree;
  StructuredCollector structured;
  PlaceCollector places;
  FactCollector facts;
  AccessCollector access;
  ArticleFinder article_finder;
  ArticleFacts article;
  std::string markdown;
  Extractor extractor;
  RestReader rest_reader;
  Sitemap sitemap;
  std::string problem;
  ScriptNeedJudge script_need;
  std::string_view utf8;  // the text of HTML; "": it is none

  void parse(const RawPage& raw);
  void begin(const RawPage& raw);
  void inflate_body(const RawPage& raw);
  void read_body(const RawPage& raw);
  void read_html(MarkupKind markup);
  bool has_rules() const;
  bool has_ignored() const;
  void extract();
  void write_article();
  void read_rest(bool has_items);
  void read_plain();
  void read_sitemap();
  void resolve_details(SitemapEntry& entry, std::size_t& left);
  void decode();
  void describe();
  void resolve_links();
  void doubt_redirect();
  void add_translations();
  void judge_scripts();
};

void PageParser::Impl::begin(const RawPage& raw) {
  std::vector<ParsedLink> reused = std::move(page.links);
  reused.clear();
  page = ParsedPage();
  page.links = std::move(reused);
  ground::empty_and_shrink(inflated, kKeptBufferBytes);
  ground::empty_and_shrink(decoded, kKeptBufferBytes);
  ground::empty_and_shrink(rewritten, kKeptBufferBytes);
  sitemap = Sitemap();
  utf8 = {};
  problem.clear();
  headers.read(raw.headers);
  links.begin(limits, wishes.places);
  structured.begin();
  text.begin(limits.max_text_bytes, limits.max_field_bytes);
  if (url.assign(raw.url) == UrlStatus::kOk) url.normalise();
  document = url;
}

void PageParser::Impl::inflate_body(const RawPage& raw) {
  page.body = raw.body;
  const InflateEnd end =
      inflate(raw.body, headers.content_encoding(), limits.max_body_bytes, inflated, page.body);
  if (end == InflateEnd::kCut || raw.body_cut) page.limits_hit |= kHitBody;
  // A transfer that was cut ends every coding early; that is the same fault once more.
  if (end == InflateEnd::kUnsupported || (end == InflateEnd::kCorrupt && !raw.body_cut))
    page.limits_hit |= kHitCoding;
  if (page.body.size() > limits.max_body_bytes) {
    page.body = page.body.substr(0, limits.max_body_bytes);
    page.limits_hit |= kHitBody;
  }
  if (!page.body.empty()) page.content_hash = XXH3_64bits(page.body.data(), page.body.size());
}

void PageParser::Impl::read_body(const RawPage& raw) {
  if (raw.is_sitemap) return read_sitemap();
  if (page.body.empty()) return;
  const std::string_view by_bytes = headers.type().of_bytes(page.body);
  if (!by_bytes.empty()) page.content_type = by_bytes;
  const BodyType type = body_type_of(page.content_type);
  if (type == BodyType::kXml) {
    const XmlRoot root = xml_root_of(page.body);
    if (root == XmlRoot::kFeed) return read_sitemap();
    if (root == XmlRoot::kHtml) return read_html(MarkupKind::kXml);
  }
  if (type == BodyType::kHtml) {
    const bool is_xml = page.content_type == "application/xhtml+xml";
    return read_html(is_xml ? MarkupKind::kXml : MarkupKind::kHtml);
  }
  if (type == BodyType::kPlain) return read_plain();
}

void PageParser::Impl::decode() {
  page.charset = sniff_encoding(page.body, headers.type().named().charset, url.host());
  document.set_query_encoding(find_encoding(page.charset).value_or(Encoding::kUtf8));
}

bool PageParser::Impl::has_rules() const {
  return wishes.rules != nullptr && status / 100 == 2 &&
         (wishes.regardless_of_url || wishes.rules->fill_tables_of(url.href()) ||
          wishes.rules->choose_links_of(url.href()));
}

bool PageParser::Impl::has_ignored() const {
  return wishes.rules != nullptr && status / 100 == 2 &&
         (wishes.regardless_of_url ? !wishes.rules->ignores.empty()
                                   : wishes.rules->ignore_parts_of(url.href()));
}

void PageParser::Impl::extract() {
  ExtractLimits extract_limits;
  extract_limits.max_time = limits.max_parse_time;
  std::vector<ItemView> items;
  for (const StructuredItem& item : structured.items()) items.push_back({item.type, item.json});
  const Extracted& extracted = extractor.extract(*wishes.rules, tree, document, items,
                                                 extract_limits, wishes.regardless_of_url);
  page.extracted = &extracted;
  if (extracted.hit_limit) page.limits_hit |= kHitExtract;
}

void PageParser::Impl::write_article() {
  const Article& found = article_finder.find(tree);
  if (!found.is_article) return;
  article = facts_of(tree, found);
  markdown =
      titled_markdown(article, article_markdown(tree, found, document, limits.max_text_bytes));
  if (markdown.size() >= limits.max_text_bytes) page.limits_hit |= kHitText;
  page.article = &article;
  page.markdown = markdown;
}

// Last of all that looks at the tree, which is not the page's afterwards.
void PageParser::Impl::read_rest(bool has_items) {
  page.rest =
      &rest_reader.read({html, headers, status, url, document, has_items}, limits, wishes, tree);
  if (rest_reader.ran_out()) page.limits_hit |= kHitExtract;
}

void PageParser::Impl::read_html(MarkupKind markup) {
  decode();
  utf8 = to_utf8(page.body, page.charset, decoded);
  if (markup == MarkupKind::kXml) utf8 = html_of_xml(utf8, rewritten);
  const bool extracts = has_rules();
  const bool has_items = wishes.structured && may_have_items(utf8);
  const bool is_read = wishes.markdown && status / 100 == 2;
  const bool ignores = has_ignored();
  const bool needs_tree = extracts || ignores || has_items || is_read;
  const bool is_judged = wishes.facts && wishes.access;
  const HtmlEnd end = html.parse(utf8, {.max_arena_bytes = limits.max_arena_bytes,
                                        .max_time = limits.max_parse_time,
                                        .condense = limits.condense,
                                        .attributes = needs_tree  ? Attributes::kAll
                                                      : is_judged ? Attributes::kForAccess
                                                                  : Attributes::kAskedFor});
  if (end == HtmlEnd::kArena) page.limits_hit |= kHitArena;
  if (end == HtmlEnd::kFault) page.limits_hit |= kHitFault;
  if (end == HtmlEnd::kDepth) page.limits_hit |= kHitDepth;
  if (end == HtmlEnd::kTime) page.limits_hit |= kHitParseTime;
  places.begin();
  facts.begin(url.host());
  access.begin(html.is_html5());
  Collectors collectors(links, text, wishes.structured || extracts ? &structured : nullptr,
                        wishes.places ? &places : nullptr, wishes.facts ? &facts : nullptr,
                        is_judged ? &access : nullptr);
  html.walk(collectors);
  access.finish();
  if (is_judged) page.access = access.faults();
  if (wishes.facts) page.facts = &facts.finish(html, page.body, access.faults());
  page.places = places.finish();
  // Of a page that was cut somewhere, nobody knows what the rest has.
  page.has_places = wishes.places && page.limits_hit == 0 && !places.hit_limit();
  if (needs_tree && !tree.read(html)) page.limits_hit |= kHitArena;
  if (needs_tree) tree.set_default_language(headers.language_or(""));
  structured.finish(document, needs_tree ? &tree : nullptr);
  if (extracts) extract();
  if (is_read) write_article();
  if (ignores) read_rest(has_items);
}

void PageParser::Impl::read_plain() {
  decode();
  text.visible().set(to_utf8(page.body, page.charset, decoded));
}

void PageParser::Impl::read_sitemap() {
  SitemapLimits sitemap_limits;
  sitemap_limits.max_bytes = std::min(sitemap_limits.max_bytes, limits.max_body_bytes);
  sitemap_limits.max_entries = std::min(sitemap_limits.max_entries, limits.max_links);
  sitemap = parse_sitemap(page.body, headers.type().named(), sitemap_limits);
  std::size_t left = limits.max_link_bytes;
  uint32_t index = 0;
  for (SitemapEntry& entry : sitemap.entries) {
    if (begins_with_host(entry.url, url)) entry.url.insert(0, "//");
    links.add_sitemap_entry(entry, index++);
    resolve_details(entry, left);
  }
  page.sitemap = &sitemap;
  page.is_sitemap_index = sitemap.type == SitemapType::kIndex;
  if (sitemap.truncated || !sitemap.problem.empty()) page.limits_hit |= kHitSitemap;
  if (!sitemap.problem.empty()) problem = "sitemap: " + sitemap.problem;
  page.problem = problem;
}

// `left`: bytes that they may still become; relative ones grow by their base.
void PageParser::Impl::resolve_details(SitemapEntry& entry, std::size_t& left) {
  for (SitemapDetail& detail : entry.details) {
    if (detail.kind != SitemapDetail::Kind::kNews) {
      if (begins_with_host(detail.value, url)) detail.value.insert(0, "//");
      const bool is_url = target.assign(detail.value, &url) == UrlStatus::kOk;
      if (is_url) target.normalise();
      detail.value = is_url ? std::string(target.href()) : std::string();
    }
    if (detail.value.size() > left) {
      page.limits_hit |= kHitSitemap;
      detail.value.clear();
    }
    left -= detail.value.size();
  }
  std::erase_if(entry.details, [](const SitemapDetail& detail) { return detail.value.empty(); });
}

void PageParser::Impl::describe() {
  page.title = text.title();
  page.description = text.description();
  page.meta_robots = text.robots();
  page.header_robots = headers.robots();
  page.lang = !text.lang().empty() ? text.lang() : headers.language_or(text.content_language());
  RobotsWords words = headers.robots_words();
  words.noindex |= text.robots_words().noindex;
  words.nofollow |= text.robots_words().nofollow;
  page.noindex = words.noindex;
  page.nofollow = words.nofollow;
  page.text = text.visible().value();
  if (text.visible().hit_limit() || text.hit_field_limit()) page.limits_hit |= kHitText;
  const WordStatistics statistics = word_statistics(page.text);
  page.word_count = statistics.count;
  page.simhash = statistics.simhash;
}

void PageParser::Impl::resolve_links() {
  if (page.extracted != nullptr && page.extracted->followed)
    links.name_only(*page.extracted->followed);
  links.resolve(url, document.query_encoding(), page.nofollow, page.links);
  page.canonical = links.canonical();
  page.own_fragments = links.own_fragments();
  if (links.hit_limit()) page.limits_hit |= kHitLinks;
  for (const ParsedLink& link : page.links) {
    if (link.kind != LinkKind::kRedirect) continue;
    page.redirect_to = link.url;
    break;
  }
}

// A redirect that can't be followed says so; what it names is worth a look, but not all of it.
void PageParser::Impl::doubt_redirect() {
  constexpr std::size_t kShownBytes = 200;
  if (!is_redirect(status) || !page.redirect_to.empty() || !problem.empty()) return;
  const std::string_view location = headers.location();
  problem = "a redirect without Location";
  if (!location.empty()) {
    const std::string_view shown = ground::utf8_prefix(location, kShownBytes);
    problem = "redirects to what is no web address: ";
    problem.append(shown).append(shown.size() < location.size() ? "…" : "");
  }
  page.problem = problem;
}

// Those of headers, which files of any type may have, stand behind those of the page.
void PageParser::Impl::add_translations() {
  if (!wishes.structured) return;
  for (const auto& [lang, href] : headers.translations())
    structured.add_translation(lang, href, url);
}

void PageParser::Impl::judge_scripts() {
  if (!wishes.script_need || utf8.empty()) return;
  ScriptNeedJudge::Page judged{html, utf8, page.text};
  for (const ParsedLink& link : page.links) {
    judged.links += link.kind == LinkKind::kA ? 1 : 0;
    judged.is_forwarded |= link.kind == LinkKind::kRefresh && link.url != url.href();
  }
  page.script_need = script_need.judge(judged);
}

void PageParser::Impl::parse(const RawPage& raw) {
  begin(raw);
  page.content_type = headers.essence();
  headers.add_links(raw.status, links);
  inflate_body(raw);
  read_body(raw);
  add_translations();
  page.structured = structured.items();
  if (structured.hit_limit()) page.limits_hit |= kHitStructured;
  describe();
  resolve_links();
  doubt_redirect();
  judge_scripts();
}

PageParser::PageParser() : impl_(std::make_unique<Impl>()) {}
PageParser::~PageParser() = default;

const ParsedPage& PageParser::parse(const RawPage& raw, const PageLimits& limits,
                                    const PageWishes& wishes) {
  impl_->limits = limits;
  impl_->wishes = wishes;
  impl_->status = raw.status;
  impl_->parse(raw);
  return impl_->page;
}

}  // namespace parser
