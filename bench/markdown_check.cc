// Pages as Markdown: markdown_check FILE... prints for each file a JSON object on a line, with its
// name, all of the page as Markdown, its article's text and Markdown, and the CPU ms that writing
// the former took. bench/markdown_quality.py judges it.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/page_file.h"
#include "parser/content/article.h"
#include "parser/content/markdown.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace {

constexpr std::size_t kMost = 4u << 20;

}  // namespace

int main(int argc, char** argv) {
  bench::PageFile pages;
  parser::Tree tree;
  parser::ArticleFinder finder;
  parser::Url page;
  page.assign("http://page.test/folder/page");
  for (int i = 1; i < argc; ++i) {
    const parser::HtmlParser& html = pages.read(argv[i]);
    tree.read(html);
    parser::Article all;
    all.root = tree.empty() ? parser::kNoNode : 0;
    all.left_out.assign(tree.size(), 0);
    const double begin = bench::cpu_ms();
    const std::string whole = article_markdown(tree, all, page, kMost);
    const double spent = bench::cpu_ms() - begin;
    const parser::Article& article = finder.find(tree);
    const nlohmann::json line = {{"file", argv[i]},
                                 {"html", pages.utf8()},
                                 {"page", whole},
                                 {"text", article_text(tree, article, kMost)},
                                 {"article", article_markdown(tree, article, page, kMost)},
                                 {"ms", spent}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
}
