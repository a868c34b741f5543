#include "explore/export/gzip_member.h"

#include <libdeflate.h>

#include <memory>
#include <new>
#include <stdexcept>

namespace explore {
namespace {

// Of 1 to 12: where a further level costs more time than it saves room.
constexpr int kLevel = 3;

struct Free {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

libdeflate_compressor* compressor() {
  thread_local const std::unique_ptr<libdeflate_compressor, Free> kept(
      libdeflate_alloc_compressor(kLevel));
  if (!kept) throw std::bad_alloc();
  return kept.get();
}

}  // namespace

void append_gzip_member(std::string_view bytes, std::string* out) {
  libdeflate_compressor* const packer = compressor();
  const std::size_t before = out->size();
  const std::size_t room = libdeflate_gzip_compress_bound(packer, bytes.size());
  out->resize(before + room);
  const std::size_t size =
      libdeflate_gzip_compress(packer, bytes.data(), bytes.size(), out->data() + before, room);
  // It gives 0 only where the room is too small.
  if (size == 0) throw std::logic_error("libdeflate's bound is too small");
  out->resize(before + size);
}

}  // namespace explore
