#include "explore/query/sql_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ground/number.h"

namespace explore {
namespace {

bool is_written_as_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.-+eE") == std::string::npos &&
         text.find_first_of("0123456789") != std::string::npos;
}

}  // namespace

std::string parse_parameter(const std::string& given, bool is_text, SqlParameter* parameter) {
  const std::size_t equals = given.find('=');
  if (equals == 0 || equals == std::string::npos)
    return fmt::format("\"{}\" is not name=value", given);
  parameter->name = given.substr(0, equals);
  const std::string value = given.substr(equals + 1);
  parameter->value = value;
  if (is_text) return "";
  if (const auto integer = ground::number_of<int64_t>(value)) {
    parameter->value = *integer;
  } else if (const auto real = ground::number_of<double>(value);
             real && is_written_as_number(value)) {
    parameter->value = *real;
  }
  return "";
}

std::string bind_parameters(const std::vector<SqlParameter>& given, storage::Statement& statement) {
  std::set<std::string> bound;
  for (int index = 1; index <= statement.parameters(); ++index) {
    const std::string name = statement.parameter_name(index);
    if (name.empty()) return "a plain ? can't be bound: write :name instead";
    // The last one given counts.
    const auto found = std::find_if(given.rbegin(), given.rend(), [&](const SqlParameter& one) {
      return one.name == std::string_view(name).substr(1);
    });
    if (found == given.rend())
      return fmt::format("{} has no value: give --param {}=VALUE", name, name.substr(1));
    bound.insert(found->name);
    if (const auto* integer = std::get_if<int64_t>(&found->value)) statement.bind(index, *integer);
    if (const auto* real = std::get_if<double>(&found->value)) statement.bind(index, *real);
    if (const auto* text = std::get_if<std::string>(&found->value)) statement.bind(index, *text);
  }
  for (const SqlParameter& parameter : given) {
    if (!bound.contains(parameter.name))
      return fmt::format("the statement has no parameter :{0} (nor @{0}, ${0})", parameter.name);
  }
  return "";
}

}  // namespace explore
