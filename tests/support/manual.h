// The tables of options in docs/manual.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct ManualOption {
  std::string written;    // "-o, --db FILE", as --help writes it
  std::string otherwise;  // what stands under "default", without `quotes`; "" in a table without it
};
inline bool operator==(const ManualOption& a, const ManualOption& b) {
  return a.written == b.written && a.otherwise == b.otherwise;
}
void PrintTo(const ManualOption& option, std::ostream* out);

// Those of the tables between the heading "## SECTION" and the next of its rank, in order.
std::vector<ManualOption> options_in_manual(std::string_view section);

// "-o, --db FILE"
std::string written_as(std::string_view name, std::string_view placeholder, char letter);

}  // namespace tests
