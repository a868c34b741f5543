// Pages as frameworks make them, and pages that only look like those.
#include "parser/page/script_need.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "parser/page/page.h"

namespace parser {
namespace {

using Verdict = ScriptNeed::Verdict;

ScriptNeed need_of(const std::string& html) {
  static PageParser parser;
  const std::vector<std::pair<std::string, std::string>> headers{
      {"Content-Type", "text/html; charset=utf-8"}};
  RawPage raw{"https://a.test/docs/", 200, &headers, html};
  PageWishes wishes;
  wishes.script_need = true;
  return parser.parse(raw, {}, wishes).script_need;
}

void expect(const std::string& html, Verdict verdict, ScriptSign sign = ScriptSign::kNone) {
  const ScriptNeed need = need_of(html);
  EXPECT_EQ(static_cast<int>(need.verdict), static_cast<int>(verdict)) << html.substr(0, 300);
  EXPECT_EQ(static_cast<int>(need.sign), static_cast<int>(sign)) << html.substr(0, 300);
}

std::string words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word ";
  return text;
}

std::string navigation(int links) {
  std::string html = "<nav><ul>";
  for (int i = 0; i < links; ++i)
    html +=
        "<li><a href=\"/part" + std::to_string(i) + "\">Part " + std::to_string(i) + "</a></li>";
  return html + "</ul></nav>";
}

TEST(ScriptNeed, EmptyRootsOfFrameworksNeedScripts) {
  // create-react-app, Vite with React, Vue, Svelte; Angular; Nuxt and Next without server.
  expect(R"(<!doctype html><html lang=en><head><meta charset=utf-8><title>React App</title>
    <script defer src=/static/js/main.1a2b.js></script></head><body>
    <noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div></body>)",
         Verdict::kYes, ScriptSign::kEmptyRoot);
  expect(R"(<!DOCTYPE html><title>Vite App</title>
    <script type=module crossorigin src=/assets/index-4f.js></script>
    <link rel=stylesheet href=/assets/index.css></head><body><div id="app"></div></body>)",
         Verdict::kYes, ScriptSign::kEmptyRoot);
  expect(R"(<!doctype html><html><head><base href="/"><title>Shop</title></head>
    <body><app-root></app-root><script src="runtime.js" type="module"></script></body></html>)",
         Verdict::kYes, ScriptSign::kEmptyRoot);
  expect(R"(<body><div style="display: contents">
    <script>{ __sveltekit_1 = { base: "" }; import("/_app/start.js") }</script></div></body>)",
         Verdict::kYes, ScriptSign::kState);
  expect(R"(<body><div id="__nuxt"><!--spinner--></div><script>window.__NUXT__={}</script></body>)",
         Verdict::kYes, ScriptSign::kEmptyRoot);
  expect(
      R"(<body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{}</script>
    <script src=/_next/main.js></script></body>)",
      Verdict::kYes, ScriptSign::kEmptyRoot);
}

TEST(ScriptNeed, ARootInAFrameOfWordsAndLinksNeedsThem) {
  expect("<header>" + navigation(12) + "</header><div id=app></div><footer>" + words(80) +
             "</footer><script src=a.js></script>",
         Verdict::kYes, ScriptSign::kEmptyRoot);
}

TEST(ScriptNeed, ASpinnerIsNextToNothing) {
  expect("<div id=root><div class=spinner>Loading…</div></div><script src=a.js></script>",
         Verdict::kYes, ScriptSign::kNoLinks);
}

TEST(ScriptNeed, NoscriptThatAsksForJavaScriptIsBelievedOfThinPages) {
  const std::string asks = "<body><noscript><p>Bitte schalten Sie JavaScript ein.</p></noscript>";
  expect(asks + "<main>" + words(60) + "</main><script>run()</script>" + navigation(4),
         Verdict::kYes, ScriptSign::kNoscript);
  // As documentations have it for their search.
  expect(asks + navigation(15) + "<h1>Class</h1><p>" + words(60) + "</p><script>run()</script>",
         Verdict::kNo);
  expect("<noscript><img src=/count.gif></noscript>" + navigation(4) + "<p>" + words(60) +
             "</p><p>a</p><h1>b</h1><script>count()</script>",
         Verdict::kNo);
}

TEST(ScriptNeed, LinksThatLeadNowhereNeedThem) {
  std::string html = "<script src=a.js></script><main><p>" + words(100) + "</p>";
  for (const char* href : {"#", "javascript:void(0)", "#/users", "#!/about"})
    html += std::string("<a href=\"") + href + "\">Go on</a>";
  expect(html, Verdict::kYes, ScriptSign::kNoLinks);
  expect("<script src=a.js></script><p>" + words(60) + "</p><button onclick=go()>On</button>",
         Verdict::kYes, ScriptSign::kNoLinks);
}

TEST(ScriptNeed, TextWithPlacesToFillInNeedsThem) {
  expect("<div ng-app=shop><ul><li ng-repeat=\"p in all\"><a href={{p.url}}>{{p.name}}</a></ul>" +
             navigation(5) + "<p>" + words(60) + "</p></div><script src=angular.js></script>",
         Verdict::kYes, ScriptSign::kTemplate);
  // A page that tells of such places.
  std::string guide = navigation(20) + "<script src=search.js></script>";
  for (int i = 0; i < 12; ++i) guide += "<p>" + words(20) + "<code>v-for=</code> {{ name }}</p>";
  expect(guide, Verdict::kNo);
}

