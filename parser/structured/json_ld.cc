// Much JSON-LD on the web is not JSON: line ends inside strings, trailing commas, comments around
// it and in it. It is first read as it is, and only after a failure once more with those faults
// repaired, so correct scripts pay nothing. What still can't be read is kept as an error, because
// finding such scripts is what people crawl for.
#include "parser/structured/json_ld.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "ground/ascii.h"
#include "parser/json/exact_json.h"
#include "parser/json/json_shape.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Json = nlohmann::ordered_json;

// dump() goes down as deep as the text does.
constexpr std::size_t kDeepest = 64;

// What ends the comment at the front of `text`; "" if there is none.
std::string_view closing_of_comment(std::string_view text) {
  if (text.starts_with("//")) return "\n";
  if (text.starts_with("/*")) return "*/";
  return text.starts_with("<!--") ? "-->" : "";
}

// Where the comment at the front of `text` ends; 0 if there is none. One that hides the JSON itself
// ("// {…}", "<!-- {…} -->"), whose last bracket opens at `last`, is none.
std::size_t end_of_comment(std::string_view text, std::size_t last) {
  const std::string_view closing = closing_of_comment(text);
  if (closing.empty()) return 0;
  const std::size_t end = text.substr(0, last).find(closing, 2);
  return end == text.npos ? 0 : end + closing.size();
}

std::string_view without_wrapping(std::string_view text) {
  constexpr std::array<std::string_view, 4> kBefore = {"\uFEFF", "<!--", "//", "<![CDATA["};
  constexpr std::array<std::string_view, 6> kAfter = {"-->", "]]>", "//", "/*", "*/", ";"};
  // Each layer may cost a look at all of the text.
  constexpr int kMostLayers = 20;
  bool is_cut = true;
  for (int layer = 0; is_cut && layer < kMostLayers; ++layer) {
    is_cut = false;
    text = ascii::trim(text);
    const std::size_t last = std::min(text.find_last_of("{["), text.size());
    if (const std::size_t end = end_of_comment(text, last); end > 0) {
      text.remove_prefix(end);
      is_cut = true;
      continue;
    }
    for (const std::string_view before : kBefore)
      if (text.starts_with(before)) {
        text.remove_prefix(before.size());
        is_cut = true;
      }
    for (const std::string_view after : kAfter)
      if (text.ends_with(after)) {
        text.remove_suffix(after.size());
        is_cut = true;
      }
  }
  return text;
}

// Of the comment at the front of `text`, up to its end or that of the text; 0 if there is none.
std::size_t length_of_comment(std::string_view text) {
  const std::string_view closing = closing_of_comment(text);
  if (closing.empty()) return 0;
  const std::size_t opening = text.starts_with('<') ? 4 : 2;
  const std::size_t end = text.find(closing, opening);
  return end == text.npos ? text.size() : end + closing.size();
}

// Comments out, control characters in strings escaped, commas that nothing follows left out.
std::string mended(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  std::size_t comma = out.npos;  // in `out`: one that only white space follows as yet
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\' && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0x20) {
        out.append(text.substr(at++, 2));
        continue;
      }
      in_string = c != '"';
      if (static_cast<unsigned char>(c) < 0x20)
        out.append(c == '\n' ? "\\n" : " ");
      else
        out.push_back(c);
      continue;
    }
    const std::size_t comment = c == '/' || c == '<' ? length_of_comment(text.substr(at)) : 0;
    if (comment > 0) {
      at += comment - 1;
      continue;
    }
    in_string = c == '"';
    if ((c == '}' || c == ']') && comma != out.npos) out[comma] = ' ';
    if (c == ',')
      comma = out.size();
    else if (!ascii::is_space(c))
      comma = out.npos;
    out.push_back(c);
  }
  if (comma != out.npos) out[comma] = ' ';
  return out;
}

// NOLINTNEXTLINE(bugprone-exception-escape): moving nlohmann's ordered objects is not noexcept
struct Read {
  Json json;
  std::string error;  // "" if it was read
  std::size_t at = 0;
};

Read read_script(std::string_view text) {
  Read result;
  const JsonShape shape = shape_of_json(text, kDeepest);
  if (shape != JsonShape::kFit) {
    result.error = shape == JsonShape::kTooDeep ? "nested too deep" : "too many members";
    return result;
  }
  const JsonProblem problem = read_json(text, result.json);
  if (problem.fault == JsonFault::kNumber) result.error = "a number that JSON can't hold";
  if (problem.fault != JsonFault::kNoJson) return result;
  result.error = "not JSON";
  result.at = problem.at;
  return result;
}

std::string type_of(const Json& object) {
  const auto type = object.find("@type");
  std::string types;
  if (type == object.end()) return types;
  const auto add = [&types](const Json& one) {
    if (!one.is_string()) return;
    if (!types.empty()) types.push_back(' ');
    types.append(without_schema_org(one.get_ref<const std::string&>()));
  };
  if (!type->is_array()) add(*type);
  if (type->is_array())
    for (const Json& one : *type) add(one);
  return types;
}

void add_object(const Json& object, std::vector<StructuredItem>& items) {
  items.push_back({Syntax::kJsonLd, type_of(object), compact_json(object)});
}

// NOLINTNEXTLINE(misc-no-recursion)
void add_members(const Json& members, std::vector<StructuredItem>& items) {
  for (const Json& member : members) {
    if (member.is_array()) add_members(member, items);
    if (member.is_object()) add_object(member, items);
  }
}

// Arrays may hold arrays; read_script() has bounded how deep.
// NOLINTNEXTLINE(misc-no-recursion)
void add_value(Json& value, std::vector<StructuredItem>& items) {
  if (value.is_array())
    for (Json& one : value) add_value(one, items);
  if (!value.is_object()) return;
  const auto graph = value.find("@graph");
  if (graph == value.end() || !(graph->is_array() || graph->is_object()))
    return add_object(value, items);
  Json members = graph->is_array() ? std::move(*graph) : Json::array({std::move(*graph)});
  value.erase("@graph");
  if (value.contains("@type")) add_object(value, items);
  add_members(members, items);
}

}  // namespace

std::string_view without_schema_org(std::string_view name) {
  for (const std::string_view address : {"https://schema.org/", "http://schema.org/",
                                         "https://www.schema.org/", "http://www.schema.org/"})
    if (name.starts_with(address)) return name.substr(address.size());
  return name;
}

void read_json_ld(std::string_view script, std::vector<StructuredItem>& items) {
  const std::string_view text = without_wrapping(script);
  if (text.empty()) return;
  Read result = read_script(text);
  if (result.error == "not JSON") {
    Read second = read_script(mended(text));
    if (second.error.empty()) result = std::move(second);
  }
  if (!result.error.empty()) {
    const Json problem = {{"error", result.error}, {"at", result.at}};
    items.push_back({Syntax::kJsonLd, "", problem.dump()});
    return;
  }
  add_value(result.json, items);
}

}  // namespace parser
