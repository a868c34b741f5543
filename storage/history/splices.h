// Splices: bytes as what was cut out of others and put in instead, for those that differ in a few
// places: a place costs three or four bytes and what is put in, which no general format has as
// short. Thread: pure. Errors: none but bad_alloc; what are no splices of these bytes is nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

// Appended to `splices`; false if there are too many places, or too much lies between the first and
// the last: then what was appended is of no use.
bool append_splices(std::string_view bytes, std::string_view base, std::string* splices);

// Takes them off the beginning of `splices` and gives what append_splices() was given. Nothing,
// too, if that is more than `max_bytes`.
std::optional<std::string> take_splices(std::string_view* splices, std::string_view base,
                                        std::size_t max_bytes);

}  // namespace storage
