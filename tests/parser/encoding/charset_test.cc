#include "parser/encoding/charset.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/conformance.h"

namespace {

using parser::encoding_for_label;
using parser::prescan_encoding;
using parser::sniff_encoding;
using namespace std::string_view_literals;

// --- Encoding Standard, names and labels

TEST(EncodingLabels, EveryLabelOfTheStandard) {
  CONFORMANCE_CASES(cases, "encoding-labels.jsonl");
  for (const auto& one : cases)
    EXPECT_EQ(encoding_for_label(one["label"].get<std::string>()),
              one["encoding"].get<std::string>());
}

TEST(EncodingLabels, WhiteSpaceAndCaseDoNotMatter) {
  EXPECT_EQ(encoding_for_label("\t\n\f\r UTF8 \n"), "UTF-8");
  EXPECT_EQ(encoding_for_label("sHiFt-JiS"), "Shift_JIS");
}

TEST(EncodingLabels, UnknownOnesHaveNoEncoding) {
  for (const auto label : {""sv, "  "sv, "utf-7"sv, "utf 8"sv, "\xC2\xA0utf-8"sv, "utf-8\0"sv,
                           "a label far longer than any label of the standard"sv})
    EXPECT_EQ(encoding_for_label(label), "") << label;
}

// --- HTML standard, prescan a byte stream to determine its encoding

TEST(Prescan, EveryCaseOfHtml5lib) {
  CONFORMANCE_CASES(cases, "encoding-sniff.jsonl");
  for (const auto& one : cases) {
    const std::string bytes = tests::from_base64(one["data_b64"].get<std::string>());
    EXPECT_EQ(sniff_encoding(bytes, ""), encoding_for_label(one["encoding"].get<std::string>()))
        << one["id"];
  }
}

TEST(Prescan, AnUnknownCharsetAttributeIsNotMendedByContent) {
  EXPECT_EQ(prescan_encoding("<meta charset=bogus http-equiv=content-type content='charset=gbk'>"),
            "");
  EXPECT_EQ(prescan_encoding("<meta http-equiv=content-type content='charset=gbk' charset=bogus>"),
            "");
  EXPECT_EQ(prescan_encoding("<meta http-equiv=content-type content='charset=gbk' charset=big5>"),
            "Big5");
}

TEST(Prescan, OfAttributesWithOneNameTheFirstCounts) {
  EXPECT_EQ(prescan_encoding("<meta charset=gbk charset=big5>"), "GBK");
  EXPECT_EQ(prescan_encoding("<meta http-equiv=refresh http-equiv=content-type "
                             "content='charset=gbk'>"),
            "");
}

TEST(Prescan, CharsetInContentNeedsAnEqualsSign) {
  EXPECT_EQ(prescan_encoding("<meta http-equiv=content-type content='charset charset = gbk; x'>"),
            "GBK");
  EXPECT_EQ(prescan_encoding("<meta http-equiv=content-type content='charset='>"), "");
}

TEST(Prescan, CommentsHideAndMayShareTheirDashes) {
  EXPECT_EQ(prescan_encoding("<!-- <meta charset=gbk> --><meta charset=big5>"), "Big5");
  EXPECT_EQ(prescan_encoding("<!--><meta charset=big5>"), "Big5");
  EXPECT_EQ(prescan_encoding("<!-- <meta charset=gbk>"), "");
}

TEST(Prescan, OtherTagsEndWhereTheirAttributesEnd) {
  EXPECT_EQ(prescan_encoding("<p title='>' a=\"<meta charset=gbk>\"><META/CHARSET=big5>"), "Big5");
  EXPECT_EQ(
      prescan_encoding("</p a='><meta charset=gbk>'><?x <meta charset=gbk><meta charset=big5>"),
      "Big5");
}

TEST(Prescan, WhatAsciiCanNotMeanIsReplaced) {
  EXPECT_EQ(prescan_encoding("<meta charset=utf-16>"), "UTF-8");
  EXPECT_EQ(prescan_encoding("<meta charset=x-user-defined>"), "windows-1252");
}

TEST(Prescan, XmlDeclaration) {
  EXPECT_EQ(prescan_encoding("<?xml version='1.0' encoding = \"GBK\"?>"), "GBK");
  EXPECT_EQ(prescan_encoding("<?xml encoding='gbk'?><meta charset=big5>"), "Big5");
  EXPECT_EQ(prescan_encoding("<?xml encoding='utf-16'?>"), "UTF-8");
  for (const auto bytes : {"<?xml encoding='gbk'"sv, "<?xml encoding='gb k'?>"sv, "<?xml ?>"sv,
                           " <?xml encoding='gbk'?>"sv, "<?xml encoding=gbk?>"sv,
                           "<?xml encoding='gbk>"sv, "<?xml encoding"sv})
    EXPECT_EQ(prescan_encoding(bytes), "") << bytes;
  EXPECT_EQ(prescan_encoding("<\0?\0x\0m\0"sv), "UTF-16LE");
  EXPECT_EQ(prescan_encoding("\0<\0?\0x\0m"sv), "UTF-16BE");
}

TEST(Prescan, EveryCutOfATagIsHarmless) {
  const std::string page =
      "<!-- a --><p a=b c='d' e>x</p><?y?><meta http-equiv = \"content-type\" content='text/html; "
      "charset=\"gbk\"'/>";
  for (std::size_t length = 0; length < page.size(); ++length)
    EXPECT_EQ(prescan_encoding(std::string(page, 0, length)), "") << length;
  EXPECT_EQ(prescan_encoding(page), "GBK");
}

// --- HTML standard, determining the character encoding

TEST(Sniff, AByteOrderMarkWinsOverAll) {
  EXPECT_EQ(sniff_encoding("\xEF\xBB\xBF<meta charset=gbk>", "big5"), "UTF-8");
  EXPECT_EQ(sniff_encoding("\xFE\xFF", "big5"), "UTF-16BE");
  EXPECT_EQ(sniff_encoding("\xFF\xFE", "big5"), "UTF-16LE");
}

TEST(Sniff, TheCharsetOfTheContentTypeWinsOverThePage) {
  for (const auto label : {"big5"sv, "BIG5"sv, " big5 "sv, "cn-big5"sv})
    EXPECT_EQ(sniff_encoding("<meta charset=euc-kr>", label), "Big5") << label;
}

TEST(Sniff, ALabelThatIsNotKnownDecidesNothing) {
  for (const auto label : {""sv, "klingon"sv, "\\"sv})
    EXPECT_EQ(sniff_encoding("<meta charset=euc-kr>", label), "EUC-KR") << label;
}

TEST(Sniff, ValidUtf8ThatIsNotAsciiIsUtf8) {
  EXPECT_EQ(sniff_encoding("gr\xC3\xBC\xC3\x9F", ""), "UTF-8");
  EXPECT_EQ(sniff_encoding("gr\xFC\xDF", ""), "windows-1252");
  EXPECT_EQ(sniff_encoding("plain", ""), "windows-1252");
  EXPECT_EQ(sniff_encoding("", ""), "windows-1252");
}

TEST(Sniff, Utf8CutInACharacterIsStillUtf8) {
  EXPECT_EQ(sniff_encoding("gr\xC3\xBC\xE2\x82", ""), "UTF-8");
  EXPECT_EQ(sniff_encoding("caf\xE9", ""), "windows-1252");
}

TEST(Sniff, ZerosAtEveryOtherByteAreUtf16) {
  EXPECT_EQ(sniff_encoding("<\0h\0t\0m\0l\0>\0"sv, ""), "UTF-16LE");
  EXPECT_EQ(sniff_encoding("\0<\0h\0t\0m\0l\0>"sv, ""), "UTF-16BE");
  EXPECT_EQ(sniff_encoding("\0\0\0\0\0\0"sv, ""), "windows-1252");
}

TEST(Sniff, ALateMetaCountsBeforeTheDefaultButNotBeforeUtf8) {
  const std::string late = std::string(5000, ' ') + "<meta charset=gbk>";
  EXPECT_EQ(sniff_encoding(late + "\xC4\xE3", ""), "GBK");
  EXPECT_EQ(sniff_encoding(late + "\xC3\xBC", ""), "UTF-8");
  EXPECT_EQ(sniff_encoding(std::string(70'000, ' ') + late, ""), "windows-1252");
}

}  // namespace
