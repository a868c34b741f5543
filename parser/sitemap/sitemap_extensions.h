// What the entries of a sitemap say beyond the protocol: translations, images, news.
// Thread: a value. Errors: an unusable text is left out. Source:
// https://developers.google.com/search/docs/crawling-indexing/sitemaps
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parser/sitemap/sitemap.h"
#include "parser/sitemap/sitemap_field.h"
#include "parser/sitemap/xml_scanner.h"

namespace parser {

// Follows the elements within an entry that are not the protocol's own.
class SitemapExtensions {
 public:
  explicit SitemapExtensions(std::size_t max_details) : left_(max_details) {}

  // An element has begun; `depth`: how many are open, with this one.
  void open(const XmlToken& token, std::size_t depth);
  void text(const XmlToken& token);
  // All elements but the outermost `depth` have ended.
  void close_down_to(std::size_t depth);
  // Of the entry, in order; and begins the next one's.
  std::vector<SitemapDetail> take();
  // True if there were more than may be kept.
  bool hit_limit() const { return hit_limit_; }

 private:
  enum class Group { kNone, kImage, kNews };

  void add_alternate(std::string_view attributes);
  void end_field();
  void end_group();
  void add(SitemapDetail detail);

  Group group_ = Group::kNone;
  std::size_t group_depth_ = 0;
  std::string_view field_;  // the local name of its element; "": in none
  std::size_t field_depth_ = 0;
  SitemapText value_;
  std::string image_, title_, caption_;
  std::vector<SitemapDetail> details_;
  std::size_t left_;
  bool hit_limit_ = false;
};

}  // namespace parser
