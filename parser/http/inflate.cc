// A few bytes can decompress to gigabytes, so output grows only up to the limit and one byte
// beyond, which proves that there was more. What came out before a fault is kept, since servers cut
// and mislabel bodies all the time and browsers show what they have. Codings are taken off in
// reverse order, each within the same limit.
#include "parser/http/inflate.h"

#include <brotli/decode.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <utility>

#define ZLIB_CONST  // next_in points to const
#include <zlib.h>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

enum class Coding { kGzip, kDeflate, kBrotli, kZstd };

// What comes out of one coding. It may grow one byte beyond max_bytes: that byte is the proof that
// there was more.
class BoundedOutput {
 public:
  BoundedOutput(std::string& text, std::size_t max_bytes, std::size_t input_bytes)
      : text_(text),
        max_bytes_(std::min(max_bytes, text.max_size() - 1)),
        first_room_(std::max(kLeastRoom, input_bytes < kMostGuess ? 4 * input_bytes : 0)) {
    text_.clear();
  }

  // Where to write next; empty at the limit.
  std::span<char> room() {
    if (size_ == text_.size())
      text_.resize(std::min(max_bytes_ + 1, std::max(first_room_, 2 * size_)));
    return std::span(text_).subspan(size_);
  }

  void advance(std::size_t written) { size_ += written; }
  bool empty() const { return size_ == 0; }

  InflateEnd finish(InflateEnd end) {
    const bool cut = size_ > max_bytes_;
    text_.resize(std::min(size_, max_bytes_));
    return cut ? InflateEnd::kCut : end;
  }

 private:
  static constexpr std::size_t kLeastRoom = 4096;
  static constexpr std::size_t kMostGuess = 1u << 20;  // beyond it the size is not guessed

  std::string& text_;
  const std::size_t max_bytes_;
  const std::size_t first_room_;  // HTML shrinks to about a quarter
  std::size_t size_ = 0;
};

// One state of zlib. Not kept from call to call: to reset an old one saves less than 2 % of the
// time that a page of 2 KB takes.
class Zlib {
 public:
  // `window_bits` as in inflateInit2: it tells the wrapper.
  explicit Zlib(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Zlib() { inflateEnd(&stream_); }
  Zlib(const Zlib&) = delete;
  Zlib& operator=(const Zlib&) = delete;

  // Takes one stream off the front of `in`.
  InflateEnd take_off(std::string_view& in, BoundedOutput& out) {
    for (;;) {
      const std::span<char> room = out.room();
      if (room.empty()) return InflateEnd::kCut;
      const uInt in_offered = count_of(in.size());
      const uInt out_offered = count_of(room.size());
      stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
      stream_.avail_in = in_offered;
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = out_offered;
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      in.remove_prefix(in_offered - stream_.avail_in);
      out.advance(out_offered - stream_.avail_out);
      if (status == Z_STREAM_END) return InflateEnd::kComplete;
      if (status != Z_OK) return InflateEnd::kCorrupt;  // Z_BUF_ERROR: the input ended early
    }
  }

  // For the next stream with the same wrapper; can't fail on a state that was set up.
  void restart() { inflateReset(&stream_); }

 private:
  static uInt count_of(std::size_t bytes) {
    return static_cast<uInt>(std::min<std::size_t>(bytes, std::numeric_limits<uInt>::max()));
  }

  z_stream stream_{};
};

// RFC 1952, 2.2: a file is a row of members. Whatever follows the last one is ignored.
InflateEnd take_off_gzip(std::string_view in, BoundedOutput& out) {
  constexpr std::string_view kMagic = "\x1F\x8B";
  constexpr int kGzipWrapper = MAX_WBITS + 16;
  Zlib zlib(kGzipWrapper);
  for (;;) {
    const InflateEnd end = zlib.take_off(in, out);
    if (end != InflateEnd::kComplete || !in.starts_with(kMagic)) return end;
    zlib.restart();
  }
}

// RFC 1950, 2.2: method 8, a window of up to 32 KB, and a check that makes it a multiple of 31.
bool has_zlib_header(std::string_view in) {
  if (in.size() < 2) return false;
  const unsigned first = static_cast<unsigned char>(in[0]);
  const unsigned second = static_cast<unsigned char>(in[1]);
  return (first & 0x0F) == 8 && (first >> 4) <= 7 && (first << 8 | second) % 31 == 0;
}

// "deflate" means the zlib format (RFC 9110, 8.4.1.2), but many servers send it raw.
InflateEnd take_off_deflate(std::string_view in, BoundedOutput& out) {
  if (has_zlib_header(in)) {
    std::string_view rest = in;
    const InflateEnd end = Zlib(MAX_WBITS).take_off(rest, out);
    if (end != InflateEnd::kCorrupt || !out.empty()) return end;
  }
  return Zlib(-MAX_WBITS).take_off(in, out);
}

struct FreeBrotli {
  void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
};

InflateEnd take_off_brotli(std::string_view in, BoundedOutput& out) {
  // Has no reset: a state serves one stream.
  const std::unique_ptr<BrotliDecoderState, FreeBrotli> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr));
  if (!state) throw std::bad_alloc();
  std::size_t in_left = in.size();
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  for (;;) {
    const std::span<char> room = out.room();
    if (room.empty()) return InflateEnd::kCut;
    std::size_t out_left = room.size();
    auto* next_out = reinterpret_cast<std::uint8_t*>(room.data());
    const BrotliDecoderResult status = BrotliDecoderDecompressStream(
        state.get(), &in_left, &next_in, &out_left, &next_out, nullptr);
    out.advance(room.size() - out_left);
    if (status == BROTLI_DECODER_RESULT_SUCCESS) return InflateEnd::kComplete;
    if (status != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return InflateEnd::kCorrupt;
  }
}

struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

using Zstd = std::unique_ptr<ZSTD_DCtx, FreeZstd>;

Zstd make_zstd() {
  constexpr int kWindowLogMax = 23;  // 8 MB: RFC 9659, 3, for the content coding
  Zstd zstd(ZSTD_createDCtx());
  if (!zstd || ZSTD_isError(ZSTD_DCtx_setParameter(zstd.get(), ZSTD_d_windowLogMax, kWindowLogMax)))
    throw std::bad_alloc();
  return zstd;
}

// zstd's context, kept from call to call: its tables are 160 KB, and it keeps the window's buffer.
ZSTD_DCtx* zstd_of_this_thread() {
  thread_local const Zstd zstd = make_zstd();
  ZSTD_DCtx_reset(zstd.get(), ZSTD_reset_session_only);
  return zstd.get();
}

// RFC 8878, 3.1: frames, and frames to be skipped, follow one another.
bool starts_with_zstd_frame(std::string_view in) {
  constexpr std::string_view kMagic = "\x28\xB5\x2F\xFD";
  constexpr std::string_view kSkippableTail = "\x2A\x4D\x18";  // after 0x50 to 0x5F
  return in.starts_with(kMagic) ||
         (in.size() >= 4 && (in[0] & 0xF0) == 0x50 && in.substr(1).starts_with(kSkippableTail));
}

InflateEnd take_off_zstd(std::string_view in, BoundedOutput& out) {
  ZSTD_DCtx* const zstd = zstd_of_this_thread();
  ZSTD_inBuffer from{in.data(), in.size(), 0};
  for (;;) {
    const std::span<char> room = out.room();
    if (room.empty()) return InflateEnd::kCut;
    ZSTD_outBuffer to{room.data(), room.size(), 0};
    const std::size_t status = ZSTD_decompressStream(zstd, &to, &from);
    out.advance(to.pos);
    if (ZSTD_isError(status)) return InflateEnd::kCorrupt;
    const bool frame_ended = status == 0;
    if (frame_ended && !starts_with_zstd_frame(in.substr(from.pos))) return InflateEnd::kComplete;
    const bool wants_input = to.pos < to.size;
    if (!frame_ended && wants_input && from.pos == from.size) return InflateEnd::kCorrupt;
  }
}

InflateEnd take_off(Coding coding, std::string_view in, std::size_t max_bytes,
                    std::string& output) {
  BoundedOutput out(output, max_bytes, in.size());
  // Servers put a coding's name on answers without a body, too.
  if (in.empty()) return out.finish(InflateEnd::kComplete);
  switch (coding) {
    case Coding::kGzip:
      return out.finish(take_off_gzip(in, out));
    case Coding::kDeflate:
      return out.finish(take_off_deflate(in, out));
    case Coding::kBrotli:
      return out.finish(take_off_brotli(in, out));
    case Coding::kZstd:
      return out.finish(take_off_zstd(in, out));
  }
  return out.finish(InflateEnd::kUnsupported);
}

std::optional<Coding> coding_named(std::string_view name) {
  if (ascii::equals(name, "gzip") || ascii::equals(name, "x-gzip")) return Coding::kGzip;
  if (ascii::equals(name, "deflate")) return Coding::kDeflate;
  if (ascii::equals(name, "br")) return Coding::kBrotli;
  if (ascii::equals(name, "zstd")) return Coding::kZstd;
  return std::nullopt;
}

// Codings that exist, but that nobody asked for: what they made can't be read.
bool is_foreign(std::string_view name) {
  constexpr std::string_view kForeign[] = {"compress", "x-compress",   "bzip2", "x-bzip2",
                                           "xz",       "lzma",         "sdch",  "dcb",
                                           "dcz",      "pack200-gzip", "exi"};
  return std::any_of(std::begin(kForeign), std::end(kForeign),
                     [&](std::string_view foreign) { return ascii::equals(name, foreign); });
}

// The codings of a Content-Encoding header, in the order in which they were put on. Names that
// nobody knows are passed over, as browsers do: "none", "utf-8" and "aws-chunked" are no codings,
// and what servers send with them is plain.
class CodingList {
 public:
  // False if one can't be taken off, or if there are too many.
  bool parse(std::string_view header) {
    while (!header.empty()) {
      const std::size_t end = std::min(header.find(','), header.size());
      const std::string_view name = ascii::trim(header.substr(0, end), " \t");
      header.remove_prefix(std::min(end + 1, header.size()));
      if (is_foreign(name)) return false;
      const auto coding = coding_named(name);
      if (!coding) continue;
      if (count_ == codings_.size()) return false;
      codings_[count_++] = *coding;
    }
    return true;
  }

  std::span<const Coding> all() const { return std::span(codings_).first(count_); }

 private:
  std::array<Coding, kMaxCodings> codings_{};
  std::size_t count_ = 0;
};

}  // namespace

InflateEnd inflate(std::string_view body, std::string_view codings, std::size_t max_bytes,
                   std::string& output, std::string_view& result) {
  CodingList list;
  if (!list.parse(codings)) {
    output.clear();
    result = output;
    return InflateEnd::kUnsupported;
  }
  std::span<const Coding> left = list.all();
  result = body;
  if (left.empty()) return InflateEnd::kComplete;
  InflateEnd end = take_off(left.back(), body, max_bytes, output);
  while (left = left.first(left.size() - 1), !left.empty()) {
    const std::string between = std::move(output);
    const bool whole = end == InflateEnd::kComplete;
    end = take_off(left.back(), between, max_bytes, output);
    if (!whole && end == InflateEnd::kComplete) end = InflateEnd::kCorrupt;
  }
  result = output;
  return end;
}

}  // namespace parser
