// The parameters of a statement (:name, @name, $name), given on the command line.
// Thread: one.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "storage/database/database.h"

namespace explore {

struct SqlParameter {
  std::string name;  // without the first letter
  std::variant<int64_t, double, std::string> value;
};

// "name=value"; a value that is written as an integer or a decimal number is one, unless
// `is_text`. Gives what is wrong, or "".
std::string parse_parameter(const std::string& given, bool is_text, SqlParameter* parameter);

// Binds each parameter of the statement. Gives what is wrong: one that was not given, given and
// not there, or has no name; else "". The parameters must outlive the statement's run.
std::string bind_parameters(const std::vector<SqlParameter>& given, storage::Statement& statement);

}  // namespace explore
