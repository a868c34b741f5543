// What a page allows search engines and crawlers to do with it: <meta name=robots> and
// X-Robots-Tag.
// Thread: pure.
// Source: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
#pragma once

#include <string_view>

namespace parser {

struct RobotsWords {
  bool noindex = false;
  bool nofollow = false;
};

// Adds what the content of a meta element says.
void read_meta_robots(std::string_view content, RobotsWords& words);

// Adds what one X-Robots-Tag header says. Words behind the name of an agent ("otherbot: noindex")
// count only if it is ours.
void read_header_robots(std::string_view value, RobotsWords& words);

}  // namespace parser
