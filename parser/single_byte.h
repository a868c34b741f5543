// The legacy single-byte encodings of the Encoding Standard, by table.
// Thread: pure. Errors: a byte without meaning becomes U+FFFD.
#pragma once

#include <string_view>

#include "parser/encoding_labels.h"
#include "parser/utf8.h"

namespace parser {

// `encoding` must be one of the first kSingleByteEncodings.
void decode_single_byte(std::string_view bytes, Encoding encoding, Utf8Writer& out);

}  // namespace parser
