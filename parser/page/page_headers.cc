#include "parser/page/page_headers.h"

#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "ground/utf8.h"
#include "parser/http/location.h"
#include "parser/page/link_header.h"
#include "parser/page/link_kind.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Values of one field in several lines are one list (RFC 9110, 5.3).
void join(std::string& list, std::string_view value) {
  if (!list.empty()) list.append(", ");
  list.append(value);
}

// A list of languages says for whom the page is, not what it is written in (HTML, "pragma-set
// default language").
bool is_one_language(std::string_view value) {
  return !value.empty() && value.find(',') == std::string_view::npos;
}

}  // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

void PageHeaders::read(const Fields* fields) {
  for (std::string* text : {&essence_, &content_encoding_, &robots_, &language_}) text->clear();
  type_ = {};
  location_ = {};
  robots_words_ = {};
  links_.clear();
  converted_.clear();
  if (fields == nullptr) return;
  for (const auto& [name, value] : *fields) read_field(name, value);
  essence_ = type_.named().essence;
  ascii::make_lower(essence_);
}

void PageHeaders::read_field(std::string_view name, std::string_view value) {
  if (type_.take(name, value)) return;
  if (ascii::equals(name, "content-encoding")) {
    join(content_encoding_, value);
  } else if (ascii::equals(name, "x-robots-tag")) {
    join(robots_, as_utf8(value));
    read_header_robots(value, robots_words_);
  } else if (ascii::equals(name, "content-language")) {
    join(language_, as_utf8(value));
  } else if (ascii::equals(name, "link")) {
    links_.push_back({Name::kLink, as_utf8(value)});
  } else if (ascii::equals(name, "refresh")) {
    links_.push_back({Name::kRefresh, as_utf8(value)});
  } else if (ascii::equals(name, "location")) {
    links_.push_back({Name::kLocation, as_url(value)});
    if (location_.empty()) location_ = as_utf8(value);
  }
}

std::string_view PageHeaders::as_utf8(std::string_view value) {
  if (ground::is_valid_utf8(value)) return value;
  return ground::as_text(value, converted_.emplace_back());
}

std::string_view PageHeaders::as_url(std::string_view location) {
  if (ground::is_ascii(location)) return location;
  return escaped_location(location, converted_.emplace_back());
}

void PageHeaders::add_links(int status, LinkCollector& links) const {
  bool redirected = !is_redirect(status);
  for (const LinkField& field : links_) {
    switch (field.name) {
      case Name::kLink:
        links.add_link_header(field.value);
        break;
      case Name::kRefresh:
        links.add_refresh_header(field.value);
        break;
      case Name::kLocation:  // one that comes twice is an error of the server; the first counts
        if (!redirected) links.add_location_header(field.value);
        redirected = true;
        break;
    }
  }
}

std::vector<PageHeaders::Translation> PageHeaders::translations() const {
  std::vector<Translation> translations;
  for (const LinkField& field : links_) {
    if (field.name != Name::kLink) continue;
    for (const HeaderLink& link : parse_link_header(field.value)) {
      if (link.has_anchor ||
          kind_of_rel(link.rel, link.has_hreflang, link.type) != LinkKind::kHreflang)
        continue;
      for (const std::string& lang : link.languages) translations.push_back({lang, link.target});
    }
  }
  return translations;
}

std::string_view PageHeaders::language_or(std::string_view content_language) const {
  if (is_one_language(content_language)) return content_language;
  return is_one_language(language_) ? std::string_view(language_) : std::string_view();
}

}  // namespace parser
