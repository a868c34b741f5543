#include "explore/audit/item_values.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "ground/ascii.h"
#include "ground/number.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;
using Json = nlohmann::json;

// `form`: a letter for each digit that it stands for; of others it is the text itself.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (form[i] >= 'a' ? !ascii::is_digit(text[i]) : text[i] != form[i]) return false;
  return true;
}

// The number at the letter's places, if the form has any; else `otherwise`.
int number_at(std::string_view text, std::string_view form, char letter, int otherwise) {
  const std::size_t at = form.find(letter);
  if (at == std::string_view::npos) return otherwise;
  const std::size_t digits = form.find_last_of(letter) - at + 1;
  return ground::number_of<int>(text.substr(at, digits)).value_or(-1);
}

// A day, month or year of ISO 8601, by the calendar, by weeks (w) or by the days of a year (o).
bool is_day(std::string_view text) {
  constexpr std::array<std::string_view, 10> kForms = {
      "yyyy",    "yyyy-mm",    "yyyy-mm-dd", "yyyymmdd", "yyyy-Www",
      "yyyyWww", "yyyy-Www-k", "yyyyWwwk",   "yyyy-ooo", "yyyyooo"};
  return std::any_of(kForms.begin(), kForms.end(), [text](std::string_view form) {
    const auto within = [&](char letter, int most) {
      const int number = number_at(text, form, letter, 1);
      return number >= 1 && number <= most;
    };
    return has_form(text, form) && within('m', 12) && within('d', 31) && within('w', 53) &&
           within('k', 7) && within('o', 366);
  });
}

// Of ISO 8601, and a time behind "T" or a space.
bool is_date(std::string_view text) {
  const std::size_t end = text.find_first_of("T ");
  if (!is_day(text.substr(0, end))) return false;
  return end == std::string_view::npos || (end + 1 < text.size() && ascii::is_digit(text[end + 1]));
}

// Digits with a point for the decimals: no sign of a currency, no commas.
bool is_price(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  if (whole.empty() || !ascii::is_digits(whole)) return false;
  return dot == std::string_view::npos || ascii::is_digits(text.substr(dot + 1));
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), ascii::is_upper);
}

bool is_address(std::string_view text) {
  return ascii::starts_with(text, "http://") || ascii::starts_with(text, "https://");
}

enum class Form { kDate, kPrice, kCurrency, kAddress };
struct Typed {
  std::string_view name;
  Form form;
};
constexpr std::array kTyped{
    Typed{"datePublished", Form::kDate},     Typed{"dateModified", Form::kDate},
    Typed{"dateCreated", Form::kDate},       Typed{"uploadDate", Form::kDate},
    Typed{"datePosted", Form::kDate},        Typed{"validThrough", Form::kDate},
    Typed{"startDate", Form::kDate},         Typed{"endDate", Form::kDate},
    Typed{"priceValidUntil", Form::kDate},   Typed{"price", Form::kPrice},
    Typed{"lowPrice", Form::kPrice},         Typed{"highPrice", Form::kPrice},
    Typed{"priceCurrency", Form::kCurrency}, Typed{"thumbnailUrl", Form::kAddress},
    Typed{"contentUrl", Form::kAddress},     Typed{"embedUrl", Form::kAddress},
    Typed{"sameAs", Form::kAddress},
};

std::string_view fault_of(Form form, std::string_view text) {
  switch (form) {
    case Form::kDate:
      return is_date(text) ? "" : "not a date of ISO 8601";
    case Form::kPrice:
      return is_price(text) ? "" : "not a plain number";
    case Form::kCurrency:
      return is_currency(text) ? "" : "not a currency of ISO 4217";
    case Form::kAddress:
      return is_address(text) ? "" : "not a whole URL";
  }
  return "";
}

double number_in(const Json& object, const char* name, double otherwise) {
  const auto found = object.find(name);
  if (found == object.end()) return otherwise;
  if (found->is_number()) return found->get<double>();
  if (!found->is_string()) return otherwise;
  const std::string& text = found->get_ref<const std::string&>();
  return is_price(text) ? std::strtod(text.c_str(), nullptr) : otherwise;
}

class Values {
 public:
  void look_at(const Json& value, int depth) {
    if (depth == kItemDepth) return;
    if (value.is_array()) {
      for (const Json& each : value) look_at(each, depth + 1);
      return;
    }
    if (!value.is_object()) return;
    look_at_rating(value);
    for (const auto& [name, held] : value.items()) {
      look_at_text(name, held);
      if (held.is_structured()) look_at(held, depth + 1);
    }
  }

  std::string in_words() const {
    std::string words;
    for (const std::string& fault : faults_) words += (words.empty() ? "" : "; ") + fault;
    return words;
  }

 private:
  void look_at_text(std::string_view name, const Json& held) {
    const auto typed = std::find_if(kTyped.begin(), kTyped.end(),
                                    [name](const Typed& each) { return each.name == name; });
    if (typed == kTyped.end()) return;
    const auto judge = [&](const Json& one) {
      if (!one.is_string()) return;
      const std::string_view text = ascii::trim(one.get_ref<const std::string&>());
      const std::string_view fault = text.empty() ? "" : fault_of(typed->form, text);
      if (!fault.empty()) faults_.insert(std::string(name) + ": " + std::string(fault));
    };
    if (!held.is_array()) return judge(held);
    for (const Json& each : held) judge(each);
  }

  // Of five, if nothing else is said.
  void look_at_rating(const Json& object) {
    const double rating = number_in(object, "ratingValue", -1);
    if (rating < 0) return;
    if (rating > number_in(object, "bestRating", 5) || rating < number_in(object, "worstRating", 0))
      faults_.insert("ratingValue: beyond bestRating or worstRating");
  }

  std::set<std::string> faults_;
};

}  // namespace

std::string wrong_values(const Json& item) {
  Values values;
  values.look_at(item, 0);
  return values.in_words();
}

}  // namespace explore
