#include "parser/sitemap/sitemap_extensions.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::string_view kImageFields[] = {"loc", "title", "caption"};
constexpr std::string_view kNewsFields[] = {"title", "publication_date", "name", "language",
                                            "keywords"};

// The name in the table that is meant; "" if none is.
template <std::size_t size>
std::string_view find_name(const std::string_view (&names)[size], std::string_view name) {
  const auto* found = std::find_if(std::begin(names), std::end(names), [&](std::string_view known) {
    return ascii::equals(name, known);
  });
  return found == std::end(names) ? std::string_view() : *found;
}

std::string attribute_of(std::string_view attributes, std::string_view name) {
  SitemapText text;
  XmlToken token;
  token.text = xml_attribute(attributes, name);
  text.append(token);
  return text.take();
}

}  // namespace

std::string_view name_of(SitemapDetail::Kind kind) {
  switch (kind) {
    case SitemapDetail::Kind::kHreflang:
      return "hreflang";
    case SitemapDetail::Kind::kImage:
      return "image";
    case SitemapDetail::Kind::kNews:
      return "news";
  }
  return "";
}

void SitemapExtensions::open(const XmlToken& token, std::size_t depth) {
  const std::string_view name = xml_local_name(token.name);
  // A text that is there ends here, for want of its end tag.
  if (!field_.empty() && value_.has_any()) end_field();
  if (!field_.empty()) return;
  if (group_ == Group::kNone) {
    if (ascii::equals(name, "link")) return add_alternate(token.attributes);
    if (ascii::equals(name, "image")) group_ = Group::kImage;
    if (ascii::equals(name, "news")) group_ = Group::kNews;
    group_depth_ = depth;
    return;
  }
  field_ = group_ == Group::kImage ? find_name(kImageFields, name) : find_name(kNewsFields, name);
  field_depth_ = depth;
}

void SitemapExtensions::text(const XmlToken& token) {
  if (!field_.empty()) value_.append(token);
}

void SitemapExtensions::close_down_to(std::size_t depth) {
  if (!field_.empty() && depth < field_depth_) end_field();
  if (group_ != Group::kNone && depth < group_depth_) end_group();
}

std::vector<SitemapDetail> SitemapExtensions::take() { return std::exchange(details_, {}); }

void SitemapExtensions::add_alternate(std::string_view attributes) {
  std::string language = attribute_of(attributes, "hreflang");
  std::string url = attribute_of(attributes, "href");
  if (!language.empty() && !url.empty())
    add({SitemapDetail::Kind::kHreflang, std::move(language), std::move(url)});
}

void SitemapExtensions::end_field() {
  const std::string_view field = std::exchange(field_, {});
  std::string value = value_.take();
  if (value.empty()) return;
  if (group_ == Group::kNews)
    add({SitemapDetail::Kind::kNews, std::string(field), std::move(value)});
  else if (field == "loc")
    image_ = std::move(value);
  else
    (field == "title" ? title_ : caption_) = std::move(value);
}

void SitemapExtensions::end_group() {
  if (group_ == Group::kImage && !image_.empty())
    add({SitemapDetail::Kind::kImage, std::move(title_.empty() ? caption_ : title_),
         std::move(image_)});
  for (std::string* text : {&image_, &title_, &caption_}) text->clear();
  group_ = Group::kNone;
}

void SitemapExtensions::add(SitemapDetail detail) {
  hit_limit_ |= left_ == 0;
  if (left_ == 0) return;
  --left_;
  details_.push_back(std::move(detail));
}

}  // namespace parser
