#include "tests/support/manual.h"

#include <fstream>
#include <ostream>

namespace tests {
namespace {

// A row's cells; "\|" is no border.
std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells(1);
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row.compare(i, 2, "\\|") == 0)
      cells.back() += row[++i];
    else if (row[i] == '|')
      cells.emplace_back();
    else if (row[i] != '`')
      cells.back() += row[i];
  }
  for (std::string& cell : cells) {
    while (cell.ends_with(' ')) cell.pop_back();
    cell.erase(0, cell.find_first_not_of(' '));
  }
  return cells;
}

}  // namespace

void PrintTo(const ManualOption& option, std::ostream* out) {
  *out << option.written << " [" << option.otherwise << ']';
}

std::vector<ManualOption> options_in_manual(std::string_view section) {
  std::ifstream manual(std::string(CRAWL_SOURCE_DIR) + "/docs/manual.md");
  std::vector<ManualOption> options;
  bool is_there = false, is_of_options = false, has_defaults = false;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("## ")) is_there = line.substr(3) == section;
    if (line.empty()) is_of_options = false;
    if (line.starts_with("| option |")) {
      is_of_options = true;
      has_defaults = line.starts_with("| option | default |");
    }
    if (!is_there || !is_of_options || !line.starts_with("| `")) continue;
    const std::vector<std::string> cells = cells_of(line);
    options.push_back({cells.at(1), has_defaults ? cells.at(2) : ""});
  }
  return options;
}

std::string written_as(std::string_view name, std::string_view placeholder, char letter) {
  std::string written;
  if (letter != 0) written = std::string{'-', letter, ',', ' '};
  written += "--" + std::string(name);
  if (!placeholder.empty()) written += ' ' + std::string(placeholder);
  return written;
}

}  // namespace tests
