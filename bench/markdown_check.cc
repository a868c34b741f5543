// Pages as Markdown: markdown_check FILE... prints for each file a JSON object on a line, with its
// name, all of the page as Markdown, its article's text and Markdown, and the CPU ms that writing
// the former took. bench/markdown_quality.py judges it.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "parser/content/article.h"
#include "parser/content/markdown.h"
#include "parser/encoding/charset.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace {

constexpr std::size_t kMost = 4u << 20;

double cpu_ms() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
  parser::HtmlParser html;
  parser::Tree tree;
  parser::ArticleFinder finder;
  parser::Url page;
  page.assign("http://page.test/folder/page");
  for (int i = 1; i < argc; ++i) {
    std::ostringstream body;
    body << std::ifstream(argv[i], std::ios::binary).rdbuf();
    const std::string bytes = body.str();
    std::string decoded;
    const std::string_view utf8 =
        parser::to_utf8(bytes, parser::sniff_encoding(bytes, "text/html"), decoded);
    parser::HtmlLimits limits;
    limits.attributes = parser::Attributes::kAll;
    html.parse(utf8, limits);
    tree.read(html);
    parser::Article all;
    all.root = tree.empty() ? parser::kNoNode : 0;
    all.left_out.assign(tree.size(), 0);
    const double begin = cpu_ms();
    const std::string whole = article_markdown(tree, all, page, kMost);
    const double spent = cpu_ms() - begin;
    const parser::Article& article = finder.find(tree);
    const nlohmann::json line = {{"file", argv[i]},
                                 {"html", utf8},
                                 {"page", whole},
                                 {"text", article_text(tree, article, kMost)},
                                 {"article", article_markdown(tree, article, page, kMost)},
                                 {"ms", spent}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
}
