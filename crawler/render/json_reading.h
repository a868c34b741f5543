// Reading what the browser says, which may be anything: what is not there or of another type is
// empty. Thread: pure.
#pragma once

#include <cstdint>
#include <string>

#include "crawler/render/cdp_json.h"

namespace crawler {

// The member itself, or an empty object. Lives as long as `json`.
const nlohmann::json& member(const nlohmann::json& json, const char* name);
// A member that is text, or "".
std::string text_at(const nlohmann::json& json, const char* name);
// A member that is a whole number, or 0.
int64_t number_at(const nlohmann::json& json, const char* name);
bool is_true_at(const nlohmann::json& json, const char* name);

}  // namespace crawler
