#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "explore/rows/row_writer.h"

namespace explore {
namespace {

using storage::SqlValue;

class JsonWriter : public RowWriter {
 public:
  JsonWriter(const std::vector<std::string>& columns, bool as_array, Output& output)
      : as_array_(as_array), output_(output) {
    std::set<std::string> taken;
    for (const std::string& column : columns) {
      // Two members of one name would hide one another.
      std::string name = column;
      for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}:{}", column, i);
      names_.push_back(in_quotes(name) + ':');
    }
    if (as_array_) output_.write("[");
  }

  void row(std::span<const SqlValue> values) override {
    std::string line = as_array_ ? (is_first_ ? "\n{" : ",\n{") : "{";
    is_first_ = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line += ',';
      line += names_[i] + text_of(values[i]);
    }
    output_.write(line += as_array_ ? "}" : "}\n");
  }

  void end() override {
    if (as_array_) output_.write(is_first_ ? "]\n" : "\n]\n");
  }

 private:
  // A terminal obeys some characters inside of strings too: it is shown ASCII alone.
  std::string in_quotes(std::string_view text) const {
    return nlohmann::json(text).dump(-1, ' ', output_.is_terminal(),
                                     nlohmann::json::error_handler_t::replace);
  }

  std::string text_of(const SqlValue& value) const {
    if (const auto* text = std::get_if<std::string_view>(&value)) return in_quotes(*text);
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
    if (const auto* blob = std::get_if<storage::Blob>(&value)) return '"' + hex(blob->bytes) + '"';
    return "null";
  }

  bool as_array_;
  Output& output_;
  std::vector<std::string> names_;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<RowWriter> make_json_writer(const std::vector<std::string>& columns, bool as_array,
                                            Output& output) {
  return std::make_unique<JsonWriter>(columns, as_array, output);
}

}  // namespace explore
