#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "ground/utf8.h"
#include "parser/encoding/charset.h"
#include "tests/support/conformance.h"

namespace {

using namespace std::string_view_literals;

std::string decoded(std::string_view bytes, std::string_view encoding) {
  std::string storage;
  return std::string(parser::to_utf8(bytes, encoding, storage));
}

// --- UTF-8

TEST(Utf8, ValidInputIsTheSameView) {
  std::string storage;
  const std::string text =
      "\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  EXPECT_EQ(parser::to_utf8(text, "UTF-8", storage).data(), text.data());
  const std::string ascii = "ascii";
  EXPECT_EQ(parser::to_utf8(ascii, "windows-1252", storage).data(), ascii.data());
}

TEST(Utf8, TheByteOrderMarkIsRemovedOnce) {
  EXPECT_EQ(decoded("\xEF\xBB\xBF"
                    "a",
                    "UTF-8"),
            "a");
  EXPECT_EQ(decoded("\xEF\xBB\xBF\xEF\xBB\xBF", "UTF-8"), "\xEF\xBB\xBF");
  EXPECT_EQ(decoded("\xEF\xBB\xBF\xFF", "UTF-8"), "\uFFFD");
  EXPECT_EQ(decoded("\xFF\xFE"
                    "a\0"sv,
                    "UTF-16LE"),
            "a");
}

TEST(Utf8, OneReplacementForEachMaximalSubpart) {
  EXPECT_EQ(decoded("a\x80"
                    "b",
                    "UTF-8"),
            "a\uFFFDb");
  EXPECT_EQ(decoded("\xC0\xAF", "UTF-8"), "\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\xE0\x80\x80", "UTF-8"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\xED\xA0\x80", "UTF-8"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\xF4\x90\x80\x80", "UTF-8"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\xF0\x9F\x98", "UTF-8"), "\uFFFD");
  EXPECT_EQ(decoded("\xF0\x9F\x98"
                    "a",
                    "UTF-8"),
            "\uFFFD"
            "a");
  EXPECT_EQ(decoded("\xE2\x82\xE2\x82\xAC", "UTF-8"), "\uFFFD\u20AC");
  // The Unicode Standard, table 3-11.
  EXPECT_EQ(decoded("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
                    "A",
                    "UTF-8"),
            "\uFFFD\uFFFD\uFFFD\uFFFD"
            "A");
}

// --- Legacy encodings

TEST(SingleByte, EveryByteOfEveryIndex) {
  CONFORMANCE_CASES(cases, "single-byte.jsonl");
  for (const auto& one : cases)
    EXPECT_EQ(decoded(tests::from_base64(one["bytes_b64"].get<std::string>()),
                      one["encoding"].get<std::string>()),
              one["expected"].get<std::string>())
        << one["encoding"];
}

TEST(SingleByte, LogicalHebrewIsHebrew) {
  EXPECT_EQ(decoded("\xE0\xFA", "ISO-8859-8-I"), decoded("\xE0\xFA", "ISO-8859-8"));
}

constexpr std::uint64_t kFnvBasis = 0xCBF29CE484222325;

std::uint64_t add_to_hash(std::uint64_t hash, std::string_view text) {
  constexpr std::uint64_t kFnvPrime = 0x100000001B3;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return hash;
}

// FNV-1a of what all two-byte sequences mean, in order; the values expected were computed from the
// index files of the Encoding Standard.
struct TwoBytes {
  std::string_view encoding;
  std::string_view prefix;
  std::function<bool(unsigned)> is_lead;
  std::function<bool(unsigned)> is_trail;
};

std::uint64_t hash_of(const TwoBytes& all) {
  std::uint64_t hash = kFnvBasis;
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
      if (!all.is_lead(lead) || !all.is_trail(trail)) continue;
      std::string bytes(all.prefix);
      bytes.push_back(static_cast<char>(lead));
      bytes.push_back(static_cast<char>(trail));
      hash = add_to_hash(hash, decoded(bytes, all.encoding));
    }
  }
  return hash;
}

bool any_byte(unsigned) { return true; }
bool from_a1(unsigned byte) { return byte >= 0xA1; }
bool not_7f(unsigned byte) { return byte != 0x7F; }

TEST(MultiByte, Big5IsTheStandardsIndex) {
  const auto is_trail = [](unsigned byte) { return byte <= 0x7E || byte >= 0xA1; };
  EXPECT_EQ(hash_of({"Big5", "", any_byte, is_trail}), 0x155B5E2CEE6A9CAA);
}

