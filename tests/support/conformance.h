// The cases that others wrote: one JSON object a line, read from the folder CRAWL_CONFORMANCE names
// (default:
// ../shared/conformance beside the checkout).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

// Nothing if the file does not exist: the test then skips itself, visibly.
std::optional<std::vector<nlohmann::json>> conformance_cases(const std::string& file);

std::string from_base64(std::string_view text);

}  // namespace tests

// Declares `cases`, or skips the running test with the reason.
#define CONFORMANCE_CASES(cases, file)                                                          \
  auto cases##_found = tests::conformance_cases(file);                                          \
  if (!cases##_found) GTEST_SKIP() << "no conformance cases: set CRAWL_CONFORMANCE (" file ")"; \
  const auto& cases = *cases##_found
