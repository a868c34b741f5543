// What is written into an exported Markdown file around and in the article.
// Thread: pure. Cost: linear in the text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace explore {

struct FrontMatter {
  std::string url, title, author, date, language, description, fetched;
};

// As YAML, between lines of three dashes; what is "" is left out. All values are texts in double
// quotes, which YAML 1.1 and 1.2 read alike, whatever a page put into them.
std::string front_matter(const FrontMatter& facts);

// `markdown`, written by parser::article_markdown, with other targets of links: `target_of` gives
// that of a URL, "" if it stays. Those of pictures stay, and what looks like a link within code.
using TargetOf = std::function<std::string(std::string_view url)>;
std::string with_targets(std::string_view markdown, const TargetOf& target_of);

}  // namespace explore
