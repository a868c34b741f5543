// A rule is applied row by row and field by field; each field is a chain of small steps: find
// elements, take text, select by path or regex, map, convert. A step that finds nothing ends the
// chain with the default. Costs add up over all rules of a page, since the page and the rules
// together decide them, and a page that costs too much is cut with a flag.
#include "parser/extract/extractor.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/typed_value.h"
#include "parser/html/element_value.h"
#include "parser/json/exact_json.h"
#include "parser/json/json_text.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool is_null(const FieldValue& value) { return std::holds_alternative<std::monostate>(value); }

// True if `types` names `wanted`: in full, or by the last part of a vocabulary's URL.
bool is_of_type(std::string_view types, std::string_view wanted) {
  for (auto type = ascii::next_token(types); !type.empty(); type = ascii::next_token(types)) {
    if (type == wanted) return true;
    const std::size_t slash = type.find_last_of("/#:");
    if (slash != type.npos && type.substr(slash + 1) == wanted) return true;
  }
  return false;
}

std::size_t bytes_of(const FieldValue& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return sizeof value + (text != nullptr ? text->size() : 0);
}

nlohmann::ordered_json json_of(FieldValue value, ValueType type) {
  if (type == ValueType::kBoolean)
    if (const auto* const truth = std::get_if<int64_t>(&value)) return *truth != 0;
  return std::visit(
      [type](auto&& held) -> nlohmann::ordered_json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) return nullptr;
        if constexpr (std::is_same_v<Held, std::string>) {
          if (type == ValueType::kJson) {
            nlohmann::ordered_json json;
            read_json(held, json);
            return json;
          }
          return std::forward<decltype(held)>(held);
        } else if constexpr (!std::is_same_v<Held, std::monostate>) {
          return held;
        }
      },
      std::move(value));
}

// Of one text of a field with many: its value, or one for each match of the regex.
void add_values(const FieldRule& field, const std::string& text, std::size_t most,
                nlohmann::ordered_json& all, Mismatch& mismatch) {
  const auto add = [&](FieldValue value) {
    if (!is_null(value)) all.push_back(json_of(std::move(value), field.value.type));
  };
  if (!field.value.regex) return add(to_value_of_match(text, field.value, mismatch));
  const auto parts = field.value.regex->all(text, field.value.group, most - all.size());
  if (parts.empty()) return add(to_value(text, field.value, mismatch));  // it says why
  for (const std::string_view part : parts) add(to_value_of_match(part, field.value, mismatch));
}

// Names in SVG and MathML keep their capitals; rules may write them or not.
std::optional<std::string_view> attribute_of(const Tree& tree, const Tree::Node& node,
                                             std::string_view lower_name) {
  if (node.name_space == Namespace::kHtml) return tree.attribute(node, lower_name);
  for (const Tree::Attribute& attribute : tree.attributes(node))
    if (ascii::equals(attribute.name, lower_name)) return attribute.value;
  return std::nullopt;
}

// "mailto:", "tel:" and the like, which lead somewhere but nowhere on the web.
bool has_other_scheme(std::string_view url) {
  url = ascii::trim(url);
  const std::string_view scheme = url.substr(0, url.find(':'));
  return scheme.size() < url.size() && !scheme.empty() && ascii::is_alpha(scheme[0]) &&
         std::all_of(scheme.begin(), scheme.end(),
                     [](char c) {
                       return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '-' ||
                              c == '.';
                     }) &&
         !ascii::equals(scheme, "javascript") && !ascii::equals(scheme, "http") &&
         !ascii::equals(scheme, "https");
}

}  // namespace

// What a row is made of: an element, or a piece of structured data.
struct Extractor::Row {
  NodeId element = kNoNode;  // kNoNode: the page
  const JsonText* item = nullptr;
  uint32_t position = 0;
  uint32_t outer = 0;  // position of the row that it is in
};

const Extracted& Extractor::extract(const Rules& rules, const Tree& tree, const Url& url,
                                    std::span<const ItemView> items, const ExtractLimits& limits,
                                    bool regardless_of_url) {
  extracted_ = Extracted();
  tree_ = &tree;
  items_ = items;
  parsed_items_.clear();
  references_ = {};
  has_read_items_ = false;
  limits_ = limits;
  bytes_ = 0;
  has_all_rows_ = true;
  base_ = &url;
  if (const auto href = base_href(tree); href && base_url_.assign(*href, &url) == UrlStatus::kOk)
    base_ = &base_url_;
  outer_rows_.assign(rules.tables.size(), {});
  selection_.begin(tree, limits.max_time);
  choose_links(rules, url.href(), regardless_of_url);
  for (std::size_t i = 0; i < rules.tables.size() && !is_over(); ++i)
    if (regardless_of_url || rules.tables[i].applies_to(url.href()))
      extract_table(rules.tables[i], static_cast<uint32_t>(i));
  extracted_.hit_limit |= is_over();
  return extracted_;
}

