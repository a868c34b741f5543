// What selecting costs beyond the parse: 20 rules of the kind that people write, on a page of 37
// KB. Prints CPU ms a page of parsing, of laying the tree flat, of selecting.
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "parser/html.h"
#include "parser/select/selection.h"
#include "parser/tree.h"

namespace {

constexpr std::array<const char*, 20> kSelectors = {
    "article.product_pod h3 > a",
    ".price_color",
    "#content div.row:nth-child(2n+1) a[href^='/x']",
    "table.table-striped tr > td",
    "div.quote span[itemprop=text]",
    "ul.pager li.next a",
    ":is(h1, h2, h3)",
    ".product_main .availability",
    "p.star-rating",
    "ol.row > li:first-child",
    "img.thumbnail[src$='.jpg']",
    "a[title]",
    "article:has(.icon-ok) .price_color",
    "div:not(.row) > p",
    "li:nth-last-child(2)",
    "#promotions",
    "form button[type=submit]",
    ".breadcrumb li:nth-child(3)",
    "section div ol li article p",
    "h3 + div > p ~ form"};

std::string page() {
  std::string html =
      "<html><head><title>Books</title></head><body><div id=content><section><div><ol class=row>";
  for (int i = 0; html.size() < 37'000; ++i) {
    const std::string n = std::to_string(i);
    html +=
        "<li class='col-xs-6 col-sm-4'><article class='product_pod'><div "
        "class='image_container'><a href='/x/" +
        n + "/index.html'><img src='../media/" + n +
        ".jpg' alt='A book' class='thumbnail'></a></div><p class='star-rating Three'><i "
        "class='icon-star'></i>"
        "<i class='icon-star'></i></p><h3><a href='/x/" +
        n + "/index.html' title='Book number " + n +
        "'>Book number ...</a></h3><div class='product_price'><p class='price_color'>£" + n +
        ".99</p><p class='instock availability'><i class='icon-ok'></i> In stock </p><form><button "
        "type='submit' class='btn btn-primary btn-block' data-loading-text='Adding...'>Add to "
        "basket</button>"
        "</form></div></article></li>";
  }
  return html +
         "</ol><ul class=pager><li class=next><a "
         "href=page-2.html>next</a></ul></div></section></div>";
}

double cpu_ms() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

}  // namespace

int main() {
  const std::string html = page();
  std::vector<parser::Selector> selectors;
  for (const char* const text : kSelectors) {
    parser::SelectorProblem problem;
    auto selector = parser::Selector::compile(text, problem);
    if (!selector) {
      std::fprintf(stderr, "%s: %s\n", text, problem.what.c_str());
      return 1;
    }
    selectors.push_back(*selector);
  }
  parser::HtmlParser parser;
  parser::HtmlLimits limits;
  limits.attributes = parser::Attributes::kAll;
  parser::Tree tree;
  parser::Selection selection;
  std::vector<parser::NodeId> found;
  std::array<std::vector<double>, 3> times;
  for (int round = 0; round < 501; ++round) {
    const double begin = cpu_ms();
    parser.parse(html, limits);
    const double parsed = cpu_ms();
    tree.read(parser);
    const double laid = cpu_ms();
    selection.begin(tree, std::chrono::seconds(2));
    found.clear();
    for (const parser::Selector& selector : selectors)
      selection.all(selector, parser::kNoNode, found, SIZE_MAX / 2);
    times[0].push_back(parsed - begin);
    times[1].push_back(laid - parsed);
    times[2].push_back(cpu_ms() - laid);
  }
  for (auto& all : times) std::nth_element(all.begin(), all.begin() + 250, all.end());
  std::printf(
      "%zu bytes, %zu nodes, %zu found; median CPU ms: parse %.3f, tree %.3f, 20 selectors %.3f\n",
      html.size(), tree.size(), found.size(), times[0][250], times[1][250], times[2][250]);
}
