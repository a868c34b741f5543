#include "parser/access/aria_attributes.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

enum class Kind : uint8_t { kText, kIds, kToken, kTokens, kWhole, kNumber };

struct Row {
  std::string_view name;
  Kind kind = Kind::kText;
  std::string_view tokens = {};  // of kToken and kTokens, with spaces between them
  int least = -1'000'000;        // of kWhole
};

constexpr std::string_view kTrueFalse = "true false";
constexpr std::string_view kTristate = "true false mixed undefined";
constexpr std::string_view kMaybe = "true false undefined";

// In the order of Aria.
constexpr Row kRows[] = {
    {"activedescendant", Kind::kIds},
    {"atomic", Kind::kToken, kTrueFalse},
    {"autocomplete", Kind::kToken, "inline list both none"},
    {"braillelabel"},
    {"brailleroledescription"},
    {"busy", Kind::kToken, kTrueFalse},
    {"checked", Kind::kToken, kTristate},
    {"colcount", Kind::kWhole, "", -1},
    {"colindex", Kind::kWhole, "", 1},
    {"colspan", Kind::kWhole, "", 1},
    {"controls", Kind::kIds},
    {"current", Kind::kToken, "page step location date time true false"},
    {"describedby", Kind::kIds},
    {"description"},
    {"details", Kind::kIds},
    {"disabled", Kind::kToken, kTrueFalse},
    {"dropeffect", Kind::kTokens, "copy execute link move none popup"},
    {"errormessage", Kind::kIds},
    {"expanded", Kind::kToken, kMaybe},
    {"flowto", Kind::kIds},
    {"grabbed", Kind::kToken, kMaybe},
    {"haspopup", Kind::kToken, "true false menu listbox tree grid dialog"},
    {"hidden", Kind::kToken, kMaybe},
    {"invalid", Kind::kToken, "grammar false spelling true"},
    {"keyshortcuts"},
    {"label"},
    {"labelledby", Kind::kIds},
    {"level", Kind::kWhole, "", 1},
    {"live", Kind::kToken, "off polite assertive"},
    {"modal", Kind::kToken, kTrueFalse},
    {"multiline", Kind::kToken, kTrueFalse},
    {"multiselectable", Kind::kToken, kTrueFalse},
    {"orientation", Kind::kToken, "horizontal vertical undefined"},
    {"owns", Kind::kIds},
    {"placeholder"},
    {"posinset", Kind::kWhole, "", 1},
    {"pressed", Kind::kToken, kTristate},
    {"readonly", Kind::kToken, kTrueFalse},
    {"relevant", Kind::kTokens, "additions all removals text"},
    {"required", Kind::kToken, kTrueFalse},
    {"roledescription"},
    {"rowcount", Kind::kWhole, "", -1},
    {"rowindex", Kind::kWhole, "", 1},
    {"rowspan", Kind::kWhole, "", 0},
    {"selected", Kind::kToken, kMaybe},
    {"setsize", Kind::kWhole, "", -1},
    {"sort", Kind::kToken, "ascending descending none other"},
    {"valuemax", Kind::kNumber},
    {"valuemin", Kind::kNumber},
    {"valuenow", Kind::kNumber},
    {"valuetext"},
};
static_assert(std::size(kRows) == kAriaCount);
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const Row& a, const Row& b) { return a.name < b.name; }));

bool is_one_of(std::string_view value, std::string_view tokens) {
  while (!tokens.empty()) {
    const std::string_view token = tokens.substr(0, tokens.find(' '));
    if (ascii::same_but_for_case(value, token)) return true;
    tokens.remove_prefix(std::min(tokens.size(), token.size() + 1));
  }
  return false;
}

bool are_some_of(std::string_view value, std::string_view tokens) {
  bool has_any = false;
  for (std::string_view rest = value; !(value = next_word(rest)).empty(); has_any = true)
    if (!is_one_of(value, tokens)) return false;
  return has_any;
}

std::string_view without_sign(std::string_view value) {
  if (value.starts_with('-') || value.starts_with('+')) value.remove_prefix(1);
  return value;
}

bool is_whole(std::string_view value, int least) {
  const std::string_view digits = without_sign(value);
  if (digits.empty() || !ascii::is_digits(digits)) return false;
  const std::optional<int> number = whole_number(value);
  // One that is too large to be read is at least as large, if it is not negative.
  return number ? *number >= least : !value.starts_with('-');
}

bool is_number(std::string_view value) {
  value = without_sign(value);
  const std::size_t point = std::min(value.find('.'), value.size());
  const std::string_view whole = value.substr(0, point);
  const std::string_view rest = value.substr(std::min(value.size(), point + 1));
  return (whole.empty() || ascii::is_digits(whole)) && (rest.empty() || ascii::is_digits(rest)) &&
         whole.size() + rest.size() > 0;
}

}  // namespace

std::optional<Aria> find_aria(std::string_view name) {
  const auto* const found =
      std::lower_bound(std::begin(kRows), std::end(kRows), name,
                       [](const Row& row, std::string_view wanted) { return row.name < wanted; });
  if (found == std::end(kRows) || found->name != name) return std::nullopt;
  return static_cast<Aria>(found - std::begin(kRows));
}

bool is_aria_value(Aria name, std::string_view value) {
  if (value.empty()) return true;
  const Row& row = kRows[static_cast<std::size_t>(name)];
  switch (row.kind) {
    case Kind::kToken:
      return is_one_of(value, row.tokens);
    case Kind::kTokens:
      return are_some_of(value, row.tokens);
    case Kind::kWhole:
      return is_whole(value, row.least);
    case Kind::kNumber:
      return is_number(value);
    case Kind::kText:
    case Kind::kIds:
      break;
  }
  return true;
}

}  // namespace parser
