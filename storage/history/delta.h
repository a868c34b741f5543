// Delta: bytes as what differs from other bytes: a zstd frame that has the others as its prefix
// (ZSTD_CCtx_refPrefix), with a checksum and without the number that frames begin with. What is
// like them costs next to nothing. Thread: one for each. Errors: std::runtime_error if zstd has no
// memory; what is no delta of these bytes is nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

class Delta {
 public:
  Delta();
  ~Delta();

  // `bytes` as what differs from `base`, which may be empty.
  std::string make(std::string_view bytes, std::string_view base);

  // What make() was given. Nothing if `delta` is damaged, was made of another base, or stands for
  // more than `max_bytes`. Whole frames are read, too.
  std::optional<std::string> apply(std::string_view delta, std::string_view base,
                                   std::size_t max_bytes);

  // It begins with the number of a frame (RFC 8878 3.1.1), as no delta of make() does.
  static bool is_whole_frame(std::string_view delta);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace storage
