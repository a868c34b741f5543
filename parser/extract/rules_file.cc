// A mistake in the rules should be found before the first request, so everything is compiled and
// cross-checked while the file is read. A message must name line and column, also inside a
// selector, so the place of each value is kept. Reading stops at the first mistake, by an exception
// that never leaves this file.
#include "parser/extract/rules_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/month_names.h"
#include "parser/extract/rules_words.h"
#include "parser/extract/toml_keys.h"
#include "parser/extract/typed_value.h"
#include "parser/json/json_text.h"
#include "parser/structured/json_ld.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Left by what finds a mistake, caught where reading began.
struct Mistake {
  toml::source_position at;
  std::string words;
};

using Known = std::span<const std::string_view>;

class Reader {
 public:
  Reader(std::string_view text, std::span<const std::string> taken) : text_(text), taken_(taken) {}

  Rules read(const toml::table& file) {
    Rules rules;
    check_keys(file, kFileKeys);
    if (says_what_to_ignore(file)) {
      read_ignore(file, "", {}, rules);
      for (const auto& [key, node] : file)
        if (key.str() != "tables") ignores_.insert(key.str(), node);
    }
    read_tables(file, rules);
    if (!follows_.empty())
      rules.follow_text = text_of_file(toml::table{{"tables", std::move(follows_)}});
    if (!ignoring_tables_.empty()) ignores_.insert("tables", std::move(ignoring_tables_));
    if (!ignores_.empty()) rules.ignore_text = text_of_file(ignores_);
    return rules;
  }

 private:
  using Member = std::pair<const toml::key*, const toml::node*>;

  void read_tables(const toml::table& file, Rules& rules) {
    const toml::node* const tables = file.get("tables");
    if (tables == nullptr && !rules.ignores.empty()) return;
    if (tables == nullptr || !tables->is_table())
      refuse(toml::source_region{{1, 1}, {1, 1}, nullptr}, "no tables: write [tables.NAME]");
    for (const auto& [key, node] : in_order(*tables->as_table())) read_table(*key, *node, rules);
    if (rules.tables.empty() && rules.follows.empty() && rules.ignores.empty())
      refuse(tables->source(), "no tables: write [tables.NAME]");
    if (rules.tables.size() > kMaxRuleTables)
      refuse(tables->source(), fmt::format("more than {} tables", kMaxRuleTables));
  }

  static std::string text_of_file(const toml::table& file) {
    std::ostringstream text;
    text << file;
    return text.str();
  }

  [[noreturn]] static void refuse(const toml::source_region& where, std::string words) {
    throw Mistake{where.begin, std::move(words)};
  }

