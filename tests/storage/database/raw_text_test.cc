#include "storage/database/raw_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace storage {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields there_and_back(const Fields& fields) {
  std::vector<Header> headers;
  for (const auto& [name, value] : fields) headers.push_back({name, value});
  std::string json;
  append_headers_json(headers, &json);
  Fields back;
  for (const Header& header : headers_of_json(json)) back.emplace_back(header.name, header.value);
  return back;
}

TEST(HeadersJson, ComesBackByteByByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const Fields fields = {{"Content-Type", "text/html"},
                         {"X-Latin", "caf\xE9"},
                         {"X-All", all},
                         {"", ""},
                         {"X-Utf8", "\xC3\xA9"}};
  EXPECT_EQ(there_and_back(fields), fields);
}

TEST(HeadersJson, OfWhatIsNoneThereAreNone) {
  for (const char* json : {"", "{", "{}", "[1]", "[[1,2]]", "[[\"a\"]]", "[{\"a\":\"b\"}]"})
    EXPECT_TRUE(headers_of_json(json).empty()) << json;
}

}  // namespace
}  // namespace storage
