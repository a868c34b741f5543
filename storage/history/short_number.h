// Short numbers: seven bits a byte, the lowest first; the highest bit says that more follow. There
// is one form of each. Thread: pure. Errors: what is no such number is nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

void append_short_number(std::size_t number, std::string* to);

// Off the beginning of `rest`; up to 35 bits.
std::optional<std::size_t> take_short_number(std::string_view* rest);

}  // namespace storage
