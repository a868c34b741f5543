#include "explore/file/page_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "explore/command/typed_time.h"
#include "explore/file/stored_pages.h"
#include "ground/ascii.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// A body of any size, and what else belongs to a page.
constexpr std::size_t kMaxVersionBytes = kMaxBodyBytes + (64u << 20);
constexpr int64_t kDayMs = 86'400'000;

// What `text` begins with up to the letter, taken off it.
std::string_view take_until(char letter, std::string_view* text) {
  const std::size_t end = std::min(text->find(letter), text->size());
  const std::string_view field = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return field;
}

std::optional<int64_t> number_in(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

PageHistory::PageHistory(storage::Database& db)
    : db_(db), reader_(db, std::min(kMaxVersionBytes, db.longest_value())) {}

Result<std::vector<PageVersion>> PageHistory::versions(const storage::FoundUrl& url) {
  std::vector<PageVersion> versions;
  constexpr std::string_view kColumns =
      "status, size, word_count, redirect_to, content_type, title, description, canonical, robots";
  const auto read = [&](storage::Statement& row, bool is_present) {
    while (row.step()) {
      PageVersion& version = versions.emplace_back();
      version.is_present = is_present;
      version.number = static_cast<int>(versions.size());
      version.id = row.integer(0);
      version.seen_from = row.integer(1);
      version.seen_to = std::max(version.seen_from, row.integer(2));
      version.run = row.integer(3);
      version.fields = row.string(4);
      version.status = static_cast<int>(row.integer(5));
      version.size = row.integer(6);
      version.words = row.integer(7);
      int column = 8;
      for (std::string* text : {&version.redirect_to, &version.content_type, &version.title,
                                &version.description, &version.canonical, &version.robots})
        *text = row.string(column++);
    }
  };
  constexpr std::string_view kBesides =
      "(SELECT max(id) FROM run_rows r WHERE r.started_ms <= {0}), "
      "(SELECT fields FROM change_rows c WHERE c.url_id = v.url_id AND c.new_id = v.id LIMIT 1)";
  storage::Statement past = db_.prepare(
      fmt::format("SELECT v.id, v.seen_from_ms, v.seen_to_ms, {}, {} FROM version_rows v "
                  "WHERE v.url_id = ?1 ORDER BY v.id",
                  fmt::format(kBesides, "v.seen_from_ms"), kColumns));
  past.with(url.id);
  read(past, false);
  storage::Statement present = db_.prepare(
      fmt::format("SELECT v.id, v.fetched_ms, (SELECT max(at_ms) FROM visit_rows s WHERE s.url_id "
                  "= v.url_id AND s.outcome IN ('not-modified', 'unchanged')), {}, {} "
                  "FROM page_rows v WHERE v.id = ?1",
                  fmt::format(kBesides, "v.fetched_ms"), kColumns));
  present.with(url.page_id);
  read(present, true);
  if (auto done = db_.take_failure(); !done) return done.error();
  return versions;
}

// --- Moments

Result<int64_t> moment_of(storage::Database& db, std::string_view typed) {
  const std::string_view text = ground::ascii::trim(typed);
  if (const auto run = number_in(text)) {
    // One that was cut off has no end: it lasted until the next began, or lasts still.
    storage::Statement row = db.prepare(
        "SELECT coalesce(r.ended_ms, (SELECT min(n.started_ms) - 1 FROM run_rows n WHERE n.id > "
        "r.id), ?2) FROM run_rows r WHERE r.id = ?1");
    const bool is_there = row.with(*run, now_ms()).step();
    const int64_t at = is_there ? row.integer(0) : 0;
    row.reset();
    const int64_t newest = db.integer_of("SELECT max(id) FROM run_rows");
    if (auto read = db.take_failure(); !read) return read.error();
    if (is_there) return at;
    return Error{ErrorCode::kQuery,
                 fmt::format("there is no run {}: the newest is {}", *run, newest)};
  }
  const auto at = parse_since(text, now_ms());
  if (!at)
    return Error{
        ErrorCode::kQuery,
        fmt::format("\"{}\" is neither the number of a run nor a time, such as 2026-01-31, "
                    "2026-01-31T12:00 or 7d",
                    typed)};
  return is_day(text) ? *at + kDayMs - 1 : *at;
}

Result<std::size_t> PageHistory::version_at(const storage::FoundUrl& url,
                                            const std::vector<PageVersion>& versions,
                                            std::string_view moment) {
  const auto time = moment_of(db_, moment);
  if (!time) return time.error();
  const int64_t at = time.value();
  if (versions.empty()) return Error{ErrorCode::kQuery, "was never fetched"};
  std::size_t chosen = versions.size();
  while (chosen > 0 && versions[chosen - 1].seen_from > at) --chosen;
  if (chosen == 0) {
    const PageVersion& oldest = versions.front();
    storage::Statement row = db_.prepare(
        "SELECT 1 FROM change_rows WHERE url_id = ?1 AND new_id = ?2 AND old_id IS NOT NULL");
    const bool had_others = row.with(url.id, oldest.id).step();
    row.reset();
    if (auto read = db_.take_failure(); !read) return read.error();
    return Error{ErrorCode::kQuery,
                 (had_others ? "what it was then is no longer kept (--keep-versions): the oldest "
                               "version is of "
                             : "was not there yet: it was first seen ") +
                     iso_time(oldest.seen_from)};
  }
  const PageVersion& version = versions[chosen - 1];
  if (chosen == versions.size() && !version.is_present) {
    storage::Statement row = db_.prepare(
        "SELECT at_ms FROM change_rows WHERE url_id = ?1 AND old_id = ?2 AND new_id IS NULL");
    const bool has_ended = row.with(url.id, version.id).step() && row.integer(0) <= at;
    const int64_t since = has_ended ? row.integer(0) : 0;
    row.reset();
    if (auto read = db_.take_failure(); !read) return read.error();
    if (has_ended)
      return Error{
          ErrorCode::kQuery,
          fmt::format("was not to be had then: robots.txt forbids it since {}", iso_time(since))};
  }
  return chosen - 1;
}

// --- What it consisted of

Result<PageParts> PageHistory::parts(const PageVersion& version) {
  return reader_.parts_of(version.id);
}

Result<std::vector<PastLink>> PageHistory::links(const PageParts& parts) {
  std::map<int64_t, std::string> kinds;
  storage::Statement kind = db_.prepare("SELECT id, name FROM kind_rows");
  while (kind.step()) kinds[kind.integer(0)] = kind.string(1);
  if (auto read = db_.take_failure(); !read) return read.error();
  std::vector<PastLink> links;
  for (std::string_view rest = parts.links; !rest.empty();) {
    std::string_view line = take_until('\n', &rest);
    const auto number = number_in(take_until('\t', &line));
    if (!number) continue;
    PastLink& link = links.emplace_back();
    link.kind = kinds.contains(*number) ? kinds[*number] : std::to_string(*number);
    link.is_nofollow = take_until('\t', &line) == "1";
    link.target = take_until('\t', &line);
    link.rel = take_until('\t', &line);
    link.anchor = line;
  }
  return links;
}

Result<std::vector<PastData>> PageHistory::structured(const PageParts& parts) {
  std::map<int64_t, std::string> syntaxes;
  storage::Statement syntax = db_.prepare("SELECT id, name FROM syntax_rows");
  while (syntax.step()) syntaxes[syntax.integer(0)] = syntax.string(1);
  if (auto read = db_.take_failure(); !read) return read.error();
  std::vector<PastData> items;
  for (std::string_view rest = parts.structured; !rest.empty();) {
    std::string_view line = take_until('\n', &rest);
    const auto number = number_in(take_until('\t', &line));
    if (!number) continue;
    items.push_back({syntaxes.contains(*number) ? syntaxes[*number] : std::to_string(*number),
                     std::string(line)});
  }
  return items;
}

}  // namespace explore
