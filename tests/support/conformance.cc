#include "tests/support/conformance.h"

#include <cstdlib>
#include <fstream>
#include <map>

namespace tests {

std::optional<std::vector<nlohmann::json>> conformance_cases(const std::string& file) {
  const char* folder = std::getenv("CRAWL_CONFORMANCE");
  std::ifstream in((folder ? std::string(folder) : CRAWL_SOURCE_DIR "/../shared/conformance") +
                   "/" + file);
  if (!in) return std::nullopt;
  std::vector<nlohmann::json> cases;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) cases.push_back(nlohmann::json::parse(line));
  return cases;
}

void count_cases(const std::string& file, std::size_t cases) {
  testing::Test::RecordProperty("suite", file);
  testing::Test::RecordProperty("cases", std::to_string(cases));
}

void differ_by_choice(const std::string& file, const std::string& why) {
  static std::map<std::string, std::map<std::string, int>> all;
  ++all[file][why];
  testing::Test::RecordProperty("differences", nlohmann::json(all[file]).dump());
}

std::string from_base64(std::string_view text) {
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) continue;
    buffer = (buffer << 6) | static_cast<unsigned>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((buffer >> bits) & 0xFF));
    }
  }
  return out;
}

}  // namespace tests