TEST(MultiByte, EucKrIsTheStandardsIndex) {
  const auto is_trail = [](unsigned byte) { return byte >= 0x41; };
  EXPECT_EQ(hash_of({"EUC-KR", "", any_byte, is_trail}), 0x7B782EAB99AF7A00);
}

TEST(MultiByte, ShiftJisIsTheStandardsIndex) {
  const auto is_lead = [](unsigned byte) { return byte <= 0x9F || (byte >= 0xE0 && byte <= 0xFC); };
  const auto is_trail = [](unsigned byte) { return byte != 0x7F && byte <= 0xFC; };
  EXPECT_EQ(hash_of({"Shift_JIS", "", is_lead, is_trail}), 0x0FCC5C253E46C9FF);
}

TEST(MultiByte, EucJpIsTheStandardsIndexes) {
  EXPECT_EQ(hash_of({"EUC-JP", "", from_a1, from_a1}), 0x0F191C1C356BB12A);
  EXPECT_EQ(hash_of({"EUC-JP", "\x8F", from_a1, from_a1}), 0x6D03049F983CF0EB);
}

TEST(MultiByte, Gb18030IsTheStandardsIndex) {
  EXPECT_EQ(hash_of({"gb18030", "", any_byte, not_7f}), 0x50B1266FD49A4C32);
  EXPECT_EQ(hash_of({"GBK", "", any_byte, not_7f}), 0x50B1266FD49A4C32);
}

TEST(MultiByte, Gb18030FourBytesAreTheStandardsRanges) {
  std::uint64_t hash = kFnvBasis;
  for (unsigned pointer = 0; pointer < 1'260'000; pointer += pointer < 39'425 ? 1 : 997) {
    const char bytes[] = {
        static_cast<char>(0x81 + pointer / 12'600), static_cast<char>(0x30 + pointer / 1260 % 10),
        static_cast<char>(0x81 + pointer / 10 % 126), static_cast<char>(0x30 + pointer % 10)};
    hash = add_to_hash(hash, decoded({bytes, sizeof bytes}, "gb18030"));
  }
  EXPECT_EQ(hash, 0xA70E7DA96C17AE7C);
}

TEST(MultiByte, SingleBytesThatAreNotAscii) {
  EXPECT_EQ(decoded("\x80\xFF", "gb18030"), "\u20AC\uFFFD");
  EXPECT_EQ(decoded("\x80\xA0\xB1\xFD", "Shift_JIS"), "\xC2\x80\uFFFD\uFF71\uFFFD");
  EXPECT_EQ(decoded("\x8E\xB1\x8E\xE0\x90", "EUC-JP"), "\uFF71\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\x80\xFF", "Big5"), "\uFFFD\uFFFD");
}

TEST(MultiByte, MarkupBehindABrokenSequenceIsKept) {
  EXPECT_EQ(decoded("\x81<b>", "Shift_JIS"), "\uFFFD<b>");
  EXPECT_EQ(decoded("\x81<b>", "gb18030"), "\uFFFD<b>");
  EXPECT_EQ(decoded("\xA4<b>", "EUC-JP"), "\uFFFD<b>");
  EXPECT_EQ(decoded("\x8F\xA4<b>", "EUC-JP"), "\uFFFD<b>");
  EXPECT_EQ(decoded("\xA4<b>", "Big5"), "\uFFFD<b>");
  EXPECT_EQ(decoded("\xA4<b>", "EUC-KR"), "\uFFFD<b>");
}

TEST(MultiByte, Gb18030GivesBackWhatFollowsABadFirstByte) {
  EXPECT_EQ(decoded("\x81"
                    "0<",
                    "gb18030"),
            "\uFFFD"
            "0<");
  EXPECT_EQ(decoded("\x81"
                    "0\x81<",
                    "gb18030"),
            "\uFFFD"
            "0\uFFFD<");
  EXPECT_EQ(decoded("\x81"
                    "0\x81",
                    "gb18030"),
            "\uFFFD");
  EXPECT_EQ(decoded("\x81"
                    "0",
                    "gb18030"),
            "\uFFFD");
  EXPECT_EQ(decoded("\x84"
                    "1\xA5"
                    "0",
                    "gb18030"),
            "\uFFFD");
}

