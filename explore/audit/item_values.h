// The values of structured data that programs read by a fixed form: dates, prices, currencies,
// ratings, addresses.
// Thread: pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace explore {

// What is wrong in an item and what it holds, as "name: what is wrong" with "; " between them; of
// each name and fault one. "" if nothing is. Looks as deep as kItemDepth.
std::string wrong_values(const nlohmann::json& item);

inline constexpr int kItemDepth = 8;

}  // namespace explore
