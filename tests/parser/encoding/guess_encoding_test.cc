#include "parser/encoding/guess_encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parser/encoding/charset.h"
#include "parser/encoding/encoder.h"

namespace parser {
namespace {

struct Text {
  std::vector<Encoding> encodings;
  std::string_view utf8;
};

const std::vector<Text> kTexts = {
    {{Encoding::kShiftJis, Encoding::kEucJp, Encoding::kIso2022Jp},
     "朝から雨が降っていたので、駅まで歩くのをやめてバスに乗りました。"},
    {{Encoding::kGbk, Encoding::kGb18030},
     "昨天我们去看了新的房子，门口有一棵很大的树，孩子们都喜欢这里。"},
    {{Encoding::kBig5}, "昨天我們去看了新的房子，門口有一棵很大的樹，孩子們都喜歡這裡。"},
    {{Encoding::kEucKr}, "어제 우리는 새 집을 보러 갔는데, 문 앞에 아주 큰 나무가 있었습니다."},
    {{Encoding::kWindows1251, Encoding::kKoi8R, Encoding::kIso8859_5, Encoding::kIbm866},
     "Вчера мы смотрели новый дом, у двери растёт большое дерево, и детям там понравилось."},
    {{Encoding::kWindows1251, Encoding::kKoi8U},
     "Учора ми дивилися новий будинок, біля дверей росте велике дерево, і дітям сподобалося."},
    {{Encoding::kWindows1250, Encoding::kIso8859_2},
     "Wczoraj oglądaliśmy nowy dom, przed drzwiami rośnie duże drzewo i dzieciom się podobało."},
    {{Encoding::kWindows1250, Encoding::kIso8859_2},
     "Včera jsme si prohlíželi nový dům, před dveřmi roste veliký strom a dětem se líbil."},
    {{Encoding::kWindows1250, Encoding::kIso8859_2},
     "Tegnap megnéztük az új házat, az ajtó előtt nagy fa áll, és a gyerekeknek nagyon tetszett."},
    {{Encoding::kWindows1252},
     "Gestern haben wir das neue Haus angeschaut; vor der Tür wächst ein großer Baum."},
    {{Encoding::kWindows1252},
     "Hier nous avons visité la maison où mes grands-parents ont vécu, près "
     "de la forêt; ça a plu à tout le monde."},
    {{Encoding::kWindows1253, Encoding::kIso8859_7},
     "Χθες είδαμε το καινούριο σπίτι, μπροστά στην πόρτα υπάρχει ένα μεγάλο δέντρο."},
    {{Encoding::kWindows1254},
     "Dün yeni evi gördük, kapının önünde büyük bir ağaç var ve çocuklar çok beğendi, şaşırdık."},
    {{Encoding::kWindows1255}, "אתמול ראינו את הבית החדש, ליד הדלת יש עץ גדול והילדים אהבו אותו."},
    {{Encoding::kWindows1256},
     "شاهدنا أمس البيت الجديد، وأمام الباب شجرة كبيرة أعجبت الأطفال كثيرا."},
    {{Encoding::kWindows1257},
     "Vakar apžiūrėjome naują namą, prie durų auga didelis medis, ir vaikams čia labai patiko."},
    {{Encoding::kWindows874}, "เมื่อวานเราไปดูบ้านใหม่ หน้าประตูมีต้นไม้ใหญ่ และเด็กๆ ชอบมาก"},
};

std::string encoded(std::string_view utf8, Encoding encoding) {
  Encoder encoder(encoding);
  std::string bytes;
  EXPECT_EQ(encoder.encode(utf8, bytes), std::nullopt) << name_of(encoding);
  return bytes;
}

std::string read(std::string_view bytes, std::string_view charset = "") {
  std::string storage;
  return std::string(to_utf8(bytes, sniff_encoding(bytes, charset), storage));
}

TEST(GuessEncoding, ASentenceIsEnough) {
  for (const Text& text : kTexts)
    for (const Encoding encoding : text.encodings)
      EXPECT_EQ(read(encoded(text.utf8, encoding)), text.utf8)
          << name_of(encoding) << " taken for "
          << name_of(guess_encoding(encoded(text.utf8, encoding)));
}

TEST(GuessEncoding, SoIsOneInMarkup) {
  for (const Text& text : kTexts)
    for (const Encoding encoding : text.encodings) {
      const std::string page =
          "<!DOCTYPE html><html><head><title>x</title><style>p{margin:0}</style>"
          "</head><body><h1>News</h1><p class=\"first\">" +
          std::string(text.utf8) + "</p><p>contact@site.example</p></html>";
      EXPECT_EQ(read(encoded(page, encoding)), page) << name_of(encoding);
    }
}

TEST(GuessEncoding, WhatIsDeclaredCounts) {
  const std::string russian = encoded(kTexts[4].utf8, Encoding::kKoi8R);
  EXPECT_EQ(sniff_encoding(russian, "windows-1251"), "windows-1251");
  EXPECT_EQ(sniff_encoding("<meta charset=windows-1251>" + russian, ""), "windows-1251");
  EXPECT_EQ(sniff_encoding(russian, "unknown-label"), "KOI8-R");
}

TEST(GuessEncoding, ValidUtf8IsUtf8) {
  for (const Text& text : kTexts) EXPECT_EQ(sniff_encoding(text.utf8, ""), "UTF-8") << text.utf8;
}

TEST(GuessEncoding, Utf8ThatIsBrokenInAPlaceStaysUtf8) {
  const std::string whole(kTexts[4].utf8);
  EXPECT_EQ(sniff_encoding(whole.substr(0, 20) + "\xD0 " + whole.substr(20), ""), "UTF-8");
  // One character of UTF-8 among Latin-1 is no such text.
  EXPECT_EQ(sniff_encoding("caf\xE9 \xC3\xA9t\xE9 gar\xE7on", ""), "windows-1252");
}

TEST(GuessEncoding, WhereNothingSpeaksForAnotherItIsTheDefault) {
  for (const std::string_view few :
       {"caf\xE9", "don\x92t", "\xA9 2024", "5 \x80", "gr\xFC\xDF", "\xFF", "", "a\x1B[0m"})
    EXPECT_EQ(sniff_encoding(few, ""), "windows-1252") << few;
}

TEST(GuessEncoding, EscapesOfATerminalAreNoJapanese) {
  EXPECT_EQ(guess_encoding("\x1B$B is how it begins"), Encoding::kWindows1252);
  EXPECT_EQ(guess_encoding("\x1B[1mbold\x1B[0m"), Encoding::kWindows1252);
}

TEST(GuessEncoding, ALanguageAndACountryAreHints) {
  // ą of ISO-8859-2, ± of windows-1252.
  EXPECT_EQ(sniff_encoding("<html lang=\"pl-PL\">mog\xB1", ""), "ISO-8859-2");
  EXPECT_EQ(guess_encoding("mog\xB1", {"", "www.site.pl"}), Encoding::kIso8859_2);
  EXPECT_EQ(guess_encoding("2 \xB1 1"), Encoding::kWindows1252);
  // A hint is no proof.
  const std::string russian = encoded(kTexts[4].utf8, Encoding::kWindows1251);
  EXPECT_EQ(guess_encoding(russian, {"ja", "site.jp"}), Encoding::kWindows1251);
}

TEST(GuessEncoding, AHintForTheFirstToBeTriedOverflowsNothing) {
  for (const std::string_view language : {"de", "en", "fr", "es", "it", "pt", "nl", "sv", "ja"})
    EXPECT_EQ(guess_encoding("then \x97 now", {language, ""}), Encoding::kWindows1252) << language;
}

TEST(GuessEncoding, AnyBytesGetAName) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
  EXPECT_FALSE(sniff_encoding(bytes, "").empty());
}

}  // namespace
}  // namespace parser
