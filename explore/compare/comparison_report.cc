#include "explore/compare/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

// Of those that decide what a crawl can meet and how it is answered.
constexpr std::string_view kOptionsThatMatter =
    "'scope', 'include', 'exclude', 'max-depth', 'max-pages', 'max-per-host', 'max-body', "
    "'sitemaps', 'nofollow', 'robots', 'fetch', 'user-agent', 'max-url-length', 'max-path-depth'";

std::string other_options(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl,
                          storage::Database& db) {
  constexpr std::size_t kLongestValue = 60, kMostNamed = 6;
  // What only one of them has is of another version.
  storage::Statement rows = db.prepare(fmt::format(
      "SELECT a.key, a.value, b.value FROM json_each(iif(json_valid(?1), ?1, '{{}}')) a "
      "JOIN json_each(iif(json_valid(?2), ?2, '{{}}')) b ON b.key = a.key "
      "WHERE a.key IN ({}) AND a.value IS NOT b.value",
      kOptionsThatMatter));
  rows.with(old_crawl.options(), new_crawl.options());
  const auto value = [&rows](int column) {
    return rows.is_null(column) ? std::string("none")
                                : terminal::safe_text(rows.text(column), kLongestValue);
  };
  std::string words;
  for (std::size_t named = 0; named < kMostNamed && rows.step(); ++named)
    words += fmt::format("{}--{} ({} / {})", words.empty() ? "" : ", ",
                         terminal::safe_text(rows.text(0), kLongestValue), value(1), value(2));
  rows.reset();
  return words;
}

std::string crawl_in_words(const ReportedCrawl& crawl) {
  return fmt::format("{}: {}, {} page{}{}{}", crawl.role, crawl.path, with_thousands(crawl.pages),
                     crawl.pages == 1 ? "" : "s",
                     crawl.started_at.empty() ? "" : ", crawled from " + crawl.started_at,
                     crawl.why_incomplete.empty() ? "" : "; " + crawl.why_incomplete);
}

}  // namespace

// "2026-01-31 12:00 UTC"
std::string minute_in_words(std::string_view iso) {
  constexpr std::size_t kDay = 10, kMinute = 16;
  if (iso.size() < kMinute) return terminal::safe_text(iso);
  return terminal::safe_text(
      fmt::format("{} {} UTC", iso.substr(0, kDay), iso.substr(kDay + 1, kMinute - kDay - 1)));
}

ReportedCrawl reported(std::string_view role, ComparedCrawl& crawl, uint64_t pages) {
  return {role, terminal::safe_text(crawl.path()), minute_in_words(crawl.started_at()), pages,
          terminal::safe_text(crawl.why_incomplete())};
}

std::vector<std::string> notes_on(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl,
                                  storage::Database& db) {
  std::vector<std::string> notes;
  const auto note_end = [&notes](ComparedCrawl& crawl, std::string_view name,
                                 std::string_view what) {
    if (!crawl.is_complete())
      notes.push_back(fmt::format("{} has not seen all of the site ({}): {}.", name,
                                  terminal::safe_text(crawl.why_incomplete()), what));
  };
  note_end(old_crawl, "OLD", "no page that it never heard of is called new");
  note_end(new_crawl, "NEW", "no page that it never heard of is called unlinked");
  const std::string options = other_options(old_crawl, new_crawl, db);
  if (!options.empty())
    notes.push_back(fmt::format("The crawls had different options (OLD / NEW): {}.", options));
  if (!old_crawl.has_items() || !new_crawl.has_items())
    notes.emplace_back("Structured data is not compared: one of the crawls kept none.");
  if (old_crawl.has_facts() != new_crawl.has_facts())
    notes.push_back(fmt::format(
        "Headings (h1) are not compared: an older version wrote {}; crawl reread fills them in.",
        old_crawl.has_facts() ? "NEW" : "OLD"));
  return notes;
}

std::vector<std::string> summary_of(const ComparisonReport& report) {
  std::vector<std::string> lines{crawl_in_words(report.old_crawl), crawl_in_words(report.new_crawl),
                                 report.sum};
  for (const ReportedList& list : report.lists)
    if (list.urls > 0)
      lines.push_back(
          fmt::format("  {:>9}  {} ({})", with_thousands(list.urls), list.title, list.name));
  if (!report.fields.empty()) {
    std::string fields;
    for (const auto& [name, pages] : report.fields)
      fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", name, with_thousands(pages));
    lines.push_back("Changed: " + fields);
  }
  lines.insert(lines.end(), report.notes.begin(), report.notes.end());
  return lines;
}

}  // namespace explore
