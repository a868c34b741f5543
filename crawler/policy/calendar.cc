#include "crawler/policy/calendar.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "ground/byte_masks.h"
#include "ground/word_hash.h"

namespace crawler {
namespace {

// Years that calendars are asked for and archives have.
constexpr unsigned kFirstYear = 1800, kLastYear = 2299;
constexpr unsigned kMostWeeks = 53;
// A word behind a date that is longer than the names of views ("month", "list", "agenda") is an
// article's.
constexpr std::size_t kLongestView = 12;

constexpr std::string_view kDateWords =
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday "
    "mon tue tues wed thu thur thurs fri sat sun mo tu we th fr sa su "
    "januar februar märz mai juni juli oktober dezember jänner mrz okt dez "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag di mi do so "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "lunes martes miércoles jueves viernes sábado domingo "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "segunda terça quarta quinta sexta sábado feira "
    "januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag "
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad "
    "grudzień poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "Januar Februar März Mai Jänner Août Février Décembre Miércoles Sábado Março Terça "
    "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь";

uint64_t hash_of_name(std::string_view word) {
  namespace masks = ground::byte_masks;
  uint64_t hash = ground::word_hash::kMix1;
  for (std::size_t at = 0; at < word.size(); at += masks::kStep)
    hash = ground::word_hash::add_piece(
        hash, masks::load_some(word, at, std::min(word.size() - at, masks::kStep)));
  return hash;
}

struct Number {
  std::size_t begin = 0, end = 0;
  unsigned value = 0;  // of the first 8 digits
  std::size_t size() const { return end - begin; }
  bool is_year() const { return size() == 4 && value >= kFirstYear && value <= kLastYear; }
  // A month, or a week.
  bool is_part() const { return size() <= 2 && value >= 1 && value <= kMostWeeks; }
  bool is_day() const {
    const unsigned year = value / 10'000, month = value / 100 % 100, day = value % 100;
    return size() == 8 && year >= kFirstYear && year <= kLastYear && month >= 1 && month <= 12 &&
           day >= 1 && day <= 31;
  }
};

// The numbers of a path and query, without the digits of escapes.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text) {}
  bool next(Number* number) {
    for (; at_ < text_.size() && !ground::ascii::is_digit(text_[at_]); ++at_)
      if (text_[at_] == '%') at_ += 2;
    if (at_ >= text_.size()) return false;
    *number = {at_, at_, 0};
    for (; at_ < text_.size() && ground::ascii::is_digit(text_[at_]); ++at_)
      if (at_ - number->begin < 8)
        number->value = number->value * 10 + static_cast<unsigned>(text_[at_] - '0');
    number->end = at_;
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// What stands between the parts of one date: a mark, or the name of the next parameter.
bool joins(std::string_view between) {
  if (between == "%2F" || between == "%2D") return true;
  if (between.size() == 1) return std::string_view("-/_.,").find(between[0]) != between.npos;
  return between.starts_with('&') && between.ends_with('=') && between.find('&', 1) == between.npos;
}

// The words of an article stand behind the date in a path.
bool names_an_article(std::string_view rest_of_path) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < rest_of_path.size(); ++i) {
    if (!ground::ascii::is_alpha(rest_of_path[i])) {
      if (rest_of_path[i] != '%') continue;
      i += 2;  // of a letter beyond ASCII, as a rule
      ++letters;
      continue;
    }
    ++letters;
    if (i > 0 && (rest_of_path[i - 1] == '-' || rest_of_path[i - 1] == '_')) return true;
  }
  return letters > kLongestView;
}

}  // namespace

bool names_a_date(parser::UrlView url) {
  const std::string_view text = url.href().substr(url.origin().size());
  const std::size_t path_end = url.path().size();
  Number last, number;
  for (Numbers numbers(text); numbers.next(&number); last = number) {
    const bool follows = last.end > 0 && joins(text.substr(last.end, number.begin - last.end));
    const bool is_date = number.is_day() || (follows && last.is_year() && number.is_part()) ||
                         (follows && last.is_part() && number.is_year());
    if (!is_date) continue;
    if (number.end > path_end || !names_an_article(text.substr(number.end, path_end - number.end)))
      return true;
  }
  return false;
}

bool is_date_word(uint64_t word) {
  static const std::vector<uint64_t> kHashes = [] {
    std::vector<uint64_t> hashes;
    for (std::string_view rest = kDateWords; !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      hashes.push_back(hash_of_name(name));
    }
    std::sort(hashes.begin(), hashes.end());
    return hashes;
  }();
  return std::binary_search(kHashes.begin(), kHashes.end(), word);
}

}  // namespace crawler
