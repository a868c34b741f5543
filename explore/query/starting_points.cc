#include "explore/query/starting_points.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "storage/sqlite/sqlite_views.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array kViews{
    ViewMeaning{"pages", "each fetched URL, whatever its status"},
    ViewMeaning{"links", "each link on a page, in order"},
    ViewMeaning{"urls", "each discovered URL and its state"},
    ViewMeaning{"hosts", "each origin"},
    ViewMeaning{"headers", "each response header"},
    ViewMeaning{"broken_links", "each link whose target failed or answered 4xx or 5xx"},
    ViewMeaning{"redirects", "each redirect, and where its chain ends"},
    ViewMeaning{"duplicates", "each page with the same body as an earlier one"},
    ViewMeaning{"errors", "each failed URL"},
    ViewMeaning{"articles", "each page's article as Markdown, if stored (--keep-markdown)"},
    ViewMeaning{"structured", "each piece of structured data: JSON-LD, microdata, OpenGraph …"},
    ViewMeaning{"sitemap_entries", "each entry of a sitemap or feed, and when it was changed"},
    ViewMeaning{"sitemap_details", "each translation, image and piece of news that an entry names"},
    ViewMeaning{"docs", "each column of the tables filled by rules"},
    ViewMeaning{"extract_errors", "each field that a rule could not extract"},
    ViewMeaning{"changes", "each change that an update found, with what was and what is"},
    ViewMeaning{"versions", "each version of each page, past and present"},
    ViewMeaning{"visits", "each time that a page was asked for"},
    ViewMeaning{"revisits", "each page that updates visit, and when it is due"},
    ViewMeaning{"orphaned", "each page to which no link leads any more"},
    ViewMeaning{"runs", "each start of the program on this file"},
};

constexpr std::array kQueries{
    StartingQuery{"How many pages per status?",
                  "SELECT status, count(*) AS pages FROM pages WHERE role = 'page' "
                  "GROUP BY status ORDER BY pages DESC"},
    StartingQuery{"Which links are broken, and on which pages?",
                  "SELECT source, target, coalesce(status, reason) AS why, anchor "
                  "FROM broken_links"},
    StartingQuery{"Which pages are slow?",
                  "SELECT url, total_ms, ttfb_ms, size FROM pages WHERE role = 'page' "
                  "ORDER BY total_ms DESC LIMIT 20"},
    StartingQuery{"Which pages are large?",
                  "SELECT url, size, transferred FROM pages ORDER BY size DESC LIMIT 20"},
    StartingQuery{"Which pages have no title?",
                  "SELECT url FROM pages WHERE role = 'page' AND status BETWEEN 200 AND 299 "
                  "AND coalesce(title, '') = ''"},
    StartingQuery{"Which titles do several pages share?",
                  "SELECT title, count(*) AS n, min(url) AS example FROM pages "
                  "WHERE role = 'page' AND status BETWEEN 200 AND 299 AND title <> '' "
                  "GROUP BY title HAVING n > 1 ORDER BY n DESC"},
    StartingQuery{"Which redirects take more than one hop?",
                  "SELECT source, hops, final, loop FROM redirects WHERE hops > 1 "
                  "ORDER BY hops DESC"},
    StartingQuery{"What was not fetched, and why?",
                  "SELECT state, reason, count(*) AS n FROM urls WHERE state <> 'fetched' "
                  "GROUP BY state, reason ORDER BY n DESC"},
    StartingQuery{"How deep is the site?",
                  "SELECT depth, count(*) AS pages FROM pages WHERE role = 'page' "
                  "GROUP BY depth ORDER BY depth"},
    StartingQuery{"Which hosts are slow or fail?",
                  "SELECT origin, pages, failed, mean_ms, last_error FROM hosts "
                  "WHERE pages + failed > 0 ORDER BY failed DESC, mean_ms DESC LIMIT 20"},
    StartingQuery{"Which pages are the same under several URLs?",
                  "SELECT first_url, count(*) AS copies FROM duplicates "
                  "GROUP BY first_url ORDER BY copies DESC LIMIT 20"},
    StartingQuery{"What kinds of structured data are there?",
                  "SELECT syntax, type, count(*) AS n FROM structured "
                  "GROUP BY syntax, type ORDER BY n DESC"},
    StartingQuery{"What changed this week?",
                  "SELECT url, at, kind, fields, old_title, title FROM changes "
                  "WHERE at >= date('now', '-7 days') ORDER BY at DESC"},
    StartingQuery{"Which sites are linked to but were not crawled?",
                  "SELECT domain(host) AS site, count(*) AS urls FROM urls "
                  "WHERE reason = 'scope' GROUP BY site ORDER BY urls DESC LIMIT 20"},
};

std::string columns_of_view(storage::Database& db, std::string_view view) {
  storage::Statement columns = db.prepare("SELECT name FROM pragma_table_info(?1)");
  columns.with(view);
  std::string names;
  while (columns.step()) {
    if (!names.empty()) names += ", ";
    names += terminal::safe_text(columns.text(0), 80);
  }
  return names;
}

// `text` broken at spaces, each line behind an indent.
std::string wrapped(std::string_view text, std::string_view indent, std::size_t columns) {
  std::string out;
  const std::size_t room = columns > indent.size() + 20 ? columns - indent.size() : 20;
  while (!text.empty()) {
    std::size_t end = text.size();
    if (end > room) {
      end = text.rfind(' ', room);
      if (end == std::string_view::npos || end == 0) end = std::min(text.find(' '), text.size());
    }
    out += fmt::format("{}{}\n", indent, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// Before schema 4 there were none.
void show_tables_of_rules(storage::Database& db, Output& output) {
  if (!storage::has_view(db, "docs")) return;
  storage::Statement table =
      db.prepare("SELECT DISTINCT table_name, table_description FROM docs ORDER BY table_name");
  while (output.is_open() && table.step()) {
    const std::string name = table.string(0);
    const std::string_view meaning = table.text(1);
    output.write(fmt::format("\n{}: {}\n{}", terminal::safe_text(name),
                             meaning.empty() ? "filled by rules" : terminal::safe_text(meaning),
                             wrapped(columns_of_view(db, name), "    ", output.columns())));
  }
}

}  // namespace

std::span<const StartingQuery> starting_queries() { return kQueries; }

std::span<const ViewMeaning> views_to_ask() { return kViews; }

void show_starting_points(storage::Database& db, std::string_view name, Output& output) {
  output.write("Available views and their columns\n");
  for (const ViewMeaning& view : kViews) {
    const std::string columns = columns_of_view(db, view.name);
    if (columns.empty()) continue;  // a file from before there was this view
    output.write(fmt::format("\n{}: {}\n{}", view.name, view.meaning,
                             wrapped(columns, "    ", output.columns())));
  }
  show_tables_of_rules(db, output);
  output.write(
      "\nFunctions besides SQLite's own: html(url), header(url, name), host(url), domain(url),\n"
      "text REGEXP pattern (RE2), decompress(body.zstd), url_id(url), page_rank(id),\n"
      "near_duplicate_of(id), noindex(robots)\n"
      "\nExample queries\n");
  for (const StartingQuery& query : kQueries) {
    output.write(
        fmt::format("\n  {}\n{}", query.question, wrapped(query.sql, "    ", output.columns())));
  }
  output.write(fmt::format("\nAsk one: crawl query {} \"SELECT ...\"\n",
                           terminal::safe_text(name, output.columns())));
}

}  // namespace explore
