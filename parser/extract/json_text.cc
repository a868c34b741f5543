#include "parser/extract/json_text.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "parser/ascii.h"

namespace parser {
namespace {

using Json = nlohmann::ordered_json;
using Found = std::vector<const Json*>;

std::string compact_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::size_t> index_of(std::string_view step) {
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || stop != step.data() + step.size()) return std::nullopt;
  return index;
}

void step_into(const Json& json, const std::string& step, Found& found) {
  if (!json.is_object()) return;
  const auto member = json.find(step);
  if (member != json.end()) found.push_back(&*member);
}

void step_from(const Json& json, const std::string& step, Found& found) {
  if (!json.is_array()) return step_into(json, step, found);
  if (const auto index = index_of(step)) {
    if (*index < json.size()) found.push_back(&json[*index]);
    return;
  }
  for (const Json& element : json) step_into(element, step, found);
}

std::string text_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  // JSON-LD 1.1, 4.2: a value with a type or a language is an object that holds it.
  if (json.is_object())
    if (const auto value = json.find("@value"); value != json.end() && value->is_string())
      return value->get<std::string>();
  return compact_text(json);
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): moving nlohmann's ordered objects is not noexcept
struct JsonText::Value {
  Json json;
};

std::optional<JsonText> JsonText::parse(std::string_view text, std::string& reason) {
  bool is_too_deep = false;
  const auto judge = [&is_too_deep](int depth, Json::parse_event_t, Json&) {
    is_too_deep |= depth > kDeepestJson;
    return depth <= kDeepestJson;
  };
  auto value = std::make_shared<Value>();
  value->json = Json::parse(text.begin(), text.end(), judge, false);
  if (value->json.is_discarded() || is_too_deep) {
    constexpr std::size_t kShownBytes = 60;
    reason = is_too_deep
                 ? "JSON that is nested too deep"
                 : "not JSON: \"" + std::string(ascii::utf8_prefix(text, kShownBytes)) + "\"";
    return std::nullopt;
  }
  JsonText read;
  read.value_ = std::move(value);
  return read;
}

void JsonText::find(std::span<const std::string> path, std::size_t most,
                    std::vector<std::string>& texts) const {
  Found here = {&value_->json}, next;
  for (const std::string& step : path) {
    next.clear();
    for (const Json* const json : here)
      if (next.size() < most) step_from(*json, step, next);
    here.swap(next);
  }
  for (const Json* const json : here) {
    // What is asked for is each of several.
    const bool is_list = json->is_array() && !path.empty();
    const auto add = [&](const Json& one) {
      if (!one.is_null() && texts.size() < most) texts.push_back(text_of(one));
    };
    if (!is_list) add(*json);
    if (is_list) std::for_each(json->begin(), json->end(), add);
  }
}

std::string JsonText::compact() const { return compact_text(value_->json); }

std::optional<std::vector<std::string>> read_json_path(std::string_view text) {
  if (text.starts_with('$')) text.remove_prefix(1);
  std::vector<std::string> steps;
  bool is_first = true;
  while (!text.empty()) {
    if (text[0] == '[') {
      const std::size_t end = text.find(']');
      if (end == text.npos) return std::nullopt;
      std::string_view step = text.substr(1, end - 1);
      const bool is_quoted =
          step.size() >= 2 && (step[0] == '"' || step[0] == '\'') && step.back() == step[0];
      if (is_quoted) step = step.substr(1, step.size() - 2);
      if (step.empty() || (!is_quoted && !index_of(step))) return std::nullopt;
      steps.emplace_back(step);
      text.remove_prefix(end + 1);
    } else {
      if (text[0] == '.')
        text.remove_prefix(1);
      else if (!is_first)
        return std::nullopt;
      const std::string_view step = text.substr(0, text.find_first_of(".["));
      if (step.empty()) return std::nullopt;
      steps.emplace_back(step);
      text.remove_prefix(step.size());
    }
    is_first = false;
  }
  return steps;
}

}  // namespace parser
