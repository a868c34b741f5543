// Values of the database as JSON for the application.
// Thread: pure.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "explore/serve/http_message.h"
#include "storage/database/database.h"

namespace explore {

using Json = nlohmann::json;

// Of a text in a table; the rest is shown when somebody asks for the row.
inline constexpr std::size_t kCellBytes = 500;

// An integer that JavaScript would round as its digits, a real that is no number as null, a blob as
// {"blob": bytes}. `most_bytes`: texts are cut to that, 0: not.
Json json_of(const storage::SqlValue& value, std::size_t most_bytes = 0);

// The present row as an object of its columns, those that are NULL left out.
Json object_of(const storage::Statement& row);

// What is not UTF-8 becomes U+FFFD.
HttpResponse json_answer(const Json& json, int status = 200);

// {"error": words}: what the application shows.
HttpResponse json_problem(int status, std::string_view words);

}  // namespace explore
