// Headers as they are kept with a version: each date of HTTP (RFC 9110 5.6.7) as its number of
// seconds. Two answers differ in their dates at the least, and so in a few bytes alone.
// Thread: pure. Errors: none but bad_alloc; what is no short form is nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace storage {

std::string short_headers(std::string_view headers);  // any bytes
// What short_headers() was given. Of each text there is one short form.
std::optional<std::string> long_headers(std::string_view short_form);

}  // namespace storage
