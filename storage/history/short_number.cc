#include "storage/history/short_number.h"

namespace storage {
namespace {

constexpr unsigned kBitsOfByte = 7, kMostBytesOfNumber = 5;
constexpr unsigned kMoreFollow = 0x80;

}  // namespace

void append_short_number(std::size_t number, std::string* to) {
  for (; number >> kBitsOfByte != 0; number >>= kBitsOfByte)
    *to += static_cast<char>(number | kMoreFollow);
  *to += static_cast<char>(number);
}

std::optional<std::size_t> take_short_number(std::string_view* rest) {
  std::size_t number = 0;
  for (unsigned shift = 0; shift < kMostBytesOfNumber * kBitsOfByte; shift += kBitsOfByte) {
    if (rest->empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(rest->front());
    rest->remove_prefix(1);
    number |= std::size_t{byte & (kMoreFollow - 1)} << shift;
    if (byte < kMoreFollow) return byte == 0 && shift > 0 ? std::nullopt : std::optional(number);
  }
  return std::nullopt;
}

}  // namespace storage
