#include "parser/page/link_header.h"

#include <utility>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::string_view taken = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(taken.size());
  return taken;
}

// A quoted string, behind its opening quote; backslash escapes taken off.
std::string take_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    value.push_back(text.front());
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

void set_parameter(std::string_view name, std::string value, HeaderLink& link) {
  if (ascii::equals(name, "rel")) {
    if (link.rel.empty()) link.rel = std::move(value);
  } else if (ascii::equals(name, "type")) {
    if (link.type.empty()) link.type = std::move(value);
  } else if (ascii::equals(name, "hreflang")) {
    link.has_hreflang = true;
    if (!value.empty()) link.languages.push_back(std::move(value));
  } else if (ascii::equals(name, "anchor")) {
    link.has_anchor = true;
  }
}

// Parameters up to the comma that ends the link, or to the end of the value.
void take_parameters(std::string_view& text, HeaderLink& link) {
  for (;;) {
    take_until(text, ";,");
    if (text.empty() || text.front() == ',') return;
    text.remove_prefix(1);
    text = ascii::trim_start(text);
    const std::string_view name = ascii::trim(take_until(text, "=;,"));
    if (text.empty() || text.front() != '=') {
      set_parameter(name, "", link);
      continue;
    }
    text.remove_prefix(1);
    text = ascii::trim_start(text);
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      set_parameter(name, take_quoted(text), link);
    } else {
      set_parameter(name, std::string(ascii::trim(take_until(text, ";,"))), link);
    }
  }
}

}  // namespace

std::vector<HeaderLink> parse_link_header(std::string_view value) {
  std::vector<HeaderLink> links;
  for (;;) {
    while (!value.empty() && (ascii::is_space(value.front()) || value.front() == ','))
      value.remove_prefix(1);
    if (!value.starts_with('<')) return links;
    value.remove_prefix(1);
    HeaderLink link;
    link.target = take_until(value, ">");
    if (value.empty()) return links;
    value.remove_prefix(1);
    take_parameters(value, link);
    links.push_back(std::move(link));
  }
}

}  // namespace parser
