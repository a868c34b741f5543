// The report: one HTML file with all in it, that asks nothing of any network when it is looked at.
//
// What a script draws stands in it as text too; findings are listed by table.js. Its
// Content-Security-Policy names each script and style by its hash, so nothing else would run even
// if it got in.
// Thread: that of the database.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "explore/file/crawl_file.h"
#include "explore/findings/finding_list.h"
#include "ground/result.h"

namespace explore {

struct ReportSettings {
  std::string database;  // as the user named it
  std::string made_at;   // when, for people
  // For findings' rows; the file is some 0.4 MB larger at the most.
  std::size_t row_bytes = 4'200'000;
  // With a section of what updates found since then: the end of that run, or a time, see
  // moment_of(). "": without.
  std::string since = {};
  // Told before each question: its title, its number from 1 on, and how many there are.
  std::function<void(std::string_view, std::size_t, std::size_t)> on_question = {};
};

// Of one state of the file, also while a crawl goes on. `list`: what is looked for. Errors: those
// of the database, and of the list's own findings; kInterrupted.
ground::Result<std::string> report_page(CrawlFile& file, const FindingList& list,
                                        const ReportSettings& settings);

}  // namespace explore
