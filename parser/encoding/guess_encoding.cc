// Each candidate is an encoding and a language. Its cost is how many bits the bytes beyond ASCII
// would take if they were text of that language in that encoding, and the cheapest wins: the same
// bytes are compared, so nothing needs weights between encodings of one byte and of two. What is
// ASCII in all of them tells nothing and costs nothing. Bytes that mean nothing in an encoding cost
// much and do not exclude it: pages are cut, and mixed from pieces.
#include "parser/encoding/guess_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/encoding/guess_model.h"
#include "parser/encoding/multi_byte.h"
#include "parser/encoding/single_byte.h"

namespace parser {
namespace {

namespace ascii = ground::ascii;

// In quarters of a bit, as all costs here.
constexpr int kBit = 4;
constexpr int kInvalid = 30 * kBit;
constexpr int kRareSymbol = 18 * kBit;
constexpr int kOtherLetter = 22 * kBit;  // that no word of the language has
constexpr int kMixedWord = 13 * kBit;    // of letters of ASCII and of another script
constexpr int kPunctuation = 5 * kBit;
constexpr int kCapitalAfterSmall = 6 * kBit;
constexpr int kCapitalAtStart = 2 * kBit;
constexpr int kRareCharacter = 17 * kBit;  // one of some ten thousand that are seldom used
constexpr int kOddCharacter = 26 * kBit;   // for East Asian text: Cyrillic, box drawing
constexpr int kBesideAscii = 3 * kBit;     // a letter of ASCII and such a character, or a mark
constexpr int kHalfWidthKatakana = 11 * kBit;
// What speaks for a language beside its text, and against what is not the default.
constexpr int kHint = 8 * kBit;
constexpr int kNotTheDefault = 6 * kBit;
constexpr int kNotTheDefaultAlone = 12 * kBit;  // for a single byte
constexpr int kOfAnotherScript = 6 * kBit;      // whose texts have many such bytes
constexpr int kOfMoreBytes = 6 * kBit;          // two letters elsewhere may be one character here
constexpr int kRareOnTheWeb = 10 * kBit;

// Enough to tell the most alike; and what of a text is looked at for them.
constexpr std::size_t kSampleBytes = 4096;
constexpr std::size_t kShiftedBytes = 65'536;

// Bytes beyond ASCII and their neighbours, which may belong to them; gaps are a space.
std::string sample_of(std::string_view bytes) {
  std::string sample;
  std::size_t kept_to = 0;
  for (std::size_t at = 0; at < bytes.size() && sample.size() < kSampleBytes; ++at) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) continue;
    const std::size_t from = std::max(kept_to, at == 0 ? at : at - 1);
    if (from > kept_to) sample += ' ';
    const std::size_t end = std::min(at + 2, bytes.size());
    sample.append(bytes.substr(from, end - from));
    kept_to = end;
  }
  return sample;
}

void for_each_character(std::string_view utf8, const auto& act) {
  while (!utf8.empty()) {
    const auto lead = static_cast<unsigned char>(utf8.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t character = size == 1 ? lead : lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i)
      character = character << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3Fu);
    act(character);
    utf8.remove_prefix(size);
  }
}

// --- Encodings of one byte

// What a byte is to a language, in one encoding.
struct ByteMeaning {
  uint8_t letter_class = 0;
  bool is_capital = false;
  uint8_t cost = 0;  // of its own
};

// A language's costs as a whole square, and the meanings of bytes.
struct SingleByteModel {
  std::array<ByteMeaning, 256> meanings{};
  const std::vector<uint8_t>* costs = nullptr;
  std::size_t classes = 0;
  int prior = 0;
};

