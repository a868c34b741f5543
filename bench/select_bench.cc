// What selectors cost beyond the parse, on pages of 37 KB as shops have them:
//   select_bench
// prints CPU microseconds a page of the parse, of the tree laid flat, and of 20 rules together and
// each; then milliseconds of questions that are hard, on a list of 3,000 rows.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/html/html.h"
#include "parser/html/tree.h"
#include "parser/select/selection.h"

namespace {

using parser::kNoNode;
using parser::NodeId;

constexpr std::size_t kPages = 16;
constexpr std::size_t kPageBytes = 37'000;
constexpr std::size_t kAll = 1'000'000;

constexpr std::array<std::string_view, 20> kRules = {
    "article.product_pod h3 > a",
    ".price_color",
    "#content div.row:nth-child(2n+1) a[href^=\"/x\"]",
    "table.table-striped tr > td",
    "div.quote span[itemprop=text]",
    "ul.pager li.next a",
    ":is(h1,h2,h3)",
    "p.instock.availability",
    "p[class*=star-rating]",
    "ul.breadcrumb li:nth-last-child(2) > a",
    "div.image_container > a > img.thumbnail",
    "a[href$=\".pdf\" i]",
    "meta[property=\"og:title\"]",
    "article:has(p.instock) h3",
    "div.tags a.tag:not([rel~=nofollow])",
    "th:first-child + td",
    "#messages ~ section li:first-of-type",
    "nav ul ul > li > a",
    "link[rel=canonical]",
    "form input[type=hidden]:not(:disabled)",
};

constexpr std::array<std::string_view, 8> kHard = {
    "tr:nth-of-type(2) ~ tr",      "tr:nth-child(2 of .even) ~ tr",
    "tr:nth-last-of-type(3) ~ tr", "tr:nth-child(odd of .even)",
    "body:not(:has(.none)) td",    "tr:has(~ .last) b",
    "table:has(b.none) b, body b", ":lang(en) td",
};

class PageMaker {
 public:
  std::string shop(std::size_t bytes) {
    std::string html =
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Books</title>"
        "<meta property=\"og:title\" content=\"Books\"><link rel=canonical href=/x/1>"
        "<link rel=stylesheet href=/s.css></head><body id=default class=default>";
    html += "<header class='header container-fluid'><nav><ul class='nav nav-list'>";
    for (int i = 0; i < 8; ++i) {
      html += "<li><a href='/category/" + number() + "'>" + words(2) + "</a><ul>";
      for (int k = 0; k < 6; ++k) html += "<li><a href='/x/" + number() + "'>" + words(2) + "</a>";
      html += "</ul></li>\n";
    }
    html +=
        "</ul></nav></header><div id=content class=content><ul class=breadcrumb><li>"
        "<a href=/>Home</a><li><a href=/x>Books</a><li class=active>" +
        words(2) + "</ul><div id=messages></div><section><h1>" + words(3) +
        "</h1>"
        "<form method=get><input type=hidden name=a value=1><input name=q></form>"
        "<table class='table table-striped'>";
    for (int i = 0; i < 8; ++i) html += "<tr><th>" + words(1) + "</th><td>" + words(2) + "</td>\n";
    html += "</table><ol class=row>";
    while (html.size() < bytes) html += html.size() % 3 == 0 ? quote() : product();
    return html +
           "</ol><ul class=pager><li class=current>1 of 50<li class=next>"
           "<a href=/page-2.html>next</a></ul></section></div></body></html>";
  }

  std::string table(int rows) {
    std::string html = "<html lang=en><body><table>";
    for (int i = 0; i < rows; ++i) {
      html += i % 2 == 0 ? "<tr class=even>" : i + 1 < rows ? "<tr>" : "<tr class=last>";
      html += "<td>" + number() + "</td><td><b>" + words(2) + "</b></td></tr>\n";
    }
    return html + "</table>";
  }

