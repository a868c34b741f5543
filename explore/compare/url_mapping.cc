#include "explore/compare/url_mapping.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "parser/url/url.h"

namespace explore {

struct UrlMapping::Rule {
  Rule(std::string_view pattern, std::string_view text)
      : regex(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet),
        replacement(text) {}

  re2::RE2 regex;
  std::string replacement;
};

UrlMapping::UrlMapping() = default;
UrlMapping::~UrlMapping() = default;
UrlMapping::UrlMapping(UrlMapping&&) noexcept = default;
UrlMapping& UrlMapping::operator=(UrlMapping&&) noexcept = default;

std::string UrlMapping::add(std::string_view rule) {
  constexpr std::string_view kArrow = "=>";
  const std::size_t arrow = rule.find(kArrow);
  if (arrow == std::string_view::npos || arrow == 0)
    return fmt::format(
        "{}: write REGEX=>REPLACEMENT, as in '^https://staging\\.example\\.com/"
        "=>https://example.com/'",
        rule);
  auto made = std::make_unique<Rule>(rule.substr(0, arrow), rule.substr(arrow + kArrow.size()));
  if (!made->regex.ok())
    return fmt::format("{}: not a regular expression in RE2 syntax: {}", rule.substr(0, arrow),
                       made->regex.error());
  std::string wrong;
  if (!made->regex.CheckRewriteString(made->replacement, &wrong))
    return fmt::format("{}: {}", made->replacement, wrong);
  rules_.push_back(std::move(made));
  return "";
}

std::string UrlMapping::of(std::string_view url) const {
  for (const auto& rule : rules_) {
    std::string mapped(url);
    if (!re2::RE2::Replace(&mapped, rule->regex, rule->replacement)) continue;
    parser::Url normal;
    if (normal.assign(mapped) != parser::UrlStatus::kOk) break;
    normal.normalise();
    return std::string(normal.href());
  }
  return std::string(url);
}

}  // namespace explore
