// The cases that others wrote: one JSON object a line, read from the folder CRAWL_CONFORMANCE names
// (default: ../shared/conformance beside the checkout). Tests that use them leave what came of it
// in the report of GoogleTest, from which tests/conformance/run makes docs/conformance.md.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

// Nothing if the file does not exist: the test then skips itself, visibly.
std::optional<std::vector<nlohmann::json>> conformance_cases(const std::string& file);

// Notes in the report of the running test how many cases the suite has.
void count_cases(const std::string& file, std::size_t cases);

// Notes there that the answer to one case is another by choice, and why: a sentence without its
// full stop. The same words for the same choice.
void differ_by_choice(const std::string& file, const std::string& why);

std::string from_base64(std::string_view text);

}  // namespace tests

// Declares `cases`, or skips the running test with the reason.
#define CONFORMANCE_CASES(cases, file)                                                          \
  auto cases##_found = tests::conformance_cases(file);                                          \
  if (!cases##_found) GTEST_SKIP() << "no conformance cases: set CRAWL_CONFORMANCE (" file ")"; \
  const auto& cases = *cases##_found;                                                           \
  tests::count_cases(file, cases.size())
