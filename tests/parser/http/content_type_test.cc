#include "parser/http/content_type.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::string_view_literals;
using parser::ContentType;
using parser::parse_mime_type;

// The values of Content-Type fields, in order.
ContentType of(const std::vector<std::string_view>& values) {
  ContentType type;
  for (const std::string_view value : values) EXPECT_TRUE(type.take("Content-Type", value));
  return type;
}

// --- MIME Sniffing standard, "parse a MIME type"

TEST(MimeType, IsATypeAndASubtypeOfTokenCharacters) {
  EXPECT_EQ(parse_mime_type("text/html").essence, "text/html");
  EXPECT_EQ(parse_mime_type(" Text/HTML ; a=b ").essence, "Text/HTML");
  EXPECT_EQ(parse_mime_type("application/vnd.a+b_c").essence, "application/vnd.a+b_c");
  for (const auto none : {"", " ", "text", "html", "/", "/html", "text/", "text/;", "te xt/html",
                          "text/html,", "text/h\xC3\xA4", "text/(a)", "charset=utf-8"})
    EXPECT_EQ(parse_mime_type(none).essence, "") << none;
}

TEST(MimeType, EndsAtWhiteSpaceAsBrowsersHaveIt) {
  EXPECT_EQ(parse_mime_type("text/html charset=big5").essence, "text/html");
  EXPECT_EQ(parse_mime_type("text/html charset=big5").charset, "");
  EXPECT_EQ(parse_mime_type("text/html charset=x; charset=big5").charset, "big5");
}

TEST(MimeType, TheFirstCharsetCounts) {
  for (const auto type :
       {"text/html;charset=big5"sv, "text/html; CharSet=big5"sv, "text/html;charset=\"big5\""sv,
        "text/html; a=b; charset=big5; c=d"sv, "text/html; a=\";charset=gbk\"; charset=big5"sv,
        "text/html;;charset=big5;"sv, "text/html; charset=big5; charset=gbk"sv,
        "text/html; a; charset=big5"sv, "text/html; a=\"\\\";\";charset=big5"sv,
        "text/html;charset=;charset=big5"sv, "text/html;charset=\"big5"sv,
        "text/html;charset= big5 "sv, "text/html;charset=\"big5\"x;y"sv})
    EXPECT_EQ(parse_mime_type(type).charset, "big5") << type;
  for (const auto type :
       {""sv, ";"sv, "text/html"sv, "text/html;"sv, "text/html; charset"sv, "text/html; charset="sv,
        "text/html; charset=\""sv, "text/html; xcharset=big5"sv, "charset=big5"sv,
        "text; charset=big5"sv, "text/html; charset =big5"sv})
    EXPECT_EQ(parse_mime_type(type).charset, "") << type;
}

// --- Fetch standard, "extract a MIME type"

struct Extracted {
  std::vector<std::string_view> values;
  std::string_view essence, charset;
};

TEST(ContentType, IsTheLastThatIsOneOfAllHeaders) {
  const Extracted cases[] = {
      {{}, "", ""},
      {{"text/html,"}, "text/html", ""},
      {{"text/html, text/html"}, "text/html", ""},
      {{"text/plain;charset=gbk, text/html"}, "text/html", ""},
      {{"text/plain;charset=gbk", "text/html"}, "text/html", ""},
      {{"text/html;charset=gbk", "text/html"}, "text/html", "gbk"},
      {{"text/html;charset=gbk, text/html"}, "text/html", "gbk"},
      {{"text/html;charset=gbk", "TEXT/HTML;x=y"}, "TEXT/HTML", "gbk"},
      {{"text/html;charset=gbk", "text/html;charset=big5"}, "text/html", "big5"},
      {{"text/html;charset=gbk", "text/plain", "text/html"}, "text/html", ""},
      {{"text/html;charset=gbk", "*/*", "nonsense", ""}, "text/html", "gbk"},
      {{"*/*"}, "", ""},
      {{"text/html;x=\",text/plain;\";charset=gbk"}, "text/html", "gbk"},
      {{"text/html;x=\",text/plain"}, "text/html", ""},
  };
  for (const Extracted& c : cases) {
    const ContentType type = of(c.values);
    const std::string shown = c.values.empty() ? "none" : std::string(c.values.front());
    EXPECT_EQ(type.named().essence, c.essence) << shown;
    EXPECT_EQ(type.named().charset, c.charset) << shown;
  }
}

TEST(ContentType, OtherFieldsSayNothing) {
  ContentType type;
  EXPECT_FALSE(type.take("Content-Typ", "text/html"));
  EXPECT_FALSE(type.take("Type", "text/html"));
  EXPECT_TRUE(type.is_unknown());
}

// --- MIME Sniffing standard, "MIME type sniffing algorithm"

