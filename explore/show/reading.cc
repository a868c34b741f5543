#include "explore/show/reading.h"

#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/content/markdown.h"
#include "parser/encoding/encoding_labels.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace explore {

Reading read_article(std::string_view html, std::string_view url, std::string_view charset) {
  constexpr std::size_t kMost = 16u << 20;
  parser::HtmlParser html_parser;
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html_parser.parse(html, limits);
  parser::Tree tree;
  tree.read(html_parser);
  parser::ArticleFinder finder;
  const parser::Article& article = finder.find(tree);
  parser::Url page;
  page.assign(url);
  page.set_query_encoding(parser::find_encoding(charset).value_or(parser::Encoding::kUtf8));
  Reading reading;
  reading.is_article = article.is_article;
  reading.text = article_text(tree, article, kMost);
  if (!reading.text.empty()) reading.text.push_back('\n');
  reading.markdown =
      titled_markdown(facts_of(tree, article), article_markdown(tree, article, page, kMost));
  return reading;
}

}  // namespace explore
