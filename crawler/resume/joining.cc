#include "crawler/resume/joining.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "crawler/options/option_table.h"
#include "storage/store/place.h"

namespace crawler {
namespace {

// What is of one process alone: its speed, its patience, whom it is sent to and trusts.
bool is_of_all(const OptionRow& row) {
  constexpr std::array<std::string_view, 19> kOfAll{
      "keep-bodies",  "keep-markdown", "structured",  "extract",      "per-host",
      "delay",        "robots",        "user-agent",  "cookies",      "render",
      "render-block", "render-post",   "screenshots", "update",       "forever",
      "revisit",      "revisit-min",   "revisit-max", "keep-versions"};
  if (row.is_secret) return false;
  if (row.group == OptionGroup::kFetched) return true;
  if (row.group == OptionGroup::kLimits) return row.name != "max-time";
  return std::find(kOfAll.begin(), kOfAll.end(), row.name) != kOfAll.end();
}

std::string told(const OptionRow& row, const Options& options) {
  const std::string words = given_words(row, options);
  return words.empty() ? fmt::format("no --{}", row.name) : words.substr(1);
}

std::string how_to_join(const Options& options) {
  return fmt::format(
      "give the same, or leave seeds and options out to take theirs over: crawl -o {}",
      storage::shown_place(options.db));
}

}  // namespace

std::string why_not_join(const Options& options, const std::string& seed_digest,
                         const PastOptions& theirs) {
  for (const OptionRow& row : option_table()) {
    if (!is_of_all(row) || row.get(options) == row.get(theirs.options)) continue;
    // Who says nothing of it takes their limit.
    if (row.name == "max-pages" && options.max_pages == 0) continue;
    return fmt::format("others are at work on this crawl with {}, and this process was told {}: {}",
                       told(row, theirs.options), told(row, options), how_to_join(options));
  }
  if (seed_digest == theirs.seed_digest) return "";
  return fmt::format("others are at work on this crawl with other seeds: {}", how_to_join(options));
}

}  // namespace crawler
