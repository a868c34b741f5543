#include "parser/access/language_subtags.h"

#include <algorithm>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// ISO 639-1, with what the registry of BCP 47 keeps of its older editions; in order, a space behind
// each.
constexpr std::string_view kTwoLetters =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv "
    "kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr "
    "nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq "
    "sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu ";

bool is_of_two_letters(std::string_view code) {
  for (std::size_t at = 0; at < kTwoLetters.size(); at += 3)
    if (ascii::equals(code, kTwoLetters.substr(at, 2))) return true;
  return false;
}

}  // namespace

std::string_view primary_subtag(std::string_view tag) {
  tag = ascii::trim(tag);
  return tag.substr(0, tag.find('-'));
}

bool is_known_language(std::string_view tag) {
  const std::string_view primary = primary_subtag(tag);
  if (primary.size() == 2) return is_of_two_letters(primary);
  return primary.size() == 3 && std::all_of(primary.begin(), primary.end(), ascii::is_alpha);
}

bool is_invalid_language(std::string_view tag) {
  if (tag.empty()) return false;
  return ascii::trim(tag).empty() || (!primary_subtag(tag).empty() && !is_known_language(tag));
}

}  // namespace parser
