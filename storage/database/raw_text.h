// Bytes from the web as text that SQLite, and every tool above it, can show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/store/records.h"

namespace storage {

// As ground::as_text() reads them, but NUL, at which SQLite's tools end a text
// (sqlite.org/nulinstr.html), becomes U+FFFD. `buffer` holds what is not the bytes themselves, and
// what is returned may view it.
std::string_view sql_text(std::string_view bytes, std::string* buffer);

// The same without control characters but tabs: what views show of headers and messages.
std::string_view shown_text(std::string_view bytes, std::string* buffer);

// [["name","value"],…], each byte from 0x80 as one character. Where there are control characters
// but tabs: ["name","value","raw name","raw value"], the first two without them. Always valid JSON.
void append_headers_json(const std::vector<Header>& headers, std::string* json);
// What it was given; none if it is not what it writes.
std::vector<Header> headers_of_json(std::string_view json);

}  // namespace storage