bool Extractor::is_over() const {
  return !has_all_rows_ || selection_.ran_out() || bytes_ > limits_.max_bytes ||
         references_.steps_left == 0;
}

// Before all tables: none of them may use up the time for what decides where the crawl goes.
void Extractor::choose_links(const Rules& rules, std::string_view url, bool regardless_of_url) {
  bool chooses = false;
  found_.clear();
  for (const FollowRule& follow : rules.follows) {
    if (!regardless_of_url && !follow.applies_to(url)) continue;
    chooses = true;
    if (follow.links)
      selection_.all(*follow.links, kNoNode, found_, std::numeric_limits<std::size_t>::max());
  }
  if (!chooses) return;
  std::sort(found_.begin(), found_.end());
  extracted_.followed = tree_->spans_of(found_);
}

// Once for a page, when the first table asks for items.
void Extractor::read_items() {
  if (has_read_items_) return;
  has_read_items_ = true;
  bool has_ids = false;
  for (const ItemView& item : items_) {
    std::string reason;  // parser/structured has said what is wrong with it
    if (auto json = JsonText::parse(item.json, reason))
      parsed_items_.emplace_back(item.type, std::move(*json));
    has_ids |= item.json.find("\"@id\"") != item.json.npos;
  }
  if (!has_ids) return;
  for (const auto& [types, json] : parsed_items_) json.add_to(references_);
}

void Extractor::extract_table(const TableRule& table, uint32_t index) {
  page_values_.assign(table.fields.size(), std::nullopt);
  if (!table.items.empty()) return extract_items(table, index);
  Row row;
  if (!table.rows) {
    if (add_row(table, index, row)) outer_rows_[index].push_back({kNoNode, 0});
    return;
  }
  const std::vector<OuterRow> whole_page = {{kNoNode, 0}};
  for (const OuterRow& outer : table.of ? outer_rows_[*table.of] : whole_page) {
    rows_.clear();
    selection_.all(*table.rows, outer.element, rows_, limits_.max_rows + 1);
    row.outer = outer.position;
    for (const NodeId element : rows_) {
      if (is_over()) return;
      row.element = element;
      if (add_row(table, index, row)) outer_rows_[index].push_back({element, row.position});
      ++row.position;
    }
  }
}

void Extractor::extract_items(const TableRule& table, uint32_t index) {
  read_items();
  Row row;
  const auto is_wanted = [&](std::string_view types) { return is_of_type(types, table.items); };
  for (const auto& [types, json] : parsed_items_) {
    const std::vector<JsonText> found =
        is_wanted(types) ? std::vector{json} : json.objects(is_wanted, limits_.max_rows);
    for (const JsonText& one : found) {
      if (is_over()) return;
      if (one.is_among(references_)) continue;
      row.item = &one;
      add_row(table, index, row);
      ++row.position;
    }
  }
}

// True if there is a row now.
bool Extractor::add_row(const TableRule& table, uint32_t index, const Row& row) {
  if (extracted_.rows.size() >= limits_.max_rows) {
    has_all_rows_ = false;
    return false;
  }
  ExtractedRow made{index, row.position, {}};
  made.values.reserve(table.fields.size());
  bool is_whole = true, has_something = false;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const FieldRule& field = table.fields[i];
    Mismatch mismatch;
    FieldValue value = value_of(table, i, row, mismatch);
    has_something |= !is_null(value) && field.take != Take::kExists;
    // What is there and is not of the type is worth a word; what is not there only if it has to be.
    const bool is_missing = is_null(value) && mismatch.reason.empty();
    if (is_null(value)) value = field.otherwise;
    if (is_null(value) && field.required) {
      is_whole = false;
      if (is_missing)
        mismatch.reason =
            field.css_text.empty() ? "is empty" : "nothing found by " + field.css_text;
    }
    if (!mismatch.reason.empty()) note(index, row.position, field.name, std::move(mismatch));
    bytes_ += bytes_of(value);
    made.values.push_back(std::move(value));
  }
  // A table without rows' selector asks every page; those that have nothing of it have no row.
  const bool is_page = row.element == kNoNode && row.item == nullptr;
  if (!is_whole || (is_page && !has_something)) return false;
  extracted_.rows.push_back(std::move(made));
  return true;
}

void Extractor::note(uint32_t table, uint32_t position, const std::string& field,
                     Mismatch mismatch) {
  if (extracted_.problems.size() >= limits_.max_problems) {
    extracted_.hit_limit = true;
    return;
  }
  bytes_ += mismatch.reason.size() + mismatch.value.size();
  extracted_.problems.push_back(
      {table, position, field, std::move(mismatch.reason), std::move(mismatch.value)});
}

