// SkipPatterns: what someone said while the crawl ran is to be left out of it. Patterns (RE2) on
// the whole URL. Thread: the loop's.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crawler {

class SkipPatterns {
 public:
  // Each URL is held against each.
  static constexpr std::size_t kMost = 1'000;

  SkipPatterns();
  ~SkipPatterns();

  // What is wrong with the pattern, or that there are too many; "": it holds from now on.
  std::string add(const std::string& pattern);
  // False: there is no such pattern.
  bool remove(const std::string& pattern);
  bool match(std::string_view url) const;
  std::vector<std::string> all() const;

 private:
  struct Pattern;
  std::vector<std::unique_ptr<Pattern>> patterns_;
};

}  // namespace crawler
