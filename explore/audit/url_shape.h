// The shape of an address, by which pages of one template are known. Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// The URL with what differs between pages of one template folded: digits become "#", a last segment
// "*" (its extension stays), and of the query the names are left. What is no URL stays as it is.
std::string url_shape(std::string_view url);
// Appends it to `out`, which is empty: for room that is kept.
void append_url_shape(std::string_view url, std::string& out);

}  // namespace explore
