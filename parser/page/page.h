// PageParser: a response's bytes in, everything we know about the page out. Workers parse pages
// through this alone. Thread: one PageParser per worker. No I/O, and no clock but the CPU
// time that parsing and rules may take. Errors: std::bad_alloc if memory runs out; otherwise none:
// a page that reaches a limit keeps what was found so far, and `limits_hit` says which limit.
// Lifetime: the views and pointers in a ParsedPage refer to the parser's buffers or to the RawPage.
// They are valid until the next parse(), or until the RawPage is gone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/html/element_value.h"
#include "parser/page/link_kind.h"
#include "parser/page/script_need.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"
#include "parser/url/url_view.h"

namespace ground {
struct PageFacts;
}

namespace parser {

struct AccessFault;
struct ArticleFacts;
struct Extracted;
struct Rules;
struct Sitemap;

// A response as it came: nothing inflated, nothing decoded.
struct RawPage {
  std::string_view url;  // normal form, absolute
  int status = 0;
  // Header fields in the order received; names as sent, values trimmed, raw bytes.
  const std::vector<std::pair<std::string, std::string>>* headers = nullptr;
  std::string_view body;    // as transferred, content codings still on
  bool is_sitemap = false;  // read it as a sitemap, whatever its type
  bool body_cut = false;    // the download was stopped at a size limit
};

struct PageLimits {
  std::size_t max_body_bytes = 10u << 20;  // after inflating; also the bound on each content coding
  std::size_t max_links = 50'000;          // of one page
  std::size_t max_text_bytes = 4u << 20;   // of visible text kept, cut at a UTF-8 boundary
  std::size_t max_field_bytes = 16u << 10;  // of title, description, lang, robots words, each
  std::size_t max_anchor_bytes = 512;  // of one link's anchor text, and of its rel, cut likewise
  std::size_t max_url_bytes =
      kMaxBaseBytes;                       // an attribute longer than this is no link, and no base
  std::size_t max_link_bytes = 32u << 20;  // of all links together: URL resolved, host, rel, anchor
  std::size_t max_arena_bytes = 144u << 20;        // of gumbo's tree
  std::chrono::milliseconds max_parse_time{2000};  // CPU time of the tree; as much again for rules
  bool condense = true;                            // see HtmlLimits
};

// What is extracted from a page on request.
struct PageWishes {
  const Rules* rules = nullptr;    // for HTML that came with a status of 2xx
  bool regardless_of_url = false;  // also apply rules that are for other pages
  bool structured = true;          // structured data of HTML
  bool facts = true;               // what HTML is made of
  bool access = true;              // and what of it keeps people out
  bool markdown = false;           // the article of HTML that came with a status of 2xx
  bool places = false;             // ids of HTML, and the fragments of its links
  bool script_need = false;        // whether HTML can be read without its scripts
};

inline constexpr uint32_t kNoEntry = UINT32_MAX;

struct ParsedLink {
  std::string_view url;  // normal form, absolute
  ground::UrlKey key;
  UrlParts parts;           // of url
  std::string_view rel;     // as written, white space folded, "" if none
  std::string_view anchor;  // visible text (img alt counts), white space folded, UTF-8
  LinkKind kind = LinkKind::kA;
  bool is_named = true;       // false: rules choose among the page's links, and not this one
  bool nofollow = false;      // rel=nofollow here, or by the page's meta robots / X-Robots-Tag
  uint32_t position = 0;      // 0-based, in document order; headers come first
  double priority = 0.5;      // of a sitemap's entry
  uint32_t entry = kNoEntry;  // its index in the sitemap's entries
  // Of an <a>, <area> or redirect, as written behind '#'; nothing: it has no '#', or nobody asked.
  std::optional<std::string_view> fragment = {};

  UrlView target() const { return {url, parts}; }
};

// A link to a place on the page itself, which is no outlink.
struct OwnFragment {
  std::string_view fragment;  // as written behind '#'
  std::string_view anchor;
};

// What is left of a page without what rules ignore, to be compared with what was left of it before.
struct PageRest {
  std::string title, description, text;
  std::vector<ParsedLink> links;  // of headers and HTML; nothing is said of how they are followed
  std::vector<StructuredItem> structured;
};

// Limits that a page hit, a bit set.
enum PageLimitHit : uint32_t {
  kHitBody = 1,  // inflated body cut at max_body_bytes, or the transfer was cut
  kHitLinks = 2,
  kHitText = 4,  // of the visible text, or of a field
  kHitArena = 8,
  kHitParseTime = 16,
  kHitCoding = 32,       // a content coding was corrupt, truncated, not readable or nested too deep
  kHitSitemap = 64,      // sitemap cut or not well-formed
  kHitFault = 128,       // the page triggers a fault in the HTML parser
  kHitDepth = 256,       // elements nested too deep (html.h)
  kHitExtract = 512,     // rows of rules, see ExtractLimits
  kHitStructured = 1024  // see StructuredLimits
};
std::string names_of(uint32_t limits_hit);  // "body,links": for the database, "" if none

struct ParsedPage {
  // "text/html": as the headers say or, where they name none, as the first bytes do; "" if neither.
  std::string_view content_type;
  std::string_view charset;  // the standard's name of the encoding used, "" for what is not text
  std::string_view body;     // inflated bytes, not decoded
  std::string_view title;    // all of these: UTF-8, white space folded
  std::string_view description;
  std::string_view lang;
  std::string_view canonical;      // normal form, absolute, "" if none or invalid
  std::string_view meta_robots;    // content of <meta name=robots>, several joined with ", "
  std::string_view header_robots;  // values of X-Robots-Tag, joined with ", "
  std::string_view text;           // visible text, blocks separated by '\n'
  std::string_view
      redirect_to;  // normal form of a redirect's Location, resolved; "" if none or unusable
  std::string_view
      problem;  // "" or words for the detail column ("sitemap: not well-formed at line 3")
  bool noindex = false;
  bool nofollow = false;  // of the whole page
  uint32_t word_count = 0;
  uint64_t content_hash = 0;      // XXH3-64 of the inflated body; 0 for an empty one
  uint64_t simhash = 0;           // of the visible text, 64 bit, over word 3-shingles; 0 if no text
  std::vector<ParsedLink> links;  // of headers, HTML, and sitemaps and feeds (kind kSitemap)
  bool is_sitemap_index = false;  // its links are further sitemaps
  std::vector<OwnFragment> own_fragments;  // likewise, no two alike
  std::span<const uint64_t> places;        // place_hash() of each id and name, sorted
  bool has_places = false;                 // these are all that it has
  std::span<const AccessFault> access;     // one for each rule that it breaks, by name
  const Sitemap* sitemap = nullptr;  // null: it was not read as one. URLs in details: normal form
  const Extracted* extracted = nullptr;  // null: no rules apply to this page
  const PageRest* rest = nullptr;        // null: no rule ignores anything of it
  std::span<const StructuredItem> structured;
  const ground::PageFacts* facts = nullptr;  // null: it is no HTML, or nobody asks
  const ArticleFacts* article = nullptr;     // null: there is none, or it was not requested
  std::string_view markdown;                 // of the article, with its title
  ScriptNeed script_need;                    // kNo where nobody asks
  uint32_t limits_hit = 0;
};

class PageParser {
 public:
  PageParser();
  ~PageParser();
  PageParser(const PageParser&) = delete;
  PageParser& operator=(const PageParser&) = delete;

  // The result belongs to the parser and is valid until the next call.
  const ParsedPage& parse(const RawPage& raw, const PageLimits& limits,
                          const PageWishes& wishes = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parser
