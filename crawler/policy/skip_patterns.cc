#include "crawler/policy/skip_patterns.h"

#include <re2/re2.h>

#include <algorithm>

namespace crawler {

struct SkipPatterns::Pattern {
  explicit Pattern(const std::string& words) : text(words), regex(words, re2::RE2::Quiet) {}
  std::string text;
  re2::RE2 regex;
};

SkipPatterns::SkipPatterns() = default;
SkipPatterns::~SkipPatterns() = default;

std::string SkipPatterns::add(const std::string& pattern) {
  const auto is_it = [&](const auto& known) { return known->text == pattern; };
  if (std::any_of(patterns_.begin(), patterns_.end(), is_it)) return "";
  if (patterns_.size() >= kMost)
    return "there are " + std::to_string(kMost) + " patterns already: unskip some";
  auto made = std::make_unique<Pattern>(pattern);
  if (!made->regex.ok()) return made->regex.error();
  patterns_.push_back(std::move(made));
  return "";
}

bool SkipPatterns::remove(const std::string& pattern) {
  return std::erase_if(patterns_, [&](const auto& known) { return known->text == pattern; }) > 0;
}

bool SkipPatterns::match(std::string_view url) const {
  const re2::StringPiece text(url.data(), url.size());
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const auto& pattern) {
    return re2::RE2::PartialMatch(text, pattern->regex);
  });
}

std::vector<std::string> SkipPatterns::all() const {
  std::vector<std::string> texts;
  texts.reserve(patterns_.size());
  for (const auto& pattern : patterns_) texts.push_back(pattern->text);
  return texts;
}

}  // namespace crawler