std::vector<uint8_t> unfold(const LettersOfLanguage& language, std::size_t classes,
                            std::size_t first) {
  std::vector<uint8_t> costs(classes * classes, 0);
  std::size_t at = 0;
  for (std::size_t before = 0; before < classes; ++before)
    for (std::size_t after = 0; after < classes; ++after)
      if (before >= first || after >= first) {
        const bool is_mixed = !language.is_latin && (before == 1 || after == 1);
        const int cost = cost_of(language.costs[at++]);
        costs[before * classes + after] =
            static_cast<uint8_t>(is_mixed ? std::max(cost, kMixedWord) : cost);
      }
  return costs;
}

bool is_common_punctuation(char32_t character) {
  static constexpr std::u32string_view kCommon = U"\u00A0«»–—‘’‚“”„…·•°§©®€";
  return kCommon.find(character) != std::u32string_view::npos;
}

bool is_symbol(char32_t character) {
  return (character >= 0xA0 && character < 0xC0 && character != 0xAA && character != 0xB5 &&
          character != 0xBA) ||
         character == 0xD7 || character == 0xF7 || (character >= 0x2000 && character < 0x2C00);
}

ByteMeaning meaning_of_other(char32_t character) {
  if (character == ground::kReplacementCharacter || character < 0xA0) return {0, false, kInvalid};
  if (is_common_punctuation(character)) return {0, false, kPunctuation};
  return {0, false, static_cast<uint8_t>(is_symbol(character) ? kRareSymbol : kOtherLetter)};
}

SingleByteModel model_of(const LettersOfLanguage& language, Encoding encoding,
                         const std::vector<uint8_t>& costs, std::size_t classes) {
  SingleByteModel model;
  model.costs = &costs;
  model.classes = classes;
  if (!language.is_latin) model.prior = kOfAnotherScript;
  for (char c = 'a'; c <= 'z'; ++c) {
    const uint8_t number = language.is_latin ? static_cast<uint8_t>(1 + c - 'a') : 1;
    model.meanings[static_cast<unsigned char>(c)] = {number, false, 0};
    model.meanings[static_cast<unsigned char>(c - 'a' + 'A')] = {number, true, 0};
  }
  for (int byte = 0x80; byte < 256; ++byte) {
    std::string text;
    ground::Utf8Writer out(text);
    decode_single_byte(std::string(1, static_cast<char>(byte)), encoding, out);
    out.flush();
    for_each_character(text, [&](char32_t character) {
      model.meanings[static_cast<std::size_t>(byte)] = meaning_of_other(character);
    });
  }
  const auto place = [&](std::string_view letters, bool are_capitals) {
    uint8_t number = language.is_latin ? 27 : 2;
    for_each_character(letters, [&](char32_t letter) {
      const int byte = single_byte_of(letter, encoding);
      ByteMeaning& meaning = model.meanings[static_cast<std::size_t>(std::max(byte, 0))];
      if (byte >= 0x80 && meaning.letter_class == 0) meaning = {number, are_capitals, 0};
      ++number;
    });
  };
  place(language.letters, false);
  place(language.capitals, true);
  return model;
}

int cost_in(std::string_view sample, const SingleByteModel& model, int most) {
  int cost = 0;
  const ByteMeaning* before = &model.meanings[' '];
  bool before_is_ascii = true;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    const ByteMeaning& now = model.meanings[byte];
    const bool is_ascii = byte < 0x80;
    if (!is_ascii || !before_is_ascii) {
      cost += now.cost;
      cost += (*model.costs)[before->letter_class * model.classes + now.letter_class];
      if (now.is_capital && !before->is_capital)
        cost += before->letter_class == 0 ? kCapitalAtStart : kCapitalAfterSmall;
      if (cost > most) return cost;
    }
    before = &now;
    before_is_ascii = is_ascii;
  }
  return cost;
}

// --- Encodings of more bytes

using CharacterCosts = std::unordered_map<char32_t, uint8_t>;

CharacterCosts costs_of(const CharactersOfLanguage& language) {
  CharacterCosts costs;
  std::size_t at = 0;
  for_each_character(language.characters, [&](char32_t character) {
    costs.emplace(character,
                  static_cast<uint8_t>(cost_of(language.costs[at++ / kCharactersPerCost])));
  });
  return costs;
}

