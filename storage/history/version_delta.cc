#include "storage/history/version_delta.h"

namespace storage {
namespace {

std::string base_of(const PageParts* next, Packing packing) {
  return next != nullptr ? pack(*next, packing) : std::string();
}

}  // namespace

std::string VersionDelta::make(const PageParts& parts, const PageParts* next) {
  return delta_.make(pack(parts, Packing::kShort), base_of(next, Packing::kShort));
}

std::optional<PageParts> VersionDelta::apply(std::string_view delta, const PageParts* next,
                                             std::size_t max_bytes) {
  // Both came with the same version of the program.
  const Packing packing = Delta::is_whole_frame(delta) ? Packing::kFixed : Packing::kShort;
  const auto bytes = delta_.apply(delta, base_of(next, packing), max_bytes);
  return bytes ? unpack(*bytes, packing) : std::nullopt;
}

}  // namespace storage
