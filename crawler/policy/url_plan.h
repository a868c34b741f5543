// UrlPlan: what the URLs of one kind have in common. The months of a calendar are one plan, its
// days another; an article is one of its own. Numbers don't count, nor ids that may change with
// each page (a session's). Thread: pure.
#pragma once

#include <cstdint>

#include "parser/url/url_view.h"

namespace crawler {

// Of the whole URL but for scheme and port. Each number is one digit, and so is a word that has
// digits in it, as ids do. Of a URL that stands for a date (names_a_date()) the values of
// parameters count only where they are words, as the name of an article is; of others all words
// but those of what is known to name sessions.
uint64_t plan_of(parser::UrlView url);

}  // namespace crawler
