#include "crawler/reload.h"

#include <fcntl.h>
#include <unistd.h>

#include "ground/ascii.h"

namespace crawler {
namespace {

bool has_terminal() {
  const int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return false;
  close(terminal);
  return true;
}

}  // namespace

bool Reload::is_meant_by_hangup(const ParsedOptions& begun) {
  // What `crawl resume` takes from the database can't be asked while it is written.
  return begun.has_config && begun.kept_seeds.empty() && !has_terminal();
}

Reload::Answer Reload::read() const {
  const auto none = [](const std::string&) {
    return ground::Error{ground::ErrorCode::kIo, "a crawl that was resumed reads no options again"};
  };
  const ParsedOptions parsed = parse_options(argc_, argv_, none);
  if (!parsed.exit_now) return {parsed.options, ""};
  // "crawl: WORDS\n"
  std::string_view words = parsed.error;
  const std::string_view name = "crawl: ";
  if (words.starts_with(name)) words.remove_prefix(name.size());
  return {std::nullopt, std::string(ground::ascii::trim(words))};
}

}  // namespace crawler
