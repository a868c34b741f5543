// The headers of a response that say something about the page.
// Thread: one owner. Lifetime: views hold until the next read(), and as long as the header fields.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/http/content_type.h"
#include "parser/page/links.h"
#include "parser/page/robots_words.h"

namespace parser {

// Of those that lead elsewhere: 300, 304 and 305 don't.
bool is_redirect(int status);

class PageHeaders {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // `fields` may be null: none. Bytes that are not UTF-8 are read as Latin-1, those of Location
  // beyond ASCII as their escapes.
  void read(const Fields* fields);

  // Adds the links of Link, Refresh and, if `status` is a redirect, Location, in order.
  void add_links(int status, LinkCollector& links) const;

  // What Link names as the page in other languages.
  struct Translation {
    std::string lang, href;
  };
  std::vector<Translation> translations() const;

  // Where a redirect leads, in words for people; "" if the field is missing.
  std::string_view location() const { return location_; }
  const ContentType& type() const { return type_; }
  std::string_view essence() const { return essence_; }  // of the named type, in lower case
  std::string_view content_encoding() const { return content_encoding_; }  // joined with ", "
  std::string_view robots() const { return robots_; }                      // joined with ", "
  const RobotsWords& robots_words() const { return robots_words_; }
  // The page's language if the document says `content_language` in a meta element, maybe "".
  std::string_view language_or(std::string_view content_language) const;

 private:
  enum class Name { kLink, kRefresh, kLocation };
  struct LinkField {
    Name name;
    std::string_view value;
  };

  void read_field(std::string_view name, std::string_view value);
  std::string_view as_utf8(std::string_view value);
  std::string_view as_url(std::string_view location);

  ContentType type_;
  std::string essence_, content_encoding_, robots_, language_;
  std::string_view location_;
  RobotsWords robots_words_;
  std::vector<LinkField> links_;
  std::deque<std::string> converted_;  // values that were not as they are read
};

}  // namespace parser
