// Which encoding a page is in, and its bytes as UTF-8: as browsers do it.
// Thread: pure, any thread. Errors: none; illegal sequences become U+FFFD, the result is valid
// UTF-8. Source: https://encoding.spec.whatwg.org/,
// https://html.spec.whatwg.org/#determining-the-character-encoding
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parser {

// The standard's name ("windows-1252", "UTF-8", "Shift_JIS") for a label, trimmed and
// case-insensitive; "" if the label is not known.
std::string_view encoding_for_label(std::string_view label);

// The encoding of an HTML page: BOM, then `charset` (the label in its Content-Type, maybe ""), then
// the prescan of the first 1,024 bytes, then UTF-8 if all the bytes are valid UTF-8
// and some are not ASCII, then what guess_encoding takes it for. Always a name of the standard.
// Two extras: without a declaration, text in which every other byte is zero is UTF-16; and before
// anything is guessed, the prescan goes on to 64 KB, for a browser too changes its mind when it
// meets a late <meta>. `host` of the page, as parser::Url has it, is a hint for the guess.
std::string_view sniff_encoding(std::string_view bytes, std::string_view charset,
                                std::string_view host = {});

// The prescan alone ("" if it finds nothing): HTML standard, "prescan a byte stream to determine
// its encoding".
std::string_view prescan_encoding(std::string_view first_bytes);

// Where the <meta> begins that the prescan of the first 64 KB would find; nothing if none does.
std::optional<uint32_t> charset_declared_at(std::string_view bytes);

// `bytes` in `encoding` (a name of the standard; one that is not known counts as UTF-8) as valid
// UTF-8, BOM removed. Valid UTF-8 input is returned as a view of `bytes`, without a copy, and so is
// ASCII in an encoding that contains it; otherwise the text replaces what `storage` held, whose
// capacity is reused. `bytes` must not lie in `storage`.
std::string_view to_utf8(std::string_view bytes, std::string_view encoding, std::string& storage);

}  // namespace parser
