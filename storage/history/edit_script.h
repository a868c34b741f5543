// Edit script: bytes as what is taken over from others and what stands between, for few and small
// changes: there a frame of zstd is mostly its own words. A number is seven bits a byte, the lowest
// first. Again and again: how many bytes are taken over; how many new ones follow, times two, and
// one more where the place in the base moves; these; if it moves, how far beyond as many (a signed
// number: 0, -1, 1, -2 are 0, 1, 2, 3). What is left of the base is taken over at the end.
// Thread: pure. Errors: none but bad_alloc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

// Nothing if it would have `room` bytes or more, or if a search in the base would want too much
// memory.
std::optional<std::string> edit_script(std::string_view bytes, std::string_view base,
                                       std::size_t room);

// What a script is of. Nothing if it is none for this base, or stands for more than `max_bytes`.
std::optional<std::string> edited(std::string_view script, std::string_view base,
                                  std::size_t max_bytes);

}  // namespace storage
