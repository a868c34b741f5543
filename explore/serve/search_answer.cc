#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

#include "explore/serve/answers.h"
#include "explore/serve/column_filter.h"
#include "explore/serve/json_value.h"
#include "parser/ascii.h"

namespace explore {
namespace {

constexpr std::size_t kMostWords = 10;
constexpr std::size_t kLongest = 500;
constexpr int kRows = 50;

}  // namespace

Answer answer_search(const Asking& asking) {
  std::string_view words = asking.request.parameter("q").value_or("");
  if (words.size() > kLongest) return json_problem(400, fmt::format("over {} bytes", kLongest));
  std::string where;
  std::vector<BoundValue> values;
  for (std::string_view word = parser::ascii::next_token(words); !word.empty();
       word = parser::ascii::next_token(words)) {
    if (values.size() == kMostWords)
      return json_problem(400, fmt::format("more than {} words", kMostWords));
    where += " AND (u.url || ' ' || coalesce(p.title, '')) LIKE ? ESCAPE '\\'";
    values.emplace_back('%' + literal_pattern(word) + '%');
  }
  if (values.empty()) return json_problem(400, "no words to look for");
  storage::Statement row = asking.file.database().prepare(
      fmt::format("SELECT p.id, u.url, p.title, p.status, p.description FROM page p "
                  "JOIN url u ON u.id = p.url_id WHERE p.id > ?{} ORDER BY p.id LIMIT {}",
                  where, kRows + 1));
  int64_t after = 0;
  const std::string_view written = asking.request.parameter("after").value_or("");
  std::from_chars(written.data(), written.data() + written.size(), after);
  int index = 0;
  row.bind(++index, after);
  for (const BoundValue& value : values) bind_value(row, ++index, value);
  Json rows = Json::array();
  Json next;
  for (int64_t last = 0; row.step(); last = row.integer(0)) {
    if (rows.size() == kRows) {
      next = std::to_string(last);
      break;
    }
    rows.push_back(object_of(row));
  }
  return json_answer({{"rows", rows}, {"next", next}});
}

}  // namespace explore
