#include "storage/sqlite/page_reader.h"

#include <algorithm>

#include "storage/sqlite/link_id.h"

namespace storage {
namespace {

// More than any --max-body that fits into memory a few times.
constexpr std::size_t kMostBytes = 1u << 30;

// As part of a line.
void append_field(std::string_view text, std::string* line) {
  const std::size_t begin = line->size();
  *line += text;
  std::replace_if(
      line->begin() + static_cast<std::ptrdiff_t>(begin), line->end(),
      [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
}

}  // namespace

PageReader::PageReader(Database& db)
    : body_(db.prepare("SELECT status_line, headers, zstd FROM body WHERE page_id = ?1")),
      text_(db.prepare("SELECT text FROM page_text WHERE page_id = ?1")),
      links_(db.prepare("SELECT l.kind, l.nofollow, u.url, l.rel, l.anchor FROM link l NOT INDEXED "
                        "CROSS JOIN url u NOT INDEXED ON u.id = l.target_id "
                        "WHERE l.id >= ?1 AND l.id < ?2 ORDER BY l.id")),
      structured_(db.prepare("SELECT syntax, json FROM structured_item WHERE page_id = ?1 "
                             "ORDER BY position")) {}

PageParts PageReader::parts_of(int64_t page_id) {
  PageParts parts;
  if (body_.with(page_id).step()) {
    parts.status_line = body_.string(0);
    parts.headers = body_.string(1);
    if (!body_.is_null(2))
      parts.body = delta_.apply(body_.text(2), "", kMostBytes).value_or(std::string());
  }
  body_.reset();
  if (text_.with(page_id).step()) parts.text = text_.string(0);
  text_.reset();
  links_.with(page_id << kLinkPlaceBits, (page_id + 1) << kLinkPlaceBits);
  while (links_.step()) {
    parts.links += std::to_string(links_.integer(0));
    parts.links += links_.integer(1) != 0 ? "\t1\t" : "\t0\t";
    append_field(links_.text(2), &parts.links);
    parts.links += '\t';
    append_field(links_.text(3), &parts.links);
    parts.links += '\t';
    append_field(links_.text(4), &parts.links);
    parts.links += '\n';
  }
  structured_.with(page_id);
  while (structured_.step()) {
    parts.structured += std::to_string(structured_.integer(0)) + '\t';
    append_field(structured_.text(1), &parts.structured);
    parts.structured += '\n';
  }
  return parts;
}

}  // namespace storage
