// One robots.txt, read as RFC 9309 says, and as Google's parser does where the RFC leaves room.
// Thread: immutable after parse(); may be read from any thread.
// Errors: none; any bytes make a Robots.
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

// Of rules with '*' and of the path, compared for one path: as many bytes as a thousand such rules
// and a path of 1,000 bytes take. 512 KiB of them would take a hundred times as long, and for each
// URL of the host.
inline constexpr std::size_t kMaxRobotsWork = 1u << 20;

class Robots {
 public:
  // `text`: the raw bytes of the file, BOM and any line endings included. It is UTF-8 (2.3), or
  // what a byte-order mark says to be UTF-16: its lines can be parsed, so they must (2.3.1.5).
  // `agent`: our product token, or a User-Agent value, whose token is what precedes the first '/'.
  // Rules are kept for this agent only: those of all its groups if there is one that names it
  // (case-insensitive; RFC 9309 2.2.1), else those of the groups for "*". A token with
  // digits, which the RFC has not, is compared with them; one that holds anything but letters,
  // digits, '_' and '-', or nothing, is named by no group.
  static Robots parse(std::string_view text, std::string_view agent);
  static Robots allow_all();
  // Whether a group can name that agent.
  static bool can_name(std::string_view agent);

  // `path_and_query`: as Url::path_and_query() gives it, beginning with '/'. Longest match, Allow
  // wins a tie, '*' and '$' (RFC 9309 2.2.2, 2.2.3). Linear in the size of the rules and, per rule
  // with '*', of the path, whatever the patterns are; nothing is allowed once that passes
  // kMaxRobotsWork. That /robots.txt itself may be fetched is not said here: who asks for the rules
  // asks for it anyway.
  //
  // Where the RFC and Google's parser differ, that is on escapes of letters and digits ("%61" is
  // "a" to the RFC only), a Disallow is read as the RFC says and an Allow as Google does: of the
  // two readings the one that fetches less.
  bool allows(std::string_view path_and_query) const;

  // The first Crawl-delay of the groups that apply, at most kMaxCrawlDelay; values that are
  // negative or not numbers are ignored.
  std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }
  // Sitemap lines as written, in order, whatever the group; at most kMaxSitemaps.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }
  // True if a limit cut the file (size, rules, sitemaps).
  bool truncated() const { return truncated_; }

  static constexpr std::size_t kMaxSitemaps = 1000;
  // As long as a robots.txt may be cached (RFC 9309 2.4): after that the file is asked anew.
  static constexpr std::chrono::hours kMaxCrawlDelay{24};

 private:
  class Reader;
  struct Rule {
    std::string pattern;  // in normal form (robots_pattern.h)
    bool allow;
    std::size_t star;  // where the pattern's first '*' stands, or npos
    friend bool operator==(const Rule&, const Rule&) = default;
  };
  std::vector<Rule> rules_;  // longest pattern first, Allow before Disallow
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
  bool truncated_ = false;
};

}  // namespace parser
