// Two forms, of which the shorter is kept: a delta of packed parts, or splices of the parts that
// differ, behind a mark that neither a delta nor a whole frame begins with (a bit of the former is
// reserved), a checksum, and a byte that says which parts they are.
#include "storage/history/version_delta.h"

#include <xxhash.h>

#include <array>
#include <cstdint>
#include <utility>

#include "storage/history/short_headers.h"
#include "storage/history/splices.h"

namespace storage {
namespace {

constexpr char kSpliced = '\x08';
constexpr std::size_t kChecksumBytes = 4;
constexpr std::array kSplicedParts = {&PageParts::status_line, &PageParts::headers,
                                      &PageParts::structured,  &PageParts::links,
                                      &PageParts::text,        &PageParts::body};

// A delta is never shorter: a frame has some 14 bytes beside what it is of.
constexpr std::size_t kShortEnough = 40;

std::string base_of(const PageParts* next, Packing packing) {
  return next != nullptr ? pack(*next, packing) : std::string();
}

std::string checksum(const PageParts& parts) {
  const std::string packed = pack(parts, Packing::kFixed);
  const uint64_t hash = XXH3_64bits(packed.data(), packed.size());
  std::string bytes;
  for (std::size_t i = 0; i < kChecksumBytes; ++i) bytes += static_cast<char>(hash >> 8 * i & 0xff);
  return bytes;
}

std::string short_if_headers(const PageParts& of, std::string PageParts::*part) {
  return part == &PageParts::headers ? short_headers(of.headers, of.body.size()) : std::string();
}

std::optional<std::string> splices_of(const PageParts& parts, const PageParts& next) {
  std::string made = kSpliced + checksum(parts);
  const std::size_t mask_at = made.size();
  unsigned mask = 0;
  made += '\0';
  for (std::size_t i = 0; i < kSplicedParts.size(); ++i) {
    const auto part = kSplicedParts[i];
    const std::string headers = short_if_headers(parts, part),
                      next_headers = short_if_headers(next, part);
    const std::string& is = part == &PageParts::headers ? headers : parts.*part;
    const std::string& base = part == &PageParts::headers ? next_headers : next.*part;
    if (is == base) continue;
    mask |= 1u << i;
    if (!append_splices(is, base, &made)) return std::nullopt;
  }
  made[mask_at] = static_cast<char>(mask);
  return made;
}

std::optional<PageParts> spliced(std::string_view delta, const PageParts& next,
                                 std::size_t max_bytes) {
  if (delta.size() < 1 + kChecksumBytes + 1) return std::nullopt;
  const std::string_view sum = delta.substr(1, kChecksumBytes);
  const auto mask = static_cast<unsigned char>(delta[1 + kChecksumBytes]);
  delta.remove_prefix(1 + kChecksumBytes + 1);
  if (mask >> kSplicedParts.size() != 0) return std::nullopt;
  PageParts parts;
  std::size_t left = max_bytes;
  for (std::size_t i = 0; i < kSplicedParts.size(); ++i) {
    const auto part = kSplicedParts[i];
    parts.*part =
        part == &PageParts::headers ? short_headers(next.headers, next.body.size()) : next.*part;
    if ((mask >> i & 1) != 0) {
      auto bytes = take_splices(&delta, parts.*part, left);
      if (!bytes) return std::nullopt;
      parts.*part = std::move(*bytes);
    }
    if ((parts.*part).size() > left) return std::nullopt;
    left -= (parts.*part).size();
  }
  if (!delta.empty()) return std::nullopt;
  auto headers = long_headers(parts.headers, parts.body.size());
  if (!headers) return std::nullopt;
  parts.headers = std::move(*headers);
  return checksum(parts) == sum ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace

std::string VersionDelta::make(const PageParts& parts, const PageParts* next) {
  std::optional<std::string> splices;
  if (next != nullptr) splices = splices_of(parts, *next);
  if (splices && splices->size() <= kShortEnough) return *splices;
  std::string delta = delta_.make(pack(parts, Packing::kShort), base_of(next, Packing::kShort));
  return splices && splices->size() <= delta.size() ? *splices : delta;
}

std::optional<PageParts> VersionDelta::apply(std::string_view delta, const PageParts* next,
                                             std::size_t max_bytes) {
  if (delta.starts_with(kSpliced))
    return next != nullptr ? spliced(delta, *next, max_bytes) : std::nullopt;
  // Both came with the same version of the program.
  const Packing packing = Delta::is_whole_frame(delta) ? Packing::kFixed : Packing::kShort;
  const auto bytes = delta_.apply(delta, base_of(next, packing), max_bytes);
  return bytes ? unpack(*bytes, packing) : std::nullopt;
}

}  // namespace storage
