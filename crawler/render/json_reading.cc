#include "crawler/render/json_reading.h"

#include <nlohmann/json.hpp>

namespace crawler {
namespace {

const nlohmann::json* find_in(const nlohmann::json& json, const char* name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() ? nullptr : &*found;
}

}  // namespace

const nlohmann::json& member(const nlohmann::json& json, const char* name) {
  static const nlohmann::json kNothing = nlohmann::json::object();
  const nlohmann::json* found = find_in(json, name);
  return found == nullptr ? kNothing : *found;
}

std::string text_at(const nlohmann::json& json, const char* name) {
  const nlohmann::json* found = find_in(json, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t number_at(const nlohmann::json& json, const char* name) {
  const nlohmann::json* found = find_in(json, name);
  return found != nullptr && found->is_number() ? found->get<int64_t>() : 0;
}

bool is_true_at(const nlohmann::json& json, const char* name) {
  const nlohmann::json* found = find_in(json, name);
  return found != nullptr && found->is_boolean() && found->get<bool>();
}

}  // namespace crawler
