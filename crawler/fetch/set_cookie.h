// Reads the Set-Cookie field of an answer as browsers do. Thread: pure.
// Source: RFC 6265bis 5.6 (the field), 5.7 (what is refused, but for what the jar alone knows),
// 5.1.1 (dates), 5.5 (lifetimes of 400 days at most).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "crawler/fetch/cookie.h"
#include "parser/url/url.h"

namespace crawler {

// The cookie that `field` sets in the answer to `url`, nothing if it is none or refused. One whose
// time is over takes back an earlier one. `now` in seconds since 1970.
std::optional<Cookie> read_set_cookie(std::string_view field, const parser::Url& url, int64_t now);

// The seconds since 1970 of a cookie's date.
std::optional<int64_t> cookie_date(std::string_view text);

// Whether nobody can listen on the way to `url`: https, or this machine, as browsers count it.
bool is_safe_from_listeners(const parser::Url& url);

}  // namespace crawler
