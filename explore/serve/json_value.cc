#include "explore/serve/json_value.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "ground/utf8.h"

namespace explore {

Json json_of(const storage::SqlValue& value, std::size_t most_bytes) {
  constexpr int64_t kLargest = (int64_t{1} << 53) - 1;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (most_bytes == 0 || text->size() <= most_bytes) return *text;
    return std::string(ground::utf8_prefix(*text, most_bytes)) + "\u2026";
  }
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    if (*integer >= -kLargest && *integer <= kLargest) return *integer;
    return std::to_string(*integer);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    if (std::isfinite(*real)) return *real;
    return nullptr;
  }
  if (const auto* blob = std::get_if<storage::Blob>(&value)) return {{"blob", blob->bytes.size()}};
  return nullptr;
}

Json object_of(const storage::Statement& row) {
  Json object = Json::object();
  for (int i = 0; i < row.columns(); ++i)
    if (!row.is_null(i)) object[row.column_name(i)] = json_of(row.value(i));
  return object;
}

HttpResponse json_answer(const Json& json, int status) {
  return {status,
          {{"Content-Type", "application/json"}},
          json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

HttpResponse json_problem(int status, std::string_view words) {
  return json_answer({{"error", words}}, status);
}

}  // namespace explore