bool is_ascii_letter(char32_t character) {
  return character < 0x80 && ascii::is_alpha(static_cast<char>(character));
}

int cost_of_character(char32_t character, const CharacterCosts& costs) {
  if (character < 0x80) return 0;
  if (character == ground::kReplacementCharacter) return kInvalid;
  if (const auto found = costs.find(character); found != costs.end()) return found->second;
  if (character >= 0xFF61 && character <= 0xFF9F) return kHalfWidthKatakana;
  const bool is_east_asian = (character >= 0x3000 && character < 0xA000) ||
                             (character >= 0xAC00 && character < 0xD7A4) ||
                             (character >= 0xFF00 && character < 0xFFE8);
  return is_east_asian ? kRareCharacter : kOddCharacter;
}

void decode_for_guess(std::string_view bytes, Encoding encoding, ground::Utf8Writer& out) {
  switch (encoding) {
    case Encoding::kShiftJis:
      return decode_shift_jis(bytes, out);
    case Encoding::kEucJp:
      return decode_euc_jp(bytes, out);
    case Encoding::kBig5:
      return decode_big5(bytes, out);
    case Encoding::kEucKr:
      return decode_euc_kr(bytes, out);
    default:
      return decode_gb18030(bytes, out);
  }
}

// --- All candidates

constexpr std::string_view kWestern[] = {"en", "de", "fr", "es", "it", "pt", "nl",
                                         "sv", "da", "nb", "fi", "ca", "is", "sq"};
constexpr std::string_view kCentral[] = {"cs", "pl", "hu", "sk", "sl", "hr", "ro"};
constexpr std::string_view kBaltic[] = {"lt", "lv", "et"};
constexpr std::string_view kCyrillic[] = {"ru", "uk", "bg", "sr", "mk", "be"};
constexpr std::string_view kEastSlavic[] = {"ru", "uk", "be", "bg"};
constexpr std::string_view kRussian[] = {"ru", "bg"};
constexpr std::string_view kUkrainian[] = {"uk"};
constexpr std::string_view kGreek[] = {"el"};
constexpr std::string_view kTurkish[] = {"tr"};
constexpr std::string_view kHebrew[] = {"he"};
constexpr std::string_view kArabic[] = {"ar", "fa"};
constexpr std::string_view kThai[] = {"th"};
constexpr std::string_view kVietnamese[] = {"vi"};

struct EncodingOfLanguages {
  Encoding encoding;
  std::span<const std::string_view> languages;
};

constexpr EncodingOfLanguages kSingleByte[] = {
    {Encoding::kWindows1252, kWestern}, {Encoding::kWindows1250, kCentral},
    {Encoding::kIso8859_2, kCentral},   {Encoding::kWindows1251, kCyrillic},
    {Encoding::kKoi8R, kRussian},       {Encoding::kKoi8U, kUkrainian},
    {Encoding::kIso8859_5, kCyrillic},  {Encoding::kIbm866, kEastSlavic},
    {Encoding::kWindows1253, kGreek},   {Encoding::kIso8859_7, kGreek},
    {Encoding::kWindows1254, kTurkish}, {Encoding::kWindows1255, kHebrew},
    {Encoding::kIso8859_8, kHebrew},    {Encoding::kWindows1256, kArabic},
    {Encoding::kIso8859_6, kArabic},    {Encoding::kWindows1257, kBaltic},
    {Encoding::kIso8859_13, kBaltic},   {Encoding::kIso8859_4, kBaltic},
    {Encoding::kWindows874, kThai},     {Encoding::kWindows1258, kVietnamese},
};

struct MultiByteCandidate {
  Encoding encoding;
  std::string_view language;
};