TEST(ContentType, IsUnknownIfNoneIsNamed) {
  for (const auto value : {"", "text", "html", "*/*", "unknown/unknown", "application/unknown",
                           "Unknown/Unknown;charset=utf-8", "null", "text/html/x"})
    EXPECT_TRUE(of({value}).is_unknown()) << value;
  for (const auto value : {"text/html", "text/html charset=utf-8", "text/html,", "image/unknown",
                           "application/octet-stream", "application/x-unknown-content-type"})
    EXPECT_FALSE(of({value}).is_unknown()) << value;
}

struct Sniffed {
  std::string_view bytes, type, without_scripts;
};

const Sniffed kSniffed[] = {
    {"<!DOCTYPE html><p>", "text/html", "text/plain"},
    {"\xEF\xBB\xBF \n<HTML>", "text/html", "text/plain"},
    {"<!--x-->", "text/html", "text/plain"},
    {"<p >x", "text/html", "text/plain"},
    {"<pre>x", "text/plain", "text/plain"},
    {"<p", "text/plain", "text/plain"},
    {" <?xml version='1.0'?>", "text/xml", "text/plain"},
    {"%PDF-1.7\n\xE2\0"sv, "application/pdf", "application/octet-stream"},
    {"%!PS-Adobe-3.0", "application/postscript", "application/postscript"},
    {"{\"a\": 1}", "text/plain", "text/plain"},
    {"just words", "text/plain", "text/plain"},
    {"BMW and ID3 tags", "text/plain", "text/plain"},
    {"\xFE\xFF\0a"sv, "text/plain", "text/plain"},
    {"\xEF\xBB\xBF\0"sv, "text/plain", "text/plain"},
    {"GIF89a\1\0\1\0"sv, "image/gif", "image/gif"},
    {"\x89PNG\r\n\x1A\n\0\0"sv, "image/png", "image/png"},
    {"RIFF\1\0\0\0WEBPVP8 \0"sv, "image/webp", "image/webp"},
    {"\0\0\0\x18"
     "ftypmp42"sv,
     "video/mp4", "video/mp4"},
    {"\x1F\x8B\x08\0"sv, "application/x-gzip", "application/x-gzip"},
    {"PK\3\4\x14\0"sv, "application/zip", "application/zip"},
    {"\x7F"
     "ELF\2\1\1\0"sv,
     "application/octet-stream", "application/octet-stream"},
};

TEST(ContentType, OfTheBytesWhereNoneIsNamed) {
  for (const Sniffed& c : kSniffed) {
    EXPECT_EQ(ContentType().of_bytes(c.bytes), c.type) << c.bytes;
    EXPECT_EQ(of({"application/unknown"}).of_bytes(c.bytes), c.type) << c.bytes;
    ContentType nosniff = of({"text"});
    nosniff.take("X-Content-Type-Options", " NoSniff , x");
    EXPECT_EQ(nosniff.of_bytes(c.bytes), c.without_scripts) << c.bytes;
    EXPECT_EQ(of({"image/x-other"}).of_bytes(c.bytes), "") << c.bytes;
    EXPECT_EQ(of({"text/html,"}).of_bytes(c.bytes), "") << c.bytes;
  }
}

TEST(ContentType, OnlyTheFirstOptionCounts) {
  ContentType type;
  type.take("x-content-type-options", "sniff, nosniff");
  type.take("x-content-type-options", "nosniff");
  EXPECT_EQ(type.of_bytes("<p>"), "text/html");
}

TEST(ContentType, LooksNoFurtherThanTheHeadOfABody) {
  std::string late(parser::kSniffedBytes, ' ');
  EXPECT_EQ(ContentType().of_bytes(late + '\0'), "text/plain");
  late.back() = '\0';
  EXPECT_EQ(ContentType().of_bytes(late), "application/octet-stream");
}

// As old Apache calls all that it does not know; those spellings, and no other.
TEST(ContentType, BinaryBytesThatAreCalledPlainTextAreNone) {
  for (const auto value : {"text/plain", "text/plain; charset=ISO-8859-1",
                           "text/plain; charset=iso-8859-1", "text/plain; charset=UTF-8"}) {
    EXPECT_EQ(of({value}).of_bytes("\0x"sv), "application/octet-stream") << value;
    EXPECT_EQ(of({value}).of_bytes("<p>words"), "") << value;
    EXPECT_EQ(of({value}).of_bytes("\xFF\xFE\0x"sv), "") << value;
    ContentType nosniff = of({value});
    nosniff.take("x-content-type-options", "nosniff");
    EXPECT_EQ(nosniff.of_bytes("\0x"sv), "") << value;
  }
  for (const auto value : {"Text/plain", "text/plain;charset=utf-8", "text/css"})
    EXPECT_EQ(of({value}).of_bytes("\0x"sv), "") << value;
  EXPECT_EQ(of({"text/plain", "text/plain;format=flowed"}).of_bytes("\0x"sv), "");
}

}  // namespace
