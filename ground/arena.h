// Memory that is handed out piece by piece and taken back all at once. Blocks are kept between
// pages, so a warm arena asks the system for nothing.
// Thread: one owner at a time. Errors: no memory, or the limit reached, is a null pointer.
// Lifetime: what was handed out stays readable, where it is, until reset() or the end of the arena.
#pragma once

#include <cstddef>
#include <string_view>

namespace ground {

class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Takes everything back; the next pieces may be `limit_bytes` together. Keeps kKeptBytes of
  // blocks at most, so that one monster page does not pin its memory.
  void reset(std::size_t limit_bytes);

  // Aligned for any pointer or integer. Null if there is no room.
  void* allocate(std::size_t bytes) {
    const std::size_t rounded = (bytes + (kAlignment - 1)) & ~(kAlignment - 1);
    if (rounded < bytes || rounded > static_cast<std::size_t>(end_ - cursor_))
      return allocate_slowly(bytes);
    char* const piece = cursor_;
    cursor_ += rounded;
    return piece;
  }

  // A copy of `text`; a null view ("" whose data() is null) if there is no room.
  std::string_view store(std::string_view text);

#ifdef CRAWL_FUZZ
  // Each piece is an allocation of its own: AddressSanitizer sees who steps over its end.
  static constexpr std::size_t kKeptBytes = 0;
#else
  static constexpr std::size_t kKeptBytes = 8u << 20;
#endif

 private:
  struct Block {
    Block* next;
    std::size_t bytes;  // after this header
    char* begin() { return reinterpret_cast<char*>(this + 1); }
  };
  static constexpr std::size_t kAlignment = alignof(void*);
  // Large enough that a page of usual size needs one, small enough for a hundred workers.
  static constexpr std::size_t kBlockBytes = kKeptBytes == 0 ? 0 : 512u << 10;

  void* allocate_slowly(std::size_t bytes);
  Block* block_after(Block* block, std::size_t bytes);
  void enter(Block* block);

  Block* first_ = nullptr;
  Block* current_ = nullptr;
  char* cursor_ = nullptr;
  char* end_ = nullptr;
  std::size_t limit_ = 0;
  std::size_t used_before_ = 0;  // in the blocks before current_
};

}  // namespace ground
