// JSON as nlohmann's tree, except that numbers keep their digits: 19.90 stays 19.90, and an integer
// of 23 digits stays one. Thread: pure. Recursion of compact_json: as deep as the JSON is nested,
// so both are for JSON that shape_of_json() has found fit.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace parser {

enum class JsonFault {
  kNone,
  kNoJson,
  kNumber,  // one that no double holds: 1e999
};

struct JsonProblem {
  JsonFault fault = JsonFault::kNone;
  std::size_t at = 0;  // the byte of `text` behind what is wrong, from 1
};

// What keeps its digits is a binary value in `json`, which JSON text has none of; read it by
// is_binary() and compact_json().
JsonProblem read_json(std::string_view text, nlohmann::ordered_json& json);

// Without white space. What is no UTF-8 becomes U+FFFD.
std::string compact_json(const nlohmann::ordered_json& json);

}  // namespace parser