  // toml++ sorts by name; columns come as they are written.
  static std::vector<Member> in_order(const toml::table& table) {
    std::vector<Member> members;
    for (const auto& [key, node] : table) members.emplace_back(&key, &node);
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
      return a.first->source().begin < b.first->source().begin;
    });
    return members;
  }

  static std::string unknown(std::string_view key, Known known) {
    return fmt::format("unknown key \"{}\" (there are {})", key, fmt::join(known, ", "));
  }
  static void check_keys(const toml::table& table, Known known) {
    for (const auto& [key, node] : in_order(table))
      if (std::find(known.begin(), known.end(), key->str()) == known.end())
        refuse(key->source(), unknown(key->str(), known));
  }

  static std::string text_of(const toml::node& node, std::string_view what) {
    const auto text = node.value_exact<std::string>();
    if (!text) refuse(node.source(), fmt::format("{} is a text in quotes", what));
    if (text->find('\0') != text->npos) refuse(node.source(), fmt::format("{} holds a NUL", what));
    return *text;
  }
  static std::string text_in(const toml::table& table, std::string_view key) {
    const toml::node* const node = table.get(key);
    return node == nullptr ? "" : text_of(*node, key);
  }
  static bool truth_in(const toml::table& table, std::string_view key) {
    const toml::node* const node = table.get(key);
    if (node == nullptr) return false;
    const auto truth = node->value_exact<bool>();
    if (!truth) refuse(node->source(), fmt::format("{} is true or false", key));
    return *truth;
  }
  // A text, or an array of them.
  static std::vector<std::pair<std::string, const toml::node*>> texts_in(const toml::table& table,
                                                                         std::string_view key) {
    std::vector<std::pair<std::string, const toml::node*>> texts;
    const toml::node* const node = table.get(key);
    if (node == nullptr) return texts;
    if (const toml::array* const array = node->as_array()) {
      for (const toml::node& one : *array) texts.emplace_back(text_of(one, key), &one);
    } else {
      texts.emplace_back(text_of(*node, key), node);
    }
    return texts;
  }

  static void check_name(const toml::key& key, std::string_view what, std::set<std::string>& seen) {
    if (!is_rule_name(key.str()))
      refuse(key.source(),
             fmt::format("{} name \"{}\": letters, digits and _ make one, a letter or "
                         "_ first, {} at most",
                         what, key.str(), kMaxRuleNameBytes));
    if (!seen.insert(ascii::lowered(key.str())).second)
      refuse(key.source(),
             fmt::format("two {}s are named {}: case makes no difference in SQL", what, key.str()));
  }

  void read_table(const toml::key& key, const toml::node& node, Rules& rules) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) refuse(node.source(), fmt::format("write [tables.{}]", key.str()));
    check_name(key, "table", table_names_);
    const std::string name = ascii::lowered(key.str());
    if (std::find(taken_.begin(), taken_.end(), name) != taken_.end() ||
        name.starts_with("sqlite_"))
      refuse(key.source(),
             fmt::format("table {}: that name is taken in a crawl's database", key.str()));
    check_keys(*table, kTableKeys);
    TableRule rule;
    rule.name = key.str();
    rule.line = key.source().begin.line;
    rule.column = key.source().begin.column;
    rule.description = text_in(*table, "description");
    read_pages(*table, rule);
    const bool follows = table->get("follow") != nullptr, ignores = says_what_to_ignore(*table);
    if (follows) read_follow(key, *table, rule, rules);
    if (ignores) read_ignore_of_table(key, *table, rule, rules);
    if ((follows || ignores) && has_no_rows(*table)) return;
    rule.items = without_schema_org(text_in(*table, "items"));
    if (rule.items.empty() && table->get("items") != nullptr)
      refuse(table->get("items")->source(),
             "items: the type is missing, as in items = \"Product\"");
    if (const toml::node* const rows = table->get("rows")) {
      if (!rule.items.empty()) refuse(rows->source(), "rows and items: a table has one of them");
      rule.rows = selector_of(*rows, "rows");
    }
    read_of(*table, rules.tables, rule);
    read_fields(key, *table, rule);
    rules.tables.push_back(std::move(rule));
  }

  // Which links of the table's pages are followed.
  void read_follow(const toml::key& key, const toml::table& table, const TableRule& rule,
                   Rules& rules) {
    const toml::node& node = *table.get("follow");
    if (table.get("of") != nullptr)
      refuse(node.source(), fmt::format("table {}: follow: with of, the pages are those of another "
                                        "table: write it there",
                                        rule.name));
    FollowRule follow{rule.pages, std::nullopt};
    if (!text_of(node, "follow").empty())
      follow.links =
          selector_of(node, fmt::format("table {}: follow", rule.name), Selector::Relative::kNo);
    rules.follows.push_back(std::move(follow));
    follows_.insert(key.str(), members_of(table, {"pages", "pages_regex", "follow"}));
  }

  static toml::table members_of(const toml::table& table,
                                std::initializer_list<std::string_view> names) {
    toml::table members;
    for (const std::string_view name : names)
      if (const toml::node* const value = table.get(name)) members.insert(name, *value);
    return members;
  }

  // It says something of its pages alone.
  static bool has_no_rows(const toml::table& table) {
    return table.get("fields") == nullptr && table.get("rows") == nullptr &&
           table.get("items") == nullptr;
  }

  static bool says_what_to_ignore(const toml::table& table) {
    return table.get("ignore") != nullptr || table.get("ignore_text") != nullptr;
  }

  void read_ignore_of_table(const toml::key& key, const toml::table& table, const TableRule& rule,
                            Rules& rules) {
    if (table.get("of") != nullptr)
      refuse(key.source(), fmt::format("table {}: ignore: with of, the pages are those of another "
                                       "table: write it there",
                                       rule.name));
    read_ignore(table, fmt::format("table {}: ", rule.name), rule.pages, rules);
    ignoring_tables_.insert(key.str(),
                            members_of(table, {"pages", "pages_regex", "ignore", "ignore_text"}));
  }

  // What changes nothing on these pages. `whose`: before what is wrong with it.
  void read_ignore(const toml::table& table, std::string_view whose,
                   const std::vector<Pattern>& pages, Rules& rules) {
    IgnoreRule ignore;
    ignore.pages = pages;
    for (const auto& [text, node] : texts_in(table, "ignore"))
      ignore.elements.push_back(
          selector_of(*node, fmt::format("{}ignore", whose), Selector::Relative::kNo));
    std::string problem;
    for (const auto& [text, node] : texts_in(table, "ignore_text")) {
      auto pattern = Pattern::compile(text, problem);
      if (!pattern) refuse(node->source(), fmt::format("{}ignore_text: {}", whose, problem));
      ignore.texts.push_back(std::move(*pattern));
    }
    if (ignore.elements.size() + ignore.texts.size() > kMaxRuleIgnored)
      refuse(table.source(),
             fmt::format("{}more than {} of ignore and ignore_text", whose, kMaxRuleIgnored));
    rules.ignores.push_back(std::move(ignore));
  }

  // Rows in the rows of another table, which belong to its pages.
  static void read_of(const toml::table& table, const std::vector<TableRule>& before,
                      TableRule& rule) {
    const toml::node* const node = table.get("of");
    if (node == nullptr) return;
    const std::string name = text_of(*node, "of");
    const auto found = std::find_if(before.begin(), before.end(), [&](const TableRule& other) {
      return ascii::lowered(other.name) == ascii::lowered(name);
    });
    if (found == before.end())
      refuse(node->source(), fmt::format("of = \"{}\": no table of that name stands before", name));
    if (!found->items.empty())
      refuse(node->source(), fmt::format("of = \"{}\": its rows are items and no elements", name));
    if (!rule.rows)
      refuse(node->source(), "of: a selector for the rows in each of its rows is missing");
    for (const std::string_view key : {"pages", "pages_regex"})
      if (const toml::node* const pages = table.get(key))
        refuse(pages->source(), fmt::format("{}: with of, the pages are those of {}", key, name));
    rule.of = static_cast<uint32_t>(found - before.begin());
    rule.pages = found->pages;
    FieldRule position;
    position.name = found->name + "_position";
    position.description = fmt::format("position of the row of {} that it is in", found->name);
    position.take = Take::kOuterRow;
    position.value.type = ValueType::kInteger;
    rule.fields.push_back(std::move(position));
  }

  static void read_pages(const toml::table& table, TableRule& rule) {
    std::string problem;
    for (const auto& [text, node] : texts_in(table, "pages")) {
      auto pattern = Pattern::compile_glob(text, problem);
      if (!pattern) refuse(node->source(), fmt::format("pages: {}", problem));
      rule.pages.push_back(*pattern);
    }
    for (const auto& [text, node] : texts_in(table, "pages_regex")) {
      auto pattern = Pattern::compile(text, problem);
      if (!pattern) refuse(node->source(), fmt::format("pages_regex: {}", problem));
      rule.pages.push_back(*pattern);
    }
  }

  void read_fields(const toml::key& name, const toml::table& table, TableRule& rule) {
    const toml::node* const fields = table.get("fields");
    if (fields == nullptr || !fields->is_table() || fields->as_table()->empty())
      refuse(fields == nullptr ? name.source() : fields->source(),
             fmt::format("table {} has no fields: write [tables.{}.fields]", rule.name, rule.name));
    if (fields->as_table()->size() > kMaxRuleFields)
      refuse(fields->source(), fmt::format("more than {} fields", kMaxRuleFields));
    std::set<std::string> names;
    for (const FieldRule& made : rule.fields) names.insert(ascii::lowered(made.name));
    for (const auto& [key, node] : in_order(*fields->as_table())) {
      check_name(*key, "field", names);
      if (std::find(kTakenColumns.begin(), kTakenColumns.end(), ascii::lowered(key->str())) !=
          kTakenColumns.end())
        refuse(key->source(), fmt::format("field {}: that name is taken: each table has url and "
                                          "position, and SQLite its rowid",
                                          key->str()));
      rule.fields.push_back(read_field(*key, *node, !rule.items.empty()));
    }
  }

  FieldRule read_field(const toml::key& key, const toml::node& node, bool of_item) {
    FieldRule field;
    field.name = key.str();
    if (node.is_string()) {  // the short form
      if (of_item) {
        field.path = path_of(node);
      } else {
        field.css_text = text_of(node, "css");
        field.css = selector_of(node, "css");
      }
      return field;
    }
    const toml::table* const table = node.as_table();
    if (table == nullptr)
      refuse(node.source(),
             fmt::format("field {}: a selector, or {{ css = …, type = … }}", key.str()));
    check_keys(*table, kFieldKeys);
    field.description = text_in(*table, "description");
    field.is_of_page = is_of_page(*table);
    if (of_item && !field.is_of_page)
      read_path_of_item(*table, field);
    else
      read_source(*table, field);
    read_type(*table, field);
    read_regex(*table, field);
    if ((!of_item || field.is_of_page) && !field.path.empty() && field.value.regex) {
      field.json_in = std::exchange(field.value.regex, std::nullopt);
      field.json_group = field.value.group;
    }
    read_map(*table, field);
    read_formats(*table, field);
    field.required = truth_in(*table, "required");
    field.many = truth_in(*table, "many");
    for (const std::string_view looked_at : {"regex", "map", "path"})
      if (const toml::node* const other = table->get(looked_at);
          other != nullptr && field.take == Take::kExists && (looked_at != "path" || !of_item))
        refuse(other->source(), fmt::format("{}: take = \"exists\" looks at no text", looked_at));
    if (field.take == Take::kExists && (field.many || field.required))
      refuse(table->get(field.many ? "many" : "required")->source(),
             "take = \"exists\" has an answer, and one only");
    read_default(*table, field);
    return field;
  }

  static bool is_of_page(const toml::table& table) {
    const toml::node* const node = table.get("scope");
    if (node == nullptr) return false;
    const std::string scope = text_of(*node, "scope");
    if (scope != "row" && scope != "page")
      refuse(node->source(), fmt::format("scope = \"{}\": there are row and page", scope));
    if (scope == "page" && table.get("css") == nullptr)
      refuse(node->source(), "scope = \"page\": css says what to look for on the page");
    return scope == "page";
  }

  void read_source(const toml::table& table, FieldRule& field) {
    if (const toml::node* const css = table.get("css")) {
      field.css_text = text_of(*css, "css");
      if (!field.css_text.empty()) field.css = selector_of(*css, "css");
    }
    if (const toml::node* const path = table.get("path")) field.path = path_of(*path);
    const toml::node* const node = table.get("take");
    if (node == nullptr) return;
    const std::string take = text_of(*node, "take");
    if (take == "url" || take.starts_with("url@")) {
      field.take = Take::kUrl;
      field.attribute =
          ascii::lowered(std::string_view(take).substr(std::min<std::size_t>(take.size(), 4)));
    } else if (take.size() > 1 && take[0] == '@') {
      field.take = Take::kAttribute;
      field.attribute = ascii::lowered(std::string_view(take).substr(1));
    } else {
      const auto* const found = std::find(kTakes.begin(), kTakes.end(), take);
      if (found == kTakes.end())
        refuse(node->source(), fmt::format("take = \"{}\": there are {}, url, @ATTRIBUTE and "
                                           "url@ATTRIBUTE",
                                           take, fmt::join(kTakes, ", ")));
      field.take = kTakesOf[static_cast<std::size_t>(found - kTakes.begin())];
    }
  }

  static void read_path_of_item(const toml::table& table, FieldRule& field) {
    if (const toml::node* const css = table.get("css"))
      refuse(css->source(),
             "css: a table of items takes its fields by path, or with scope = \"page\"");
    if (const toml::node* const take = table.get("take")) {
      if (text_of(*take, "take") != "exists")
        refuse(take->source(), "take: of items there is \"exists\" alone");
      field.take = Take::kExists;
    }
    const toml::node* const path = table.get("path");
    field.path = path != nullptr ? path_of(*path) : std::vector<std::string>{field.name};
  }

  static std::vector<std::string> path_of(const toml::node& node) {
    const std::string text = text_of(node, "path");
    auto path = read_json_path(text);
    if (!path)
      refuse(node.source(), fmt::format("path = \"{}\": write it like offers[0].price", text));
    return *path;
  }

  static void read_type(const toml::table& table, FieldRule& field) {
    ValueType& type = field.value.type;
    if (field.take == Take::kExists) type = ValueType::kBoolean;
    const toml::node* const node = table.get("type");
    if (node == nullptr) return;
    const std::string name = text_of(*node, "type");
    std::vector<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(ValueType::kJson); ++i)
      names.push_back(name_of(static_cast<ValueType>(i)));
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      refuse(node->source(),
             fmt::format("type = \"{}\": there are {}", name, fmt::join(names, ", ")));
    type = static_cast<ValueType>(found - names.begin());
    if (field.take == Take::kExists && type != ValueType::kBoolean)
      refuse(node->source(), "take = \"exists\" is a boolean");
  }

  static void read_regex(const toml::table& table, FieldRule& field) {
    const toml::node* const group = table.get("group");
    const toml::node* const node = table.get("regex");
    if (node == nullptr) {
      if (group != nullptr) refuse(group->source(), "group: of which regex?");
      return;
    }
    std::string problem;
    field.value.regex = Pattern::compile(text_of(*node, "regex"), problem);
    if (!field.value.regex) refuse(node->source(), fmt::format("regex: {}", problem));
    const int groups = field.value.regex->groups();
    field.value.group = std::min(groups, 1);
    if (group == nullptr) return;
    const auto number = group->value_exact<int64_t>();
    if (!number || *number < 0 || *number > groups)
      refuse(group->source(), fmt::format("group: a number from 0 to {}, which is how many the "
                                          "regex has",
                                          groups));
    field.value.group = static_cast<int>(*number);
  }

  static void read_map(const toml::table& table, FieldRule& field) {
    const toml::node* const node = table.get("map");
    if (node == nullptr) return;
    if (!node->is_table() || node->as_table()->empty())
      refuse(node->source(), "map: { \"text\" = value, … }");
    for (const auto& [key, value] : *node->as_table()) {
      std::string text;
      if (const auto word = value.value_exact<std::string>())
        text = *word;
      else if (const auto number = value.value_exact<int64_t>())
        text = std::to_string(*number);
      else if (const auto fraction = value.value_exact<double>())
        text = fmt::format("{}", *fraction);
      else if (const auto truth = value.value_exact<bool>())
        text = *truth ? "true" : "false";
      else
        refuse(value.source(), "map: a text, a number, true or false");
      field.value.mapped.emplace(key.str(), std::move(text));
    }
  }

  static void read_formats(const toml::table& table, FieldRule& field) {
    const ValueType type = field.value.type;
    for (const auto& [format, node] : texts_in(table, "format")) {
      if (type != ValueType::kDate) refuse(node->source(), "format: only a date has one");
      if (!is_date_format(format))
        refuse(node->source(),
               fmt::format("format = \"{}\": iso, rfc2822, words, unix, unix-ms, or a "
                           "pattern of strptime like %d.%m.%Y (%f, %s and %Z are none here)",
                           format));
      field.value.formats.push_back(format);
    }
    if (const toml::node* const language = table.get("language")) {
      if (type != ValueType::kDate) refuse(language->source(), "language: only a date has one");
      field.value.language = text_of(*language, "language");
      if (!knows_months_of(field.value.language))
        refuse(language->source(),
               fmt::format("language = \"{}\": write it like \"de\"", field.value.language));
    }
    const toml::node* const decimal = table.get("decimal");
    // JSON has one way to write numbers, and schema.org asks for it in texts, too.
    if (decimal == nullptr && !field.path.empty()) field.value.decimal = Decimal::kPoint;
    if (decimal == nullptr) return;
    const std::string point = text_of(*decimal, "decimal");
    if (point != "," && point != ".") refuse(decimal->source(), "decimal: \",\" or \".\"");
    if (type != ValueType::kNumber && type != ValueType::kInteger)
      refuse(decimal->source(), "decimal: only numbers have one");
    field.value.decimal = point == "," ? Decimal::kComma : Decimal::kPoint;
  }

  static void read_default(const toml::table& table, FieldRule& field) {
    const toml::node* const node = table.get("default");
    if (node == nullptr) return;
    if (field.required) refuse(node->source(), "default: a required field needs none");
    if (field.take == Take::kExists) refuse(node->source(), "default: there is always an answer");
    field.otherwise = field.many ? list_default(*node) : default_of(*node, field.value.type);
  }

  static FieldValue list_default(const toml::node& node) {
    if (!node.is_array() || !node.as_array()->empty())
      refuse(node.source(), "default: of a field with many it is []");
    return std::string("[]");
  }

  static FieldValue default_of(const toml::node& node, ValueType type) {
    const auto number = node.value_exact<int64_t>();
    switch (type) {
      case ValueType::kInteger:
        if (number) return *number;
        break;
      case ValueType::kNumber:
        if (number) return static_cast<double>(*number);
        if (const auto fraction = node.value_exact<double>()) return *fraction;
        break;
      case ValueType::kBoolean:
        if (const auto truth = node.value_exact<bool>()) return int64_t{*truth};
        break;
      case ValueType::kText:
      case ValueType::kDate:
      case ValueType::kJson:
        if (auto text = node.value_exact<std::string>()) {
          Mismatch mismatch;
          ValueRule rule;
          rule.type = type;
          FieldValue value = to_value(*text, rule, mismatch);
          if (mismatch.reason.empty()) return value;
        }
    }
    refuse(node.source(), fmt::format("default: not of type {}", name_of(type)));
  }

  Selector selector_of(const toml::node& node, std::string_view what,
                       Selector::Relative relative = Selector::Relative::kAllowed) {
    const std::string text = text_of(node, what);
    SelectorProblem problem;
    auto selector = Selector::compile(text, problem, relative);
    if (selector) return std::move(*selector);
    toml::source_region where = node.source();
    where.begin.column += column_in(text, where.begin, problem.at);
    refuse(where, fmt::format("{}: {}", what, problem.what));
  }

  // How far right of a text's beginning in the file its byte `at` stands, if it is written there
  // without escapes; else 0.
  toml::source_index column_in(std::string_view text, toml::source_position begin,
                               std::size_t at) const {
    std::string_view rest = text_;
    for (toml::source_index line = 1; line < begin.line; ++line)
      rest.remove_prefix(std::min(rest.size(), rest.find('\n') + 1));
    rest = rest.substr(0, rest.find('\n'));
    const std::size_t quote = rest.find(text);
    if (quote == rest.npos || quote < begin.column) return 0;
    const std::string_view before = text.substr(0, at);
    const auto characters = std::count_if(before.begin(), before.end(),
                                          [](char c) { return !ground::is_continuation(c); });
    return static_cast<toml::source_index>(characters) + 1;
  }

  std::string_view text_;
  std::span<const std::string> taken_;
  std::set<std::string> table_names_;
  toml::table follows_;          // by the tables that say so: what they say of it
  toml::table ignoring_tables_;  // likewise
  toml::table ignores_;          // all that is said of what is ignored
};

RulesProblem problem_at(std::string_view name, toml::source_position at, std::string_view words) {
  return {fmt::format("{}:{}:{}: {}", name, at.line, at.column, words)};
}

}  // namespace

std::variant<Rules, RulesProblem> read_rules(std::string_view toml, std::string_view name,
                                             std::span<const std::string> taken) {
  if (toml.size() > kMaxRulesBytes)
    return RulesProblem{
        fmt::format("{}: more than {} KB: these are no rules", name, kMaxRulesBytes >> 10)};
  if (const std::size_t line = line_of_deep_key(toml); line > 0)
    return RulesProblem{fmt::format("{}:{}: a key of more than {} parts: these are no rules", name,
                                    line, kMaxKeyParts)};
  try {
    const toml::table file = toml::parse(toml, name);
    return Reader(toml, taken).read(file);
  } catch (const toml::parse_error& error) {
    return problem_at(name, error.source().begin, error.description());
  } catch (const Mistake& mistake) {
    return problem_at(name, mistake.at, mistake.words);
  }
}

}  // namespace parser
