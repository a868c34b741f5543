// All findings of a list, asked of one state of a crawl.
//
// Of a file that nobody writes to they are asked on two threads, the second with a connection of
// its own. What they give, and its order, is the same.
// Thread: that of the database; the callback is called by either, one at a time.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "explore/file/crawl_file.h"
#include "explore/findings/finding_list.h"
#include "explore/report/finding_rows.h"
#include "ground/result.h"

namespace explore {

// In the order of the list; `on_question` is told the title of each before it is asked. The caller
// holds a transaction on the file's database. Errors: those of the database; kInterrupted.
ground::Result<std::vector<FindingRows>> asked_findings(
    CrawlFile& file, const FindingList& list,
    const std::function<void(std::string_view)>& on_question);

}  // namespace explore
