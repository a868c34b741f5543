// JSON as every file here speaks it: the messages and the answers are made of it, and where they
// are kept whole they must be known whole. Thread: pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "explore/serve/json_value.h"  // Json

namespace explore {

// In one line. What is no UTF-8 becomes U+FFFD.
inline std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace explore
