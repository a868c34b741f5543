#include "parser/html/condense.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "ground/page_facts.h"
#include "parser/html/html.h"
#include "parser/html/raw_text.h"
#include "parser/html/tree.h"
#include "parser/page/page.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Each mark as "{what it stands for}".
std::string condensed(std::string_view html) {
  static Condenser condenser;
  const std::string_view answer = condenser.condense(html);
  std::string shown;
  condenser.marks().expand(answer, [&](std::string_view piece) {
    const bool is_mark = piece.data() < answer.data() || piece.data() >= answer.end();
    if (is_mark) shown.append("{").append(piece).append("}");
    if (!is_mark) shown.append(piece);
  });
  return shown;
}

// What is put aside of the tags of a page, in their order: "{name=value name=value}{…}".
std::string put_aside(std::string_view html) {
  static Condenser condenser;
  const std::string_view answer = condenser.condense(html);
  AsideAttributes::Reader reader(condenser.aside());
  std::string shown;
  for (std::size_t at = 0; at < answer.size(); ++at) {
    const auto attributes = reader.of(at);
    if (attributes.empty()) continue;
    shown.push_back('{');
    for (const AsideAttribute& one : attributes)
      shown.append(shown.back() == '{' ? "" : " ").append(one.name).append("=").append(one.value);
    shown.push_back('}');
  }
  return shown;
}

// ---- What is left out

TEST(Condense, WordsAreMarksAndWhiteSpaceBeforeThemStaysButFolded) {
  EXPECT_EQ(condensed("<p>some words \n here</p>\n   <p>\t\n more</p>  "),
            "<p>{some words \n here}</p>\n<p>\t{more}</p> ");
  EXPECT_EQ(condensed("<p>ab</p>"), "<p>ab</p>") << "too short to be worth it";
}

TEST(Condense, ReferencesStay) {
  EXPECT_EQ(condensed("fish &amp; chips&nbsp;&#x41;&copyright &"),
            "{fish }&amp; {chips}&nbsp;&#x41;&copyright &");
}

TEST(Condense, AttributesThatAreAskedForArePutAsideAndTheOthersGo) {
  const std::string_view html =
      "<a class=x href='/long' id=y onclick=\"if (a > b)\" rel=me data-x/>go<p title=x><img src = "
      "x.png alt = '' loading>";
  EXPECT_EQ(condensed(html), "<a>go<p><img>");
  EXPECT_EQ(put_aside(html),
            "{href=/long id=y onclick=if (a > b) rel=me}{src=x.png alt= loading=}");
}

TEST(Condense, AttributesStayThatGumboHasToReadItself) {
  for (const std::string stays : {"<a href=a&b=c>", "<a HREF=/p>", "<a href='a\r\nb'>",
                                  "<a href=a&b=c href=\"'\" alt>",  // decoded, twice
                                  "<input type=HIDDEN>", "<html lang=en>",
                                  "<body id=x>",  // the tree depends on it, or merges
                                  "<b class=long>", "<svg id=a><image xlink:href=b /></svg>"}) {
    EXPECT_EQ(put_aside(stays), "") << stays;
    EXPECT_EQ(condensed(stays), stays);
  }
  EXPECT_EQ(condensed("<button type=submit>"), "<button>");
}

TEST(Condense, WhatIsAsideIsFoundInAnyOrder) {
  AsideAttributes aside;
  for (std::size_t place = 10; place < 40; place += 10) {
    ASSERT_TRUE(aside.add(place, {"id", "x"}));
    ASSERT_TRUE(aside.add(place, {"href", "y"}));
  }
  AsideAttributes::Reader reader(aside);
  for (const std::size_t place : {30u, 10u, 5u, 20u, 20u, 35u, 30u, 31u, 9u, 10u})
    EXPECT_EQ(reader.of(place).size(), place % 10 == 0 ? 2u : 0u) << place;
}

