// One path pattern of a robots.txt, and whether it matches the path of a URL (RFC 9309 2.2.2,
// 2.2.3).
// Thread: pure. Errors: none; any bytes are accepted on either side.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// Which percent-escapes of unreserved characters are taken off before comparing.
enum class RobotsDecoding {
  kMarks,       // of '-', '.', '_', '~' only
  kUnreserved,  // of letters and digits, too
};

// `raw` as it is compared: hex of escapes in upper case, escapes that `decoding` names taken off,
// bytes that no URL may hold (RFC 3986: controls, space, non-ASCII, "<>\^`{|}) escaped. '*' and a
// final '$' keep their meaning; any other '$' is literal.
std::string normal_robots_pattern(std::string_view raw, RobotsDecoding decoding);

// The same for a path with its query, where '*' and '$' are literal: they are escaped, so that
// "%2A" and "%24" in a pattern match them (RFC 9309 2.2.3). Returns `raw` itself if nothing
// changes, else a view of `storage`.
std::string_view normal_robots_path(std::string_view raw, RobotsDecoding decoding,
                                    std::string& storage);

// Both in normal form. The pattern matches from the path's first byte on; its end need not be the
// path's end unless it says '$'. Cost: at most the sum of both lengths, however many '*' there are.
bool robots_pattern_matches(std::string_view pattern, std::string_view path);

}  // namespace parser
