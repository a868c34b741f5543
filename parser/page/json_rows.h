// A JSON array of arrays, written row by row into a text that a database can take apart again.
// Thread: one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parser {

class JsonRows {
 public:
  struct Limits {
    std::size_t max_rows = 1'000;
    std::size_t max_text_bytes = 512;  // of each text, cut at a character
    std::size_t max_bytes = 256u << 10;
  };

  explicit JsonRows(const Limits& limits) : limits_(limits) {}

  void clear();
  // False if there is no room for another row; else its values follow, and end().
  bool begin();
  JsonRows& number(uint64_t value);
  JsonRows& text(std::string_view valid_utf8);
  JsonRows& null();
  void end() { json_.push_back(']'); }

  // All of it; "" if there is no row.
  std::string take();
  bool is_cut() const { return is_cut_; }

 private:
  void separate() {
    if (json_.back() != '[') json_.push_back(',');
  }

  Limits limits_;
  std::string json_;
  std::size_t rows_ = 0;
  bool is_cut_ = false;
};

}  // namespace parser
