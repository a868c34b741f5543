// Rules: which fields of which pages become which columns of which tables. Made by
// parser/extract/rules_file from a user's file, used by parser/extract/extractor on each page.
// Thread: immutable once made; may be shared.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parser/extract/number_text.h"
#include "parser/extract/pattern.h"
#include "parser/select/selector.h"

namespace parser {

// NULL, an integer (booleans are 0 and 1), a number, or a text (UTF-8; dates as ISO 8601, JSON
// as JSON).
using FieldValue = std::variant<std::monostate, int64_t, double, std::string>;

// Why there is no value: in words that are the same for all texts of that kind, and the text, cut.
struct Mismatch {
  std::string reason, value;  // "": none
};

enum class ValueType : uint8_t { kText, kInteger, kNumber, kBoolean, kDate, kJson };
std::string_view name_of(ValueType type);

// What is taken of an element.
enum class Take : uint8_t {
  kText,       // its words, white space folded
  kLines,      // the same, with a line for each block
  kHtml,       // what is inside it, as HTML
  kOuterHtml,  // the same, and itself
  kAttribute,  // the value of one
  kUrl,        // the same, resolved; the one that elements of its name have if none is named
  kExists,     // whether it is there
  kOuterRow,   // the position of the row that this one is in, see TableRule::of
};

// How the text that was taken becomes a value.
struct ValueRule {
  ValueType type = ValueType::kText;
  std::optional<Pattern> regex;
  int group = 0;
  std::map<std::string, std::string, std::less<>> mapped;  // texts that stand for others
  std::vector<std::string> formats;                        // of dates, tried in this order
  std::string language;                                    // of the names of months, "de"
  Decimal decimal = Decimal::kUnsaid;
};

struct FieldRule {
  std::string name;
  std::string description;
  std::string css_text;
  std::optional<Selector> css;  // none: the row itself
  Take take = Take::kText;
  std::string attribute;           // of kAttribute and kUrl
  std::vector<std::string> path;   // of JSON: members, each in the one before
  std::optional<Pattern> json_in;  // what of the text is that JSON; none: all of it
  int json_group = 0;
  ValueRule value;
  FieldValue otherwise;     // where there is nothing
  bool is_of_page = false;  // looks for css in all of the page, not in the row
  bool required = false;
  bool many = false;  // all of them, as a JSON array

  // The name of the type that the column has.
  std::string_view column_type() const { return name_of(many ? ValueType::kJson : value.type); }
};

struct TableRule {
  std::string name;
  std::string description;
  std::vector<Pattern> pages;     // on the whole URL; none: all pages
  std::optional<Selector> rows;   // one row for each match; none: one for the page
  std::string items;              // one row for each structured item of this type
  std::optional<uint32_t> of;     // an earlier table, in whose rows the rows are
  std::vector<FieldRule> fields;  // in the order of the file
  // Where the file names it, from 1.
  uint32_t line = 0, column = 0;

  bool applies_to(std::string_view url) const;
};

// Of the links on these pages only some are followed: what stands in or is an element that `links`
// matches. Where several such rules are for a page, what one of them names is followed.
struct FollowRule {
  std::vector<Pattern> pages;     // as in TableRule
  std::optional<Selector> links;  // none: no link is followed

  bool applies_to(std::string_view url) const;
};

// What of these pages changes nothing: elements with all that is inside of them, and parts of
// texts.
struct IgnoreRule {
  std::vector<Pattern> pages;  // as in TableRule
  std::vector<Selector> elements;
  std::vector<Pattern> texts;

  bool applies_to(std::string_view url) const;
};

struct Rules {
  std::vector<TableRule> tables;
  std::vector<FollowRule> follows;
  std::vector<IgnoreRule> ignores;
  // All that says what is followed, as a file of rules: the same text, the same links. "" if
  // nothing does.
  std::string follow_text;
  // Likewise all that says what is ignored: the same text, the same is ignored.
  std::string ignore_text;

  bool fill_tables_of(std::string_view url) const;
  bool choose_links_of(std::string_view url) const;
  bool ignore_parts_of(std::string_view url) const;
};

}  // namespace parser
