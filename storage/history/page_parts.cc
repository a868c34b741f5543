#include "storage/history/page_parts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "storage/history/short_headers.h"
#include "storage/history/short_number.h"

namespace storage {
namespace {

// The body last: it is the longest, and what is before it then lies close to its like in the
// version that this one is compared with.
constexpr std::array kOrder = {&PageParts::status_line, &PageParts::headers, &PageParts::structured,
                               &PageParts::links,       &PageParts::text,    &PageParts::body};
constexpr std::size_t kFixedSizeBytes = 4;

void append_size(std::size_t size, Packing packing, std::string* packed) {
  if (packing == Packing::kFixed) {
    for (std::size_t i = 0; i < kFixedSizeBytes; ++i)
      *packed += static_cast<char>(size >> (8 * i) & 0xff);
    return;
  }
  append_short_number(size, packed);
}

// As part of a line.
void append_field(std::string_view text, std::string* line) {
  const std::size_t begin = line->size();
  *line += text;
  std::replace_if(
      line->begin() + static_cast<std::ptrdiff_t>(begin), line->end(),
      [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
}

std::optional<std::size_t> take_size(std::string_view* rest, Packing packing) {
  if (packing == Packing::kShort) return take_short_number(rest);
  if (rest->size() < kFixedSizeBytes) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kFixedSizeBytes; ++i)
    size |= std::size_t{static_cast<unsigned char>((*rest)[i])} << (8 * i);
  rest->remove_prefix(kFixedSizeBytes);
  return size;
}

}  // namespace

void append_link_line(int64_t kind, bool nofollow, std::string_view target, std::string_view rel,
                      std::string_view anchor, std::string* links) {
  *links += std::to_string(kind);
  *links += nofollow ? "\t1\t" : "\t0\t";
  append_field(target, links);
  *links += '\t';
  append_field(rel, links);
  *links += '\t';
  append_field(anchor, links);
  *links += '\n';
}

void append_structured_line(int64_t syntax, std::string_view json, std::string* structured) {
  *structured += std::to_string(syntax);
  *structured += '\t';
  append_field(json, structured);
  *structured += '\n';
}

std::string pack(const PageParts& parts, Packing packing) {
  const std::string headers =
      packing == Packing::kShort ? short_headers(parts.headers) : std::string();
  const auto given = [&](std::string PageParts::*part) -> const std::string& {
    return packing == Packing::kShort && part == &PageParts::headers ? headers : parts.*part;
  };
  std::string packed;
  std::size_t size = kOrder.size() * kFixedSizeBytes;
  for (const auto part : kOrder) size += given(part).size();
  packed.reserve(size);
  for (const auto part : kOrder) append_size(given(part).size(), packing, &packed);
  for (const auto part : kOrder) packed += given(part);
  return packed;
}

std::optional<PageParts> unpack(std::string_view packed, Packing packing) {
  std::array<std::size_t, kOrder.size()> sizes{};
  for (std::size_t& size : sizes) {
    const auto taken = take_size(&packed, packing);
    if (!taken) return std::nullopt;
    size = *taken;
  }
  PageParts parts;
  for (std::size_t place = 0; place < kOrder.size(); ++place) {
    if (sizes[place] > packed.size()) return std::nullopt;
    parts.*kOrder[place] = packed.substr(0, sizes[place]);
    packed.remove_prefix(sizes[place]);
  }
  if (!packed.empty()) return std::nullopt;
  if (packing == Packing::kFixed) return parts;
  auto headers = long_headers(parts.headers);
  if (!headers) return std::nullopt;
  parts.headers = std::move(*headers);
  return parts;
}

}  // namespace storage