constexpr MultiByteCandidate kMultiByte[] = {
    {Encoding::kShiftJis, "ja"}, {Encoding::kEucJp, "ja"}, {Encoding::kGbk, "zh_CN"},
    {Encoding::kBig5, "zh_TW"},  {Encoding::kEucKr, "ko"},
};

struct Models {
  struct OfOneByte {
    Encoding encoding;
    std::string_view language;
    SingleByteModel model;
  };
  struct OfMoreBytes {
    Encoding encoding;
    std::string_view language;
    CharacterCosts costs;
  };
  std::vector<std::vector<uint8_t>> unfolded;  // by language
  std::vector<OfOneByte> one_byte;
  std::vector<OfMoreBytes> more_bytes;
};

const LettersOfLanguage* letters_of(std::string_view language) {
  for (const LettersOfLanguage& each : letters_of_languages())
    if (each.language == language) return &each;
  return nullptr;
}

Models make_models() {
  Models models;
  models.unfolded.reserve(letters_of_languages().size());
  std::unordered_map<std::string_view, std::size_t> places;
  for (const EncodingOfLanguages& row : kSingleByte) {
    for (const std::string_view language : row.languages) {
      const LettersOfLanguage* letters = letters_of(language);
      if (letters == nullptr) continue;  // English has none beyond ASCII
      const std::size_t first = letters->is_latin ? 27 : 2;
      std::size_t classes = first;
      for_each_character(letters->letters, [&](char32_t) { ++classes; });
      const auto [place, is_new] = places.emplace(language, models.unfolded.size());
      if (is_new) models.unfolded.push_back(unfold(*letters, classes, first));
      models.one_byte.push_back(
          {row.encoding, language,
           model_of(*letters, row.encoding, models.unfolded[place->second], classes)});
    }
  }
  for (const MultiByteCandidate& row : kMultiByte)
    for (const CharactersOfLanguage& language : characters_of_languages())
      if (language.language == row.language)
        models.more_bytes.push_back({row.encoding, row.language, costs_of(language)});
  return models;
}

const Models& models() {
  static const Models made = make_models();
  return made;
}

// Countries whose name is not that of their language.
std::string_view language_of_country(std::string_view country) {
  static constexpr std::array<std::array<std::string_view, 2>, 25> kCountries{
      {{"jp", "ja"}, {"kr", "ko"}, {"cn", "zh_CN"}, {"tw", "zh_TW"}, {"hk", "zh_TW"},
       {"cz", "cs"}, {"ua", "uk"}, {"by", "be"},    {"rs", "sr"},    {"gr", "el"},
       {"il", "he"}, {"ir", "fa"}, {"ee", "et"},    {"vn", "vi"},    {"si", "sl"},
       {"dk", "da"}, {"se", "sv"}, {"no", "nb"},    {"br", "pt"},    {"at", "de"},
       {"ch", "de"}, {"mx", "es"}, {"ar", "es"},    {"al", "sq"},    {"eg", "ar"}}};
  for (const auto& [name, language] : kCountries)
    if (ascii::equals(country, name)) return language;
  return country;
}

std::string_view language_of_attribute(std::string_view written) {
  if (ascii::starts_with(written, "zh")) {
    const bool is_traditional = ascii::starts_with(written, "zh-tw") ||
                                ascii::starts_with(written, "zh-hk") ||
                                ascii::starts_with(written, "zh-hant");
    return is_traditional ? "zh_TW" : "zh_CN";
  }
  const std::string_view language = written.substr(0, written.find_first_of("-_"));
  return ascii::equals(language, "no") ? "nb" : language;
}

// Those that differ from a common one by a few letters, and those of other systems.
bool is_rare_on_the_web(Encoding encoding) {
  static constexpr std::array kRare{Encoding::kIso8859_4, Encoding::kIso8859_5,
                                    Encoding::kIso8859_7, Encoding::kIso8859_13, Encoding::kIbm866};
  return std::find(kRare.begin(), kRare.end(), encoding) != kRare.end();
}

