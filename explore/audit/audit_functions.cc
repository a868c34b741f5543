#include "explore/audit/audit_functions.h"

#include <algorithm>
#include <string>

#include "explore/audit/language_codes.h"
#include "explore/audit/text_measures.h"
#include "explore/audit/url_shape.h"

namespace explore {
namespace {

using storage::SqlAnswer;
using Values = std::span<const storage::SqlValue>;

const std::string_view* text_in(const storage::SqlValue& value) {
  return std::get_if<std::string_view>(&value);
}

SqlAnswer text_pixels(Values values) {
  constexpr int64_t kLargestFont = 1000;
  const auto* text = text_in(values[0]);
  const auto* font = std::get_if<int64_t>(&values[1]);
  if (text == nullptr || font == nullptr) return std::monostate();
  return int64_t{
      width_in_pixels(*text, static_cast<int>(std::clamp(*font, int64_t{1}, kLargestFont)))};
}

SqlAnswer shape(Values values) {
  const auto* url = text_in(values[0]);
  if (url == nullptr) return std::monostate();
  return url_shape(*url);
}

SqlAnswer flaws(Values values) {
  const auto* text = text_in(values[0]);
  if (text == nullptr) return std::monostate();
  std::string found = text_flaws(*text);
  if (found.empty()) return std::monostate();
  return found;
}

SqlAnswer year(Values values) {
  const auto* text = text_in(values[0]);
  const auto found = text == nullptr ? std::nullopt : copyright_year(*text);
  if (!found) return std::monostate();
  return int64_t{*found};
}

SqlAnswer ease(Values values) {
  const auto* text = text_in(values[0]);
  const auto measured = text == nullptr ? std::nullopt : reading_ease(*text);
  if (!measured) return std::monostate();
  return *measured;
}

SqlAnswer hreflang(Values values) {
  const auto* code = text_in(values[0]);
  if (code == nullptr) return std::monostate();
  return int64_t{is_hreflang(*code) ? 1 : 0};
}

SqlAnswer same_language(Values values) {
  const auto* a = text_in(values[0]);
  const auto* b = text_in(values[1]);
  if (a == nullptr || b == nullptr) return std::monostate();
  return int64_t{is_same_language(*a, *b) ? 1 : 0};
}

}  // namespace

AuditFunctions::AuditFunctions(storage::Database& db) : robots_(db), links_(db) {
  db.add_function("text_pixels", 2, text_pixels);
  db.add_function("url_shape", 1, shape);
  db.add_function("text_flaws", 1, flaws);
  db.add_function("reading_ease", 1, ease);
  db.add_function("copyright_year", 1, year);
  db.add_function("is_hreflang", 1, hreflang);
  db.add_function("same_language", 2, same_language);
  robots_.add_sql_function();
  links_.add_sql_function();
  items_.add_sql_function(db);
}

}  // namespace explore
