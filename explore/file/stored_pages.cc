// A URL is found by the 64-bit key of its normal form, as the crawl does it, and not by its text,
// for which there is no index. New keys may still be in the small table beside the index
// (docs/schema.md), so both are asked. What is stored compressed is checked while it is read: a
// database may be damaged, and may be somebody else's.
#include "explore/file/stored_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "parser/encoding/charset.h"
#include "parser/http/inflate.h"
#include "storage/sqlite/sqlite_views.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

StoredPages::StoredPages(storage::Database& db)
    : db_(db),
      lookup_(db),
      body_(db.prepare("SELECT zstd FROM body_rows WHERE page_id = ?1")),
      raw_(db.prepare("SELECT delta FROM raw_rows WHERE page_id = ?1")),
      charset_(db.prepare("SELECT charset FROM page_rows WHERE id = ?1")),
      headers_(db.prepare("SELECT headers FROM body_rows WHERE page_id = ?1")) {}

Result<std::optional<FoundUrl>> StoredPages::find(const parser::Url& normal) {
  const auto found = lookup_.find(parser::key_of(normal), normal.href());
  if (auto read = db_.take_failure(); !read) return read.error();
  return found;
}

Result<std::optional<FoundUrl>> StoredPages::find(std::string_view url) {
  parser::Url normal;
  if (normal.assign(url) != parser::UrlStatus::kOk) return std::optional<FoundUrl>();
  normal.normalise();
  return find(normal);
}

Result<std::optional<std::string>> StoredPages::body(int64_t page_id) {
  std::optional<std::string> zstd;
  if (body_.with(page_id).step() && !body_.is_null(0)) zstd = body_.string(0);
  body_.reset();
  if (auto read = db_.take_failure(); !read) return read.error();
  if (!zstd) return std::optional<std::string>();
  auto bytes = decompress(*zstd, std::min(kMaxBodyBytes, db_.longest_value()));
  if (!bytes) return bytes.error();
  return std::optional<std::string>(std::move(bytes).value());
}

Result<std::optional<std::string>> StoredPages::received_body(int64_t page_id) {
  auto kept = body(page_id);
  if (!kept || !kept->has_value()) return kept;
  std::optional<std::string> delta;
  if (raw_.with(page_id).step()) delta = raw_.string(0);
  raw_.reset();
  if (auto read = db_.take_failure(); !read) return read.error();
  if (!delta) return kept;
  auto received = delta_.apply(*delta, **kept, std::min(kMaxBodyBytes, db_.longest_value()));
  if (!received)
    return Error{ErrorCode::kCorrupt,
                 "damaged: a body as received does not fit what scripts made of it"};
  return received;
}

Result<std::string> StoredPages::charset(int64_t page_id) {
  std::string name = charset_.with(page_id).step() ? charset_.string(0) : "";
  charset_.reset();
  if (auto read = db_.take_failure(); !read) return read.error();
  return name;
}

Result<std::optional<std::string>> StoredPages::decoded_body(int64_t page_id) {
  auto bytes = body(page_id);
  if (!bytes || !bytes->has_value()) return bytes;
  auto name = charset(page_id);
  if (!name) return name.error();
  std::string buffer;
  return std::optional<std::string>(parser::to_utf8(**bytes, *name, buffer));
}

Result<std::optional<HeaderLines>> StoredPages::headers(int64_t page_id) {
  std::optional<std::string> text;
  if (headers_.with(page_id).step()) text = headers_.string(0);
  headers_.reset();
  if (auto read = db_.take_failure(); !read) return read.error();
  if (!text) return std::optional<HeaderLines>();
  auto lines = header_lines(*text);
  if (!lines) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: damaged: the headers of page {}", db_.path(), page_id)};
  }
  return lines;
}

Result<std::vector<StructuredData>> StoredPages::structured(int64_t page_id) {
  if (!storage::has_view(db_, "structured"))
    return Error{
        ErrorCode::kIo,
        db_.path() + ": written by an older version of crawl, which stored no structured data"};
  storage::Statement item = db_.prepare(
      "SELECT syntax, type, json FROM structured_rows WHERE page_id = ?1 ORDER BY position");
  item.with(page_id);
  std::vector<StructuredData> items;
  while (item.step()) items.push_back({item.string(0), item.string(1), item.string(2)});
  if (auto read = db_.take_failure(); !read) return read.error();
  return items;
}

std::optional<HeaderLines> header_lines(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return std::nullopt;
  HeaderLines lines;
  for (const auto& pair : json) {
    // Four: what views show, without control characters, and then all of it.
    if (!pair.is_array() || (pair.size() != 2 && pair.size() != 4)) return std::nullopt;
    const auto& name = pair[pair.size() - 2];
    const auto& value = pair[pair.size() - 1];
    if (!name.is_string() || !value.is_string()) return std::nullopt;
    lines.emplace_back(name.get<std::string>(), value.get<std::string>());
  }
  return lines;
}

HeaderLines shown_headers(HeaderLines headers) {
  std::string buffer;
  for (auto& [name, value] : headers)
    for (std::string* text : {&name, &value}) *text = ground::without_controls(*text, buffer);
  return headers;
}

Result<std::string> decompress(std::string_view zstd, std::size_t most_bytes) {
  const Error damaged{ErrorCode::kCorrupt, "damaged: a body is not a complete zstd frame"};
  // No frame at all is not what an empty body is stored as.
  if (zstd.empty()) return damaged;
  std::string buffer;
  std::string_view bytes;
  switch (parser::inflate(zstd, "zstd", most_bytes, buffer, bytes)) {
    case parser::InflateEnd::kComplete:
      break;
    case parser::InflateEnd::kCut:
      return Error{ErrorCode::kCorrupt,
                   fmt::format("a body decompresses to more than {} MB", most_bytes >> 20)};
    default:
      return damaged;
  }
  if (bytes.data() == buffer.data()) {
    buffer.resize(bytes.size());
    return buffer;
  }
  return std::string(bytes);
}

std::optional<std::string> joined_header(const HeaderLines& headers, std::string_view name) {
  std::string lower_name(name);
  std::transform(lower_name.begin(), lower_name.end(), lower_name.begin(), ground::ascii::lower);
  const std::string_view between = lower_name == "set-cookie" ? "\n" : ", ";
  std::optional<std::string> joined;
  for (const auto& [field, value] : headers) {
    if (!ground::ascii::equals(field, lower_name)) continue;
    joined = joined ? fmt::format("{}{}{}", *joined, between, value) : value;
  }
  return joined;
}

}  // namespace explore
