// JSON from pages may be huge and deeply nested, and paths of rules ask it for single values. It is
// parsed once, with limits on depth and width, and objects inside share what was parsed. References
// ({"@id": …}) are collected first and followed only when a path asks for them; the steps are
// counted, so that pieces that refer to each other end.
#include "parser/json/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ground/number.h"
#include "ground/utf8.h"
#include "parser/json/exact_json.h"
#include "parser/json/json_shape.h"

namespace parser {
namespace {

using Json = nlohmann::ordered_json;
using Found = std::vector<const Json*>;

void step_into(const Json& json, const std::string& step, Found& found) {
  if (!json.is_object()) return;
  const auto member = json.find(step);
  if (member != json.end()) found.push_back(&*member);
}

void step_from(const Json& json, const std::string& step, Found& found) {
  if (!json.is_array()) return step_into(json, step, found);
  if (const auto index = ground::number_of<std::size_t>(step)) {
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
  return compact_json(json);
}

const Json& json_at(const std::shared_ptr<const void>& value) {
  return *static_cast<const Json*>(value.get());
}

// The id, if the object says nothing else but of which type that is.
std::string reference_of(const Json& json) {
  if (!json.is_object() || json.size() > 2) return "";
  const auto id = json.find("@id");
  if (id == json.end() || !id->is_string()) return "";
  return json.size() == 1 || json.contains("@type") ? id->get<std::string>() : "";
}

std::string types_of(const Json& object) {
  const auto type = object.find("@type");
  std::string types;
  if (type == object.end()) return types;
  if (type->is_string()) return type->get<std::string>();
  if (type->is_array())
    for (const Json& one : *type)
      if (one.is_string()) types.append(types.empty() ? "" : " ").append(one.get<std::string>());
  return types;
}

// Each object in document order; `enters` says whether to look into it.
template <typename Enters>
void walk(const Json& json, const Enters& enters) {
  std::vector<const Json*> open = {&json};
  while (!open.empty()) {
    const Json& here = *open.back();
    open.pop_back();
    if (here.is_object() && !enters(here)) continue;
    if (!here.is_structured()) continue;
    const std::size_t before = open.size();
    for (const Json& inside : here) open.push_back(&inside);
    std::reverse(open.begin() + static_cast<std::ptrdiff_t>(before), open.end());
  }
}

}  // namespace

std::optional<JsonText> JsonText::parse(std::string_view text, std::string& reason) {
  const JsonShape shape = shape_of_json(text, kDeepestJson);
  if (shape == JsonShape::kTooDeep) reason = "JSON that is nested too deep";
  if (shape == JsonShape::kTooWide) reason = "JSON with too many members in an object";
  if (shape != JsonShape::kFit) return std::nullopt;
  auto value = std::make_shared<Json>();
  const JsonFault fault = read_json(text, *value).fault;
  if (fault != JsonFault::kNone) {
    constexpr std::size_t kShownBytes = 60;
    reason = "not JSON: \"" + std::string(ground::utf8_prefix(text, kShownBytes)) + "\"";
    return std::nullopt;
  }
  JsonText read;
  read.value_ = std::move(value);
  return read;
}

bool JsonText::find(std::span<const std::string> path, std::size_t most,
                    std::vector<std::string>& texts, References* references,
                    std::size_t most_bytes) const {
  const auto meant = [references](const Json& json) -> const Json& {
    if (references == nullptr || references->steps_left == 0) return json;
    --references->steps_left;
    const std::string id = reference_of(json);
    const auto found = id.empty() ? references->by_id.end() : references->by_id.find(id);
    return found == references->by_id.end() ? json : json_at(found->second.value_);
  };
  Found here = {&json_at(value_)}, next;
  for (const std::string& step : path) {
    next.clear();
    for (const Json* const json : here) {
      if (next.size() >= most) break;
      if (references == nullptr || !json->is_array() || ground::number_of<std::size_t>(step)) {
        step_from(meant(*json), step, next);
        continue;
      }
      for (const Json& element : *json) {
        if (references->steps_left == 0) break;
        step_into(meant(element), step, next);
      }
    }
    here.swap(next);
  }
  bool fits = true;
  for (const Json* const json : here) {
    // What is asked for is each of several.
    const bool is_list = json->is_array() && !path.empty();
    const auto add = [&](const Json& one) {
      if (one.is_null() || texts.size() >= most || !fits) return;
      std::string text = text_of(one);
      fits = text.size() <= most_bytes;
      if (!fits) return;
      most_bytes -= text.size();
      texts.push_back(std::move(text));
    };
    if (!is_list) add(*json);
    if (is_list) std::for_each(json->begin(), json->end(), add);
  }
  return fits;
}

std::vector<JsonText> JsonText::objects(
    const std::function<bool(std::string_view types)>& is_wanted, std::size_t most) const {
  std::vector<JsonText> found;
  walk(json_at(value_), [&](const Json& json) {
    if (found.size() >= most || !is_wanted(types_of(json))) return found.size() < most;
    JsonText& one = found.emplace_back();
    one.value_ = std::shared_ptr<const void>(value_, &json);
    return false;
  });
  return found;
}

void JsonText::add_to(References& references) const {
  walk(json_at(value_), [&](const Json& json) {
    const auto id = json.find("@id");
    if (id == json.end() || !id->is_string() || !reference_of(json).empty()) return true;
    JsonText one;
    one.value_ = std::shared_ptr<const void>(value_, &json);
    references.by_id.emplace(id->get<std::string>(), std::move(one));
    return true;
  });
}

bool JsonText::is_among(const References& references) const {
  const std::string id = reference_of(json_at(value_));
  return !id.empty() && references.by_id.contains(id);
}

std::string JsonText::compact() const { return compact_json(json_at(value_)); }

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
      if (step.empty() || (!is_quoted && !ground::number_of<std::size_t>(step)))
        return std::nullopt;
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
