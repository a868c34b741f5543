#include "explore/serve/column_filter.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "ground/ascii.h"
#include "ground/number.h"
#include "ground/utf8.h"

namespace explore {
namespace {

std::optional<double> number_of(std::string_view text) {
  return ground::number_of<double>(ground::ascii::trim(text));
}

ColumnFilter of_numbers(std::string_view expression, std::string_view written) {
  constexpr std::array<std::string_view, 5> kSigns{">=", "<=", ">", "<", "="};
  ColumnFilter wrong{
      "",
      {},
      fmt::format("\"{}\" is not a filter for numbers: use 200, >=400, <1000, 400..499, -",
                  ground::utf8_prefix(written, 100))};
  if (const std::size_t dots = written.find(".."); dots != std::string_view::npos) {
    const auto least = number_of(written.substr(0, dots));
    const auto most = number_of(written.substr(dots + 2));
    if (!least || !most) return wrong;
    return {fmt::format("{} BETWEEN ? AND ?", expression), {*least, *most}, ""};
  }
  std::string_view sign = "=";
  for (const std::string_view candidate : kSigns) {
    if (!written.starts_with(candidate)) continue;
    sign = candidate;
    written.remove_prefix(candidate.size());
    break;
  }
  const auto number = number_of(written);
  if (!number) return wrong;
  return {fmt::format("{} {} ?", expression, sign), {*number}, ""};
}

ColumnFilter of_text(std::string_view expression, std::string_view written) {
  const char sign = written.front();
  const std::string rest(sign == '=' || sign == '^' || sign == '!' ? written.substr(1) : written);
  if (sign == '=') return {fmt::format("{} = ?", expression), {rest}, ""};
  const std::string pattern = (sign == '^' ? "" : "%") + literal_pattern(rest) + '%';
  const std::string like = fmt::format("{} LIKE ? ESCAPE '\\'", expression);
  if (sign == '!') return {fmt::format("coalesce(NOT ({}), 1)", like), {pattern}, ""};
  return {like, {pattern}, ""};
}

struct Binding {
  storage::Statement& statement;
  int index;
  void operator()(std::monostate) const { statement.bind(index, std::nullopt); }
  void operator()(int64_t number) const { statement.bind(index, number); }
  void operator()(double number) const { statement.bind(index, number); }
  void operator()(const std::string& text) const { statement.bind(index, text); }
};

}  // namespace

std::string literal_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void bind_value(storage::Statement& statement, int index, const BoundValue& value) {
  std::visit(Binding{statement, index}, value);
}

ColumnFilter parse_filter(std::string_view expression, ColumnKind kind, std::string_view written) {
  constexpr std::size_t kLongest = 2000;
  if (kind == ColumnKind::kNumber) written = ground::ascii::trim(written);
  if (written.empty()) return {"1", {}, ""};
  if (written.size() > kLongest)
    return {"", {}, fmt::format("the filter is longer than {} bytes", kLongest)};
  if (written == "-") return {fmt::format("{} IS NULL", expression), {}, ""};
  if (written == "*") return {fmt::format("{} IS NOT NULL", expression), {}, ""};
  return kind == ColumnKind::kNumber ? of_numbers(expression, written)
                                     : of_text(expression, written);
}

}  // namespace explore
