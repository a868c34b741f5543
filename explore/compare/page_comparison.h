// PageComparison: how two readings of one page differ, field by field.
// Thread: one. Errors: those of the crawls stick to them.
#pragma once

#include <bitset>
#include <vector>

#include "explore/compare/compared_crawl.h"
#include "explore/compare/differences.h"
#include "explore/compare/url_mapping.h"

namespace explore {

struct ComparisonRules {
  std::bitset<kComparedFields> fields;  // those that are compared
  UrlMapping map;
  bool as_written = false;  // what passes counts too, see passing_parts.h

  bool has(ComparedField field) const { return fields.test(static_cast<std::size_t>(field)); }
};

class PageComparison {
 public:
  // All outlive this.
  PageComparison(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl, const ComparisonRules& rules)
      : old_(old_crawl), new_(new_crawl), rules_(rules) {}

  // The fields that differ, in the order of their table; of answers that are no errors, or both
  // are. Neither of them is a redirect, or both are.
  std::vector<Difference> of(const ComparedPage& before, const ComparedPage& after);
  // Of the last pair: other bytes came.
  bool has_other_bytes() const { return has_other_bytes_; }

 private:
  void add(ComparedField field, std::string_view before, std::string_view after,
           std::string_view note = {}, bool is_grave = false);
  void compare_head();
  void compare_content();
  void compare_text(ComparedField field, std::string_view before, std::string_view after);
  void compare_whole_text();
  void compare_links(ComparedField field, bool is_resource);
  void compare_items();
  std::string link_in_new(std::string_view url) const;
  std::string lasting(std::string_view url) const;

  ComparedCrawl& old_;
  ComparedCrawl& new_;
  const ComparisonRules& rules_;
  const ComparedPage* before_ = nullptr;
  const ComparedPage* after_ = nullptr;
  std::vector<Difference> found_;
  std::vector<PageLink> old_links_, new_links_;
  bool has_other_bytes_ = false;
};

}  // namespace explore
