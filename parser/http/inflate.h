// Takes content codings off: gzip, deflate (zlib and raw), br, zstd; bounded. The only user of
// zlib, brotli and zstd's decoder. Thread: any; each thread keeps a zstd decoder for its next call
// and frees it when it ends. Errors: a corrupt or truncated coding yields what was decoded before
// the fault; std::bad_alloc if memory runs out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parser {

enum class InflateEnd {
  kComplete,
  kCut,          // max_bytes reached; the output holds exactly max_bytes
  kCorrupt,      // bad data or early end; the output holds what could be read
  kUnsupported,  // a coding that can't be read, or more than kMaxCodings; the output is empty
};

inline constexpr int kMaxCodings = 2;  // real servers send one; a proxy may add a second

// `codings`: the value of Content-Encoding ("gzip", "gzip, br"); x-gzip is known. Names that are
// those of no coding ("none", "utf-8") count as identity: the body is left as it is. If there is
// nothing to take off, `output` is left untouched and `result` is `body` itself. Otherwise `result`
// views `output`, whose capacity is reused and grows with what comes out; `body` must not lie in
// it. What comes out of each coding is bounded by max_bytes. Bytes behind the end of a coding are
// ignored, as browsers do.
InflateEnd inflate(std::string_view body, std::string_view codings, std::size_t max_bytes,
                   std::string& output, std::string_view& result);

}  // namespace parser
