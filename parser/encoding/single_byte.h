// The legacy single-byte encodings of the Encoding Standard, by table.
// Thread: pure. Errors: a byte without meaning becomes U+FFFD.
#pragma once

#include <string_view>

#include "ground/utf8.h"
#include "parser/encoding/encoding_labels.h"

namespace parser {

// `encoding` must be one of the first kSingleByteEncodings.
void decode_single_byte(std::string_view bytes, Encoding encoding, ground::Utf8Writer& out);

// The byte for `code_point`, which is not ASCII; -1 if there is none.
int single_byte_of(char32_t code_point, Encoding encoding);

}  // namespace parser
