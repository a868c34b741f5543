// The article of a stored page, as text and as Markdown.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

#include "parser/content/article_facts.h"

namespace explore {

struct Reading {
  std::string text, markdown;  // each line ended
  parser::ArticleFacts facts;
  bool is_article = false;  // false: the most like one there is
};

// The article's text alone, "" if nothing on the page looks like one. `html` is UTF-8.
std::string read_article_text(std::string_view html);

// `url` in normal form; `charset`: what the page was written in.
Reading read_article(std::string_view html, std::string_view url, std::string_view charset);

}  // namespace explore