class Priors {
 public:
  Priors(const LanguageHints& hints, int not_the_default)
      : not_the_default_(not_the_default),
        by_attribute_(language_of_attribute(hints.language)),
        by_country_(language_of_country(hints.host.substr(hints.host.rfind('.') + 1))) {}
  int of(Encoding encoding, std::string_view language) const {
    int prior = encoding == Encoding::kWindows1252 ? 0 : not_the_default_;
    if (is_rare_on_the_web(encoding)) prior += kRareOnTheWeb;
    for (const std::string_view hint : {by_attribute_, by_country_})
      if (!hint.empty() && ascii::same_but_for_case(hint, language)) prior -= kHint;
    return prior;
  }

 private:
  int not_the_default_;
  std::string_view by_attribute_, by_country_;
};

// A text in UTF-8 that is broken in a few places, as where pieces were put together.
bool is_mostly_utf8(std::string_view sample) {
  std::string text;
  ground::Utf8Writer out(text);
  ground::repair_utf8(sample, out);
  out.flush();
  std::size_t wrong = 0, right = 0;
  for_each_character(text, [&](char32_t character) {
    if (character < 0x80) return;
    ++(character == ground::kReplacementCharacter ? wrong : right);
  });
  return right > 10 * wrong;
}

// Characters of two bytes between the escapes of ISO-2022-JP, and nothing that is none.
bool shifts_to_japanese(std::string_view bytes) {
  if (bytes.find("\x1B$B") == std::string_view::npos &&
      bytes.find("\x1B$@") == std::string_view::npos)
    return false;
  std::string text;
  ground::Utf8Writer out(text);
  decode_iso_2022_jp(bytes.substr(0, kShiftedBytes), out);
  out.flush();
  std::size_t wrong = 0, right = 0;
  for_each_character(text, [&](char32_t character) {
    wrong += character == ground::kReplacementCharacter ? 1 : 0;
    right += character >= 0x3000 && character < 0xA000 ? 1 : 0;
  });
  return right > 10 * wrong;
}

}  // namespace

Encoding guess_encoding(std::string_view bytes, const LanguageHints& hints) {
  if (ground::is_ascii(bytes))
    return shifts_to_japanese(bytes) ? Encoding::kIso2022Jp : Encoding::kWindows1252;
  const std::string sample = sample_of(bytes);
  if (is_mostly_utf8(sample)) return Encoding::kUtf8;
  const bool is_alone = std::count_if(sample.begin(), sample.end(), [](char c) {
                          return static_cast<unsigned char>(c) >= 0x80;
                        }) == 1;
  const Priors priors(hints, is_alone ? kNotTheDefaultAlone : kNotTheDefault);
  Encoding best = Encoding::kWindows1252;
  int least = std::numeric_limits<int>::max() / 2;  // more than any, and priors may be negative
  const auto offer = [&](Encoding encoding, int cost) {
    if (cost >= least) return;
    least = cost;
    best = encoding;
  };
  for (const auto& [encoding, language, model] : models().one_byte) {
    const int prior = priors.of(encoding, language) + model.prior;
    offer(encoding, prior + cost_in(sample, model, least - prior));
  }
  std::string text;
  for (const auto& [encoding, language, costs] : models().more_bytes) {
    text.clear();
    ground::Utf8Writer out(text);
    decode_for_guess(sample, encoding, out);
    out.flush();
    int cost = priors.of(encoding, language) + kOfMoreBytes;
    char32_t before = 0;
    for_each_character(text, [&, &by_character = costs](char32_t character) {
      cost += cost_of_character(character, by_character);
      if (is_ascii_letter(before) != is_ascii_letter(character) && character != ' ' &&
          before != ' ')
        cost += kBesideAscii;
      before = character;
    });
    offer(encoding, cost);
  }
  return best;
}

}  // namespace parser
