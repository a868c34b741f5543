#include "parser/access/access_rules.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "parser/page/page.h"
#include "tests/parser/access/judged.h"

namespace parser {
namespace {

// For a rule, what breaks it (so often) and what does not.
struct RuleCase {
  const char* rule;
  const char* broken;
  unsigned elements;
  const char* kept;
};

const RuleCase kCases[] = {
    {"accesskeys", "<b accesskey=k>1</b><b accesskey=K>2</b>", 1,
     "<b accesskey=k>1</b><b accesskey=l>2</b><b accesskey=l hidden>3</b>"},
    {"area-alt", "<map name=m><area href=/x><area href=/y alt=' '></map>", 2,
     "<map name=m><area href=/x alt=x><area></map><area href=/z>"},
    {"blink", "<blink>x</blink>", 1, "<blink hidden>x</blink>"},
    {"button-name", "<button></button><button><img src=x alt=''></button>", 2,
     "<button>x</button><button><img src=x alt=x></button><button title=x></button>"
     "<button aria-labelledby=n></button><i id=n hidden>x</i><button role=none disabled></button>"
     "<label>x<button></button></label>"},
    {"bypass", "<a href=/x>x</a>", 1, "<a href=/x>x</a><a href='#y'>y</a>"},
    {"definition-list", "<dl><dt>x</dl><dl>x<dt>x<dd>y</dl><dl><p>x</p></dl><dl><dd>y<dt>x</dl>", 4,
     "<dl><dt>x<dd>y</dl><dl><div><dt>x<dd>y</div></dl><dl role=list><p>x</p></dl><dl></dl>"},
    {"dlitem", "<div><dt>x</dt></div><dd>y</dd>", 2, "<dl><dt>x<dd>y</dl><p role=x><dt role=x>x"},
    {"document-title", "<title> </title>", 1, "<title>x</title>"},
    {"duplicate-id-aria", "<p id=x>1</p><p id=x>2</p><b aria-describedby='y x'></b>", 1,
     "<p id=x>1</p><p id=x>2</p><p id=y></p><b aria-describedby=y></b>"},
    {"empty-heading", "<h2></h2><h3> <b hidden>x</b></h3><div role=heading></div>", 3,
     "<h2>x</h2><h3 title=x></h3><h4><img src=x alt=x></h4><h5 role=none></h5><h6 hidden></h6>"},
    {"empty-table-header", "<table><tr><th><th aria-label=x></table>", 2,
     "<table><tr><th>x<th><img src=x alt=x><th role=cell></table>"},
    {"form-field-multiple-labels", "<label for=a>x</label><label for=a>y</label><input id=a>", 1,
     "<label for=a>x</label><label for=a hidden>y</label><input id=a>"},
    {"frame-title", "<iframe src=x></iframe>", 1,
     "<iframe title=x></iframe><iframe tabindex=-1></iframe>"},
    {"frame-title-unique", "<iframe title=x></iframe><iframe title=' X'></iframe>", 2,
     "<iframe title=x></iframe><iframe title=y></iframe>"},
    {"heading-order", "<h1>1</h1><h3>3</h3><h2>2</h2><h2 aria-level=5>5</h2>", 2,
     "<h2>2</h2><h3>3</h3><h4 hidden>4</h4><h1>1</h1><h2>2</h2>"},
    {"html-has-lang", "<html lang=' '>", 1, "<html lang=xyz>"},
    {"html-lang-valid", "<html lang=english>", 1, "<html lang=de-CH>"},
    {"html-xml-lang-mismatch", "<html lang=en xml:lang=de>", 1, "<html lang=en-GB xml:lang=EN-us>"},
    {"image-alt", "<img src=x><img src=x alt=' '>", 2,
     "<img src=x alt><img src=x alt=x><img src=x title=x><img src=x role=none><img src=x hidden>"
     "<p aria-hidden=true><img src=x></p><noscript><img src=x></noscript>"},
    {"image-redundant-alt", "<a href=/x><img src=x alt='Some words'> some\n WORDS</a>", 1,
     "<a href=/x><img src=x alt='Some words'> others</a><img src=x alt=a>a"},
    {"input-button-name", "<input type=button><input type=SUBMIT value=' '>", 2,
     "<input type=submit><input type=reset><input type=button value=x><input type=button title=x>"},
    {"input-image-alt", "<input type=image alt=''>", 1, "<input type=image alt=x>"},
    {"label", "<input><input type=checkbox><textarea></textarea><label for=a></label><input id=a>",
     4,
     "<label>x<input></label><input id=b><label for=b>x</label><input placeholder=x>"
     "<input type=hidden><input type=submit><input aria-labelledby='n m'><i id=m>x</i>"
     "<label><img src=x alt=x><input></label>"},
    {"landmark-no-duplicate-banner", "<header>1</header><div role=banner>2</div>", 1,
     "<header>1</header><article><header>2</header></article>"},
    {"landmark-no-duplicate-contentinfo", "<footer>1</footer><footer>2</footer>", 1,
     "<footer>1</footer><main><footer>2</footer></main><footer hidden>3</footer>"},
    {"landmark-no-duplicate-main", "<main>1</main><div role=main>2</div>", 1,
     "<main>1</main><main hidden>2</main><main role=none>3</main>"},
    {"landmark-one-main", "<main hidden>x</main>", 1, "<div role=main>x</div>"},
    {"link-name", "<a href=/x></a><a href=/x>&nbsp;</a><a href=/x><i aria-hidden=true>x</i></a>", 3,
     "<a href=/x>x</a><a></a><a href=/x><i title=x></i></a><a href=/x><svg><title>x</title></svg>"
     "</a><a href=/x aria-label=x></a><a href=/x><input type=submit></a>"
     "<a href=/x><i aria-hidden=true>1</i> x</a>"},
    {"list", "<ul>x</ul><ol><p>x</p></ol><ul><li role=button>x</ul>", 3,
     "<ul><li>x</ul><ul> <script>1</script><li>x<p hidden>x</p></ul><ul role=menu>x</ul>"
     "<ul><p role=listitem>x</p></ul>"},
    {"listitem", "<div><li>x</li></div><ul role=menu><li>x</ul>", 2,
     "<ul><li>x</ul><menu><li>x</menu><div role=list><li>x</li></div><div><li role=note>x</div>"},
    {"marquee", "<marquee>x</marquee>", 1, "<marquee style='display: none'>x</marquee>"},
    {"meta-refresh", "<meta http-equiv=refresh content='30; url=/x'>", 1,
     "<meta http-equiv=refresh content='0; url=/x'><meta http-equiv=refresh content=99999>"
     "<noscript><meta http-equiv=refresh content=30></noscript>"},
    {"meta-viewport", "<meta name=viewport content='width=1, maximum-scale=1.5'>", 1,
     "<meta name=viewport content='maximum-scale=5, user-scalable=yes, initial-scale=1'>"},
    {"nested-interactive", "<button>x<a href=/x>y</a></button>", 1,
     "<button>x<b>y</b></button><div role=button>x<a>y</a><input disabled></div>"},
    {"object-alt", "<object data=x></object>", 1,
     "<object data=x>words</object><object data=x title=x></object><object></object>"},
    {"page-has-heading-one", "<h2>x</h2>", 1, "<div role=heading aria-level=1>x</div>"},
    {"presentation-role-conflict", "<img src=x alt='' tabindex=0><ul role=none tabindex=0></ul>", 2,
     "<img src=x alt=''><ul role=none></ul><div role=none tabindex=0></div>"},
    {"role-img-alt", "<div role=img>x</div>", 1, "<div role=img title=x></div>"},
    {"scope-attr-valid", "<table><tr><td scope=row>x<th scope=left>y</table>", 2,
     "<table><tr><th scope=ROWGROUP>x<td>y</table>"},
    {"select-name", "<select><option>x</select>", 1,
     "<select title=x></select><label>x<select></select></label>"},
    {"server-side-image-map", "<img src=x alt=x ismap>", 1, "<img src=x alt=x usemap='#m'>"},
    {"summary-name", "<details><summary></summary>x</details>", 1,
     "<details><summary>x</summary><summary></summary></details><summary></summary>"},
    {"svg-img-alt", "<svg role=img></svg><svg><g role=img></g></svg>", 2,
     "<svg></svg><svg role=img><title>x</title></svg><svg role=img aria-label=x></svg>"},
    {"tabindex", "<p tabindex=1>x</p><p tabindex=' 2x'>x</p>", 2,
     "<p tabindex=0>x</p><p tabindex=-1>x</p><p tabindex=x>x</p>"},
    {"td-headers-attr", "<table><tr><th id=a>x<tr><td headers='a b'>y</table>", 1,
     "<table><tr><th id=a>x<tr><td headers=a>y</table><table role=none><tr><td headers=b></table>"},
    {"valid-lang", "<p lang=xx>x</p>", 1,
     "<p lang=xx></p><p lang=gsw>x</p><p lang=''>x</p><p lang=xx><b lang=en>x</b></p>"},
    {"video-caption", "<video><track kind=subtitles></video>", 1,
     "<video><track kind=Captions></video><video hidden></video>"},
};

TEST(AccessRules, WhatBreaksARuleAndWhatDoesNot) {
  Judged judged;
  std::set<std::string> rules;
  for (const RuleCase& each : kCases) {
    rules.insert(each.rule);
    for (const Attributes attributes : {Attributes::kForAccess, Attributes::kAll}) {
      judged.judge(std::string("<!doctype html>") + each.broken, attributes);
      EXPECT_EQ(judged.count(each.rule), each.elements) << each.rule << ": " << each.broken;
      judged.judge(std::string("<!doctype html>") + each.kept, attributes);
      EXPECT_EQ(judged.count(each.rule), 0u) << each.rule << ": " << each.kept;
    }
  }
  EXPECT_EQ(rules.size(), std::size(kCases));
}

TEST(AccessRules, AGoodPageBreaksNone) {
  Judged judged;
  EXPECT_TRUE(judged
                  .judge("<!doctype html><html lang=en><title>x</title><body><header>x</header>"
                         "<main><h1>x</h1><p>x<img src=x alt=y></p></main><footer>x</footer>")
                  .empty());
}

TEST(AccessRules, TheFirstElementIsShown) {
  Judged judged;
  judged.judge(
      "<label for=a></label><input id=a value='&quot;x&quot;'><p aria-hidden=true><input></p>"
      "<input id=b>");
  EXPECT_EQ(judged.count("label"), 2u);
  EXPECT_EQ(judged.example("label"), "<input value=\"&quot;x&quot;\" id=\"a\">")
      << "attributes that were put aside come last";
}

TEST(AccessRules, OnlyThHasAScopeSinceHtml5) {
  Judged judged;
  judged.judge(
      "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN' 'http://www.w3.org/TR/html4/strict.dtd'>"
      "<table><tr><td scope=row>x</table>");
  EXPECT_EQ(judged.count("scope-attr-valid"), 0u);
}

TEST(AccessRules, AnOpenDialogHidesThePageBehind) {
  Judged judged;
  judged.judge("<dialog open>x</dialog><p aria-hidden=true><a href=/x>y</a></p>");
  EXPECT_EQ(judged.count("aria-hidden-focus"), 0u);
  EXPECT_EQ(judged.count("landmark-one-main"), 0u);
}

TEST(AccessRules, SomeAreForAPersonToDecide) {
  EXPECT_TRUE(needs_review("video-caption"));
  EXPECT_FALSE(needs_review("image-alt"));
  EXPECT_FALSE(needs_review("no-such-rule"));
}

TEST(AccessRules, ThePageHasThemOnRequest) {
  PageParser parser;
  const std::vector<std::pair<std::string, std::string>> headers = {{"Content-Type", "text/html"}};
  RawPage raw{.url = "http://a.test/", .status = 200, .headers = &headers, .body = "<img src=x>"};
  PageWishes wishes;
  wishes.structured = false;
  wishes.access = false;
  EXPECT_TRUE(parser.parse(raw, {}, wishes).access.empty());
  wishes.access = true;
  std::set<std::string_view> rules;
  for (const AccessFault& fault : parser.parse(raw, {}, wishes).access) rules.insert(fault.rule);
  EXPECT_TRUE(rules.contains("image-alt"));
  raw.body = "";
  EXPECT_TRUE(parser.parse(raw, {}, wishes).access.empty());
}

}  // namespace
}  // namespace parser
