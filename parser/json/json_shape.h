// Whether JSON from a page may be given to nlohmann's parser, which recurses as deep as the JSON is
// nested and compares each new member of an object with all others. Thread: pure. Cost: linear.
#pragma once

#include <cstddef>
#include <string_view>

namespace parser {

enum class JsonShape {
  kFit,
  kTooDeep,
  kTooWide,  // an object with more than kMostJsonMembers
};

// The largest of real pages have some hundreds.
inline constexpr std::size_t kMostJsonMembers = 2'000;

// Of any text: one that is no JSON has a shape too.
JsonShape shape_of_json(std::string_view text, std::size_t deepest);

}  // namespace parser
