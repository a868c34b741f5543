#include "parser/sitemap/sitemap_field.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "ground/ascii.h"
#include "parser/sitemap/sitemap.h"

namespace parser {

void SitemapText::append(const XmlToken& token) {
  if (!usable_) return;
  const std::size_t before = value_.size();
  usable_ = !token.cut && before + token.text.size() <= kMaxSitemapField;
  if (!usable_) return;
  if (token.literal)
    value_ += token.text;
  else
    usable_ = append_xml_text(value_, token.text);
  // Only what is new is looked at: an element may have any number of texts.
  any_ = any_ || !trim_unicode(std::string_view(value_).substr(before)).empty();
}

std::string SitemapText::take() {
  std::string taken(usable_ ? trim_unicode(value_) : std::string_view());
  value_.clear();
  any_ = false;
  usable_ = true;
  return taken;
}

std::string_view trim_unicode(std::string_view text) {
  // White_Space of Unicode, and the byte order mark and zero width space that editors leave.
  constexpr std::string_view kSpaces[] = {
      " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00A0", "\u1680",
      "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
      "\u2009", "\u200A", "\u200B", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};
  const auto begins = [&](std::string_view space) { return text.starts_with(space); };
  const auto ends = [&](std::string_view space) { return text.ends_with(space); };
  for (;;) {
    const auto* space = std::find_if(std::begin(kSpaces), std::end(kSpaces), begins);
    if (space == std::end(kSpaces)) break;
    text.remove_prefix(space->size());
  }
  for (;;) {
    const auto* space = std::find_if(std::begin(kSpaces), std::end(kSpaces), ends);
    if (space == std::end(kSpaces)) return text;
    text.remove_suffix(space->size());
  }
}

bool begins_http_url(std::string_view text) {
  return ground::ascii::same_but_for_case(text.substr(0, 7), "http://") ||
         ground::ascii::same_but_for_case(text.substr(0, 8), "https://");
}

double read_sitemap_priority(std::string_view text) {
  double priority = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, priority, std::chars_format::fixed);
  const bool valid = error == std::errc() && rest == end && priority >= 0 && priority <= 1;
  return valid ? priority : SitemapEntry{}.priority;
}

}  // namespace parser
