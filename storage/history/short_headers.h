// Headers as they are kept with a version: each date of HTTP (RFC 9110 5.6.7) as its number of
// seconds. Two answers differ in their dates at the least, and so in a few bytes alone.
// Thread: pure. Errors: none but bad_alloc; what is no short form is nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

std::string short_headers(std::string_view headers);  // any bytes
// What short_headers() was given. Of each text there is one short form.
std::optional<std::string> long_headers(std::string_view short_form);

// Besides, what follows from the size of the body: that, in digits between quotation marks, and the
// entity tag that nginx makes of it and of the date before. With them a page that has changed has
// two dates alone that it had not.
std::string short_headers(std::string_view headers, std::size_t body_size);
std::optional<std::string> long_headers(std::string_view short_form, std::size_t body_size);

}  // namespace storage
