// The responses that need the database, one function per path; routes.cc has the table. An invalid
// parameter is a 400, something that does not exist a 404.
// Thread: that of the file. Errors: those of the database.
#pragma once

#include "explore/findings/finding_list.h"
#include "explore/serve/http_message.h"
#include "explore/serve/served_file.h"

namespace explore {

// What an answer is made from.
struct Asking {
  const HttpRequest& request;
  CrawlFile& file;
  ServedFile& served;
  const FindingList& findings;
};

using Answer = ground::Result<HttpResponse>;

// url: everything known of it but its links: facts, page, headers, redirects, counts.
Answer answer_page(const Asking& asking);
// url, direction (in, out), after, limit: its links, in the order of the pages.
Answer answer_links(const Asking& asking);
// url: the body as text, for a reader.
Answer answer_source(const Asking& asking);
// url: the visible text.
Answer answer_text(const Asking& asking);
// url: "markdown", the article; "is_article": false if it is only what is most like one.
Answer answer_article(const Asking& asking);
// url: "rows" of syntax, type and json (a text), in the order of the page.
Answer answer_structured(const Asking& asking);
// url: the body as a page, for a frame: without scripts, links to other files, or network.
Answer answer_picture(const Asking& asking);

// The newest runs that found changes: "rows" of run, started_ms, kind, pages.
Answer answer_changes(const Asking& asking);
// url: "versions", the oldest first, "visits", the newest first, "revisit": when it is due.
Answer answer_history(const Asking& asking);
// url, from, to (numbers of versions): what is between them, as diff_json().
Answer answer_diff(const Asking& asking);

// q, after: pages with all the words, the best first, if `crawl search` has made its index beside
// the database (see search/search_words.h for what may be asked); else, and where that finds none,
// pages with all the words in URL or title. "ranked" says which; "index": whether there is one;
// "missing": pages that it has not. Words that make no question are a 400.
Answer answer_search(const Asking& asking);

// All rows of a table as a file, see download.h; "format" (csv, json), and what the table is of:
// url, direction as in answer_links; id, of a finding; sql, one statement.
Answer answer_links_download(const Asking& asking);
Answer answer_finding_download(const Asking& asking);
Answer answer_sql_download(const Asking& asking);

// The views with their columns, and queries to start from.
Answer answer_start(const Asking& asking);
// A POST of {"sql": …}: columns, rows (at most kMostSqlRows), is_cut, ms; a wrong statement is a
// 400 with "error".
Answer answer_sql(const Asking& asking);

inline constexpr std::size_t kMostSqlRows = 10'000;
inline constexpr std::size_t kMostSqlBytes = 16u << 20;

}  // namespace explore
