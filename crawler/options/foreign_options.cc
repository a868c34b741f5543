// The distance of letters can't lead from "-H" to "--header", nor from "--limit" to "--max-pages",
// and from "--depth" it leads to "--delay". Where two programs mean different things by one letter,
// both are named.
#include "crawler/options/foreign_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "terminal/options/command_line.h"
#include "terminal/terminal_text.h"

namespace crawler {
namespace {

struct Foreign {
  std::string_view typed;
  std::string_view ours;  // begins with a dash: an option; else words
};

constexpr std::string_view kGivenBare =
    "give files of URLs and URLs as they are, without an option";
constexpr std::string_view kFollowed = "links and redirects are followed anyway";

constexpr Foreign kForeign[] = {
    {"-a", "--user-agent"},
    {"-A", "--user-agent, or --include for which URLs"},
    {"-b", "--cookie-file"},
    {"-D", "--scope domain"},
    {"-d", "--max-depth"},
    {"-e", "--header \"Referer: URL\", or --robots ignore"},
    {"-f", kGivenBare},
    {"-H", "--header, or --scope all to follow links to other hosts"},
    {"-i", kGivenBare},
    {"-I", "--include, or --fetch for which types"},
    {"-j", "--concurrency"},
    {"-k", "--insecure"},
    {"-l", "--max-depth"},
    {"-L", kFollowed},
    {"-m", "--max-time; all of a site is crawled anyway"},
    {"-n", "--max-pages"},
    {"-nc", "an existing database is gone on with, and no page of it fetched again"},
    {"-np", "--scope prefix"},
    {"-nv", "--quiet"},
    {"-O", "-o"},
    {"-p", "what pages are made of is not fetched; see --fetch for which types are"},
    {"-q", "--quiet"},
    {"-r", "links are followed anyway; --max-depth says how far"},
    {"-R", "--exclude"},
    {"-s", "--quiet"},
    {"-t", "--retries, or --concurrency for how many at a time"},
    {"-T", "--timeout"},
    {"-u", "--auth"},
    {"-U", "--user-agent"},
    {"-v", "--verbose"},
    {"-V", "--version"},
    {"-w", "--delay"},
    {"-x", "--proxy"},
    {"-X", "--exclude"},
    {"-?", "--help"},
    {"--accept", "--include, or --fetch for which types"},
    {"--accept-regex", "--include"},
    {"--agent", "--user-agent"},
    {"--allow", "--include"},
    {"--allowed-domains", "--scope domain"},
    {"--basic", "--auth"},
    {"--cacert", "--ca-file"},
    {"--ca-certificate", "--ca-file"},
    {"--concurrent-requests", "--concurrency"},
    {"--connections", "--concurrency"},
    {"--cookie", "--cookie-file, or --header \"Cookie: NAME=VALUE\""},
    {"--cookie-jar", "--cookie-file"},
    {"--data", "only GET is sent"},
    {"--database", "--db"},
    {"--debug", "--verbose"},
    {"--deny", "--exclude"},
    {"--depth", "--max-depth"},
    {"--depth-limit", "--max-depth"},
    {"--digest", "--auth"},
    {"--domains", "--scope domain"},
    {"--download-delay", "--delay"},
    {"--exclude-directories", "--exclude"},
    {"--exclude-domains", "--exclude"},
    {"--file", kGivenBare},
    {"--follow", kFollowed},
    {"--follow-redirects", kFollowed},
    {"--format", "that of crawl export, or of crawl query"},
    {"--headers", "--header"},
    {"--http-password", "--auth"},
    {"--http-user", "--auth"},
    {"--ignore-robots", "--robots ignore"},
    {"--include-directories", "--include"},
    {"--input", kGivenBare},
    {"--input-file", kGivenBare},
    {"--json", "--log-json, or crawl export --format jsonl"},
    {"--level", "--max-depth"},
    {"--limit", "--max-pages"},
    {"--limit-rate", "--delay"},
    {"--location", kFollowed},
    {"--log-level", "--verbose, or --quiet"},
    {"--loglevel", "--verbose, or --quiet"},
    {"--max-concurrency", "--concurrency"},
    {"--max-filesize", "--max-body"},
    {"--max-requests", "--max-pages"},
    {"--max-size", "--max-body"},
    {"--max-urls", "--max-pages"},
    {"--mirror", "all of a site is crawled anyway"},
    {"--no-check-certificate", "--insecure"},
    {"--no-parent", "--scope prefix"},
    {"--no-robots", "--robots ignore"},
    {"--no-verbose", "--quiet"},
    {"--nolog", "--quiet"},
    {"--obey-robots", "--robots obey"},
    {"--out", "-o"},
    {"--outfile", "-o"},
    {"--output", "-o"},
    {"--output-document", "-o"},
    {"--output-file", "-o"},
    {"--pages", "--max-pages"},
    {"--quota", "--max-pages, or --max-time"},
    {"--random-wait", "--delay"},
    {"--rate", "--delay"},
    {"--rate-limit", "--delay"},
    {"--recursive", kFollowed},
    {"--referer", "--header \"Referer: URL\""},
    {"--reject", "--exclude"},
    {"--reject-regex", "--exclude"},
    {"--request-timeout", "--timeout"},
    {"--resume", "crawl resume DB"},
    {"--retry", "--retries"},
    {"--seed", kGivenBare},
    {"--seeds", kGivenBare},
    {"--show-error", "--quiet"},
    {"--silent", "--quiet"},
    {"--sitemap", "--sitemaps"},
    {"--span-hosts", "--scope all"},
    {"--threads", "--concurrency, or --parsers for the processor"},
    {"--tries", "--retries"},
    {"--ua", "--user-agent"},
    {"--url", kGivenBare},
    {"--urls", kGivenBare},
    {"--user", "--auth"},
    {"--wait", "--delay"},
    {"--workers", "--concurrency, or --parsers for the processor"},
};

const Foreign* find_foreign(std::string_view word) {
  const auto* const found =
      std::find_if(std::begin(kForeign), std::end(kForeign),
                   [&](const Foreign& foreign) { return foreign.typed == word; });
  return found == std::end(kForeign) ? nullptr : found;
}

// Of "-l5" and "-qr" the first letter is what counts.
const Foreign* find_typed(std::string_view word) {
  if (const Foreign* whole = find_foreign(word)) return whole;
  const bool is_short = word.size() > 2 && word[0] == '-' && word[1] != '-';
  return is_short ? find_foreign(word.substr(0, 2)) : nullptr;
}

}  // namespace

std::string unknown_crawl_option(std::string_view word,
                                 const std::vector<const terminal::Option*>& options) {
  const bool is_of_file = !word.starts_with('-');
  const Foreign* foreign = find_typed(is_of_file ? fmt::format("--{}", word) : std::string(word));
  // An option is in a file without its dashes and its value.
  if (foreign == nullptr || (is_of_file && !foreign->ours.starts_with("--")))
    return terminal::unknown_option(word, options);
  const std::string shown = terminal::safe_text(word, 60);
  if (is_of_file) {
    const std::string_view name = foreign->ours.substr(2);
    return fmt::format("unknown option {} (did you mean {}?)", shown,
                       name.substr(0, name.find_first_of(" ,;")));
  }
  if (foreign->ours.starts_with('-'))
    return fmt::format("unknown option {} (did you mean {}?)", shown, foreign->ours);
  return fmt::format("unknown option {} ({})", shown, foreign->ours);
}

}  // namespace crawler
