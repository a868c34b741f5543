// Applies rules to one page: rows for tables.
// Thread: one Extractor per worker.
// Errors: none; a missing value or one of another type is reported as a problem, with its place; a
// page that costs more than the limits is cut, with a flag.
// Lifetime: the result belongs to the Extractor, until the next call.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/extract/rules.h"
#include "parser/html/tree.h"
#include "parser/json/json_text.h"
#include "parser/select/selection.h"
#include "parser/url/url.h"

namespace parser {

struct ExtractLimits {
  std::size_t max_rows = 20'000;             // of a page, all tables together
  std::size_t max_problems = 1'000;          // the same
  std::size_t max_values = 1'000;            // of one field with many
  std::size_t max_value_bytes = 1u << 20;    // of one, longer ones are cut
  std::size_t max_bytes = 64u << 20;         // of all values of a page
  std::chrono::milliseconds max_time{2000};  // of CPU
};

struct ExtractedRow {
  uint32_t table = 0;              // in Rules::tables
  uint32_t position = 0;           // among the page's rows of that table, from 0
  std::vector<FieldValue> values;  // of the table's fields, in order
};

struct ExtractProblem {
  uint32_t table = 0;
  uint32_t position = 0;  // of the row that it would have been
  std::string field;
  std::string reason;  // the same words for all of that kind
  std::string value;   // the text that it is about, cut; "" if there was none
};

struct Extracted {
  // Where the rules choose among the page's links: those that are followed are, or stand in, these
  // elements.
  std::optional<std::vector<ElementSpan>> followed;
  std::vector<ExtractedRow> rows;
  std::vector<ExtractProblem> problems;
  bool hit_limit = false;
};

// A piece of structured data (parser/structured).
struct ItemView {
  std::string_view type;  // several with spaces between them
  std::string_view json;
};

class Extractor {
 public:
  // `url` is the page's, in its normal form; its rules are those whose pages match it, or all if
  // `regardless_of_url`. A row without a required field is left out.
  const Extracted& extract(const Rules& rules, const Tree& tree, const Url& url,
                           std::span<const ItemView> items = {}, const ExtractLimits& limits = {},
                           bool regardless_of_url = false);

 private:
  struct Row;

  void choose_links(const Rules& rules, std::string_view url, bool regardless_of_url);
  void read_items();
  void extract_table(const TableRule& table, uint32_t index);
  void extract_items(const TableRule& table, uint32_t index);
  bool add_row(const TableRule& table, uint32_t index, const Row& row);
  FieldValue value_of(const TableRule& table, std::size_t field, const Row& row,
                      Mismatch& mismatch);
  FieldValue found_value(const FieldRule& field, const Row& row, Mismatch& mismatch);
  // Fills found_ with `most` elements of the row that the field's selector names.
  void find_elements(const FieldRule& field, const Row& row, std::size_t most);
  void take_texts(const FieldRule& field, const Row& row, Mismatch& mismatch);
  void find_in_json(const FieldRule& field, std::string_view text, std::size_t most,
                    Mismatch& mismatch);
  bool take_of(const FieldRule& field, NodeId element, std::string& text);
  void note(uint32_t table, uint32_t position, const std::string& field, Mismatch mismatch);
  bool is_over() const;

  Extracted extracted_;
  Selection selection_;
  const Tree* tree_ = nullptr;
  const Url* base_ = nullptr;
  std::span<const ItemView> items_;
  std::vector<std::pair<std::string_view, JsonText>> parsed_items_;  // with their types
  JsonText::References references_;
  bool has_read_items_ = false;
  ExtractLimits limits_;
  std::size_t bytes_ = 0;
  bool has_all_rows_ = true;
  Url base_url_, target_;  // reused
  // Rows that were made, by their tables: for those in them.
  struct OuterRow {
    NodeId element;  // kNoNode: the page
    uint32_t position;
  };
  std::vector<std::vector<OuterRow>> outer_rows_;
  // Fields of the table that is being made which look at all of the page: found once for all rows.
  struct PageValue {
    FieldValue value;
    Mismatch mismatch;
  };
  std::vector<std::optional<PageValue>> page_values_;
  std::vector<NodeId> rows_, found_;  // reused
  std::vector<std::string> texts_;    // reused: what a field's rule found
};

}  // namespace parser
