#include "parser/structured/structured.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "parser/page/page.h"
#include "parser/structured/json_ld.h"

namespace parser {
namespace {

class StructuredTest : public testing::Test {
 protected:
  // "syntax type json", a line each.
  std::string found(std::string html) {
    html_ = std::move(html);
    RawPage raw;
    raw.url = "https://a.test/dir/page";
    raw.status = 200;
    raw.headers = &headers_;
    raw.body = html_;
    const ParsedPage& page = parser_.parse(raw, {});
    limits_hit_ = names_of(page.limits_hit);
    std::string all;
    for (const StructuredItem& item : page.structured)
      all.append(name_of(item.syntax))
          .append(" ")
          .append(item.type)
          .append(" ")
          .append(item.json + "\n");
    return all;
  }
  // The same of one script of JSON-LD.
  static std::string json_ld(std::string_view script) {
    std::vector<StructuredItem> items;
    read_json_ld(script, items);
    std::string all;
    for (const StructuredItem& item : items) all += item.type + " " + item.json + "\n";
    return all;
  }

  std::vector<std::pair<std::string, std::string>> headers_ = {{"Content-Type", "text/html"}};
  std::string html_, limits_hit_;
  PageParser parser_;
};

// ---- JSON-LD

TEST_F(StructuredTest, JsonLdEachObjectIsAnItem) {
  EXPECT_EQ(json_ld(R"({"@type": "A", "x": 1})"), "A {\"@type\":\"A\",\"x\":1}\n");
  EXPECT_EQ(json_ld(R"([{"@type": "A"}, {"@type": ["B", "C"]}, 3])"),
            "A {\"@type\":\"A\"}\nB C {\"@type\":[\"B\",\"C\"]}\n");
  EXPECT_EQ(json_ld(R"({"@context": "x", "@graph": [{"@type": "A"}, {"@id": "#b"}]})"),
            "A {\"@type\":\"A\"}\n {\"@id\":\"#b\"}\n");
  EXPECT_EQ(json_ld(R"({"@type": "http://schema.org/Thing"})"),
            "Thing {\"@type\":\"http://schema.org/Thing\"}\n");
}

TEST_F(StructuredTest, JsonLdUsualFaultsAreMended) {
  const std::string good = "A {\"@type\":\"A\",\"x\":\"y\"}\n";
  for (const std::string_view script :
       {"<!-- {\"@type\":\"A\",\"x\":\"y\"} -->",
        "//<![CDATA[\n{\"@type\":\"A\",\"x\":\"y\"}\n//]]>",
        "/* <![CDATA[ */ {\"@type\":\"A\",\"x\":\"y\"} /* ]]> */", "{\"@type\":\"A\",\"x\":\"y\",}",
        "{\"@type\":\"A\",\"x\":\"y\"};", "\n {\"@type\":\"A\" , \"x\":\"y\" ,\n } "})
    EXPECT_EQ(json_ld(script), good) << script;
  EXPECT_EQ(json_ld("{\"@type\":\"A\",\"x\":\"one\ntwo\tthree\"}"),
            "A {\"@type\":\"A\",\"x\":\"one\\ntwo three\"}\n");
}

TEST_F(StructuredTest, JsonLdCommentsAreNoneOfIt) {
  const std::string good = "A {\"@type\":\"A\",\"x\":\"y // <!-- /* z\"}\n";
  for (const std::string_view script :
       {"// a note with [brackets]\n{'@type':'A','x':'y // <!-- /* z'}",
        "<!-- note -->\n{'@type':'A','x':'y // <!-- /* z'}",
        "<!-- note --><!-- {old} --> {'@type':'A','x':'y // <!-- /* z'} <!-- end -->",
        "/* note */ // more\n{'@type':'A','x':'y // <!-- /* z'}",
        "{'@type':'A', // it's a note\n'x':'y // <!-- /* z'}",
        "{'@type':'A', /* 'w':1, */ 'x':'y // <!-- /* z'}",
        "{'@type':'A', <!-- note --> 'x':'y // <!-- /* z', // last\n}",
        "{'@type':'A','x':'y // <!-- /* z'} // end", "{'@type':'A','x':'y // <!-- /* z'} /* end",
        "<!--\n{'@type':'A','x':'y // <!-- /* z'}\n//-->"}) {
    std::string quoted(script);
    for (char& c : quoted)
      if (c == '\'') c = '"';
    EXPECT_EQ(json_ld(quoted), good) << script;
  }
  EXPECT_EQ(json_ld("/* nothing */"), "");
  EXPECT_EQ(json_ld("<!-- nothing -->"), "");
}

TEST_F(StructuredTest, JsonLdOfManyCommentsEnds) {
  for (const std::string_view comment : {"<!--", "//\n", "/*", "-->", "<!-- -->", "/**/"}) {
    std::string script;
    for (int i = 0; i < 100'000; ++i) script += comment;
    json_ld(script);
    json_ld(script + "{");
    json_ld("{" + script + "}");
  }
}

TEST_F(StructuredTest, JsonLdArraysInArrays) {
  EXPECT_EQ(json_ld(R"([[{"@type":"A"}],[[{"@type":"B"}]],[]])"),
            "A {\"@type\":\"A\"}\nB {\"@type\":\"B\"}\n");
  EXPECT_EQ(json_ld(R"({"@graph":[[{"@type":"A"}],{"@type":"B"}]})"),
            "A {\"@type\":\"A\"}\nB {\"@type\":\"B\"}\n");
  EXPECT_EQ(json_ld(R"([[{"@graph":{"@type":"A"}}]])"), "A {\"@type\":\"A\"}\n");
}

TEST_F(StructuredTest, JsonLdNumbersKeepTheirDigits) {
  const std::string whole =
      R"({"@type":"A","gtin":12345678901234567890123,"price":19.90,"low":-0.10,"n":[1,-2,1.0E+2]})";
  EXPECT_EQ(json_ld(whole), "A " + whole + "\n");
  EXPECT_EQ(json_ld("[" + whole + "]"), "A " + whole + "\n");
  EXPECT_EQ(json_ld(R"({"a":1e999})"), " {\"error\":\"a number that JSON can't hold\",\"at\":0}\n");
}

TEST_F(StructuredTest, JsonLdIsWrittenAsJson) {
  EXPECT_EQ(
      json_ld(R"({ "a" : [ ], "b" : { }, "c" : "\u00e4\n\"\\\/", "d\u0001" : [true, null] })"),
      " {\"a\":[],\"b\":{},\"c\":\"\u00e4\\n\\\"\\\\/\",\"d\\u0001\":[true,null]}\n");
  EXPECT_EQ(json_ld(R"({"a":1,"b":2,"a":3})"), " {\"a\":3,\"b\":2}\n");
  EXPECT_EQ(json_ld("{\"a\":\"\xFF\"}"), " {\"error\":\"not JSON\",\"at\":7}\n");
}

TEST_F(StructuredTest, JsonLdThatCantBeReadSaysSo) {
  EXPECT_EQ(json_ld("{\"@type\": "), " {\"error\":\"not JSON\",\"at\":10}\n");
  EXPECT_EQ(json_ld(""), "");
  EXPECT_EQ(json_ld("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"),
            " {\"error\":\"nested too deep\",\"at\":0}\n");
}

// What would take its parser time by the square.
TEST_F(StructuredTest, JsonLdOfManyElementsOrMembersEnds) {
  std::string list = "<script type=application/ld+json>[",
              wide = "<script type=application/ld+json>{";
  for (int i = 0; i < 500'000; ++i) list += "{},";
  for (int i = 0; i < 300'000; ++i) wide += "\"" + std::to_string(i) + "\":1,";
  EXPECT_NE(found(list + "{}]</script>").find("json-ld"), std::string::npos);
  EXPECT_EQ(found(wide + "\"a\":1}</script>"),
            "json-ld  {\"error\":\"too many members\",\"at\":0}\n");
}

TEST_F(StructuredTest, JsonLdIsFoundByItsType) {
  EXPECT_EQ(found("<script type='Application/LD+JSON; charset=utf-8'>{\"@type\":\"A\"}</script>"
                  "<script>{\"@type\":\"B\"}</script>"),
            "json-ld A {\"@type\":\"A\"}\n");
}

// ---- Microdata

TEST_F(StructuredTest, MicrodataValuesComeFromWhatTheElementIs) {
  EXPECT_EQ(
      found("<div itemscope itemtype='https://schema.org/Thing' itemid='urn:x'>"
            "<b itemprop=a> some <i>words</i></b><a itemprop=b href=../x>y</a>"
            "<img itemprop=c src=i.png><meta itemprop=d content='e f'>"
            "<time itemprop=g datetime=2024-01-02>then</time><data itemprop=h value=3>three</data>"
            "<p itemprop='i j'>k</p></div>"),
      "microdata Thing {\"@type\":\"Thing\",\"@id\":\"urn:x\",\"a\":\"some words\","
      "\"b\":\"https://a.test/x\",\"c\":\"https://a.test/dir/i.png\",\"d\":\"e f\","
      "\"g\":\"2024-01-02\",\"h\":\"3\",\"i\":\"k\",\"j\":\"k\"}\n");
}

TEST_F(StructuredTest, MicrodataItemsMayBeValues) {
  EXPECT_EQ(found("<div itemscope itemtype=http://schema.org/Product><p itemprop=n>a</p>"
                  "<div itemprop=offers itemscope itemtype=http://schema.org/Offer><i "
                  "itemprop=p>1</i></div>"
                  "<div itemprop=offers itemscope><i itemprop=p>2</i></div></div>"
                  "<div itemscope><i itemprop=z>3</i></div>"),
            "microdata Product {\"@type\":\"Product\",\"n\":\"a\",\"offers\":"
            "[{\"@type\":\"Offer\",\"p\":\"1\"},{\"p\":\"2\"}]}\n"
            "microdata  {\"z\":\"3\"}\n");
}

TEST_F(StructuredTest, MicrodataRefersToOtherElements) {
  EXPECT_EQ(found("<div itemscope itemref='a none b'><i itemprop=x>1</i></div>"
                  "<p id=a><i itemprop=y>2</i></p><p id=b itemprop=z>3</p>"),
            "microdata  {\"x\":\"1\",\"y\":\"2\",\"z\":\"3\"}\n");
}

TEST_F(StructuredTest, MicrodataIsInTheOrderOfThePage) {
  EXPECT_EQ(
      found("<p id=a><i itemprop=x>1</i></p>"
            "<div itemscope itemref='c a b'><i itemprop=x>2</i><b id=b itemprop='z x'>3</b></div>"
            "<p id=c itemprop=x>4</p>"),
      "microdata  {\"x\":[\"1\",\"2\",\"3\",\"4\"],\"z\":\"3\"}\n");
}

TEST_F(StructuredTest, MicrodataRefersToItemsBeforeIt) {
  EXPECT_EQ(found("<div id=s itemprop=seller itemscope itemtype=https://schema.org/Organization>"
                  "<b itemprop=name>ACME</b></div>"
                  "<div itemscope itemtype=https://schema.org/Offer itemref=s><b itemprop=price "
                  "content=5.00>5,00</b></div>"),
            "microdata Offer {\"@type\":\"Offer\",\"seller\":{\"@type\":\"Organization\","
            "\"name\":\"ACME\"},\"price\":\"5.00\"}\n");
  // In a circle each is there once.
  EXPECT_EQ(found("<div itemscope id=a itemref=b itemprop=x><i itemprop=n>1</i></div>"
                  "<div itemscope id=b itemref=a itemprop=y><i itemprop=n>2</i></div>"),
            "microdata  {\"n\":\"1\",\"y\":{\"n\":\"2\"}}\n");
}

TEST_F(StructuredTest, MicrodataThatRefersToItselfEnds) {
  found("<div itemscope id=a itemref=b><div id=b itemprop=x itemscope itemref=a></div></div>");
  EXPECT_EQ(found("<div itemscope id=a itemref=a><i itemprop=x>1</i></div>"),
            "microdata  {\"x\":\"1\"}\n");
}

// ---- RDFa Lite

TEST_F(StructuredTest, RdfaLite) {
  EXPECT_EQ(found("<div vocab=http://schema.org/ typeof=Person resource=#me>"
                  "<b property=name>Bo</b><a property=url href=/bo>x</a>"
                  "<div property=address typeof=PostalAddress><i property=street>S</i></div>"
                  "<meta property=note content=n></div>"),
            "rdfa Person {\"@type\":\"Person\",\"@id\":\"https://a.test/dir/page#me\","
            "\"name\":\"Bo\",\"url\":\"https://a.test/bo\","
            "\"address\":{\"@type\":\"PostalAddress\",\"street\":\"S\"},\"note\":\"n\"}\n");
  EXPECT_EQ(found("<p typeof='schema:Event foaf:X'><b property='schema:name'>n</b></p>"),
            "rdfa Event foaf:X {\"@type\":[\"Event\",\"foaf:X\"],\"name\":\"n\"}\n");
  EXPECT_EQ(found("<div prefix='og: http://ogp.me/ns# s: http://schema.org/'>"
                  "<p typeof=s:Event><b property=s:name>n</b><b property=og:x>y</b></p></div>"),
            "rdfa Event {\"@type\":\"Event\",\"name\":\"n\",\"og:x\":\"y\"}\n");
  EXPECT_EQ(found("<p vocab=http://v.test/ typeof=T><b property=p>n</b></p>"),
            "rdfa http://v.test/T {\"@type\":\"http://v.test/T\",\"http://v.test/p\":\"n\"}\n");
}

TEST_F(StructuredTest, RdfaOfThePageItself) {
  EXPECT_EQ(found("<body vocab=http://purl.org/dc/terms/><h2 property=title>T</h2>"
                  "<div resource=/p/1><h3 property=title>U</h3></div><i property=subject>S</i>"),
            "rdfa  {\"@id\":\"https://a.test/dir/page\",\"http://purl.org/dc/terms/title\":\"T\","
            "\"http://purl.org/dc/terms/subject\":\"S\"}\n"
            "rdfa  {\"@id\":\"https://a.test/p/1\",\"http://purl.org/dc/terms/title\":\"U\"}\n");
  EXPECT_EQ(found("<h1 property='dc:title'>T</h1>"),
            "rdfa  {\"@id\":\"https://a.test/dir/page\",\"dc:title\":\"T\"}\n");
  EXPECT_EQ(found("<a rel='dc:type' href=/t property='dc:title'>T</a><a rel=nofollow href=/u "
                  "property='dc:source'>U</a>"),
            "rdfa  {\"@id\":\"https://a.test/dir/page\",\"dc:title\":\"T\",\"dc:source\":\"https://"
            "a.test/u\"}\n");
  EXPECT_EQ(found("<html vocab=https://schema.org/><meta property=name content=N>"),
            "rdfa  {\"@id\":\"https://a.test/dir/page\",\"name\":\"N\"}\n");
  // Names without a vocabulary mean nothing, and those of cards are there already.
  EXPECT_EQ(
      found("<link rel=stylesheet property=stylesheet href=s><meta property=dc:date content=1>"
            "<i property=x vocab=''>z</i><p typeof=T></p>"),
      "rdfa T {\"@type\":\"T\"}\n");
}

TEST_F(StructuredTest, RdfaOfAThingWithoutAType) {
  const std::string schema = "<div vocab=https://schema.org/>";
  EXPECT_EQ(found(schema + "<p resource=#a><b property=name>A</b></p><p resource=#none>x</p>"
                           "<p resource=#b><b property=name>B</b></p>"
                           "<p resource=#a><b property=age>1</b></p>"),
            "rdfa  {\"@id\":\"https://a.test/dir/page#a\",\"name\":\"A\",\"age\":\"1\"}\n"
            "rdfa  {\"@id\":\"https://a.test/dir/page#b\",\"name\":\"B\"}\n");
  EXPECT_EQ(found(schema + "<p resource=#a><b property=name>A</b></p>"
                           "<p resource=#a typeof=Person><b property=age>1</b></p>"),
            "rdfa Person {\"@type\":\"Person\",\"@id\":\"https://a.test/dir/page#a\","
            "\"name\":\"A\",\"age\":\"1\"}\n");
  EXPECT_EQ(found(schema + "<p typeof=Person><b property=name>A</b><i resource=/c>"
                           "<b property=name>C</b></i><b property=knows resource=/c>C</b></p>"),
            "rdfa Person {\"@type\":\"Person\",\"name\":\"A\",\"knows\":\"https://a.test/c\"}\n"
            "rdfa  {\"@id\":\"https://a.test/c\",\"name\":\"C\"}\n");
  // In itself.
  EXPECT_EQ(found(schema + "<p resource=#a><b property=x typeof=T resource=#a>t</b></p>"),
            "rdfa T {\"@type\":\"T\",\"@id\":\"https://a.test/dir/page#a\"}\n");
}

TEST_F(StructuredTest, ManyPropertiesWithoutATypeAreBounded) {
  std::string html = "<div vocab=http://v.test/>";
  for (int i = 0; i < 20'000; ++i)
    html += "<p resource=#" + std::to_string(i) + "><b property='n'>x</b></p><b property=p>y</b>";
  found(html);
  EXPECT_EQ(limits_hit_, "structured");
}

// ---- Meta and link elements

TEST_F(StructuredTest, CardsHaveTheNamesOfAllVocabularies) {
  EXPECT_EQ(found("<html prefix='og: http://ogp.me/ns# shop: https://shop.test/ns#'>"
                  "<head prefix='Own: https://own.test/#'>"
                  "<meta property=og:type content=place><meta property=place:location content=l>"
                  "<meta property=business:hours content=h><meta property=books:isbn content=i>"
                  "<meta property=al:ios:url content=u><meta property=shop:sku content=s>"
                  "<meta property=own:x content=x><meta name=shop:no content=n>"
                  "<meta property=other:no content=n>"),
            "opengraph place {\"og:type\":\"place\",\"place:location\":\"l\","
            "\"business:hours\":\"h\",\"books:isbn\":\"i\",\"al:ios:url\":\"u\","
            "\"shop:sku\":\"s\",\"own:x\":\"x\"}\n");
}

TEST_F(StructuredTest, CardsAreOneItemEach) {
  EXPECT_EQ(found("<meta property=og:title content=T><meta property='og:type' content=website>"
                  "<meta name=article:tag content=a><meta property=article:tag content=b>"
                  "<meta name=twitter:card content=summary><meta name=description content=d>"),
            "opengraph website {\"og:title\":\"T\",\"og:type\":\"website\","
            "\"article:tag\":[\"a\",\"b\"]}\n"
            "twitter summary {\"twitter:card\":\"summary\"}\n");
}

TEST_F(StructuredTest, LinksAreResolvedAgainstTheBase) {
  EXPECT_EQ(found("<base href=/b/><link rel='alternate' hreflang=x-default href=c>"
                  "<link rel=alternate type=application/atom+xml title=N href=f>"
                  "<link rel=apple-touch-icon href=i><link rel=stylesheet href=s>"),
            "hreflang x-default {\"lang\":\"x-default\",\"href\":\"https://a.test/b/c\"}\n"
            "feed application/atom+xml {\"title\":\"N\",\"href\":\"https://a.test/b/f\","
            "\"type\":\"application/atom+xml\"}\n"
            "icon apple-touch-icon {\"rel\":\"apple-touch-icon\",\"href\":\"https://a.test/b/i\","
            "\"sizes\":\"\",\"type\":\"\"}\n");
}

// ---- Hostile pages

TEST_F(StructuredTest, ItemsInItemsWithoutEndAreCut) {
  std::string html;
  for (int i = 0; i < 3000; ++i) html += "<div itemscope itemprop=x>";
  found(html);
  EXPECT_NE(limits_hit_.find("structured"), std::string::npos);
}

TEST_F(StructuredTest, LongVocabulariesAndDeepPrefixesAreBounded) {
  std::string html = "<div vocab='http://" + std::string(1'000'000, 'v') + "/'>";
  for (int i = 0; i < 10'000; ++i) html += "<p typeof='T U V'><b property='n p:m'>x</b></p>";
  EXPECT_EQ(found(html).find("vvv"), std::string::npos);
  html = "<div vocab='http://" + std::string(1'900, 'v') + "/'>";
  for (int i = 0; i < 10'000; ++i) html += "<p typeof='T U V'><b property='n p:m'>x</b></p>";
  EXPECT_LT(found(html).size(), 10u << 20);
  html.clear();
  for (int i = 0; i < 5'000; ++i) html += "<div prefix='a: http://a.test/' vocab='http://b.test/'>";
  html += "<p typeof=T>";
  for (int i = 0; i < 1'500; ++i) html += "<b property='x:" + std::to_string(i) + "'>x</b>";
  found(html);
}

TEST_F(StructuredTest, ManyItemsAndLargeOnesAreCut) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<i itemscope></i>";
  found(html);
  EXPECT_NE(limits_hit_.find("structured"), std::string::npos);
  std::string scripts;
  for (int i = 0; i < 6; ++i)
    scripts += "<script type=application/ld+json>\"" + std::string(1u << 20, 'x') + "\"</script>";
  found(scripts);
  EXPECT_NE(limits_hit_.find("structured"), std::string::npos);
}

TEST_F(StructuredTest, AnItemThatIsReferredToAgainAndAgainIsBounded) {
  std::string html = "<p id=a>";
  for (int i = 0; i < 50; ++i) html += "<i itemprop=x>" + std::string(20'000, 'y') + "</i>";
  html += "</p>";
  for (int i = 0; i < 5000; ++i) html += "<b itemscope itemref=a></b>";
  std::size_t bytes = found(html).size();
  EXPECT_LT(bytes, 8u << 20);
  EXPECT_NE(limits_hit_.find("structured"), std::string::npos);
}

// ---- Long addresses

TEST_F(StructuredTest, AddressesAgainstALongBaseCostNoMoreThanTheLimit) {
  const std::string base = "<base href='http://b.test/" + std::string(60'000, 'x') + "/'>";
  std::string icons = base, ids = base;
  for (int i = 0; i < 900; ++i) {
    icons += "<link rel=icon href=y>";
    ids += "<p itemscope itemid=y></p>";
  }
  constexpr std::size_t kLimit = 4u << 20;
  for (const std::string& html : {icons, ids}) {
    EXPECT_LT(found(html).size(), kLimit + 100'000);
    EXPECT_NE(limits_hit_.find("structured"), std::string::npos);
  }
}

TEST_F(StructuredTest, ABaseThatIsTooLongToBeALinkIsNoBase) {
  const std::string base = "<base href='http://b.test/" + std::string(70'000, 'x') + "/'>";
  EXPECT_NE(found(base + "<link rel=icon href=y>").find("\"https://a.test/dir/y\""),
            std::string::npos);
}

}  // namespace
}  // namespace parser
