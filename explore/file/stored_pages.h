// StoredPages: a URL's row and what is kept of its page, found by key; never by reading a table
// through.
// Errors: of the database, as ever; a body that can't be read is kCorrupt.
// Thread: that of its Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/result.h"
#include "parser/url/url.h"
#include "storage/database/database.h"
#include "storage/history/delta.h"
#include "storage/sqlite/url_lookup.h"

namespace explore {

// What a stored body may inflate to: more than any page, less than memory.
inline constexpr std::size_t kMaxBodyBytes = 256u << 20;

using storage::FoundUrl;

// One piece of it, as the view `structured` has it.
struct StructuredData {
  std::string syntax, type, json;
};

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

class StoredPages {
 public:
  explicit StoredPages(storage::Database& db);

  // `normal`: in normal form.
  ground::Result<std::optional<FoundUrl>> find(const parser::Url& normal);
  // The same by a text that is first brought into normal form; none if it is no URL.
  ground::Result<std::optional<FoundUrl>> find(std::string_view url);

  // The page's bytes as received, content codings taken off; of a rendered one, what its scripts
  // made of it. None if no body was kept.
  ground::Result<std::optional<std::string>> body(int64_t page_id);
  // As received, also of a rendered one.
  ground::Result<std::optional<std::string>> received_body(int64_t page_id);
  // The encoding that the crawl found; "" for what is no text.
  ground::Result<std::string> charset(int64_t page_id);
  // The body as UTF-8, read in that encoding.
  ground::Result<std::optional<std::string>> decoded_body(int64_t page_id);
  // In the order received, and as received; none if nothing was kept.
  ground::Result<std::optional<HeaderLines>> headers(int64_t page_id);
  // In the order of the page. Error (kIo): the database is from before it was kept.
  ground::Result<std::vector<StructuredData>> structured(int64_t page_id);

 private:
  storage::Database& db_;
  storage::UrlLookup lookup_;
  storage::Delta delta_;
  storage::Statement body_, raw_, charset_, headers_;
};

// Headers as they were received, of what is stored (JSON); none if that is damaged.
std::optional<HeaderLines> header_lines(std::string_view json);

// Takes a stored body's zstd frame off; at most `most_bytes` come out.
ground::Result<std::string> decompress(std::string_view zstd,
                                       std::size_t most_bytes = kMaxBodyBytes);

// Without control characters but tabs, as the view `headers` has them.
HeaderLines shown_headers(HeaderLines headers);

// The values of all header fields of that name (any case) as one: joined by ", " (RFC 9110 5.3),
// but Set-Cookie, where commas would not part them, by line feeds. None if there is no such field.
std::optional<std::string> joined_header(const HeaderLines& headers, std::string_view name);

}  // namespace explore
