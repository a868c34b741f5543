#include "storage/history/delta.h"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace storage {
namespace {

// Pages that change are few, so what a better search costs is small; it finds moved parts.
constexpr int kLevel = 9;
// Base and bytes must both be in the window: pages of 10 MB with their texts. A frame of a larger
// one is read too, if it says so itself: the bound is on memory.
constexpr int kLeastWindowLog = 10, kMostWindowLog = 27;

// As bytes, the lowest first. What make() leaves begins with a frame header descriptor, of which
// one bit, set here, is reserved and never set (RFC 8878 3.1.1.1.1.4).
constexpr std::string_view kMagicNumber = "\x28\xb5\x2f\xfd";

int window_log(std::size_t bytes) {
  return std::clamp(static_cast<int>(std::bit_width(bytes)), kLeastWindowLog, kMostWindowLog);
}

}  // namespace

struct Delta::Contexts {
  ZSTD_CCtx* compress = ZSTD_createCCtx();
  ZSTD_DCtx* decompress = ZSTD_createDCtx();
  Contexts() = default;
  Contexts(const Contexts&) = delete;
  Contexts& operator=(const Contexts&) = delete;
  ~Contexts() {
    ZSTD_freeCCtx(compress);
    ZSTD_freeDCtx(decompress);
  }
};

Delta::Delta() : contexts_(std::make_unique<Contexts>()) {}
Delta::~Delta() = default;

std::string Delta::make(std::string_view bytes, std::string_view base) {
  ZSTD_CCtx* context = contexts_->compress;
  ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log(bytes.size() + base.size()));
  // What has moved is far away.
  ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_refPrefix(context, base.data(), base.size());
  std::string delta(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context, delta.data(), delta.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
  delta.resize(size);
  delta.erase(0, kMagicNumber.size());
  return delta;
}

bool Delta::is_whole_frame(std::string_view delta) { return delta.starts_with(kMagicNumber); }

std::optional<std::string> Delta::apply(std::string_view delta, std::string_view base,
                                        std::size_t max_bytes) {
  std::string frame;
  if (!is_whole_frame(delta)) delta = frame.append(kMagicNumber).append(delta);
  const unsigned long long size = ZSTD_getFrameContentSize(delta.data(), delta.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > max_bytes)
    return std::nullopt;
  ZSTD_DCtx* context = contexts_->decompress;
  ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, kMostWindowLog);
  ZSTD_DCtx_refPrefix(context, base.data(), base.size());
  std::string bytes(static_cast<std::size_t>(size), '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(context, bytes.data(), bytes.size(), delta.data(), delta.size());
  if (ZSTD_isError(got) || got != bytes.size()) return std::nullopt;
  return bytes;
}

}  // namespace storage
