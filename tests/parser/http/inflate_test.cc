#include "parser/http/inflate.h"

#include <brotli/encode.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using parser::InflateEnd;
using namespace std::string_view_literals;

constexpr std::size_t kPlenty = 1u << 20;
constexpr int kGzip = MAX_WBITS + 16;
constexpr int kZlib = MAX_WBITS;
constexpr int kRaw = -MAX_WBITS;

std::string deflated(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  EXPECT_EQ(BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                  reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                  reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_TRUE);
  out.resize(size);
  return out;
}

std::string zstd(std::string_view text, int window_log = 0) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  if (window_log) {
    // Without the content's size the frame names its window, and the decoder must provide it.
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
  }
  std::string out(ZSTD_compressBound(text.size()) + 64, '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{text.data(), text.size(), 0};
  // A flush first: with the whole input in one call the window would shrink to it.
  if (window_log) ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_flush);
  EXPECT_EQ(ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end), 0u);
  out.resize(to.pos);
  return out;
}

struct Inflated {
  InflateEnd end;
  std::string text;
  std::size_t capacity;
};

Inflated inflated(std::string_view body, std::string_view codings,
                  std::size_t max_bytes = kPlenty) {
  std::string output = "what was there before";
  std::string_view result;
  const InflateEnd end = parser::inflate(body, codings, max_bytes, output, result);
  return {end, std::string(result), output.capacity()};
}

std::string page_of(std::size_t bytes) {
  std::string text;
  for (std::uint64_t n = 1; text.size() < bytes; ++n)
    text += "<p class=\"item\">" + std::to_string(n * n * 2654435761) + "</p>\n";
  text.resize(bytes);
  return text;
}

struct Coded {
  std::string_view name;
  std::string bytes;
};

std::vector<Coded> every_coding_of(std::string_view text) {
  return {{"gzip", deflated(text, kGzip)},
          {"x-gzip", deflated(text, kGzip)},
          {"deflate", deflated(text, kZlib)},
          {"deflate", deflated(text, kRaw)},
          {"br", brotli(text)},
          {"zstd", zstd(text)}};
}

