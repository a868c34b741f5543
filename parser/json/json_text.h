// JSON from a page, of any size and depth, as rules use it.
// Thread: pure. Recursion is bounded by kDeepestJson.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parser {

// Writing JSON goes down as deep as it is.
inline constexpr std::size_t kDeepestJson = 100;

class JsonText {
 public:
  // Nothing, and the reason why, if `text` is no JSON or too deep.
  static std::optional<JsonText> parse(std::string_view text, std::string& reason);

  // Appends what the path leads to: strings as they are, numbers and truth values as JSON writes
  // them, the rest as JSON; null is nothing. Each step is a member's name, or the place of an
  // array's element ("0"). A name asked of an array is asked of each of its elements:
  // "offers.price" finds the price of one offer and those of several. At most `most` in all of
  // `texts`, and `most_bytes` together; false if there were more bytes.
  // `references`: what a step finds and says nothing but "@id" (and "@type") stands for the object
  // of that id, until all steps that are left are taken: a small text may name a large one often.
  struct References;
  bool find(std::span<const std::string> path, std::size_t most, std::vector<std::string>& texts,
            References* references = nullptr, std::size_t most_bytes = SIZE_MAX) const;

  // The objects in it, itself too, whose "@type" (several with spaces between them) is wanted: in
  // order, none inside of another.
  std::vector<JsonText> objects(const std::function<bool(std::string_view types)>& is_wanted,
                                std::size_t most) const;
  // Adds each object that has an "@id" and says more than that; the first of an id counts.
  void add_to(References& references) const;
  // True if it is only the name of one of those.
  bool is_among(const References& references) const;

  std::string compact() const;

 private:
  // Of nlohmann's, which includers need not read. Parts of one text share it.
  std::shared_ptr<const void> value_;
};

struct JsonText::References {
  std::unordered_map<std::string, JsonText> by_id;
  std::size_t steps_left = 2'000'000;
};

// "offers[0].price", "$.offers.price" and "offers.price" as steps; nothing if it is none of these.
std::optional<std::vector<std::string>> read_json_path(std::string_view text);

}  // namespace parser