TEST(ScriptNeed, EmptyListsAreADoubt) {
  expect(navigation(6) + "<h1>News</h1><ul id=news></ul><footer>" + words(50) +
             "</footer><script>load()</script>",
         Verdict::kPerhaps, ScriptSign::kEmptyRoot);
  expect(navigation(6) + "<h1>News</h1><div>" + words(60) +
             "</div><script>window.__INITIAL_STATE__={}</script>",
         Verdict::kPerhaps, ScriptSign::kState);
}

TEST(ScriptNeed, AnEmptyListAmongFewWordsIsADoubtHoweverManyParagraphs) {
  const std::string list = "<main><h1>News</h1><p>" + words(60) + "</p><div id=news></div></main>";
  const std::string footer = "<footer><p>" + words(40) + "</p></footer><script>load()</script>";
  expect(navigation(6) + list + footer, Verdict::kPerhaps, ScriptSign::kEmptyRoot);
  // Of what leads on to many pages, or says much, the place is for something beside it.
  expect(navigation(12) + list + footer, Verdict::kNo);
  expect(navigation(6) + list + "<p>" + words(250) + "</p>" + footer, Verdict::kNo);
}

TEST(ScriptNeed, AFormIsWholeWithFewWords) {
  const std::string fields =
      "<label>Name <input name=a></label><label>Word <input type=password></label>";
  const std::string script = "<script src=check.js></script>";
  expect("<h1>Log in</h1><form>" + fields + "<button>Go</button></form>" + script, Verdict::kNo);
  expect(navigation(4) + "<h1>Write to us</h1><form><select></select><textarea></textarea></form>" +
             script,
         Verdict::kNo);
  // The search of a page that is empty otherwise; what nobody fills in; a form beside a root.
  expect("<h1>Shop</h1><input type=search>" + script, Verdict::kYes, ScriptSign::kNoLinks);
  expect("<h1>Shop</h1><input type=hidden><input type=hidden><input type=submit>" + script,
         Verdict::kYes, ScriptSign::kNoLinks);
  expect(fields + "<div id=root></div>" + script, Verdict::kYes, ScriptSign::kEmptyRoot);
  expect("<template>" + fields + "</template>" + script, Verdict::kYes, ScriptSign::kNoLinks);
}

TEST(ScriptNeed, AGalleryIsWholeWithFewWords) {
  std::string images;
  for (int i = 0; i < 6; ++i)
    images += "<a href=/" + std::to_string(i) + "><img src=/" + std::to_string(i) + ".jpg></a>";
  const std::string script = "<script src=zoom.js></script>";
  expect("<h1>Pictures</h1>" + images + script, Verdict::kNo);
  expect("<h1>Pictures</h1>" + images + "<main></main>" + script, Verdict::kPerhaps,
         ScriptSign::kEmptyRoot);
}

TEST(ScriptNeed, PagesWithoutScriptsNeedNone) {
  expect("<div id=root></div>", Verdict::kNo);
  expect("<p>Moved</p>", Verdict::kNo);
  expect("<div id=app></div><script type=application/ld+json>{}</script>", Verdict::kNo);
  expect("<noscript>Enable JavaScript</noscript><script type=text/template><b></b></script>",
         Verdict::kNo);
}

TEST(ScriptNeed, WordsAndLinksAreEnoughWhateverTheScripts) {
  expect(navigation(10) + "<div id=search-results></div><h1>Guide</h1><p>" + words(900) +
             "</p><theme-switch></theme-switch><script src=a.js></script>",
         Verdict::kNo);
  // Rendered on the server.
  expect("<div id=__next>" + navigation(10) + "<h1>Post</h1><p>" + words(40) + "</p><p>" +
             words(40) +
             "</p></div><script id=__NEXT_DATA__ type=application/json>{}</script>"
             "<script src=/_next/main.js></script>",
         Verdict::kNo);
}

TEST(ScriptNeed, AShortPageThatLeadsOnIsADoubt) {
  expect(navigation(3) + "<p>See there.</p><script src=count.js></script>", Verdict::kPerhaps,
         ScriptSign::kLittleText);
}

TEST(ScriptNeed, APageThatSendsOnByItselfNeedsNone) {
  expect("<meta http-equiv=refresh content='0;url=/new'><script>location = '/new'</script>",
         Verdict::kNo);
  expect("<meta http-equiv=refresh content=60><div id=app></div><script src=a.js></script>",
         Verdict::kYes, ScriptSign::kEmptyRoot);
}

TEST(ScriptNeed, NobodyAsksNobodyIsTold) {
  PageParser parser;
  const std::vector<std::pair<std::string, std::string>> headers{{"Content-Type", "text/html"}};
  RawPage raw{"https://a.test/", 200, &headers, "<div id=app></div><script src=a.js></script>"};
  EXPECT_EQ(parser.parse(raw, {}).script_need, ScriptNeed());
}

// Cut, nested and odd markup is judged as well.
TEST(ScriptNeed, HostileMarkupIsJudged) {
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "<div id=app>";
  expect(deep + "<script>", Verdict::kYes, ScriptSign::kEmptyRoot);
  expect("<noscript><div id=app><script src=a.js>", Verdict::kYes, ScriptSign::kEmptyRoot);
  need_of("</div></script></noscript><svg><script href=a.js></script><a xlink:href=#>");
}

}  // namespace
}  // namespace parser