TEST(Inflate, RoundTripOfEveryCoding) {
  for (const std::size_t size : {0u, 1u, 100u, 4095u, 4096u, 4097u, 300'000u}) {
    const std::string text = page_of(size);
    for (const Coded& coded : every_coding_of(text)) {
      const Inflated got = inflated(coded.bytes, coded.name);
      EXPECT_EQ(got.end, InflateEnd::kComplete) << coded.name << ' ' << size;
      EXPECT_TRUE(got.text == text) << coded.name << ' ' << size;
    }
  }
}

// RFC 9110, 8.4: names are case-insensitive, a list may have empty elements.
TEST(Inflate, ListsAreReadAsHttpReadsThem) {
  const std::string gzip = deflated("text", kGzip);
  for (const auto codings :
       {"GZip"sv, " gzip "sv, ",gzip,, "sv, "identity, gzip"sv, "gzip,\tidentity"sv})
    EXPECT_EQ(inflated(gzip, codings).text, "text") << codings;
}

TEST(Inflate, WithoutACodingTheBodyItselfIsTheResult) {
  const std::string body = "plain";
  for (const auto codings : {""sv, "identity"sv, " , "sv}) {
    std::string output = "untouched";
    std::string_view result;
    EXPECT_EQ(parser::inflate(body, codings, 1, output, result), InflateEnd::kComplete);
    EXPECT_EQ(result.data(), body.data());
    EXPECT_EQ(output, "untouched");
  }
}

TEST(Inflate, ACodingThatNobodyKnowsLeavesTheBodyAsItIs) {
  const std::string body = "<p>plain";
  for (const auto codings : {"none"sv, "utf-8"sv, "binary"sv, "aws-chunked"sv, "8bit"sv,
                             "br gzip"sv, "text/html"sv, "none, utf-8, identity"sv}) {
    std::string output = "untouched";
    std::string_view result;
    EXPECT_EQ(parser::inflate(body, codings, 100, output, result), InflateEnd::kComplete)
        << codings;
    EXPECT_EQ(result.data(), body.data()) << codings;
    EXPECT_EQ(output, "untouched") << codings;
  }
  for (const auto codings : {"aws-chunked,gzip"sv, "gzip, aws-chunked"sv, "none, gzip"sv})
    EXPECT_EQ(inflated(deflated("text", kGzip), codings).text, "text") << codings;
}

TEST(Inflate, ACodingThatCannotBeReadIsUnsupported) {
  for (const auto codings : {"compress"sv, "gzip, sdch"sv, "X-Compress"sv, "none, dcz"sv,
                             "gzip, gzip, gzip"sv, "gzip, none, gzip, gzip"sv}) {
    const Inflated got = inflated("body", codings);
    EXPECT_EQ(got.end, InflateEnd::kUnsupported) << codings;
    EXPECT_EQ(got.text, "") << codings;
  }
}

TEST(Inflate, AnEmptyBodyIsCompleteInAnyCoding) {
  for (const auto codings : {"gzip"sv, "deflate"sv, "br"sv, "zstd"sv, "gzip, br"sv}) {
    const Inflated got = inflated("", codings);
    EXPECT_EQ(got.end, InflateEnd::kComplete) << codings;
    EXPECT_EQ(got.text, "") << codings;
  }
}

TEST(Inflate, NestedCodingsComeOffInReverseOrder) {
  const std::string text = page_of(50'000);
  for (const Coded& inner : every_coding_of(text)) {
    for (const Coded& outer : every_coding_of(inner.bytes)) {
      const std::string codings = std::string(inner.name) + ", " + std::string(outer.name);
      const Inflated got = inflated(outer.bytes, codings);
      EXPECT_EQ(got.end, InflateEnd::kComplete) << codings;
      EXPECT_TRUE(got.text == text) << codings;
    }
  }
}

TEST(Inflate, AFaultInTheOuterCodingShows) {
  const std::string text = page_of(50'000);
  std::string outer = deflated(deflated(text, kGzip), kGzip);
  outer[outer.size() - 5] ^= 1;  // of the check sum
  const Inflated got = inflated(outer, "gzip, gzip");
  EXPECT_EQ(got.end, InflateEnd::kCorrupt);
  EXPECT_TRUE(got.text == text);
}

// RFC 1952, 2.2.
TEST(Inflate, GzipMembersFollowOneAnother) {
  const std::string body = deflated("one ", kGzip) + deflated("", kGzip) + deflated("two", kGzip);
  EXPECT_EQ(inflated(body, "gzip").text, "one two");
}

// RFC 8878, 3.1.
TEST(Inflate, ZstdFramesFollowOneAnotherAndSomeAreSkipped) {
  const std::string skipped("\x5A\x2A\x4D\x18\x03\0\0\0abc", 11);
  const std::string body = skipped + zstd("one ") + skipped + zstd("two") + skipped;
  const Inflated got = inflated(body, "zstd");
  EXPECT_EQ(got.end, InflateEnd::kComplete);
  EXPECT_EQ(got.text, "one two");
}

TEST(Inflate, BytesBehindTheEndAreIgnored) {
  for (const Coded& coded : every_coding_of("text")) {
    for (const auto garbage : {"\0\0\0\0"sv, "<html>"sv, "\x1F"sv}) {
      const Inflated got = inflated(coded.bytes + std::string(garbage), coded.name);
      EXPECT_EQ(got.end, InflateEnd::kComplete) << coded.name;
      EXPECT_EQ(got.text, "text") << coded.name;
    }
  }
}

TEST(Inflate, EveryEarlyEndIsCorruptAndKeepsWhatCame) {
  const std::string text = page_of(20'000);
  for (const Coded& coded : every_coding_of(text)) {
    for (std::size_t length = 1; length < coded.bytes.size(); length += 1 + length / 50) {
      const Inflated got = inflated(std::string_view(coded.bytes).substr(0, length), coded.name);
      EXPECT_EQ(got.end, InflateEnd::kCorrupt) << coded.name << ' ' << length;
      EXPECT_TRUE(text.starts_with(got.text)) << coded.name << ' ' << length;
    }
  }
}

TEST(Inflate, MostOfATruncatedPageIsRead) {
  const std::string text = page_of(300'000);
  for (const Coded& coded : every_coding_of(text)) {
    const auto half = std::string_view(coded.bytes).substr(0, coded.bytes.size() / 2);
    EXPECT_GT(inflated(half, coded.name).text.size(), text.size() / 4) << coded.name;
  }
}

TEST(Inflate, AFlippedBitAnywhereIsHarmless) {
  const std::string text = page_of(2'000);
  for (Coded& coded : every_coding_of(text)) {
    for (std::size_t at = 0; at < coded.bytes.size(); ++at) {
      for (const int bit : {1, 16, 128}) {
        coded.bytes[at] = static_cast<char>(coded.bytes[at] ^ bit);
        const Inflated got = inflated(coded.bytes, coded.name, 10'000);
        EXPECT_LE(got.text.size(), 10'000u) << coded.name << ' ' << at;
        coded.bytes[at] = static_cast<char>(coded.bytes[at] ^ bit);
      }
    }
  }
}

TEST(Inflate, NoiseIsCorrupt) {
  const std::string noise(1000, '\xFF');
  for (const auto codings : {"gzip"sv, "deflate"sv, "br"sv, "zstd"sv}) {
    const Inflated got = inflated(noise, codings);
    EXPECT_EQ(got.end, InflateEnd::kCorrupt) << codings;
    EXPECT_EQ(got.text, "") << codings;
  }
}

TEST(Inflate, TheLimitItselfIsNoCut) {
  const std::string text = page_of(10'000);
  for (const Coded& coded : every_coding_of(text)) {
    EXPECT_EQ(inflated(coded.bytes, coded.name, text.size()).end, InflateEnd::kComplete);
    const Inflated got = inflated(coded.bytes, coded.name, text.size() - 1);
    EXPECT_EQ(got.end, InflateEnd::kCut) << coded.name;
    EXPECT_TRUE(got.text == text.substr(0, text.size() - 1)) << coded.name;
    EXPECT_EQ(inflated(coded.bytes, coded.name, 0).end, InflateEnd::kCut) << coded.name;
    EXPECT_EQ(inflated(coded.bytes, coded.name, SIZE_MAX).end, InflateEnd::kComplete) << coded.name;
  }
}

TEST(Inflate, ABombIsCutExactlyAndInLittleMemory) {
  constexpr std::size_t kLimit = 100'000;
  const std::string zeros(4u << 20, '\0');
  for (const Coded& coded : every_coding_of(zeros)) {
    const Inflated got = inflated(coded.bytes, coded.name, kLimit);
    EXPECT_EQ(got.end, InflateEnd::kCut) << coded.name;
    EXPECT_EQ(got.text.size(), kLimit) << coded.name;
    EXPECT_LE(got.capacity, 2 * kLimit) << coded.name;
  }
}

TEST(Inflate, ABombInABombIsBoundedAtEachStep) {
  constexpr std::size_t kLimit = 100'000;
  const std::string inner = deflated(std::string(4u << 20, '\0'), kGzip);
  std::string many;
  while (many.size() < 4 * kLimit) many += inner;
  const Inflated got = inflated(deflated(many, kGzip), "gzip, gzip", kLimit);
  EXPECT_EQ(got.end, InflateEnd::kCut);
  EXPECT_EQ(got.text.size(), kLimit);
}

TEST(Inflate, TheLimitIsNotAllocatedInAdvance) {
  EXPECT_LE(inflated(deflated("small", kGzip), "gzip", 1u << 30).capacity, 10'000u);
}

// RFC 9659, 3: a window of up to 8 MB.
TEST(Inflate, AZstdWindowBeyondEightMegabytesIsRefused) {
  const std::string text = page_of(10'000);
  EXPECT_TRUE(inflated(zstd(text, 23), "zstd").text == text);
  const Inflated got = inflated(zstd(text, 24), "zstd");
  EXPECT_EQ(got.end, InflateEnd::kCorrupt);
  EXPECT_EQ(got.text, "");
}

TEST(Inflate, ARawStreamThatLooksLikeZlibIsStillRead) {
  // A stored block of one byte, its padding bits such that 0x78 0x01 is a header of zlib as well;
  // then an empty last block.
  EXPECT_EQ(inflated("\x78\x01\x00\xFE\xFF"
                     "a"
                     "\x01\x00\x00\xFF\xFF"sv,
                     "deflate")
                .text,
            "a");
}

TEST(Inflate, ACutOrBrokenCallLeavesNothingForTheNext) {
  const std::string text = page_of(200'000);
  for (const Coded& coded : every_coding_of(text)) {
    inflated(coded.bytes, coded.name, 1000);
    inflated(std::string_view(coded.bytes).substr(0, 1000), coded.name);
    EXPECT_TRUE(inflated(coded.bytes, coded.name).text == text) << coded.name;
  }
}

TEST(Inflate, ThreadsDoNotShareTheirDecoders) {
  const std::string text = page_of(100'000);
  const std::vector<Coded> codings = every_coding_of(text);
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n)
    threads.emplace_back([&] {
      for (const Coded& coded : codings)
        EXPECT_TRUE(inflated(coded.bytes, coded.name).text == text) << coded.name;
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(Inflate, TheCapacityIsReused) {
  const std::string body = deflated(page_of(10'000), kGzip);
  std::string output;
  output.reserve(100'000);
  const char* const place = output.data();
  std::string_view result;
  parser::inflate(body, "gzip", kPlenty, output, result);
  EXPECT_EQ(result.data(), place);
}

}  // namespace
