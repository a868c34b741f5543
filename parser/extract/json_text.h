// JSON as rules meet it: a page's own, of any size and depth.
// Thread: pure. Recursion is bounded by kDeepestJson.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

// Writing JSON goes down as deep as it is.
inline constexpr int kDeepestJson = 100;

class JsonText {
 public:
  // Nothing, and the reason why, if `text` is no JSON or too deep.
  static std::optional<JsonText> parse(std::string_view text, std::string& reason);

  // Appends what the path leads to: strings as they are, numbers and truth values as JSON writes
  // them, the rest as JSON; null is nothing. Each step is a member's name, or the place of an
  // array's element ("0"). A name asked of an array is asked of each of its elements:
  // "offers.price" finds the price of one offer and those of several. At most `most` in all of
  // `texts`.
  void find(std::span<const std::string> path, std::size_t most,
            std::vector<std::string>& texts) const;

  std::string compact() const;

 private:
  struct Value;
  std::shared_ptr<const Value> value_;
};

// "offers[0].price", "$.offers.price" and "offers.price" as steps; nothing if it is none of these.
std::optional<std::vector<std::string>> read_json_path(std::string_view text);

}  // namespace parser
