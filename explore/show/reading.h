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

// `text` without what no reader sees and a terminal or an editor obeys: control characters but line
// feeds and tabs, marks that turn the direction of writing, annotations. What is no UTF-8 becomes
// U+FFFD.
std::string without_controls(std::string_view text);

// Both texts are without_controls(). `url` in normal form; `charset`: what the page was written in.
Reading read_article(std::string_view html, std::string_view url, std::string_view charset);

}  // namespace explore
