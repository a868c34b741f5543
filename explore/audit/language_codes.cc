// Sets of two letters are tables of bits, since every translation of every page is looked up.
#include "explore/audit/language_codes.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <string>

#include "ground/ascii.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

constexpr std::size_t kLetters = 26;
using Pairs = std::bitset<kLetters * kLetters>;

// `code`: two small letters.
std::size_t place_of(std::string_view code) {
  return static_cast<std::size_t>(code[0] - 'a') * kLetters +
         static_cast<std::size_t>(code[1] - 'a');
}

// `codes`: with a space behind each.
Pairs pairs_of(std::string_view codes) {
  Pairs pairs;
  for (std::size_t at = 0; at < codes.size(); at += 3) pairs.set(place_of(codes.substr(at, 2)));
  return pairs;
}

// ISO 639-1, and what it once was: in, iw, ji, jw, mo, sh.
constexpr std::string_view kLanguages =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu "
    "cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi "
    "ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km "
    "kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw "
    "ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

// ISO 3166-1, and xk, which is in use for Kosovo.
constexpr std::string_view kRegions =
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo "
    "bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj "
    "dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp "
    "gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg "
    "kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml "
    "mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe "
    "pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl "
    "sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um "
    "us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw ";

// Codes that mean what another code does, or some of it, by which they are compared; in order. Of
// three letters those of ISO 639-2 that have two: they are no codes of BCP 47.
struct Meaning {
  std::string_view code, as;
};
constexpr Meaning kLong[] = {
    {"aar", "aa"}, {"abk", "ab"}, {"afr", "af"}, {"aka", "ak"},  {"alb", "sq"}, {"amh", "am"},
    {"ara", "ar"}, {"arg", "an"}, {"arm", "hy"}, {"asm", "as"},  {"ava", "av"}, {"ave", "ae"},
    {"aym", "ay"}, {"aze", "az"}, {"bak", "ba"}, {"bam", "bm"},  {"baq", "eu"}, {"bel", "be"},
    {"ben", "bn"}, {"bih", "bh"}, {"bis", "bi"}, {"bod", "bo"},  {"bos", "bs"}, {"bre", "br"},
    {"bul", "bg"}, {"bur", "my"}, {"cat", "ca"}, {"ces", "cs"},  {"cha", "ch"}, {"che", "ce"},
    {"chi", "zh"}, {"chu", "cu"}, {"chv", "cv"}, {"cmn", "zh"},  {"cor", "kw"}, {"cos", "co"},
    {"cre", "cr"}, {"cym", "cy"}, {"cze", "cs"}, {"dan", "da"},  {"deu", "de"}, {"div", "dv"},
    {"dut", "nl"}, {"dzo", "dz"}, {"ell", "el"}, {"eng", "en"},  {"epo", "eo"}, {"est", "et"},
    {"eus", "eu"}, {"ewe", "ee"}, {"fao", "fo"}, {"fas", "fa"},  {"fij", "fj"}, {"fin", "fi"},
    {"fra", "fr"}, {"fre", "fr"}, {"fry", "fy"}, {"ful", "ff"},  {"gan", "zh"}, {"geo", "ka"},
    {"ger", "de"}, {"gla", "gd"}, {"gle", "ga"}, {"glg", "gl"},  {"glv", "gv"}, {"gre", "el"},
    {"grn", "gn"}, {"guj", "gu"}, {"hak", "zh"}, {"hat", "ht"},  {"hau", "ha"}, {"heb", "he"},
    {"her", "hz"}, {"hin", "hi"}, {"hmo", "ho"}, {"hrv", "hr"},  {"hsn", "zh"}, {"hun", "hu"},
    {"hye", "hy"}, {"ibo", "ig"}, {"ice", "is"}, {"ido", "io"},  {"iii", "ii"}, {"iku", "iu"},
    {"ile", "ie"}, {"ina", "ia"}, {"ind", "id"}, {"ipk", "ik"},  {"isl", "is"}, {"ita", "it"},
    {"jav", "jv"}, {"jpn", "ja"}, {"kal", "kl"}, {"kan", "kn"},  {"kas", "ks"}, {"kat", "ka"},
    {"kau", "kr"}, {"kaz", "kk"}, {"khm", "km"}, {"kik", "ki"},  {"kin", "rw"}, {"kir", "ky"},
    {"kom", "kv"}, {"kon", "kg"}, {"kor", "ko"}, {"kua", "kj"},  {"kur", "ku"}, {"lao", "lo"},
    {"lat", "la"}, {"lav", "lv"}, {"lim", "li"}, {"lin", "ln"},  {"lit", "lt"}, {"ltz", "lb"},
    {"lub", "lu"}, {"lug", "lg"}, {"mac", "mk"}, {"mah", "mh"},  {"mal", "ml"}, {"mao", "mi"},
    {"mar", "mr"}, {"may", "ms"}, {"mkd", "mk"}, {"mlg", "mg"},  {"mlt", "mt"}, {"mon", "mn"},
    {"mri", "mi"}, {"msa", "ms"}, {"mya", "my"}, {"nan", "zh"},  {"nau", "na"}, {"nav", "nv"},
    {"nbl", "nr"}, {"nde", "nd"}, {"ndo", "ng"}, {"nep", "ne"},  {"nld", "nl"}, {"nno", "no"},
    {"nob", "no"}, {"nor", "no"}, {"nya", "ny"}, {"oci", "oc"},  {"oji", "oj"}, {"ori", "or"},
    {"orm", "om"}, {"oss", "os"}, {"pan", "pa"}, {"per", "fa"},  {"pli", "pi"}, {"pol", "pl"},
    {"por", "pt"}, {"pus", "ps"}, {"que", "qu"}, {"roh", "rm"},  {"ron", "ro"}, {"rum", "ro"},
    {"run", "rn"}, {"rus", "ru"}, {"sag", "sg"}, {"san", "sa"},  {"sin", "si"}, {"slk", "sk"},
    {"slo", "sk"}, {"slv", "sl"}, {"sme", "se"}, {"smo", "sm"},  {"sna", "sn"}, {"snd", "sd"},
    {"som", "so"}, {"sot", "st"}, {"spa", "es"}, {"sqi", "sq"},  {"srd", "sc"}, {"srp", "sr"},
    {"ssw", "ss"}, {"sun", "su"}, {"swa", "sw"}, {"swe", "sv"},  {"tah", "ty"}, {"tam", "ta"},
    {"tat", "tt"}, {"tel", "te"}, {"tgk", "tg"}, {"tgl", "fil"}, {"tha", "th"}, {"tib", "bo"},
    {"tir", "ti"}, {"ton", "to"}, {"tsn", "tn"}, {"tso", "ts"},  {"tuk", "tk"}, {"tur", "tr"},
    {"twi", "tw"}, {"uig", "ug"}, {"ukr", "uk"}, {"urd", "ur"},  {"uzb", "uz"}, {"ven", "ve"},
    {"vie", "vi"}, {"vol", "vo"}, {"wel", "cy"}, {"wln", "wa"},  {"wol", "wo"}, {"wuu", "zh"},
    {"xho", "xh"}, {"yid", "yi"}, {"yor", "yo"}, {"yue", "zh"},  {"zha", "za"}, {"zho", "zh"},
    {"zul", "zu"},
};
constexpr Meaning kShort[] = {
    {"in", "id"}, {"iw", "he"}, {"ji", "yi"}, {"jw", "jv"},
    {"mo", "ro"}, {"nb", "no"}, {"nn", "no"}, {"tl", "fil"},
};
// Those of Chinese are codes of their own.
bool has_two_letters(const Meaning& meaning) {
  return meaning.as != "zh" || meaning.code == "zho" || meaning.code == "chi";
}

