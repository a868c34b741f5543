// The main content of pages: article_check FILE... prints for each file a JSON object on a line,
// with its name, its article's text, what is said of it, whether it is one at all, and the CPU ms
// that finding them took beyond the parse.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/page_file.h"
#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"

int main(int argc, char** argv) {
  bench::PageFile pages;
  parser::Tree tree;
  parser::ArticleFinder finder;
  for (int i = 1; i < argc; ++i) {
    const parser::HtmlParser& html = pages.read(argv[i]);
    const double begin = bench::cpu_ms();
    tree.read(html);
    const parser::Article& article = finder.find(tree);
    const std::string text = article_text(tree, article, 4u << 20);
    const parser::ArticleFacts facts = facts_of(tree, article);
    const double spent = bench::cpu_ms() - begin;
    const nlohmann::json line = {
        {"file", argv[i]},      {"text", text},           {"is_article", article.is_article},
        {"title", facts.title}, {"byline", facts.byline}, {"published", facts.published},
        {"ms", spent}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
}
