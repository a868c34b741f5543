#include "explore/file/header_lookup.h"

#include <nlohmann/json.hpp>

#include "ground/ascii.h"
#include "ground/bot_wall.h"

namespace explore {

using storage::SqlAnswer;

namespace {

SqlAnswer value_of(const HeaderLines& lines, std::string_view name) {
  auto joined = joined_header(lines, name);
  if (!joined) return std::monostate();
  return std::move(*joined);
}

SqlAnswer list_of(const HeaderLines& lines, std::string_view name) {
  nlohmann::json values = nlohmann::json::array();
  for (const auto& [each, value] : lines)
    if (ground::ascii::same_but_for_case(each, name)) values.push_back(value);
  if (values.empty()) return std::monostate();
  return values.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

const HeaderLines& HeaderLookup::read(std::string_view json) {
  if (last_ != nullptr && json == last_json_) return *last_;
  last_json_ = json;
  auto kept = kept_.find(last_json_);
  if (kept == kept_.end()) {
    kept_bytes_ += json.size();
    if (kept_bytes_ > kMostKept) {
      kept_.clear();
      kept_bytes_ = json.size();
    }
    kept = kept_.emplace(json, shown_headers(header_lines(json).value_or(HeaderLines()))).first;
  }
  last_ = &kept->second;
  return *last_;
}

SqlAnswer HeaderLookup::is_wall(std::span<const storage::SqlValue> values) {
  const auto* status = std::get_if<int64_t>(&values[0]);
  const auto* title = std::get_if<std::string_view>(&values[1]);
  const auto* size = std::get_if<int64_t>(&values[2]);
  const auto* json = std::get_if<std::string_view>(&values[3]);
  const HeaderLines& lines = read(json == nullptr ? "" : *json);
  const auto header = [&lines](std::string_view name) { return joined_header(lines, name); };
  return int64_t{ground::is_bot_wall(status == nullptr ? 0 : *status,
                                     title == nullptr ? "" : *title,
                                     size == nullptr ? 0 : static_cast<uint64_t>(*size), header)};
}

void HeaderLookup::add_sql_functions(storage::Database& db) {
  using Ask = SqlAnswer (*)(const HeaderLines&, std::string_view);
  const auto add = [&](const char* function, Ask ask) {
    db.add_function(function, 2,
                    [this, ask](std::span<const storage::SqlValue> values) -> SqlAnswer {
                      const auto* json = std::get_if<std::string_view>(&values[0]);
                      const auto* name = std::get_if<std::string_view>(&values[1]);
                      if (json == nullptr || name == nullptr) return std::monostate();
                      return ask(read(*json), *name);
                    });
  };
  add("header_of", value_of);
  add("header_list", list_of);
  db.add_function("is_bot_wall", 4,
                  [this](std::span<const storage::SqlValue> values) { return is_wall(values); });
}

}  // namespace explore