TEST(MultiByte, ATruncatedSequenceIsOneError) {
  for (const auto name : {"gb18030"sv, "Big5"sv, "EUC-JP"sv, "Shift_JIS"sv, "EUC-KR"sv})
    EXPECT_EQ(decoded("\xE0", name), "\uFFFD") << name;
  EXPECT_EQ(decoded("\x8F\xA4", "EUC-JP"), "\uFFFD");
}

TEST(Iso2022Jp, SetsAreSwitchedByEscapes) {
  EXPECT_EQ(decoded("a\x1B$B$\"\x1B(Jb\\~\x1B(I1\x1B(Bc", "ISO-2022-JP"),
            "a\u3042b\u00A5\u203E\uFF71"
            "c");
}

TEST(Iso2022Jp, TwoEscapesInARowAreAnError) {
  EXPECT_EQ(decoded("\x1B(B\x1B(Ba", "ISO-2022-JP"),
            "\uFFFD"
            "a");
  EXPECT_EQ(decoded("\x1B(Ba\x1B(B", "ISO-2022-JP"), "a");
}

TEST(Iso2022Jp, BrokenEscapesAndBytesAreErrors) {
  EXPECT_EQ(decoded("\x1B", "ISO-2022-JP"), "\uFFFD");
  EXPECT_EQ(decoded("\x1B(X", "ISO-2022-JP"), "\uFFFD(X");
  EXPECT_EQ(decoded("\x0E\x0F\x80", "ISO-2022-JP"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(decoded("\x1B$B$", "ISO-2022-JP"), "\uFFFD");
  EXPECT_EQ(decoded("\x1B$B$\x1B(Ba", "ISO-2022-JP"),
            "\uFFFD"
            "a");
  EXPECT_EQ(decoded("\x1B$B$\xFF$\"\x7F", "ISO-2022-JP"), "\uFFFD\u3042\uFFFD");
}

TEST(Utf16, PairsAndWhatBreaksThem) {
  EXPECT_EQ(decoded("\x3D\xD8\x00\xDE"sv, "UTF-16LE"), "\U0001F600");
  EXPECT_EQ(decoded("\xD8\x3D\xDE\x00"sv, "UTF-16BE"), "\U0001F600");
  EXPECT_EQ(decoded("\xD8\x3D\0a"sv, "UTF-16BE"), "\uFFFDa");
  EXPECT_EQ(decoded("\xDE\0\0a"sv, "UTF-16BE"), "\uFFFDa");
  EXPECT_EQ(decoded("\xD8\x3D", "UTF-16BE"), "\uFFFD");
  EXPECT_EQ(decoded("\xD8\x3D\xDE", "UTF-16BE"), "\uFFFD");
  EXPECT_EQ(decoded("\0a\xDE"sv, "UTF-16BE"), "a\uFFFD");
}

TEST(OtherEncodings, ReplacementShowsNothing) {
  EXPECT_EQ(decoded("<script>", "replacement"), "\uFFFD");
  EXPECT_EQ(decoded("", "replacement"), "");
}

TEST(OtherEncodings, UserDefinedIsPrivateUse) {
  EXPECT_EQ(decoded("a\x80\xFF", "x-user-defined"), "a\uF780\uF7FF");
}

TEST(OtherEncodings, AnUnknownNameCountsAsUtf8) {
  EXPECT_EQ(decoded("\xC3\xBC\xFF", "klingon"), "\u00FC\uFFFD");
}

TEST(Decoding, AnyBytesInAnyEncodingGiveValidUtf8) {
  std::uint64_t seed = 1;
  std::string bytes(10'000, '\0');
  for (char& c : bytes) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    c = static_cast<char>(seed >> 56);
  }
  for (const auto name :
       {"UTF-8"sv, "gb18030"sv, "Big5"sv, "EUC-JP"sv, "ISO-2022-JP"sv, "Shift_JIS"sv, "EUC-KR"sv,
        "UTF-16BE"sv, "UTF-16LE"sv, "windows-1252"sv, "windows-1255"sv, "x-user-defined"sv}) {
    const std::string text = decoded(bytes, name);
    EXPECT_TRUE(ground::is_valid_utf8(text)) << name;
    EXPECT_GE(text.size(), bytes.size() / 2) << name;
  }
}

TEST(Decoding, TheStorageIsReplacedAndItsCapacityKept) {
  std::string storage(100'000, 'x');
  const char* const place = storage.data();
  EXPECT_EQ(parser::to_utf8("\xE9", "windows-1252", storage), "\u00E9");
  EXPECT_EQ(storage.data(), place);
}

}  // namespace