 private:
  std::string product() {
    const std::string target = number();
    return "<li class='col-xs-6 col-sm-4'>\n<article class=product_pod>\n"
           "<div class='image_container row'><a href='/x/" +
           target +
           "/index.html'>"
           "<img src='/media/" +
           target + ".jpg' alt='" + words(3) +
           "' class=thumbnail></a></div>\n"
           "<p class='star-rating Three'><i class=icon-star></i><i class=icon-star></i></p>\n"
           "<h3><a href='/x/" +
           target + "/index.html' title='" + words(5) + "'>" + words(4) +
           "</a></h3>\n<div class=product_price><p class=price_color>\xC2\xA3" + number() +
           "</p>\n"
           "<p class='instock availability'><i class=icon-ok></i> In stock </p>\n"
           "<form><button type=submit class='btn btn-primary'>Add to basket</button></form></div>\n"
           "</article>\n</li>\n";
  }
  std::string quote() {
    return "<div class=quote itemscope><span class=text itemprop=text>" + words(18) +
           "</span><span>by <small class=author itemprop=author>" + words(2) +
           "</small></span><div class=tags>Tags: <a class=tag href='/tag/" + number() + "'>" +
           words(1) + "</a><a class=tag rel=nofollow href='/tag/" + number() + "'>" + words(1) +
           "</a></div></div>\n";
  }
  std::string number() { return std::to_string(random_() % 10'000); }
  std::string words(int count) {
    static constexpr std::array<std::string_view, 12> kWords = {
        "lorem", "ipsum",      "dolor", "sit",     "amet",   "consectetur",
        "sed",   "adipiscing", "do",    "eiusmod", "tempor", "incididunt"};
    std::string text;
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += ' ';
      text += kWords[random_() % kWords.size()];
    }
    return text;
  }

  std::mt19937 random_{7};
};

double cpu_microseconds() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e6 + static_cast<double>(spent.tv_nsec) * 1e-3;
}

// Of one time, the least of some rounds: whatever else the machine does only adds.
double cost(int rounds, int times, const std::function<void(int)>& work) {
  double least = 1e12;
  for (int round = 0; round < rounds; ++round) {
    const double begin = cpu_microseconds();
    for (int i = 0; i < times; ++i) work(i);
    least = std::min(least, (cpu_microseconds() - begin) / times);
  }
  return least;
}

parser::Selector compiled(std::string_view text) {
  parser::SelectorProblem problem;
  auto selector = parser::Selector::compile(text, problem);
  if (!selector) {
    std::fprintf(stderr, "%.*s: %zu: %s\n", static_cast<int>(text.size()), text.data(), problem.at,
                 problem.what.c_str());
    std::exit(1);
  }
  return std::move(*selector);
}

// A page as selectors see it; its text has to stay where it is.
struct Page {
  explicit Page(std::string text) : html(std::move(text)) {
    parse();
    tree.read(parser);
  }
  void parse() {
    parser::HtmlLimits limits;
    limits.attributes = parser::Attributes::kAll;
    parser.parse(html, limits);
  }

  std::string html;
  parser::HtmlParser parser;
  parser::Tree tree;
};

std::size_t choose(parser::Selection& selection, const parser::Selector& selector) {
  static std::vector<NodeId> found;
  found.clear();
  selection.all(selector, kNoNode, found, kAll);
  return found.size();
}

void print_shop() {
  // More than one, so that branches are not learned by heart.
  PageMaker maker;
  std::vector<std::unique_ptr<Page>> pages;
  pages.reserve(kPages);
  for (std::size_t i = 0; i < kPages; ++i)
    pages.push_back(std::make_unique<Page>(maker.shop(kPageBytes)));
  const auto page = [&](int i) -> Page& { return *pages[static_cast<std::size_t>(i) % kPages]; };
  std::vector<parser::Selector> rules;
  rules.reserve(kRules.size());
  for (const std::string_view rule : kRules) rules.push_back(compiled(rule));
  parser::Selection selection;
  constexpr std::chrono::seconds kTime(10);

  const double parse = cost(9, 64, [&](int i) { page(i).parse(); });
  for (const auto& one : pages) one->tree.read(one->parser);
  const double tree = cost(9, 64, [&](int i) { page(i).tree.read(page(i).parser); });
  const double all = cost(9, 64, [&](int i) {
    selection.begin(page(i).tree, kTime);
    for (const parser::Selector& rule : rules) choose(selection, rule);
  });
  const double begin = cost(9, 64, [&](int i) { selection.begin(page(i).tree, kTime); });
  std::printf("a page of %zu bytes, %zu nodes: microseconds\n", page(0).html.size(),
              page(0).tree.size());
  std::printf("%8.1f  parse\n%8.1f  tree\n%8.1f  %zu rules, %.1f of it begin()\n", parse, tree, all,
              rules.size(), begin);
  selection.begin(page(0).tree, kTime);
  for (std::size_t i = 0; i < rules.size(); ++i)
    std::printf("%8.2f  %4zu found  %s\n", cost(9, 64, [&](int) { choose(selection, rules[i]); }),
                choose(selection, rules[i]), kRules[i].data());
}

void print_hard() {
  Page page(PageMaker().table(3'000));
  parser::Selection selection;
  std::printf("3,000 rows, %zu nodes: milliseconds\n", page.tree.size());
  for (const std::string_view text : kHard) {
    const parser::Selector selector = compiled(text);
    std::size_t found = 0;
    const double spent = cost(1, 1, [&](int) {
      selection.begin(page.tree, std::chrono::seconds(5));
      found = choose(selection, selector);
    });
    std::printf("%8.2f  %4zu found  %s%s\n", spent / 1e3, found, text.data(),
                selection.ran_out() ? "  RAN OUT" : "");
  }
}

}  // namespace

int main() {
  print_shop();
  print_hard();
}
