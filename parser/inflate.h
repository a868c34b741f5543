// Content codings taken off: gzip, deflate (zlib and raw), br, zstd; bounded. The only user of
// zlib, brotli and zstd's decoder. Thread: pure. Errors: a corrupt or truncated coding yields what
// came out before the fault.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parser {

enum class InflateEnd {
  kComplete,
  kCut,          // max_bytes reached; the output holds exactly max_bytes
  kCorrupt,      // bad data or early end; the output holds what could be read
  kUnsupported,  // an unknown coding, or more than kMaxCodings of them; the output is empty
};

inline constexpr int kMaxCodings = 2;  // real servers send one; a proxy may add a second

// `codings`: the value of Content-Encoding ("gzip", "gzip, br"); identity and x-gzip are known. If
// there is nothing to take off, `output` is left untouched and `result` is `body` itself. Otherwise
// `result` views `output`.
InflateEnd inflate(std::string_view body, std::string_view codings, std::size_t max_bytes,
                   std::string& output, std::string_view& result);

}  // namespace parser