FieldValue Extractor::value_of(const TableRule& table, std::size_t field, const Row& row,
                               Mismatch& mismatch) {
  const FieldRule& rule = table.fields[field];
  if (rule.take == Take::kOuterRow) return int64_t{row.outer};
  if (!rule.is_of_page) return found_value(rule, row, mismatch);
  std::optional<PageValue>& known = page_values_[field];
  if (!known) {
    known.emplace();
    known->value = found_value(rule, Row(), known->mismatch);
  }
  mismatch = known->mismatch;
  return known->value;
}

FieldValue Extractor::found_value(const FieldRule& field, const Row& row, Mismatch& mismatch) {
  if (field.take == Take::kExists && row.item == nullptr) {
    find_elements(field, row, 1);
    return int64_t{!found_.empty()};
  }
  texts_.clear();
  take_texts(field, row, mismatch);
  if (field.take == Take::kExists) return int64_t{!texts_.empty()};
  if (!field.many)
    return texts_.empty() ? FieldValue() : to_value(texts_[0], field.value, mismatch);
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& text : texts_) {
    if (all.size() >= limits_.max_values) break;
    add_values(field, text, limits_.max_values, all, mismatch);
  }
  if (all.empty()) return {};
  return compact_json(all);
}

void Extractor::find_elements(const FieldRule& field, const Row& row, std::size_t most) {
  found_.clear();
  if (!field.css) {
    found_.push_back(row.element == kNoNode ? 0 : row.element);
    return;
  }
  // As querySelectorAll() does it, Selection looks inside of the row alone.
  if (row.element != kNoNode && field.css->may_choose_scope() &&
      selection_.matches(*field.css, row.element, row.element))
    found_.push_back(row.element);
  if (found_.size() < most) selection_.all(*field.css, row.element, found_, most - found_.size());
}

// Fills texts_ with what is there, of one field; empty texts are nothing.
void Extractor::take_texts(const FieldRule& field, const Row& row, Mismatch& mismatch) {
  const std::size_t most = field.many ? limits_.max_values : 1;
  if (row.item != nullptr) {
    // One object may be named, and so be copied, many times.
    extracted_.hit_limit |=
        !row.item->find(field.path, most, texts_, &references_,
                        limits_.max_bytes - std::min(bytes_, limits_.max_bytes));
  } else {
    find_elements(field, row, most);
    std::string text;
    for (const NodeId element : found_) {
      if (is_over()) break;
      text.clear();
      if (tree_->empty() || !take_of(field, element, text)) continue;
      bytes_ += text.size();
      if (field.path.empty())
        texts_.push_back(text);
      else
        find_in_json(field, text, most, mismatch);
    }
  }
  std::erase_if(texts_, [](const std::string& text) { return text.empty(); });
}

void Extractor::find_in_json(const FieldRule& field, std::string_view text, std::size_t most,
                             Mismatch& mismatch) {
  if (field.json_in) {
    const auto part = field.json_in->first(text, field.json_group);
    if (!part) {
      mismatch = {"the regex matches nothing", ""};
      return;
    }
    text = *part;
  }
  std::string reason;
  if (const auto json = JsonText::parse(text, reason))
    json->find(field.path, most, texts_);
  else
    mismatch = no_json(text, reason);
}

// False if the element has no such thing.
bool Extractor::take_of(const FieldRule& field, NodeId element, std::string& text) {
  const Tree::Node& node = (*tree_)[element];
  const std::size_t most = limits_.max_value_bytes;
  bool is_whole = true;
  switch (field.take) {
    case Take::kExists:
    case Take::kOuterRow:
      return true;
    case Take::kText:
    case Take::kLines:
      is_whole = append_words(*tree_, element, field.take == Take::kLines ? '\n' : ' ', most, text);
      break;
    case Take::kHtml:
    case Take::kOuterHtml:
      is_whole = append_html(*tree_, element, field.take == Take::kOuterHtml, most, text);
      break;
    case Take::kAttribute:
    case Take::kUrl: {
      const bool is_url = field.take == Take::kUrl;
      const auto value = attribute_of(
          *tree_, node, is_url && field.attribute.empty() ? url_attribute(node) : field.attribute);
      if (!value) return false;
      const bool is_target = is_url && target_.assign(*value, base_) == UrlStatus::kOk;
      if (is_url && !is_target && !has_other_scheme(*value)) return false;
      const std::string_view taken = is_target ? target_.href()
                                     : is_url  ? ascii::trim(*value)
                                               : *value;
      text = ground::utf8_prefix(taken, most);
      is_whole = text.size() == taken.size();
      break;
    }
  }
  extracted_.hit_limit |= !is_whole;
  return true;
}

}  // namespace parser