TEST(Condense, WhatHasNoRoomAsideStays) {
  std::string html;
  for (int i = 0; i < 500'001; ++i) html += "<p id=ab>";
  Condenser condenser;
  const std::string_view answer = condenser.condense(html);
  EXPECT_TRUE(answer.ends_with("<p><p id=ab>"));
}

TEST(Condense, AllAttributesStayIfAllAreAskedFor) {
  Condenser condenser;
  const std::string_view answer =
      condenser.condense("<p class='some words' data-x id=y>ab", Attributes::kAll);
  std::string shown;
  condenser.marks().expand(answer, [&](std::string_view piece) { shown.append(piece); });
  EXPECT_EQ(shown, "<p class=some words data-x id=y>ab");
  EXPECT_LT(answer.size(), shown.size());
}

TEST(Condense, ATagThatNamesAnAttributeTwiceStays) {
  EXPECT_EQ(condensed("<p class=x id CLASS=y>"), "<p class=x id CLASS=y>");
  EXPECT_EQ(condensed("<p class=x \x01>"), "<p class=x \x01>") << "or an odd one";
}

TEST(Condense, AStyleThatMayHideTheElementIsAskedFor) {
  EXPECT_EQ(condensed("<p style=color:red><p style=display:none><p style=a&amp;b>"),
            "<p><p><p style=a&amp;b>");
  EXPECT_EQ(put_aside("<p style=color:red><p style=display:none>"), "{style=display:none}");
}

TEST(Condense, ScriptsStylesAndCommentsGo) {
  EXPECT_EQ(condensed("<script>if (a < b) </script><style>p { }</style>"),
            "<script>{if (a < b) }</script><style>{p { }}</style>");
  EXPECT_EQ(condensed("<p><!-- words --><p>x<!-- words -->y<? words ><!words>"),
            "<p><!----><p>x<!---->y<!----><!---->");
}

TEST(Condense, WhereWhiteSpaceCountsItStays) {
  EXPECT_EQ(condensed("<pre>\n  a\n  b\n  <b>  c</b></pre>  \n"),
            "<pre>\n  {a\n  b\n  }<b>  c</b></pre> ");
  EXPECT_EQ(condensed("<textarea>\n\n  x</textarea>   "), "<textarea>\n\n  x</textarea> ");
  EXPECT_EQ(condensed("<pre><table></pre>    "), "<pre><table></pre>    ") << "still open";
}

TEST(Condense, WhatItCannotBeCertainOfStays) {
  const std::string rest = "<p class=long>some words<!-- a -->";
  for (const std::string start :
       {"<math>", "<frameset>", "<plaintext>", "<svg><p>", "<svg></p>", "<svg><![CDATA[",
        "<svg><script>", "<svg><desc><b>", "<svg><foreignObject>", "<select><style>",
        "<select><svg>", "<a href='"})
    EXPECT_EQ(condensed(start + rest), start + rest);
  EXPECT_EQ(condensed("<svg><path d='M1 2 3'/><title>words</title></svg><p>words"),
            "<svg><path /><title>words</title></svg><p>{words}");
}

TEST(Condense, APageThatSpeaksMarksStaysWhole) {
  for (const std::string mark :
       {"\U000F0000", "\U0010FFFD", "&#xF0000;", "&#983040;", "&#x000F0001"}) {
    const std::string html = "<p class=long>some words " + mark;
    EXPECT_EQ(condensed(html), html);
  }
  EXPECT_EQ(condensed("&#xEFFFF; words \U000E0041"), "&#xEFFFF; {words \U000E0041}");
  EXPECT_EQ(condensed("<p class=long>&#99999999999999999999;"), "<p class=long>&#65533;");
}

TEST(Condense, AMarkLeadsBackToItsTextHoweverManyThereAre) {
  Marks marks;
  std::string out;
  const std::string text(200'000, 'x');
  std::size_t count = 0;
  while (marks.append(std::string_view(text).substr(0, count + 1), out)) ++count;
  EXPECT_EQ(count, 2u * 0xFFFE);
  for (std::size_t i = 0; i < count; i += 997)
    EXPECT_EQ(marks.original(std::string_view(out).substr(4 * i, 4)).size(), i + 1);
}

TEST(Condense, ControlsAreMarksSinceGumboWouldReplaceThem) {
  EXPECT_EQ(condensed("a\x1D"), "{a\x1D}");
  EXPECT_EQ(condensed("<pre>a\x7F\r\nb</pre>"), "<pre>a{\x7F}\r\nb</pre>");
  EXPECT_EQ(condensed("<svg><text>a\xC2\x8F\xEF\xBF\xBE</text></svg>"),
            "<svg><text>a{\xC2\x8F}{\xEF\xBF\xBE}</text></svg>");
  EXPECT_EQ(put_aside("<a href='/x\x7Fy'>"), "{href=/x\x7Fy}");
  EXPECT_EQ(condensed("<a href='/?a\x1D&amp;b\x0B'>"), "<a href='/?a&#29;&amp;b&#11;'>");
}

// ---- Where raw text ends

TEST(RawText, CommentsEnd) {
  for (const std::string_view comment : {"<!-->", "<!--->", "<!---->", "<!-- a -->", "<!-- a --!>",
                                         "<!-- > -> --->", "<!----!>", "<!--!> --x -->"})
    EXPECT_EQ(comment_size(std::string(comment) + " -->"), comment.size()) << comment;
  EXPECT_EQ(comment_size("<!-- a -- >"), 11u);
}

TEST(RawText, ScriptsEnd) {
  for (const std::string_view script :
       {"", "a < b", "'</scrip>'", "<!-- <b> -->", "<!--", "<!-- <script> </script> -->",
        "<!-- <script </script > --> ", "<!--><script>", "<!-- <script>--> ", "<!-- <scripty> "})
    EXPECT_EQ(script_end(std::string(script) + "</ScRiPt >", 0), script.size()) << script;
  EXPECT_EQ(script_end("</script", 0), 8u);
}

// ---- That the page comes out the same

class Same {
 public:
  testing::AssertionResult operator()(const std::string& html) {
    const std::string one = as_gumbo_reads(shown(parser_, html, true) + tree(html_, html, true));
    const std::string other =
        as_gumbo_reads(shown(whole_, html, false) + tree(whole_html_, html, false));
    if (one == other) return testing::AssertionSuccess();
    return testing::AssertionFailure() << html << "\n is condensed to\n"
                                       << condensed(html) << "\n and gives\n"
                                       << one << "\n not\n"
                                       << other;
  }

 private:
  // Controls and noncharacters stay, but where gumbo reads them.
  static std::string as_gumbo_reads(std::string text) {
    for (const std::string_view changed :
         {"\x01", "\x7F", "\xC2\x80", "\xC2\x85", "\xEF\xBF\xBE", "\xEF\xB7\x90", "%01", "%7F",
          "\\u0001", "%C2%80", "%C2%85"})
      for (std::size_t at = text.find(changed); at != text.npos; at = text.find(changed, at))
        text.replace(at, changed.size(), changed[0] == '%' ? "%EF%BF%BD" : "\uFFFD");
    return text;
  }

  static std::string shown(PageParser& parser, const std::string& html, bool condense) {
    static const std::vector<std::pair<std::string, std::string>> kHeaders = {
        {"Content-Type", "text/html; charset=utf-8"}};
    RawPage raw;
    raw.url = "http://a.test/";
    raw.status = 200;
    raw.headers = &kHeaders;
    raw.body = html;
    PageLimits limits;
    limits.condense = condense;
    const ParsedPage& page = parser.parse(raw, limits);
    std::string all;
    for (const std::string_view field :
         {page.title, page.description, page.lang, page.canonical, page.meta_robots, page.text})
      all.append(field).append("|");
    for (const ParsedLink& link : page.links)
      for (const std::string_view field : {link.url, link.rel, link.anchor, name_of(link.kind)})
        all.append("\n").append(field);
    return all + "\n" + names_of(page.limits_hit) + "\n" + shown(*page.facts);
  }

  static std::string shown(const ground::PageFacts& facts) {
    std::string all;
    for (const std::string* text :
         {&facts.doctype, &facts.viewport, &facts.base_href, &facts.h1, &facts.head_ended_by,
          &facts.headings, &facts.images, &facts.forms, &facts.ids})
      all.append(*text).append("|");
    for (const uint32_t count : facts.counts) all.append(std::to_string(count)).append(",");
    return all;
  }

  // All elements with all their attributes, and text; of white space only whether there is some.
  static std::string tree(HtmlParser& parser, const std::string& html, bool condense) {
    HtmlLimits limits;
    limits.condense = condense;
    limits.attributes = Attributes::kAll;
    parser.parse(html, limits);
    Tree tree;
    tree.read(parser);
    std::string all;
    bool was_space = false;
    for (NodeId id = 0; id < tree.end(); ++id) {
      const Tree::Node& node = tree[id];
      if (!node.is_element()) {
        // What gumbo doesn't read there comes out as it is written, controls too.
        if (tree[node.parent].tag == Tag::kIframe || tree[node.parent].unseen) continue;
        for (const char c : node.text) {
          const bool is_space = ascii::is_space(c);
          if (!is_space || !was_space) all.push_back(is_space ? ' ' : c);
          was_space = is_space;
        }
        continue;
      }
      was_space = false;
      all.append("\n").append(
          std::to_string(node.parent == kNoNode ? 0 : tree[node.parent].elements));
      all.append("<").append(node.text);
      for (const Tree::Attribute& attribute : tree.attributes(node)) {
        all.append(" ").append(attribute.name).append("=");
        all.append(attribute.value);
      }
      all.append(">");
    }
    return all;
  }

  PageParser parser_, whole_;
  HtmlParser html_, whole_html_;
};

TEST(CondensedPage, ComesOutTheSame) {
  Same same;
  for (const std::string html : {
           "a &am<!-- x -->p; b &am<!>p; c &l<!-- -->t;i>",
           "x <<!-- -->b>bold</b> <<!-- -->/p>",
           "<pre><!-- -->\nline</pre><pre>\n\nline\r\nline\rline</pre>",
           "<table>words<tr>more<td>cell</table>after",
           "<table> <!-- --> words <tr> \n <td>x",
           "<title>a<!-- b -->&amp;\n c</title> x",
           "<title>one</title><svg><title>two</title><a href=/three>words</a></svg>",
           "<svg><a xlink:href=/x>some</a><image href=/y.png /></svg>",
           "<svg><style>p { } </style><p>out of it <title>words</title>",
           "<select><option>one<option>two<title>three</title>four</select>words",
           "<select><option>one<input><style>p</style>words",
           "<select><select><style>some words</style>",
           "<noscript><img src=/x.png>words</noscript><noscript><style>some</style></noscript>",
           "<head><noscript><iframe src=/x>some <b></iframe>words",
           "<xmp>\n <b> words\r\n </xmp><listing>\n\n x</listing>",
           "<template><p>words<a href=/x>some</a></template>more",
           "<b class=x><b class=x><b class=x><b class=y><p>some</b></b></b></b>words",
           "<a href=/1><a href=/2>some<div><a href=/3>words</a></div>",
           "<script><!-- <script> </script> words </script> --></script>more",
           "<script/>words</script>more<style/>p</style>",
           "<meta name=Description content='a &amp; b'><meta name=robots content=noindex>",
           "<html lang=en class=x><html lang=de><body hidden>words",
           "<dialog>hidden</dialog><dialog open>seen</dialog><p hidden>not",
           "<input type=image src=/i.png><input type=hidden><button formaction=/f>go",
           "<frameset><frame src=/f><noframes><a href=/g>words</a></noframes></frameset>",
           "words\x01 and \x7F and \xC2\x80 and \xEF\xBF\xBE and \xEF\xB7\x90 end",
           "<a href='/a\x01"
           "b'>some\xC2\xA0words</a>",
           "<a href='/a\r\nb'>some</a><a href=' /sp ace '>words</a>",
           "<p>\r\n\r\n\f some \f words</p>",
           "\xEF\xBB\xBFwords<p>more",
           "<a href=/x\">some</a><a \"href=/y>words</a><a =href=/z>more</a>",
           "<a href = /x rel = 'a b'/><a/href=/y><a href>empty</a><a href=>x</a>",
           "</><//><p></p/></p class='>'>words</ p>more",
           "<!DOCTYPE html PUBLIC \"a>b\">words",
           "<![CDATA[ some > words ]]> more",
           "<isindex prompt='some words' action=/x>",
           "words<plaintext>some <b> words </plaintext>",
           "<a id=x href=/1>some<div id=y>words<a id=z href=/2>more</a></div></a>",
           "<form id=f action=/a method=post><table><form><tr><td><input type=file></table>",
           "<picture><source srcset=a.webp type=image/webp><img src=a.png alt></picture>",
           "<head><div>some</div><title>words</title><meta name=description content=x></head>",
           "<link rel=canonical href=/a#b media=x><h1>one<h3>three</h3><h2><img alt=two></h2>",
           "<image src=/a.png id=x><br id=x></br id=y><p id=x></p></p id=x>",
           "<p>some words<",
           "<p>some words</",
           "<p>some words</p",
           "<p>some words<a href='x",
           "<p>some words<!-- and",
           "<p>some words<script>and",
           "<p>some words<title>and",
       })
    EXPECT_TRUE(same(html));
  EXPECT_TRUE(same(std::string("<a \0href=/x>words</a>", 22)));
}

// Pages of pieces that matter to a tokenizer, put together at random.
TEST(CondensedPage, ComesOutTheSameHoweverItIsPutTogether) {
  constexpr std::array<std::string_view, 24> kText = {"some words",
                                                      " ",
                                                      "\n  ",
                                                      "x",
                                                      "\r\n",
                                                      "&amp;",
                                                      "&am",
                                                      "p;",
                                                      "&#65",
                                                      "&notit;",
                                                      "<",
                                                      "</",
                                                      "<!",
                                                      "--",
                                                      "-->",
                                                      ">",
                                                      "\t\xC3\xA4\xC3\xB6 long",
                                                      "&#xF0000;",
                                                      "\x01",
                                                      "\xC2\x85",
                                                      "]]>",
                                                      "&",
                                                      " a > b ",
                                                      "'\""};
  constexpr std::array<std::string_view, 54> kNames = {
      "p",        "div",     "a",        "a",        "a",        "b",      "i",
      "span",     "table",   "tr",       "td",       "caption",  "select", "option",
      "optgroup", "svg",     "svg",      "path",     "desc",     "title",  "title",
      "style",    "script",  "pre",      "listing",  "textarea", "xmp",    "iframe",
      "noframes", "noembed", "noscript", "template", "math",     "mi",     "foreignObject",
      "frameset", "frame",   "head",     "body",     "html",     "input",  "button",
      "form",     "img",     "br",       "ul",       "li",       "h1",     "meta",
      "base",     "link",    "object",   "code",     "plaintext"};
  constexpr std::array<std::string_view, 24> kAttributes = {" href=/page",
                                                            " href='/some page'",
                                                            " class=x",
                                                            " hidden",
                                                            " rel=\"a nofollow\"",
                                                            " src=/i.png",
                                                            "/",
                                                            " lang=en",
                                                            " type=hidden",
                                                            " =x",
                                                            " alt='a &lt; b'",
                                                            " name=robots",
                                                            " content=noindex",
                                                            " xlink:href=/x",
                                                            " style='display:none'",
                                                            " style=display&#58;none",
                                                            " id=x",
                                                            " ID='a &amp; b'",
                                                            " OnClick=go()",
                                                            " target=_blank",
                                                            " width=10",
                                                            " loading=lazy",
                                                            " srcset='a.png 1x, b.png 2x'",
                                                            " integrity"};
  constexpr std::array<std::string_view, 8> kComments = {
      "<!-- words -->", "<!-->", "<!--", "<?x?>",
      "<![CDATA[x]]>",  "</ x>", "</>",  "<!doctype html>"};
  Same same;
  std::mt19937 random(7);
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  for (int round = 0; round < 5'000; ++round) {
    // Rare names end a page's certainty for good: most pages do without them.
    const std::size_t names = random() % 4 == 0 ? kNames.size() : 31;
    std::string html;
    for (auto pieces = random() % 24 + 2; pieces > 0; --pieces) {
      const auto kind = random() % 10;
      if (kind < 4) {
        html += pick(kText);
      } else if (kind < 9) {
        const bool is_end = random() % 3 == 0;
        (html += is_end ? "</" : "<") += kNames[random() % names];
        for (auto attributes = random() % 3; attributes > 0; --attributes)
          html += pick(kAttributes);
        html += random() % 30 == 0 ? "" : ">";
      } else {
        html += pick(kComments);
      }
    }
    ASSERT_TRUE(same(html)) << "round " << round;
  }
}

}  // namespace
}  // namespace parser
