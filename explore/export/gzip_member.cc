#include "explore/export/gzip_member.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace explore {
namespace {

// Of 1 to 12: where a further level costs more time than it saves room.
constexpr int kLevel = 1;

// Room that is not given back between members.
constexpr std::size_t kKept = 16u << 20;

struct Free {
  void operator()(libdeflate_compressor* compressor) const {
    libdeflate_free_compressor(compressor);
  }
};

struct Packer {
  std::unique_ptr<libdeflate_compressor, Free> compressor{libdeflate_alloc_compressor(kLevel)};
  // Not a string: nobody needs it filled with zeros before it is written.
  std::unique_ptr<char[]> room;
  std::size_t size = 0;
};

}  // namespace

void append_gzip_member(std::string_view bytes, std::string* out) {
  thread_local Packer packer;
  if (!packer.compressor) throw std::bad_alloc();
  const std::size_t most = libdeflate_gzip_compress_bound(packer.compressor.get(), bytes.size());
  if (packer.size < most) {
    packer.size = std::max(most, 2 * packer.size);
    packer.room.reset(new char[packer.size]);
  }
  const std::size_t size = libdeflate_gzip_compress(packer.compressor.get(), bytes.data(),
                                                    bytes.size(), packer.room.get(), packer.size);
  // It gives 0 only where the room is too small.
  if (size == 0) throw std::logic_error("libdeflate's bound is too small");
  out->append(packer.room.get(), size);
  if (packer.size > kKept) packer = {std::move(packer.compressor), nullptr, 0};
}

}  // namespace explore
