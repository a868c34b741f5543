#include <cstdio>

#include "crawler/options.h"

int main(int argc, char** argv) {
  const crawler::ParsedOptions parsed = crawler::parse_options(argc, argv);
  std::fputs(parsed.output.c_str(), stdout);
  std::fputs(parsed.error.c_str(), stderr);
  return parsed.exit_status;
}
