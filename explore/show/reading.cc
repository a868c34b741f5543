#include "explore/show/reading.h"

#include "parser/content/article.h"
#include "parser/content/markdown.h"
#include "parser/encoding/encoding_labels.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace explore {

namespace {

constexpr std::size_t kMost = 16u << 20;

// The tree shows into what the parser keeps.
void read_tree(std::string_view html, parser::HtmlParser& html_parser, parser::Tree& tree) {
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html_parser.parse(html, limits);
  tree.read(html_parser);
}

}  // namespace

std::string read_article_text(std::string_view html) {
  parser::HtmlParser html_parser;
  parser::Tree tree;
  read_tree(html, html_parser, tree);
  parser::ArticleFinder finder;
  const parser::Article& article = finder.find(tree);
  return article.is_article ? article_text(tree, article, kMost) : "";
}

Reading read_article(std::string_view html, std::string_view url, std::string_view charset) {
  parser::HtmlParser html_parser;
  parser::Tree tree;
  read_tree(html, html_parser, tree);
  parser::ArticleFinder finder;
  const parser::Article& article = finder.find(tree);
  parser::Url page;
  page.assign(url);
  page.set_query_encoding(parser::find_encoding(charset).value_or(parser::Encoding::kUtf8));
  Reading reading;
  reading.is_article = article.is_article;
  reading.text = article_text(tree, article, kMost);
  if (!reading.text.empty()) reading.text.push_back('\n');
  reading.facts = facts_of(tree, article);
  reading.markdown = titled_markdown(reading.facts, article_markdown(tree, article, page, kMost));
  return reading;
}

}  // namespace explore
