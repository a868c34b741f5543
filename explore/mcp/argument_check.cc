#include "explore/mcp/argument_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/number.h"

namespace explore {
namespace {

std::string names_in(const Json& list) {
  std::string names;
  for (const Json& name : list)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name.get<std::string>());
  return names;
}

std::string names_of_properties(const Json& properties) {
  Json names = Json::array();
  for (const auto& [name, schema] : properties.items()) names.push_back(name);
  return names_in(names);
}

bool has_type(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  return value.is_boolean();
}

std::string problem_of_value(const Json& value, const Json& schema) {
  const auto type = schema.at("type").get<std::string>();
  if (!has_type(value, type)) return fmt::format("is to be of type {}", type);
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
    return fmt::format("is to be one of {}", names_in(schema["enum"]));
  if (schema.contains("maxLength") &&
      value.get_ref<const std::string&>().size() > schema["maxLength"].get<std::size_t>())
    return fmt::format("has more than {} bytes", schema["maxLength"].get<std::size_t>());
  if (schema.contains("minimum") && (value < schema["minimum"] || value > schema["maximum"]))
    return fmt::format("is to be from {} to {}", schema["minimum"].get<int64_t>(),
                       schema["maximum"].get<int64_t>());
  return "";
}

}  // namespace

std::string problem_of_arguments(const Json& arguments, const Json& schema) {
  if (!arguments.is_object()) return "arguments: is to be an object";
  const Json& properties = schema.at("properties");
  for (const auto& [name, value] : arguments.items()) {
    if (!properties.contains(name))
      return fmt::format("there is no argument of that name; there are: {}",
                         names_of_properties(properties));
    const std::string problem = problem_of_value(value, properties[name]);
    if (!problem.empty()) return fmt::format("{}: {}", name, problem);
  }
  for (const Json& name : schema.at("required"))
    if (!arguments.contains(name.get<std::string>()))
      return fmt::format("{}: is missing", name.get<std::string>());
  const auto cursor = arguments.find("cursor");
  if (cursor != arguments.end() && !ground::number_of<uint64_t>(cursor->get<std::string>()))
    return "cursor: is to be the next_cursor of an answer";
  return "";
}

}  // namespace explore
