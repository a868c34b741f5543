#include "parser/page/head_facts.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

using ground::Fact;
using ground::PageFacts;

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMostTextBytes = 512;

std::string kept(std::string_view text) {
  return std::string(ground::utf8_prefix(ascii::trim(text), kMostTextBytes));
}

std::string_view value_of(const Element& element, std::string_view name) {
  return element.attribute(name).value_or(std::string_view());
}

// Behind "//"; "" of an address that names no host.
std::string_view after_slashes(std::string_view address) {
  for (const std::string_view start : {"https://", "http://", "//"})
    if (ascii::starts_with(address, start)) return address.substr(start.size());
  return {};
}

}  // namespace

bool is_at_another_host(std::string_view address, std::string_view host) {
  std::string_view there = after_slashes(ascii::trim(address));
  there = there.substr(0, there.find_first_of("/?#\\"));
  if (const std::size_t user = there.rfind('@'); user != there.npos) there.remove_prefix(user + 1);
  // Of "[::1]:80" too.
  if (const std::size_t port = there.find(':', there.starts_with('[') ? there.find(']') : 0);
      port != there.npos)
    there = there.substr(0, port);
  return !there.empty() && !ascii::equals(there, host);
}

bool forbids_zoom(std::string_view viewport) {
  while (!viewport.empty()) {
    const std::size_t end = std::min(viewport.find_first_of(",;"), viewport.size());
    const std::string_view setting = viewport.substr(0, end);
    viewport.remove_prefix(std::min(end + 1, viewport.size()));
    const std::size_t equals = setting.find('=');
    if (equals == setting.npos) continue;
    const std::string_view name = ascii::trim(setting.substr(0, equals));
    const std::string_view value = ascii::trim(setting.substr(equals + 1));
    double number = 0;
    const bool is_number =
        std::from_chars(value.begin(), value.end(), number).ec == std::errc() && number >= 0;
    if (ascii::equals(name, "user-scalable") &&
        (ascii::equals(value, "no") || (is_number && number == 0)))
      return true;
    if (ascii::equals(name, "maximum-scale") && is_number && number < 2) return true;
  }
  return false;
}

void HeadFacts::begin(std::string_view host, PageFacts* facts) {
  facts_ = facts;
  host_ = host;
  ender_.clear();
  in_head_ = is_head_open_ = declares_charset_ = false;
}

void HeadFacts::count(Fact all, Fact outside) {
  ++(*facts_)[all];
  if (!in_head_) ++(*facts_)[outside];
}

void HeadFacts::open(const Element& element, Tag tag) {
  if (is_head_open_ && !in_head_) {
    is_head_open_ = false;
    if (tag != Tag::kBody) ender_ = element.name();
    // A body that no tag begins was begun by what is inside.
    if (tag == Tag::kBody && !element.has_start_tag()) is_head_open_ = true;
  }
  switch (tag) {
    case Tag::kHead:
      in_head_ = true;
      is_head_open_ = !element.has_end_tag();
      return;
    case Tag::kTitle:
      return count(Fact::kTitles, Fact::kTitlesOutside);
    case Tag::kMeta:
      return open_meta(element);
    case Tag::kLink:
      return open_link(element);
    case Tag::kBase:
      if (const auto href = element.attribute("href"); href && facts_->base_href.empty())
        facts_->base_href = kept(*href);
      ++(*facts_)[Fact::kBases];
      return;
    default:
      return;
  }
}

void HeadFacts::text(std::string_view text) {
  if (!is_head_open_ || in_head_ || ascii::trim(text).empty()) return;
  is_head_open_ = false;
  ender_ = "#text";
}

void HeadFacts::close(Tag tag) {
  if (tag == Tag::kHead) in_head_ = false;
}

void HeadFacts::open_meta(const Element& element) {
  const std::string_view content = value_of(element, "content");
  const std::string_view name = ascii::trim(value_of(element, "name"));
  declares_charset_ |= element.attribute("charset").has_value() ||
                       ascii::equals(ascii::trim(value_of(element, "http-equiv")), "content-type");
  if (name.empty()) return;
  if (ascii::equals(name, "description")) {
    count(Fact::kDescriptions, Fact::kDescriptionsOutside);
  } else if (ascii::equals(name, "robots")) {
    count(Fact::kRobots, Fact::kRobotsOutside);
  } else if (ascii::equals(name, "keywords")) {
    ++(*facts_)[Fact::kKeywords];
  } else if (ascii::equals(name, "viewport")) {
    if (++(*facts_)[Fact::kViewports] == 1) facts_->viewport = kept(content);
    if (forbids_zoom(content)) (*facts_)[Fact::kZoomForbidden] = 1;
  }
}

void HeadFacts::open_link(const Element& element) {
  const std::string_view rel = value_of(element, "rel");
  if (rel.empty()) return;
  if (ascii::has_token(rel, "canonical")) open_canonical(element);
  if (ascii::has_token(rel, "alternate") && element.attribute("hreflang"))
    count(Fact::kHreflangs, Fact::kHreflangsOutside);
  if (ascii::has_token(rel, "stylesheet") && value_of(element, "integrity").empty() &&
      is_at_another_host(value_of(element, "href"), host_))
    ++(*facts_)[Fact::kStylesUnsigned];
}

void HeadFacts::open_canonical(const Element& element) {
  count(Fact::kCanonicals, Fact::kCanonicalsOutside);
  const std::string_view href = ascii::trim(value_of(element, "href"));
  if (!ascii::starts_with(href, "http://") && !ascii::starts_with(href, "https://"))
    ++(*facts_)[Fact::kCanonicalsRelative];
  if (href.find('#') != href.npos) ++(*facts_)[Fact::kCanonicalsWithFragment];
  for (const std::string_view other : {"hreflang", "lang", "media", "type"}) {
    if (!element.attribute(other)) continue;
    ++(*facts_)[Fact::kCanonicalsOdd];
    break;
  }
}

void HeadFacts::finish() {
  const PageFacts& facts = *facts_;
  const uint32_t outside = facts[Fact::kTitlesOutside] + facts[Fact::kDescriptionsOutside] +
                           facts[Fact::kRobotsOutside] + facts[Fact::kCanonicalsOutside] +
                           facts[Fact::kHreflangsOutside];
  if (outside > 0) facts_->head_ended_by = ground::utf8_prefix(ender_, kMostTextBytes);
}

}  // namespace parser
