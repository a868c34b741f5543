// The main content of pages: article_check FILE... prints for each file a JSON object on a line,
// with its name, its article's text, what is said of it, whether it is one at all, and the CPU ms
// that finding them took beyond the parse.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/encoding/charset.h"
#include "parser/html/html.h"
#include "parser/html/tree.h"

namespace {

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
  for (int i = 1; i < argc; ++i) {
    std::ostringstream body;
    body << std::ifstream(argv[i], std::ios::binary).rdbuf();
    const std::string bytes = body.str();
    std::string decoded;
    const std::string_view utf8 =
        parser::to_utf8(bytes, parser::sniff_encoding(bytes, ""), decoded);
    parser::HtmlLimits limits;
    limits.attributes = parser::Attributes::kAll;
    html.parse(utf8, limits);
    const double begin = cpu_ms();
    tree.read(html);
    const parser::Article& article = finder.find(tree);
    const std::string text = article_text(tree, article, 4u << 20);
    const parser::ArticleFacts facts = facts_of(tree, article);
    const double spent = cpu_ms() - begin;
    const nlohmann::json line = {
        {"file", argv[i]},      {"text", text},           {"is_article", article.is_article},
        {"title", facts.title}, {"byline", facts.byline}, {"published", facts.published},
        {"ms", spent}};
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
}
