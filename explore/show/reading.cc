#include "explore/show/reading.h"

#include "ground/code_points.h"
#include "ground/utf8.h"
#include "parser/content/article.h"
#include "parser/content/markdown.h"
#include "parser/encoding/encoding_labels.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace explore {

namespace {

constexpr std::size_t kMost = 16u << 20;

// C0 but tab and line feed, DEL and C1, embeddings and isolates (UAX #9), annotations (U+FFF9).
constexpr ground::CodePointRange kControls[] = {
    {0x00, 0x08}, {0x0B, 0x1F}, {0x7F, 0x9F}, {0x202A, 0x202E}, {0x2066, 0x2069}, {0xFFF9, 0xFFFB}};

// The tree shows into what the parser keeps.
void read_tree(std::string_view html, parser::HtmlParser& html_parser, parser::Tree& tree) {
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  html_parser.parse(html, limits);
  tree.read(html_parser);
}

}  // namespace

std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const ground::Utf8Sequence next = ground::first_sequence(text);
    if (!next.is_valid)
      out += ground::kReplacement;
    else if (!ground::is_in(kControls, next.code_point))
      out += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return out;
}

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
  reading.text = without_controls(article_text(tree, article, kMost));
  if (!reading.text.empty()) reading.text.push_back('\n');
  reading.facts = facts_of(tree, article);
  reading.markdown = without_controls(
      titled_markdown(reading.facts, article_markdown(tree, article, page, kMost)));
  return reading;
}

}  // namespace explore
