// A gzip member (RFC 1952) of bytes that are there as a whole. The only user of libdeflate, which
// packs twice as fast as zlib and a little smaller.
// Thread: any; each thread keeps a compressor for its next call and frees it when it ends.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// The same bytes give the same member: it has no name and no time in it.
void append_gzip_member(std::string_view bytes, std::string* out);

}  // namespace explore
