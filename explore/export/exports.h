// The formats of `crawl export`: each writes the chosen pages of a crawl one after the other.
// Errors: those of the database stick to it; others are the result. The output is then incomplete.
// Memory: constant, whatever the number of pages, unless a format says otherwise.
// Thread: main.
#pragma once

#include "explore/command/progress_line.h"
#include "explore/export/destination.h"
#include "explore/export/page_choice.h"
#include "explore/file/crawl_file.h"
#include "explore/rows/row_writer.h"

namespace explore {

struct ExportJob {
  CrawlFile& file;
  const PageChoice& choice;
  Destination& to;
  ProgressLine& progress;
  bool has_text = false;  // csv, jsonl: the column `text` too
  bool is_raw_csv = false;
  bool is_plain = false;  // warc: not in gzip members
  uint64_t pages = 0;     // written so far
};

// A row for each page, with the columns of the view `pages`.
ground::Result<void> export_csv(ExportJob& job);
ground::Result<void> export_jsonl(ExportJob& job);

// WARC 1.1: a warcinfo record; robots.txt files as resources, if the choice is all pages; for each
// page its response (or a revisit, if a page before has the same body), request and metadata. Two
// exports of one database are equal. Also of memory: the name of one page for each body that
// several have.
ground::Result<void> export_warc(ExportJob& job);

// sitemaps.org: pages of status 200 that are HTML, don't forbid to be indexed and name no other
// page as canonical. Beyond 50,000 URLs or 50 MB: an index, and beside it the files that it names.
ground::Result<void> export_sitemap(ExportJob& job);

// A folder: a Markdown file for each page of HTML that answered 2xx, with what is known of it above
// and links that lead to the files of other pages; and llms.txt, the list of them. Also of memory:
// pages that are being read, at most 64 MB or one of them.
ground::Result<void> export_markdown(ExportJob& job);

// A folder that a browser opens without a network: every answer of 2xx whose body is stored,
// whatever its type, redirects as pages that lead on, what they name made relative (see
// offline_page.h), and index.html, which leads to the first. Of memory: a body and the file made of
// it. ExportJob::pages counts files.
ground::Result<void> export_site(ExportJob& job);

// GraphML: pages as nodes, the links between them as edges.
ground::Result<void> export_graphml(ExportJob& job);

// Atom (RFC 4287): an entry for each change that an update found on the chosen pages, the newest
// 10,000. ExportJob::pages counts entries.
ground::Result<void> export_atom(ExportJob& job);

}  // namespace explore
