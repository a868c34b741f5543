#include "storage/history/page_parts.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace storage {
namespace {

// The body last: it is the longest, and what is before it then lies close to its like in the
// version that this one is compared with.
constexpr std::array kOrder = {&PageParts::status_line, &PageParts::headers, &PageParts::structured,
                               &PageParts::links,       &PageParts::text,    &PageParts::body};
constexpr std::size_t kSizeBytes = 4;

}  // namespace

std::string pack(const PageParts& parts) {
  std::string packed;
  std::size_t size = kOrder.size() * kSizeBytes;
  for (const auto part : kOrder) size += (parts.*part).size();
  packed.reserve(size);
  for (const auto part : kOrder) {
    const auto length = static_cast<uint32_t>((parts.*part).size());
    for (std::size_t i = 0; i < kSizeBytes; ++i)
      packed += static_cast<char>(length >> (8 * i) & 0xff);
  }
  for (const auto part : kOrder) packed += parts.*part;
  return packed;
}

std::optional<PageParts> unpack(std::string_view packed) {
  if (packed.size() < kOrder.size() * kSizeBytes) return std::nullopt;
  PageParts parts;
  std::string_view rest = packed.substr(kOrder.size() * kSizeBytes);
  for (std::size_t place = 0; place < kOrder.size(); ++place) {
    uint32_t length = 0;
    for (std::size_t i = 0; i < kSizeBytes; ++i)
      length |= uint32_t{static_cast<unsigned char>(packed[place * kSizeBytes + i])} << (8 * i);
    if (length > rest.size()) return std::nullopt;
    parts.*kOrder[place] = rest.substr(0, length);
    rest.remove_prefix(length);
  }
  if (!rest.empty()) return std::nullopt;
  return parts;
}

}  // namespace storage
