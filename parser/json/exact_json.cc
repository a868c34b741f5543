// nlohmann's parser hands numbers to its caller with their text, and its own tree drops the text of
// those that are no 64-bit integer. So the tree is built here, and written here, since only this
// file knows what a binary value means.
#include "parser/json/exact_json.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "ground/utf8.h"

namespace parser {

namespace {

using Json = nlohmann::ordered_json;

// Called by nlohmann's parser; false ends the parsing.
class TreeBuilder {
 public:
  explicit TreeBuilder(Json& root) : root_(root) {}

  JsonProblem problem() const { return problem_; }

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(Json::number_integer_t value) { return put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(value); }
  bool number_float(Json::number_float_t, const std::string& digits) {
    return put(Json::binary({digits.begin(), digits.end()}));
  }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // of other formats than text
  bool key(std::string& name) {
    member_ = &(*open_.back())[std::move(name)];
    return true;
  }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t at, const std::string&, const Json::exception& error) {
    constexpr int kNumberOutOfRange = 406;
    problem_ = {error.id == kNumberOutOfRange ? JsonFault::kNumber : JsonFault::kNoJson, at};
    return false;
  }

 private:
  Json& place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    Json& outer = *open_.back();
    if (outer.is_object()) return *member_ = std::move(value);
    outer.push_back(std::move(value));
    return outer.back();
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    Json& placed = place(std::move(value));
    open_.push_back(&placed);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json& root_;
  // Nothing is added to what holds an open one, so these stay where they are.
  std::vector<Json*> open_;
  Json* member_ = nullptr;
  JsonProblem problem_;
};

void append_string(const std::string& text, std::string& out) {
  for (const char c : text)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
      out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
      return;
    }
  std::string storage;
  out.append("\"").append(ground::repaired_utf8(text, storage)).append("\"");
}

void append(const Json& json, std::string& out) {
  switch (json.type()) {
    case Json::value_t::object: {
      char divider = '{';
      for (const auto& [name, value] : json.items()) {
        out.push_back(std::exchange(divider, ','));
        append_string(name, out);
        out.push_back(':');
        append(value, out);
      }
      out.append(json.empty() ? "{}" : "}");
      return;
    }
    case Json::value_t::array: {
      char divider = '[';
      for (const Json& value : json) {
        out.push_back(std::exchange(divider, ','));
        append(value, out);
      }
      out.append(json.empty() ? "[]" : "]");
      return;
    }
    case Json::value_t::string:
      return append_string(json.get_ref<const std::string&>(), out);
    case Json::value_t::binary:
      out.append(json.get_binary().begin(), json.get_binary().end());
      return;
    default:
      out += json.dump();
  }
}

}  // namespace

JsonProblem read_json(std::string_view text, Json& json) {
  json = nullptr;
  TreeBuilder builder(json);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) json = nullptr;
  return builder.problem();
}

std::string compact_json(const Json& json) {
  std::string out;
  append(json, out);
  return out;
}

}  // namespace parser
