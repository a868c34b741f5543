// What a link costs from attribute to key: resolve against the page, normalise, name.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "parser/url/url.h"

namespace {

using parser::Url;
using parser::UrlStatus;

constexpr std::string_view kPage =
    "https://www.example.org/wiki/portal/2024/articles/index.html?lang=en";

constexpr std::string_view kAbsolute[] = {
    "https://www.example.org/wiki/Special:RecentChanges?days=30&limit=500",
    "http://static.images.example.net/thumb/4/4a/Commons-logo.svg/30px-Commons-logo.svg.png",
    "https://blog.example.com/2023/11/07/how-we-made-the-build-twice-as-fast.html",
    "HTTPS://Shop.Example.co.uk/catalogue/shoes/running?page=3&sort=price"};
constexpr std::string_view kRootRelative[] = {
    "/wiki/Help:Contents/Getting_started_with_editing_and_formatting_pages",
    "/assets/application-3f1b2c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c.css",
    "/search?q=web+crawler&type=repositories&order=desc&per_page=100", "/about"};
constexpr std::string_view kDotDot[] = {"../2023/articles/a-longer-title-of-an-older-article.html",
                                        "../../archive/y.html", "../x/y.html", "./next.html"};
constexpr std::string_view kQuery[] = {"?a=b", "?page=2&sort=date&filter=unread", "?lang=de"};
constexpr std::string_view kFragment[] = {"#frag", "#History_of_the_subject", "#"};
constexpr std::string_view kEscaped[] = {"/wiki/%C3%84pfel_und_Birnen_(Begriffskl%c3%a4rung)",
                                         "/%7euser/files/report%20of%202024.pdf",
                                         "/wiki/\xC3\x84pfel_und_Birnen"};
constexpr std::string_view kInternational[] = {"https://b\xC3\xBC\x63her.example/katalog/neu.html"};

// What a page of an encyclopedia or a shop holds, in about its proportions.
constexpr std::string_view kMix[] = {
    kAbsolute[0], kRootRelative[0], kDotDot[0],   kQuery[0],        kRootRelative[1], kAbsolute[1],
    kFragment[0], kRootRelative[2], kDotDot[2],   kRootRelative[3], kAbsolute[2],     kQuery[1],
    kEscaped[0],  kRootRelative[0], kAbsolute[3], kFragment[1]};

void links(benchmark::State& state, std::span<const std::string_view> hrefs) {
  Url page, url;
  if (page.assign(kPage) != UrlStatus::kOk) state.SkipWithError("the page's own URL is wrong");
  std::size_t next = 0;
  int64_t bytes = 0;
  for (auto _ : state) {
    const std::string_view href = hrefs[next];
    if (++next == hrefs.size()) next = 0;
    if (url.assign(href, &page) != UrlStatus::kOk) state.SkipWithError("a link is wrong");
    url.normalise();
    benchmark::DoNotOptimize(parser::key_of(url));
    bytes += static_cast<int64_t>(url.href().size());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
}
BENCHMARK_CAPTURE(links, mix, kMix);
BENCHMARK_CAPTURE(links, absolute, kAbsolute);
BENCHMARK_CAPTURE(links, root_relative, kRootRelative);
BENCHMARK_CAPTURE(links, dot_dot, kDotDot);
BENCHMARK_CAPTURE(links, query, kQuery);
BENCHMARK_CAPTURE(links, fragment, kFragment);
BENCHMARK_CAPTURE(links, escaped, kEscaped);
BENCHMARK_CAPTURE(links, international, kInternational);

void registrable_domain(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(parser::registrable_domain("www.shop.example.co.uk"));
}
BENCHMARK(registrable_domain);

}  // namespace

BENCHMARK_MAIN();
