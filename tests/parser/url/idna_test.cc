#include "parser/url/idna.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "ground/utf8.h"
#include "parser/url/host.h"
#include "parser/url/idna_changes.h"
#include "parser/url/punycode.h"
#include "tests/support/conformance.h"

namespace parser {
namespace {

// The host, or "" for a failure.
std::string host(std::string_view input) {
  std::string out;
  return append_host(input, out) ? out : "";
}

std::string utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) ground::append_utf8(c, out);
  return out;
}

// The same, of a host that is valid.
std::string valid_host(std::u32string_view input) {
  std::string out = host(utf8(input));
  EXPECT_NE(out, "") << utf8(input);
  return out;
}

// What would end a host is written as an escape, as a page would have to.
std::string as_host(std::string_view input) {
  std::string escaped;
  for (const char c : input) {
    if (std::string_view(":/?#\\").find(c) == std::string_view::npos)
      escaped.push_back(c);
    else
      escaped.append(c == ':'   ? "%3A"
                     : c == '/' ? "%2F"
                     : c == '?' ? "%3F"
                     : c == '#' ? "%23"
                                : "%5C");
  }
  return escaped;
}

// IdnaTestV2 and toascii of the Web Platform Tests.
TEST(Idna, CasesOfWebPlatformTests) {
  CONFORMANCE_CASES(cases, "idna.jsonl");
  std::size_t seen = 0;
  for (const auto& c : cases) {
    const auto input = c["input"].get<std::string>();
    if (input.empty()) continue;  // no URL: nobody asks for a host
    EXPECT_EQ(host(as_host(input)), c["output"].is_null() ? "" : c["output"].get<std::string>())
        << input;
    ++seen;
  }
  EXPECT_EQ(seen, 2757u);
}

TEST(Idna, ACapitalSharpSIsASharpS) {
  EXPECT_EQ(host("fa\u1E9E.example"), "xn--fa-hia.example");
  EXPECT_EQ(host("FA\u00DF.example"), "xn--fa-hia.example");
}

TEST(Idna, KnowsCharactersOfTheLastYears) {
  EXPECT_EQ(host(utf8(U"\U0002EBF0.example")), "xn--8g0n.example");                 // Unicode 15.1
  EXPECT_EQ(valid_host(U"\U00016EA0.example"), valid_host(U"\U00016EBB.example"));  // 17.0: a pair
  EXPECT_EQ(host(utf8(U"a\u2063b\u00FC.example")), host("ab\u00FC.example"));  // ignored since 16.0
  EXPECT_EQ(host(utf8(U"\U0001CCD6\u00FC.example")), host("a\u00FC.example"));
  EXPECT_EQ(host(utf8(U"\U000E0100\U0003FFFD.example")), "");
}

TEST(Idna, PutsNewMarksInOrderAndComposes) {
  EXPECT_EQ(host(utf8(U"\U000113C2x.example")), "");  // begins with a mark
  EXPECT_EQ(valid_host(U"a\U00011382\U000113C9.example"), valid_host(U"a\U00011383.example"));
  // U+1ADD is below, U+0301 above: their order is canonical.
  EXPECT_EQ(valid_host(U"a\u0301\u1ADD.example"), valid_host(U"a\u1ADD\u0301.example"));
  EXPECT_EQ(valid_host(U"a\u0301\u1ADD.example"), valid_host(U"\u00E1\u1ADD.example"));
}

TEST(Idna, JudgesNewCharactersByTheirDirection) {
  const std::u32string garay = U"\U00010D4A";  // written from right to left
  EXPECT_NE(host(utf8(garay + garay)), "");
  EXPECT_EQ(host(utf8(garay + U"a")), "");
  EXPECT_EQ(host("a1-." + utf8(garay)), "");
}

TEST(Idna, RefusesWhatIsWrittenInAnotherWay) {
  EXPECT_EQ(host("\u00E9.xn--a"), "");     // no Punycode
  EXPECT_EQ(host("\u00E9.xn--abc-"), "");  // ASCII needs none
  EXPECT_EQ(host("\u00E9.xn--"), "");
  EXPECT_EQ(host("\u00E9.xn--xn---epa"), "");  // "xn--é"
  EXPECT_EQ(host("\u00E9.xn--FA-HIA"), "xn--9ca.xn--fa-hia");
  EXPECT_EQ(host("xn--\u00E9"), "");
  EXPECT_EQ(host("\u00E9.\u0301a"), "");
  EXPECT_EQ(host("a\u200Db.example"), "");
  EXPECT_EQ(host("\u0915\u094D\u200D\u0937.example"), "xn--11b2ezcw70k.example");
  EXPECT_EQ(host("\u0628\u200C\u0628"), "xn--ngba799q");
}

TEST(Idna, PunycodeReadsWhatItWrites) {
  for (const std::u32string_view label :
       {U"\u00E9", U"b\u00FCcher", U"\U0010FFFFa\u0080", U"\u4ED6\u4EEC\u4E3A\u4EC0"}) {
    std::string ascii;
    std::u32string read;
    ASSERT_TRUE(punycode_encode(label, ascii));
    EXPECT_TRUE(punycode_decode(ascii, read)) << ascii;
    EXPECT_EQ(read, label) << ascii;
  }
  std::u32string read;
  EXPECT_FALSE(punycode_decode("99999999", read));
  EXPECT_FALSE(punycode_decode("a_b", read));
  EXPECT_FALSE(punycode_decode("\xC3\xA9-a", read));
}

TEST(Idna, TheTableOfChangesIsInOrder) {
  const auto changes = idna_changes();
  ASSERT_FALSE(changes.empty());
  for (std::size_t i = 1; i < changes.size(); ++i)
    EXPECT_LT(changes[i - 1].last, changes[i].first) << i;
  for (const IdnaPair& pair : idna_pairs())
    EXPECT_TRUE(std::any_of(changes.begin(), changes.end(), [&pair](const IdnaChange& change) {
      return change.first <= pair.whole && pair.whole <= change.last;
    }));
}

}  // namespace
}  // namespace parser
