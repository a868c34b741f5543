#include "explore/audit/audit_functions.h"

#include <algorithm>
#include <string>

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

}  // namespace

AuditFunctions::AuditFunctions(storage::Database& db) : robots_(db), links_(db) {
  db.add_function("text_pixels", 2, text_pixels);
  db.add_function("url_shape", 1, shape);
  db.add_function("text_flaws", 1, flaws);
  db.add_function("reading_ease", 1, ease);
  db.add_function("copyright_year", 1, year);
  robots_.add_sql_function();
  links_.add_sql_function();
  items_.add_sql_function(db);
}

}  // namespace explore
