// CheckWishes: what a command line of `crawl check` asks for.
// Thread: pure, but for a look at files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "explore/check/accepted_statuses.h"
#include "explore/check/check_outputs.h"
#include "explore/check/formats.h"
#include "explore/check/gate.h"
#include "explore/check/row_identity.h"
#include "explore/command/arguments.h"
#include "explore/findings/finding_list.h"

namespace explore {

struct CheckWishes {
  std::string db;                        // that is there; "": a crawl makes one first
  std::vector<std::string> seeds;        // of that crawl
  std::vector<std::string> crawl_words;  // its options
  std::string kept_as;                   // where its database stays; "": nowhere
  std::string baseline, ignore_file;     // "": none
  std::string since;                     // a run of the same file; "": none
  FindingList findings;
  std::vector<Gate> gates;
  UrlMap map;
  AcceptedStatuses accepted;
  std::vector<CheckOutput> outputs;
  FormatWishes format;
  std::string problem;  // of the command line, "" if there is none
};

// `arguments` have been read without a problem, with `crawl_options` beside those of the command.
CheckWishes check_wishes_of(const Arguments& arguments,
                            const std::vector<const terminal::Option*>& crawl_options);

}  // namespace explore
