// Much JSON-LD on the web is not JSON: line ends inside strings, trailing commas, comments around
// it. It is first read as it is, and only after a failure once more with those faults repaired, so
// correct scripts pay nothing. What still can't be read is kept as an error, because finding such
// scripts is what people crawl for.
#include "parser/structured/json_ld.h"

#include <array>
#include <nlohmann/json.hpp>

#include "ground/ascii.h"
#include "parser/json/json_shape.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Json = nlohmann::ordered_json;

// dump() goes down as deep as the text does.
constexpr std::size_t kDeepest = 64;

std::string_view without_wrapping(std::string_view text) {
  constexpr std::array<std::string_view, 4> kBefore = {"\uFEFF", "<!--", "//", "<![CDATA["};
  constexpr std::array<std::string_view, 6> kAfter = {"-->", "]]>", "//", "/*", "*/", ";"};
  for (bool is_cut = true; is_cut;) {
    is_cut = false;
    text = ascii::trim(text);
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
    if (text.starts_with("/*")) {
      const std::size_t end = text.find("*/");
      text.remove_prefix(end == text.npos ? text.size() : end + 2);
      is_cut = true;
    }
  }
  return text;
}

// Control characters in strings escaped, commas that nothing follows left out.
std::string mended(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
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
    in_string = c == '"';
    if (c == ',') {
      const std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
      if (next == text.npos || text[next] == '}' || text[next] == ']') continue;
    }
    out.push_back(c);
  }
  return out;
}

// NOLINTNEXTLINE(bugprone-exception-escape): moving nlohmann's ordered objects is not noexcept
struct Read {
  Json json;
  std::string error;  // "" if it was read
  std::size_t at = 0;
};

Read read(std::string_view text) {
  Read result;
  const JsonShape shape = shape_of_json(text, kDeepest);
  if (shape != JsonShape::kFit) {
    result.error = shape == JsonShape::kTooDeep ? "nested too deep" : "too many members";
    return result;
  }
  try {
    result.json = Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    result.error = "not JSON";
    result.at = error.byte;
  } catch (const Json::exception&) {  // a number that is too large
    result.error = "a number that JSON can't hold";
  }
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
  items.push_back({Syntax::kJsonLd, type_of(object),
                   object.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

void add_value(Json& value, std::vector<StructuredItem>& items) {
  if (!value.is_object()) return;
  const auto graph = value.find("@graph");
  if (graph == value.end() || !(graph->is_array() || graph->is_object()))
    return add_object(value, items);
  const Json members = graph->is_array() ? std::move(*graph) : Json::array({std::move(*graph)});
  value.erase("@graph");
  if (value.contains("@type")) add_object(value, items);
  for (const Json& member : members)
    if (member.is_object()) add_object(member, items);
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
  Read result = read(text);
  if (result.error == "not JSON") {
    Read second = read(mended(text));
    if (second.error.empty()) result = std::move(second);
  }
  if (!result.error.empty()) {
    const Json problem = {{"error", result.error}, {"at", result.at}};
    items.push_back({Syntax::kJsonLd, "", problem.dump()});
    return;
  }
  if (!result.json.is_array()) return add_value(result.json, items);
  for (Json& value : result.json) add_value(value, items);
}

}  // namespace parser
