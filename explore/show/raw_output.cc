#include "explore/show/raw_output.h"

#include <algorithm>
#include <string>

#include "terminal/terminal_text.h"

namespace explore {

void write_raw(std::string_view bytes, Output& output) {
  if (!output.is_terminal()) return output.write(bytes);
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    std::string line(bytes.substr(0, end));
    if (line.ends_with('\r')) line.pop_back();
    std::replace(line.begin(), line.end(), '\t', ' ');
    output.write(terminal::safe_text(line) + '\n');
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
}

}  // namespace explore
