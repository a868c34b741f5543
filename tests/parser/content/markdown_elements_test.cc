// What becomes of each element of HTML in Markdown: a test for each row of docs/markdown.md.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "parser/content/article.h"
#include "parser/content/markdown.h"
#include "parser/html/html.h"

namespace parser {
namespace {

// Of all of a page.
std::string markdown(std::string html) {
  HtmlParser parser;
  HtmlLimits limits;
  limits.attributes = Attributes::kAll;
  parser.parse(html, limits);
  Tree tree;
  tree.read(parser);
  Url url;
  url.assign("https://a.test/dir/page");
  Article all;
  all.root = tree.empty() ? kNoNode : 0;
  all.left_out.assign(tree.size(), 0);
  return article_markdown(tree, all, url, 1u << 20);
}

// ---- Blocks

TEST(MarkdownElements, Sections) {
  for (const std::string name : {"article", "section", "main", "header", "footer", "nav", "aside",
                                 "address", "hgroup", "search", "div", "p", "center", "fieldset",
                                 "figure", "figcaption", "legend", "details", "summary"})
    EXPECT_EQ(markdown("a<" + name + ">b</" + name + ">c"), "a\n\nb\n\nc\n") << name;
}

TEST(MarkdownElements, Headings) {
  EXPECT_EQ(markdown("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>g"),
            "# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\ng\n");
  EXPECT_EQ(markdown("x<h2><hr><pre>a</pre>b</h2>"), "x\n\n---\n\n```\na\n```\n\n## b\n");
}

TEST(MarkdownElements, ListsOfEveryKind) {
  EXPECT_EQ(markdown("<menu><li>a</menu><dir><li>b</dir><li>c"), "- a\n\n* b\n\n- c\n");
  EXPECT_EQ(markdown("<ol reversed><li>a<li>b</ol>x<ol reversed start=9><li>c<li>d</ol>"),
            "2. a\n1) b\n\nx\n\n9. c\n8) d\n");
  EXPECT_EQ(markdown("<ol><li>a<li value=7>b<li>c</ol>"), "1. a\n7) b\n8) c\n");
  EXPECT_EQ(markdown("<ol type=a><li>a</ol>"), "1. a\n");
}

TEST(MarkdownElements, AListBetweenItemsIsOfTheItemBefore) {
  EXPECT_EQ(markdown("<ul><li>a</li><ul><li>b</ul><li>c</ul>"), "- a\n  - b\n- c\n");
  EXPECT_EQ(markdown("<ol><li>a</li><ol><li>b</li><ul><li>c</ul></ol><li>d</ol>"),
            "1. a\n   1. b\n      - c\n2. d\n");
}

TEST(MarkdownElements, ALineThatEndsBeforeAnItem) {
  EXPECT_EQ(markdown("<ul>a<br><li>b<br><li>c</ul>"), "a\n- b\n- c\n");
}

TEST(MarkdownElements, TermsAndDefinitions) {
  EXPECT_EQ(markdown("<dl><dt>a<dd>b<dd>c<dt>d<dd><p>e</dl>"), "a\n\nb\n\nc\n\nd\n\ne\n");
}

TEST(MarkdownElements, TextAsWritten) {
  for (const std::string name : {"pre", "listing", "xmp", "textarea"})
    EXPECT_EQ(markdown("x<" + name + ">a\n  b</" + name + ">y"), "x\n\n```\na\n  b\n```\n\ny\n")
        << name;
  EXPECT_EQ(markdown("x<plaintext>a\n  b"), "x\n\n```\na\n  b\n```\n");
  EXPECT_EQ(markdown("<ul><li>a<pre>b\n c</pre><li>d</ul>"),
            "- a\n\n  ```\n  b\n   c\n  ```\n- d\n");
}

TEST(MarkdownElements, Rules) {
  EXPECT_EQ(markdown("<b>a<hr>b</b>"), "**a**\n\n---\n\n**b**\n");
  EXPECT_EQ(markdown("<blockquote>a<hr></blockquote>"), "> a\n>\n> ---\n");
}

TEST(MarkdownElements, RoomThatIsEmpty) {
  EXPECT_EQ(markdown("a<br>&nbsp;</p><p>&nbsp;&nbsp;<p>b &nbsp; c&nbsp;d"), "a\n\nb c\u00A0d\n");
}

TEST(MarkdownElements, Quotes) {
  EXPECT_EQ(markdown("<blockquote><ul><li>a</ul><table><tr><th>b<th>c<tr><td>d<td>e</table>"
                     "</blockquote>f"),
            "> - a\n>\n> | b | c |\n> | --- | --- |\n> | d | e |\n\nf\n");
}

// ---- Tables

TEST(MarkdownElements, ACellHoldsBlocks) {
  EXPECT_EQ(markdown("<table><tr><th>a<th>b<tr><td>c<ul><li>d<li>e<ul><li>f</ul></ul><td><ol><li>g"
                     "<li>h</ol></table>"),
            "| a | b |\n| --- | --- |\n| c<br>\u2022 d<br>\u2022 e<br>\u2022 f | 1. g<br>2. h |\n");
  EXPECT_EQ(markdown("<table><tr><th>a<td><pre>b|c\n\n  d`</pre>e<td><h3>f</h3><blockquote>g"
                     "</blockquote><hr>h</table>"),
            "| a | `b\\|c`<br>``   d` ``<br>e | f<br>g<br>h |\n| --- | --- | --- |\n");
  EXPECT_EQ(markdown("<table><tr><th>a<th>b<tr><td><p>c</p><p></p><td>d<br></table>"),
            "| a | b |\n| --- | --- |\n| c | d |\n");
  EXPECT_EQ(markdown("<table><tr><th>a<td><b>b<p>c</p></b>d<td><a href=/x>e<p>f</p></a></table>"),
            "| a | **b<br>c**<br>d | [e<br>f](https://a.test/x) |\n| --- | --- | --- |\n");
}

TEST(MarkdownElements, TablesOfOneColumn) {
  EXPECT_EQ(markdown("<table><tr><th>a<tr><td>b<tr><td>c</table>"),
            "| a |\n| --- |\n| b |\n| c |\n");
}

TEST(MarkdownElements, Captions) {
  EXPECT_EQ(markdown("<table><caption>T</caption><tr><td>a<tr><td>b</table>"),
            "T\n\n| a |\n| --- |\n| b |\n");
  EXPECT_EQ(markdown("<table><tr><th>a<th>b</tr><caption><b>T</b></caption></table>c"),
            "| a | b |\n| --- | --- |\n\n**T**\n\nc\n");
}

TEST(MarkdownElements, LayoutsAreNoTables) {
  EXPECT_EQ(markdown("<table role=presentation><tr><td>a<td>b</table>"), "a b\n");
  EXPECT_EQ(markdown("<table><tr><td><h2>a</h2>b<td><ul><li>c</ul></table>"), "## a\n\nb\n\n- c\n");
  EXPECT_EQ(markdown("<table><tr><td>a<table><tr><th>b<th>c</table><td>d</table>"),
            "a\n\n| b | c |\n| --- | --- |\n\nd\n");
  const std::string words(501, 'w');
  EXPECT_EQ(markdown("<table><tr><td>" + words + "<td>b</table>"), words + " b\n");
}

// ---- In the line

TEST(MarkdownElements, Emphasis) {
  for (const std::string name : {"em", "i", "cite", "dfn", "var"})
    EXPECT_EQ(markdown("a <" + name + ">b</" + name + "> c"), "a *b* c\n") << name;
  for (const std::string name : {"b", "strong"})
    EXPECT_EQ(markdown("a <" + name + ">b</" + name + "> c"), "a **b** c\n") << name;
  for (const std::string name : {"s", "del", "strike"})
    EXPECT_EQ(markdown("a <" + name + ">b</" + name + "> c"), "a ~~b~~ c\n") << name;
}

TEST(MarkdownElements, TextOfTheLine) {
  for (const std::string name :
       {"abbr", "acronym", "bdi",   "bdo",     "big",   "blink", "data",   "font",
        "ins",  "label",   "mark",  "marquee", "meter", "nobr",  "output", "progress",
        "rb",   "slot",    "small", "span",    "time",  "u",     "x-own",  "applet"})
    EXPECT_EQ(markdown("a<" + name + " title=t>b</" + name + ">c"), "abc\n") << name;
  EXPECT_EQ(markdown("super<wbr>cali"), "supercali\n");
}

TEST(MarkdownElements, Code) {
  for (const std::string name : {"code", "kbd", "samp", "tt"})
    EXPECT_EQ(markdown("a <" + name + ">*b</" + name + "> c"), "a `*b` c\n") << name;
  EXPECT_EQ(markdown("<code> a <b>b</b>\n<i>c</i> </code>"), "`a b c`\n");
  EXPECT_EQ(markdown("<kbd><kbd>Ctrl</kbd>+<kbd>C</kbd></kbd>"), "`Ctrl+C`\n");
  EXPECT_EQ(markdown("&lt;<code>a</code><code>b</code><code>`</code>&gt;"), "<`ab` `` ` ``>\n");
}

TEST(MarkdownElements, CodeKeepsLinksAndWhatIsRaised) {
  EXPECT_EQ(markdown("<code>Vec&lt;<a href=t>T</a>&gt;</code>, <code><a href=u>U</a></code>"),
            "`Vec<`[`T`](https://a.test/dir/t)`>`, [`U`](https://a.test/dir/u)\n");
  EXPECT_EQ(markdown("<code>10<sup>8</sup> a</code>"), "`10`<sup>`8`</sup> `a`\n");
}

TEST(MarkdownElements, LanguagesOfCode) {
  const auto language = [](const std::string& html) {
    const std::string text = markdown(html);
    return text.substr(3, text.find('\n') - 3);
  };
  EXPECT_EQ(language("<pre class='brush: js; toolbar: false'>a</pre>"), "js");
  EXPECT_EQ(language("<pre class='wide brush:csharp'>a</pre>"), "csharp");
  EXPECT_EQ(language("<div class='highlight-python3 notranslate'><div class=highlight><pre>a"),
            "python3");
  EXPECT_EQ(language("<div class='highlight highlight-source-shell'><pre>a"), "shell");
  EXPECT_EQ(language("<div class='language-ruby highlighter-rouge'><div><pre><code>a"), "ruby");
  EXPECT_EQ(language("<pre class='sourceCode haskell'>a</pre>"), "haskell");
  EXPECT_EQ(language("<pre><code data-lang=go>a"), "go");
  EXPECT_EQ(language("<div class='mw-highlight mw-highlight-lang-c++'><pre>a"), "c++");
  EXPECT_EQ(language("<div class=highlight-default><pre>a"), "");
  EXPECT_EQ(language("<div class=highlight-box><pre class='line numbers'>a"), "");
  EXPECT_EQ(language("<div class=language-de><pre>a</pre><p>b<p>c"), "");
}

TEST(MarkdownElements, LinksInBlocksOfCodeStandBelow) {
  EXPECT_EQ(markdown("<pre>fn f(<a href=t>T</a>) -&gt; <a href=u>*U</a>, <a href=t>T</a> <a "
                     "href='#v'>v</a></pre>x"),
            "```\nfn f(T) -> *U, T v\n```\n\n[T](https://a.test/dir/t), "
            "[\\*U](https://a.test/dir/u)\n\nx\n");
  EXPECT_EQ(markdown("<pre>see <a href='http://b.test/'>http://b.test/</a></pre>"),
            "```\nsee http://b.test/\n```\n");
  EXPECT_EQ(markdown("<table><tr><th>a<td><pre><a href=t>b</a></pre></table>"),
            "| a | `b`<br>[b](https://a.test/dir/t) |\n| --- | --- |\n");
}

TEST(MarkdownElements, Quotations) {
  EXPECT_EQ(markdown("He said: <q>a <q>b</q> <i>c</i></q>, <q></q>"),
            "He said: \u201Ca \u2018b\u2019 *c*\u201D,\n");
}

TEST(MarkdownElements, Readings) {
  EXPECT_EQ(markdown("<ruby>\u6F22<rp>(</rp><rt>kan</rt><rp>)</rp>\u5B57<rt>ji</rt></ruby>x"),
            "\u6F22(kan)\u5B57(ji)x\n");
}

TEST(MarkdownElements, LinksAroundBlocks) {
  EXPECT_EQ(markdown("<a href=/x>a<ul><li>b<li>c</ul><pre>d</pre></a>e"),
            "[a](https://a.test/x)\n\n- [b](https://a.test/x)\n- [c](https://a.test/x)\n\n"
            "```\nd\n```\n\ne\n");
  // Side by side they are words of their own, but for parts of one and scripts without spaces.
  EXPECT_EQ(markdown("<a href=/x>a</a><a href=/y><b>b</b></a><a href=/y>c</a>d"),
            markdown("<a href=/x>a</a> <a href=/y><b>b</b></a><a href=/y>c</a>d"));
  EXPECT_EQ(markdown("<a href=/x>\u65E5</a><a href=/y>\u6771</a>").find(' '), std::string::npos);
  EXPECT_EQ(markdown("<i><a href=/x>a</a></i><a href=/y>, b</a>").find(") "), std::string::npos);
  EXPECT_EQ(markdown("a<a href=/x> </a>b<a href=/x><b></b></a>c<a href='mailto:d'>d</a>"),
            "a bcd\n");
}

// ---- What is not written in the page

TEST(MarkdownElements, Images) {
  EXPECT_EQ(markdown("<picture><source srcset='/b.webp 2x, /c 3x'><img alt=a></picture>"),
            "![a](https://a.test/b.webp)\n");
  EXPECT_EQ(markdown("<img alt=a srcset='/b.png, /c.png 2x'><img data-original=/d>"),
            "![a](https://a.test/b.png)![](https://a.test/d)\n");
  EXPECT_EQ(markdown("a <img alt='E = *mc*\u00B2'> b <input type=image alt=Go src=/go>"),
            "a E = \\*mc\\*\u00B2 b ![Go](https://a.test/go)\n");
}

TEST(MarkdownElements, Media) {
  EXPECT_EQ(markdown("a<iframe src=//v.test/1 title='A [film]'>x</iframe>b"),
            "a [A \\[film\\]](https://v.test/1) b\n");
  EXPECT_EQ(
      markdown("<video poster=p><source src=/v.mp4>x</video><audio src=/a aria-label=S></audio>"
               "<embed src=/e>"),
      "[https://a.test/v.mp4](https://a.test/v.mp4) [S](https://a.test/a) "
      "[https://a.test/e](https://a.test/e)\n");
  EXPECT_EQ(markdown("<object data=/o><param name=n>words</object><object data=/p></object>"),
            "words [https://a.test/p](https://a.test/p)\n");
  EXPECT_EQ(markdown("a<iframe src=/i width=1 height=1></iframe><iframe src=/i hidden></iframe>"
                     "<iframe src=/i style='display:none'></iframe><iframe></iframe>"),
            "a\n");
}

TEST(MarkdownElements, Drawings) {
  EXPECT_EQ(
      markdown("<svg><title>t</title><desc>d</desc><text>a</text><text>b<tspan>c</tspan></text>"
               "</svg><canvas>no</canvas>"),
      "a bc\n");
}

TEST(MarkdownElements, Formulas) {
  const auto math = [](const std::string& inside) {
    return markdown("<math>" + inside + "</math>");
  };
  EXPECT_EQ(math("<msup><mi>x</mi> <mn>2</mn></msup><mo>+</mo><msub><mi>a</mi><mi>i</mi></msub>"),
            "x<sup>2</sup>+a<sub>i</sub>\n");
  EXPECT_EQ(math("<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>"),
            "1/(a+b)\n");
  EXPECT_EQ(math("<munderover><mo>\u2211</mo><mn>1</mn><mi>n</mi></munderover><mi>k</mi>"),
            "\u2211<sub>1</sub><sup>n</sup>k\n");
  EXPECT_EQ(math("<msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>"),
            "\u221A(2)x<sup>1/3</sup>\n");
  EXPECT_EQ(math("<mfenced open='['><mi>a</mi><mi>b</mi></mfenced><mphantom><mi>c</mi></mphantom>"),
            "\\[a,b)\n");
  EXPECT_EQ(math("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
                 "<mtr><mtd><mn>3</mn></mtd></mtr></mtable>"),
            "1 2; 3\n");
  EXPECT_EQ(math("<semantics><msup><mi>x</mi><mn>2</mn></msup>"
                 "<annotation encoding='application/x-tex'>x_1^2</annotation></semantics>"),
            "$`x_1^2`$\n");
}

TEST(MarkdownElements, Controls) {
  EXPECT_EQ(markdown("a<button>b</button><button>c</button>d<input value=x><input type=checkbox>"),
            "a b c d\n");
  EXPECT_EQ(markdown("<select><optgroup label=l><option>a</optgroup><option>b</select>"
                     "<datalist><option>c</datalist>"),
            "- a\n\n- b\n");
}

TEST(MarkdownElements, NothingToSee) {
  EXPECT_EQ(
      markdown("a<script>b</script><style>c</style><noscript>d</noscript><template>e</template>"
               "<noembed>f</noembed><noframes>g</noframes><dialog>h</dialog><p hidden>i</p>"
               "<map><area alt=j href=/k></map><link><meta><track><col>"),
      "a\n");
  EXPECT_EQ(markdown("a<dialog open>b</dialog>"), "a\n\nb\n");
  EXPECT_EQ(markdown("<head><title>a</title><base href=/>"), "");
}

TEST(MarkdownElements, HiddenByItsStyle) {
  EXPECT_EQ(markdown("a<span style='color:red; DISPLAY : none !important'>b</span>"
                     "<p style='visibility:hidden'>c</p><i style='visibility: collapse'>d</i>"
                     "<i style='display:none;display:inline'>e</i><i style='--display:none'>f</i>"),
            "a*ef*\n");
  EXPECT_EQ(markdown("<body style='display:none'>a<p style='opacity:0'>b"), "a\n\nb\n");
}

}  // namespace
}  // namespace parser
