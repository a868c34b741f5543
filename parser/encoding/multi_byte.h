// The legacy multi-byte encodings of the Encoding Standard, and UTF-16.
// Thread: pure. Errors: none; what the standard calls an error becomes U+FFFD, and an ASCII byte
// that follows a broken sequence is kept, so no markup is swallowed.
// Source: https://encoding.spec.whatwg.org/, the "decoder" of each encoding.
#pragma once

#include <string_view>

#include "ground/utf8.h"

namespace parser {

void decode_gb18030(std::string_view bytes,
                    ground::Utf8Writer& out);  // GBK too: they share a decoder
void decode_big5(std::string_view bytes, ground::Utf8Writer& out);
void decode_euc_jp(std::string_view bytes, ground::Utf8Writer& out);
void decode_iso_2022_jp(std::string_view bytes, ground::Utf8Writer& out);
void decode_shift_jis(std::string_view bytes, ground::Utf8Writer& out);
void decode_euc_kr(std::string_view bytes, ground::Utf8Writer& out);

enum class ByteOrder { kLittleEndian, kBigEndian };
void decode_utf16(std::string_view bytes, ByteOrder order, ground::Utf8Writer& out);

}  // namespace parser
