// One robots.txt, read as RFC 9309 says and Google's parser does where the RFC leaves room.
// Thread: immutable after parse(); may be read from any thread.
// Errors: none; whatever the bytes are, there is a Robots.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

// RFC 9309 2.5 asks for at least 500 KiB; more than this is not read.
inline constexpr std::size_t kMaxRobotsBytes = 512 * 1024;

class Robots {
 public:
  // `text`: the raw bytes of the file, BOM and any line endings included.
  // Rules are kept for `agent` (its product token is matched, case-insensitive; RFC 9309 2.2.1).
  static Robots parse(std::string_view text, std::string_view agent);
  static Robots allow_all();

  // `path_and_query`: as Url::path_and_query() gives it, beginning with '/'. Longest match, Allow
  // wins a tie,
  // '*' and '$' (RFC 9309 2.2.2, 2.2.3); linear in pattern × path, never exponential.
  bool allows(std::string_view path_and_query) const;

  // Crawl-delay of the group that applies; values that are negative or not numbers are ignored.
  std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }
  // Sitemap lines as written, in order, whatever the group; at most kMaxSitemaps.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }
  // True if a limit cut the file (size, rules, sitemaps).
  bool truncated() const { return truncated_; }

  static constexpr std::size_t kMaxSitemaps = 1000;

 private:
  struct Rule {
    std::string pattern;
    bool allow;
  };
  std::vector<Rule> rules_;  // longest pattern first, Allow before Disallow
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
  bool truncated_ = false;
};

}  // namespace parser
