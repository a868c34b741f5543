// The records of one page in an archive: the response (or a reference to an identical earlier one),
// the request, and what else is known of it.
// Thread: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "explore/export/digest.h"
#include "ground/result.h"

namespace explore {

// A page whose body others have too.
struct WarcOriginal {
  std::string id, url, date;  // of its response record
  Sha1Digest digest{};        // of its body
  uint64_t size = 0;
};

struct WarcPage {
  std::string url, date;
  int status = 0;
  uint64_t size = 0;  // of the body as it was received
  int64_t total_ms = 0;
  std::string http_version, ip, limits_hit, found_on, status_line, user_agent;
  std::string headers_json;         // "" if nothing was kept
  std::optional<std::string> zstd;  // none: no body was kept
  // The body as received, against what the frame holds (storage/history/delta); "": that is it.
  std::string raw_delta;
  std::optional<std::string> body;  // as received, without its frame, if someone needed it already
  std::optional<WarcOriginal> original;  // its body is that one's
  std::string outlinks;                  // lines of a metadata record
};

struct WarcStyle {
  bool is_plain = false;  // not in gzip members
  std::string info_id;    // of the warcinfo record
};

// Errors: a body or headers that can't be read (kCorrupt).
ground::Result<std::string> records_of(const WarcPage& page, const WarcStyle& style);

// Its body as received, of `zstd`. Errors: it can't be read (kCorrupt).
ground::Result<std::string> body_of(const WarcPage& page);

// The id that the response record of a page has.
std::string response_id(const std::string& url, const std::string& date, const Sha1Digest& digest);

// A line of a metadata record's block (application/warc-fields).
std::string field_line(std::string_view name, std::string_view value);

}  // namespace explore
