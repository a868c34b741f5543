// PageParts: what a version of a page consisted of, as one string, so that it can be kept as what
// differs from the version that came after it. Thread: any. Errors: a packed string that is none
// is nothing; bad_alloc if memory runs out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

struct PageParts {
  std::string status_line;  // raw bytes
  std::string headers;      // as the table body has them: JSON
  std::string body;         // inflated, raw bytes; "" if bodies are not kept
  std::string text;         // UTF-8
  // A line for each link, in order: kind, nofollow (0 or 1), target, rel, anchor; between them
  // tabs, and no tab or end of line in them.
  std::string links;
  std::string structured;  // a line for each item, in order: syntax, a tab, JSON
  friend bool operator==(const PageParts&, const PageParts&) = default;
};

// Lines of them: what could end a field or a line becomes a space.
void append_link_line(int64_t kind, bool nofollow, std::string_view target, std::string_view rel,
                      std::string_view anchor, std::string* links);
void append_structured_line(int64_t syntax, std::string_view json, std::string* structured);

// How: deltas are of packed bytes, so one that was made of either way is read the same way.
enum class Packing {
  kFixed,  // sizes in four bytes each, headers as they are: as first versions of the program did
  kShort,  // sizes in as few bytes as they need, headers by short_headers()
};
std::string pack(const PageParts& parts, Packing packing);
// Of the same parts there are no two strings of one packing.
std::optional<PageParts> unpack(std::string_view packed, Packing packing);

}  // namespace storage
