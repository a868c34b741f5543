#include "storage/sqlite/page_reader.h"

#include "storage/sqlite/link_id.h"

namespace storage {
namespace {

// More than any --max-body that fits into memory a few times.
constexpr std::size_t kMostBytes = 1u << 30;

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
  while (links_.step())
    append_link_line(links_.integer(0), links_.integer(1) != 0, links_.text(2), links_.text(3),
                     links_.text(4), &parts.links);
  structured_.with(page_id);
  while (structured_.step())
    append_structured_line(structured_.integer(0), structured_.text(1), &parts.structured);
  return parts;
}

}  // namespace storage
