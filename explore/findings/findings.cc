#include "explore/findings/findings.h"

#include <algorithm>
#include <map>
#include <vector>

#include "explore/findings/markup/markup_findings.h"

namespace explore {

std::span<const Finding> findings() {
  static const std::vector<Finding> all = [] {
    std::vector<Finding> gathered;
    for (const auto& part :
         {link_findings(),     response_findings(),   anchor_findings(),   check_findings(),
          title_findings(),    content_findings(),    text_findings(),     url_findings(),
          indexing_findings(), directive_findings(),  hreflang_findings(), pagination_findings(),
          sitemap_findings(),  structured_findings(), robots_findings(),   delivery_findings(),
          caching_findings(),  security_findings(),   privacy_findings(),  head_findings(),
          heading_findings(),  image_findings(),      element_findings(),  access_findings(),
          script_findings()})
      gathered.insert(gathered.end(), part.begin(), part.end());
    // A group may stand in several files: its place is that of its first finding.
    std::map<std::string_view, std::size_t> places;
    for (const Finding& each : gathered) places.try_emplace(each.group, places.size());
    std::stable_sort(gathered.begin(), gathered.end(), [&](const Finding& a, const Finding& b) {
      return places.at(a.group) < places.at(b.group);
    });
    return gathered;
  }();
  return all;
}

const Finding* find_finding(std::string_view id) {
  const std::span<const Finding> all = findings();
  const auto found =
      std::find_if(all.begin(), all.end(), [id](const Finding& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace explore
