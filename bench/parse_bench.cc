// What a page costs: gumbo alone in the arena, the walk, the words, and PageParser::parse in all.
// The pages are of the kind that crawlers are compared with: 10 KB, 30 links, 12 sections.
#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "parser/html/html.h"
#include "parser/page/page.h"
#include "parser/page/words.h"

namespace {

constexpr std::array<std::string_view, 30> kWords = {
    "lorem",        "ipsum",   "dolor",   "sit",    "amet",    "consectetur",
    "adipiscing",   "elit",    "sed",     "do",     "eiusmod", "tempor",
    "incididunt",   "ut",      "labore",  "et",     "dolore",  "magna",
    "aliqua",       "enim",    "minim",   "veniam", "quis",    "nostrud",
    "exercitation", "ullamco", "laboris", "nisi",   "aliquip", "commodo"};

class PageMaker {
 public:
  std::string page(unsigned number) {
    std::string html =
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Title of page " +
        std::to_string(number) + "</title><meta name=\"description\" content=\"" + words(12) +
        "\"></head><body><nav><ul>";
    for (int i = 0; i < 30; ++i) html += link();
    html += "</ul></nav><main><h1>Page " + std::to_string(number) + "</h1>";
    for (int section = 0; section < 12; ++section) {
      const std::string name = std::to_string(section);
      html += "<div class=\"c\"><h2>Section " + name + "</h2><p>" + words(90) +
              "</p><img src=\"/img/" + name + ".png\" alt=\"x\"></div>\n";
    }
    return html + "</main></body></html>";
  }

 private:
  std::string link() {
    const unsigned target = static_cast<unsigned>(random_() % 30'000);
    const std::string name = std::to_string(target);
    return "<li><a class=\"nav\" href=\"/p/" + std::to_string(target / 1000) + "/" + name +
           ".html\">Page " + name + "</a></li>\n";
  }
  std::string words(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      if (i > 0) text += ' ';
      text += kWords[random_() % kWords.size()];
    }
    return text;
  }

  std::mt19937 random_{7};
};

// More than one, so that branches are not learned by heart.
std::vector<std::string> make_pages() {
  PageMaker maker;
  std::vector<std::string> pages;
  for (unsigned i = 0; i < 64; ++i) pages.push_back(maker.page(i));
  return pages;
}

void count(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}

void GumboInArena(benchmark::State& state) {
  const std::vector<std::string> pages = make_pages();
  parser::HtmlParser html;
  std::size_t next = 0, bytes = 0;
  for (auto _ : state) {
    const std::string& page = pages[next++ % pages.size()];
    benchmark::DoNotOptimize(html.parse(page, {}));
    bytes += page.size();
  }
  count(state, bytes);
}
BENCHMARK(GumboInArena)->Unit(benchmark::kMicrosecond);

void ParsePage(benchmark::State& state) {
  const std::vector<std::string> pages = make_pages();
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"Server", "nginx"},
      {"Date", "Thu, 01 Jan 2026 00:00:00 GMT"},
      {"Content-Type", "text/html"},
      {"Connection", "keep-alive"},
      {"ETag", "\"65a0f5c1-2b3c\""}};
  parser::PageParser page_parser;
  parser::RawPage raw;
  raw.url = "http://127.0.0.1:8000/p/0/0.html";
  raw.status = 200;
  raw.headers = &headers;
  const parser::PageLimits limits;
  std::size_t next = 0, bytes = 0;
  for (auto _ : state) {
    raw.body = pages[next++ % pages.size()];
    benchmark::DoNotOptimize(page_parser.parse(raw, limits).links.data());
    bytes += raw.body.size();
  }
  count(state, bytes);
}
BENCHMARK(ParsePage)->Unit(benchmark::kMicrosecond);

void WordsAndSimhash(benchmark::State& state) {
  const std::string html = PageMaker().page(0);
  std::string text;
  for (char c : html)
    if (c != '<' && c != '>') text += c;
  for (auto _ : state) benchmark::DoNotOptimize(parser::word_statistics(text).simhash);
  count(state, text.size() * static_cast<std::size_t>(state.iterations()));
}
BENCHMARK(WordsAndSimhash)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
