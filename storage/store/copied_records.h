// What is copied from one store into another, so that the second has what the first has. `place` is
// a number of the first store that a host or a URL keeps there for ever; times are milliseconds
// since 1970 UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ground/url_key.h"
#include "storage/store/records.h"

namespace storage {

// Which part of a crawl is copied: pages, with the URLs that they name and what is known of those.
struct CopiedPart {
  // Of these hosts alone: an origin ("https://a.test:8443"), a name ("a.test", of any scheme and
  // port), or "*.a.test" for a name and all below it. As Url::origin() and host() write them. None:
  // of all.
  std::vector<std::string> hosts;
  // What holds for them: a condition in SQL on the view `pages`, by whoever may read the source.
  std::string where;

  bool is_all() const { return hosts.empty() && where.empty(); }
};

struct CopiedHost {
  int64_t place = 0;
  uint64_t key = 0;
  std::string origin;
  std::optional<int64_t> robots_status, robots_at, crawl_delay_ms;
  std::optional<std::string> robots_txt;  // raw bytes
  std::string last_error;
  // Of its certificate, if it has one.
  std::optional<int64_t> certificate_at, certificate_expires_at;
  std::string certificate_issuer, certificate_tls;
};

struct CopiedUrl {
  int64_t place = 0;
  int64_t host_place = 0;
  ground::UrlKey key;
  std::string url;  // normal form
  UrlState state = UrlState::kWaiting;
  Reason reason = Reason::kNone;
  uint32_t depth = 0;
  uint8_t hops = 0;
  Role role = Role::kPage;
  uint8_t priority = 0;
  uint32_t attempts = 0;
  int64_t found_on = 0;  // the place of a URL; 0: a seed
  std::string detail;
};

// Of a page: which it is. Two fetches of a URL have different ids.
struct CopiedPageId {
  int64_t id = 0;
  int64_t url_place = 0;
  ground::UrlKey key;
  uint64_t size = 0;  // bytes of its body, inflated
};

// Its outlinks' targets have their keys alone, and where the page redirects to its URL.
struct CopiedPage {
  CopiedPageId of;
  int64_t fetched_at = 0;
  PageCommit commit;
};

struct CopiedRun {
  int64_t id = 0;
  int64_t started_at = 0;
  std::optional<int64_t> ended_at;
  std::string end_reason, version, options_json, counts_json;  // "": it has none
  std::optional<int64_t> pages, bytes;
};

// What updates know and have found, row by row: of a file's tables those that are copied as they
// are. The first column is the place of a URL, or of a host.
struct CopiedTable {
  std::string_view name, columns;
  std::string_view kinds;  // of each column: n a number, t a text, b bytes
  bool is_of_hosts;        // places in it are of hosts
  int64_t urls_at_once;    // each has a row, or many, or large ones
};
inline constexpr CopiedTable kCopiedHistory[] = {
    {"url_visit", "url_id, at, run_id, outcome, status, ms, bytes, detail", "nnnnnnnt", false, 64},
    {"page_version",
     "url_id, id, seen_from, seen_to, run_to, status, size, word_count, content_hash, redirect_to, "
     "content_type, title, description, canonical, robots, rows",
     "nnnnnnnnnttttttt", false, 256},
    {"version_parts", "version_id, against, delta", "nnb", false, 64},
    {"page_change", "url_id, id, run_id, at, kind, fields, old_id, new_id", "nnnnnnnn", false,
     1024},
    {"url_revisit",
     "url_id, due, since, visited_at, interval, visits, changes, errors, missing_since, gone, "
     "etag, "
     "last_modified, hinted_by",
     "nnnnnnnnnnttn", false, 4096},
    {"url_orphan", "url_id, since", "nn", false, 4096},
    {"sitemap_belief", "url_id, moved, changed", "nnn", false, 4096},
    {"folder_rate", "host_id, folder, visits, changes, observed", "nnnnn", true, 4096},
    {"error_shape", "host_id, content_hash, simhash, title", "nnnt", true, 4096},
};

struct CopiedRow {
  int64_t place = 0;  // of its URL or host
  // In the order of the columns; texts and bytes are strings.
  std::vector<std::variant<std::monostate, int64_t, std::string>> cells;
};

}  // namespace storage