template <std::size_t kSize>
const Meaning* meaning_of(std::string_view code, const Meaning (&meanings)[kSize]) {
  const auto* const found = std::lower_bound(
      std::begin(meanings), std::end(meanings), code,
      [](const Meaning& one, std::string_view wanted) { return one.code < wanted; });
  return found != std::end(meanings) && found->code == code ? found : nullptr;
}

bool is_small_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_language(std::string_view code) {
  static const Pairs languages = pairs_of(kLanguages);
  if (!is_small_letters(code)) return false;
  if (code.size() == 2) return languages.test(place_of(code));
  if (code.size() != 3) return false;
  const Meaning* const meaning = meaning_of(code, kLong);
  return meaning == nullptr || !has_two_letters(*meaning);
}

bool is_region(std::string_view code) {
  static const Pairs regions = pairs_of(kRegions);
  if (code.size() == 3) return ascii::is_digits(code);
  return code.size() == 2 && is_small_letters(code) && regions.test(place_of(code));
}

// The part up to the next "-", which is taken off with it.
std::string_view take_subtag(std::string_view& code) {
  const std::string_view subtag = code.substr(0, code.find('-'));
  code.remove_prefix(std::min(code.size(), subtag.size() + 1));
  return subtag;
}

// By what a language is compared.
std::string_view meant_by(std::string_view small_code) {
  const std::string_view language = take_subtag(small_code);
  const Meaning* meaning = nullptr;
  if (language.size() == 2) meaning = meaning_of(language, kShort);
  if (language.size() == 3) meaning = meaning_of(language, kLong);
  return meaning == nullptr ? language : meaning->as;
}

}  // namespace

bool is_hreflang(std::string_view code) {
  const std::string small = ascii::lowered(code);
  if (small == "x-default") return true;
  std::string_view rest = small;
  if (rest.ends_with('-') || !is_language(take_subtag(rest))) return false;
  if (rest.empty()) return true;
  std::string_view subtag = take_subtag(rest);
  if (subtag.size() == 4 && is_small_letters(subtag)) {
    if (rest.empty()) return true;
    subtag = take_subtag(rest);
  }
  // What nobody means: Kanuri for Korea.
  return rest.empty() && is_region(subtag) && small != "kr-kr";
}

bool is_same_language(std::string_view a, std::string_view b) {
  const std::string small_a = ascii::lowered(ascii::trim(a)),
                    small_b = ascii::lowered(ascii::trim(b));
  return meant_by(small_a) == meant_by(small_b);
}

}  // namespace explore
