// Calendar: what is told from dates in URLs and on pages. A calendar has a page for each day of all
// time; an archive by date has the same URLs, and pages with something to read. So a date in a URL
// alone is no fault: it is a reason to look closely at what the page brings. Thread: pure.
#pragma once

#include <cstdint>

#include "parser/url/url_view.h"

namespace crawler {

// Does the URL stand for a day, a week or a month? "/2031/05/", "?month=2031-05", "?date=20310501",
// "?year=2031&month=5". Not "/2024/05/12/some-post", which is an article.
bool names_a_date(parser::UrlView url);

// Is it the name of a month or of a day of the week, whole or short, in one of the languages that
// most sites are in? By its ground::word_hash with ASCII in lower case.
bool is_date_word(uint64_t word);

}  // namespace crawler
