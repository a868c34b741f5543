// The attribute "headers" of table cells, which names cells of the same table by their ids.
// Thread: one owner. Lifetime: views of the tree, until the next begin(). Cost: n log n in the
// number of ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace parser {

class TableHeaders {
 public:
  void begin();
  void open_table();
  // A cell of the innermost table. `is_heard`: what its headers say matters to somebody.
  void open_cell(std::string_view id, std::string_view headers, bool is_heard);
  // True if a cell of the table names what is no other cell of it.
  bool close_table();

 private:
  struct Open {
    std::size_t ids, cells;  // where those of the table begin
  };
  struct Cell {
    uint64_t id;
    std::string_view headers;
  };
  std::vector<Open> open_;
  std::vector<uint64_t> ids_;
  std::vector<Cell> cells_;
};

}  // namespace parser
