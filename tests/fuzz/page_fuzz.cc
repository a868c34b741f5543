// parser/page/page: four bytes that choose status, type, coding and limits, a line of header fields
// with '|' between them ("Link: <x>|Refresh: 1"), then the body.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ground/utf8.h"
#include "parser/encoding/charset.h"
#include "parser/extract/rules_file.h"
#include "parser/page/page.h"
#include "tests/fuzz/require.h"

namespace {

using fuzz::require;
using parser::ParsedLink;
using parser::ParsedPage;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr int kStatuses[] = {200, 404, 301, 308, 204, 500};
constexpr const char* kTypes[] = {"text/html",
                                  "",
                                  "text/html; charset=utf-8",
                                  "text/plain",
                                  "application/xml",
                                  "text/html; charset=gb18030",
                                  "text/html; charset=shift_jis",
                                  "text/html; charset=utf-16",
                                  "application/xhtml+xml; charset=iso-2022-jp",
                                  "application/rss+xml",
                                  "image/png"};
constexpr const char* kCodings[] = {"",   "",     "",           "gzip",          "deflate",
                                    "br", "zstd", "gzip, gzip", "br, gzip, zstd"};
constexpr parser::PageLimits kLimits[] = {
    {.max_arena_bytes = 32u << 20},
    {.max_body_bytes = 2000,
     .max_links = 5,
     .max_text_bytes = 100,
     .max_anchor_bytes = 10,
     .max_url_bytes = 50,
     .max_arena_bytes = 20'000},
    {.max_links = 0, .max_text_bytes = 1, .max_anchor_bytes = 1, .max_arena_bytes = 4000},
};

void take_fields(std::string_view line, Fields& fields) {
  while (!line.empty()) {
    const std::string_view field = line.substr(0, line.find('|'));
    line.remove_prefix(std::min(field.size() + 1, line.size()));
    const std::size_t colon = std::min(field.find(": "), field.size());
    fields.emplace_back(field.substr(0, colon), field.substr(std::min(colon + 2, field.size())));
  }
}

void check_link(const ParsedLink& link, const parser::PageLimits& limits) {
  parser::Url url;
  require(url.assign(link.url) == parser::UrlStatus::kOk, "a link is a URL");
  url.normalise();
  require(url.href() == link.url && key_of(url) == link.key &&
              parser::UrlView::parts_of(url) == link.parts,
          "a link is in its normal form, with its key and parts");
  require(ground::is_valid_utf8(link.rel) && ground::is_valid_utf8(link.anchor),
          "a link's texts are UTF-8");
  require(link.anchor.size() <= limits.max_anchor_bytes, "anchors are bounded");
  require(!name_of(link.kind).empty(), "a link has a kind");
}

void check_page(const ParsedPage& page, const parser::PageLimits& limits) {
  for (const std::string_view text :
       {page.content_type, page.title, page.description, page.lang, page.canonical,
        page.meta_robots, page.header_robots, page.text, page.redirect_to, page.problem})
    require(ground::is_valid_utf8(text), "what is said of a page is UTF-8");
  require(page.body.size() <= limits.max_body_bytes, "the body is bounded");
  require(page.text.size() <= limits.max_text_bytes, "the text is bounded");
  require(page.links.size() <= limits.max_links, "links are bounded");
  require(page.charset.empty() || parser::encoding_for_label(page.charset) == page.charset,
          "the charset is a name of the standard");
  for (std::size_t i = 0; i < page.links.size(); ++i) {
    check_link(page.links[i], limits);
    require(i == 0 || page.links[i - 1].position < page.links[i].position,
            "links are in document order");
  }
  require((page.limits_hit == 0) == parser::names_of(page.limits_hit).empty(), "limits have names");
}

// gumbo takes U+FFFD in place of controls and noncharacters; so where it reads all of a page, that
// comes out in another way. Bytes that may mean one.
bool may_have_controls(const ParsedPage& page) {
  for (std::size_t i = 0; i < page.body.size(); ++i) {
    const auto byte = static_cast<unsigned char>(page.body[i]);
    const auto next = static_cast<unsigned char>(i + 1 < page.body.size() ? page.body[i + 1] : 0);
    const bool is_space = byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D;
    if ((byte < 0x20 && !is_space) || byte == 0x7F) return true;
    if (page.charset != "UTF-8" && byte >= 0x80) return true;
    if ((byte == 0xC2 && next < 0xA0) || (byte == 0xEF && (next == 0xB7 || next == 0xBF)) ||
        byte >= 0xF0)
      return true;
  }
  return false;
}

void check_same(const ParsedPage& a, const ParsedPage& b) {
  if (may_have_controls(a)) return;
  // A page that came to the end of its time is cut where the clock says; one that gumbo reads less
  // of meets the limits of its tree later.
  constexpr unsigned kCut = parser::kHitParseTime | parser::kHitArena | parser::kHitDepth;
  if (((a.limits_hit | b.limits_hit) & kCut) != 0) return;
  require(a.limits_hit == b.limits_hit && a.title == b.title && a.text == b.text &&
              a.charset == b.charset && a.body == b.body && a.canonical == b.canonical &&
              a.links.size() == b.links.size() && a.simhash == b.simhash &&
              a.meta_robots == b.meta_robots && a.redirect_to == b.redirect_to,
          "a used parser gives what a fresh one gives that lets gumbo read all of the page");
  for (std::size_t i = 0; i < a.links.size(); ++i)
    require(a.links[i].url == b.links[i].url && a.links[i].anchor == b.links[i].anchor &&
                a.links[i].nofollow == b.links[i].nofollow,
            "both find the same links");
}

parser::Rules rules_of(std::string_view toml) {
  auto read = parser::read_rules(toml, "rules.toml");
  require(std::holds_alternative<parser::Rules>(read), "the rules are some");
  return std::move(std::get<parser::Rules>(read));
}

// Rules that ignore nothing leave all, and others no more than that.
void check_rest(const parser::RawPage& raw, const parser::PageLimits& limits) {
  static const parser::Rules kNothing = rules_of("ignore_text = '[^\\x00-\\x{10FFFF}]'\n");
  static const parser::Rules kSome = rules_of("ignore = 'div, a > b'\nignore_text = '[0-9]+|.'\n");
  static parser::PageParser used;
  parser::PageWishes wishes;
  wishes.rules = &kNothing;
  const ParsedPage& all = used.parse(raw, limits, wishes);
  if (all.rest == nullptr) return;
  require(all.rest->title == all.title && all.rest->description == all.description &&
              all.rest->text == all.text && all.rest->links.size() == all.links.size() &&
              all.rest->structured.size() == all.structured.size(),
          "what ignores nothing leaves all");
  const std::size_t links = all.links.size();
  wishes.rules = &kSome;
  const ParsedPage& page = used.parse(raw, limits, wishes);
  require(page.rest != nullptr && page.rest->links.size() <= links, "no link is made");
  require(ground::is_valid_utf8(page.rest->text), "what is left of a text is UTF-8");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static parser::PageParser used;
  std::string_view rest = fuzz::text_of(data, size);
  parser::RawPage raw;
  raw.url = "http://a.test/folder/page?q";
  raw.status = kStatuses[fuzz::take_byte(rest) % std::size(kStatuses)];
  const char* const type = kTypes[fuzz::take_byte(rest) % std::size(kTypes)];
  const char* const coding = kCodings[fuzz::take_byte(rest) % std::size(kCodings)];
  const uint8_t choice = fuzz::take_byte(rest);
  const parser::PageLimits& limits = kLimits[(choice & 0x0F) % std::size(kLimits)];
  raw.is_sitemap = (choice & 0x10) != 0;
  raw.body_cut = (choice & 0x20) != 0;
  Fields fields = {{"Content-Type", type}, {"Content-Encoding", coding}};
  take_fields(fuzz::take_line(rest), fields);
  raw.headers = &fields;
  raw.body = rest;

  const ParsedPage& page = used.parse(raw, limits);
  check_page(page, limits);
  parser::PageParser fresh;
  parser::PageLimits whole = limits;
  whole.condense = false;
  check_same(page, fresh.parse(raw, whole));
  check_rest(raw, limits);
  return 0;
}
