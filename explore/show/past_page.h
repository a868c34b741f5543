// What a page was: crawl show --at and --versions.
// Thread: that of the database. Errors: said by the answer; those of the database stick to it.
#pragma once

#include <string_view>

#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/show/url_search.h"

namespace explore {

// A table of the versions that are kept, the oldest first.
ground::Result<void> write_versions(CrawlFile& file, const MeantUrl& meant, Output& output);

// `which`: one of "html", "text", "headers", "links" and "structured", as it was then; "" for its
// facts.
ground::Result<void> write_past_page(CrawlFile& file, const MeantUrl& meant,
                                     std::string_view moment, std::string_view which,
                                     Output& output);

}  // namespace explore
