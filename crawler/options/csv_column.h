// One column of a CSV file (RFC 4180, commas or semicolons or tabs), as a list of seeds has it.
// Thread: pure. Errors: words; "" for none.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace crawler {

struct CsvCell {
  std::string text;      // without white space around it
  std::size_t line = 0;  // where its row begins, from 1
};

struct CsvColumn {
  std::vector<CsvCell> cells;  // of the rows below the first, empty ones left out
  std::string problem;         // no such column, a row that is too long; "": none
};

// `column`: a name in the first row, in whatever case.
CsvColumn read_csv_column(std::istream& in, std::string_view column);

}  // namespace crawler
