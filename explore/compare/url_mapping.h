// UrlMapping: the URLs of one crawl as another has them, by the user's regular expressions:
// staging and live, before a migration and after it.
// Thread: one owner.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

class UrlMapping {
 public:
  UrlMapping();
  ~UrlMapping();
  UrlMapping(UrlMapping&&) noexcept;
  UrlMapping& operator=(UrlMapping&&) noexcept;

  // "REGEX=>REPLACEMENT" in RE2's syntax, \1 for what stands in the first brackets. Gives what is
  // wrong with it, with the expression at fault, or "".
  std::string add(std::string_view rule);
  bool empty() const { return rules_.empty(); }

  // In normal form, by the first rule that is found in the URL, where it is found first. A URL that
  // no rule is found in stays as it is, and so does one of which a rule makes no http(s) URL.
  std::string of(std::string_view url) const;

 private:
  struct Rule;
  std::vector<std::unique_ptr<Rule>> rules_;
};

}  // namespace explore
