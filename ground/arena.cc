#include "ground/arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace ground {

Arena::~Arena() {
  while (first_ != nullptr) {
    Block* const next = first_->next;
    std::free(first_);
    first_ = next;
  }
}

void Arena::reset(std::size_t limit_bytes) {
  std::size_t kept = 0;
  Block** link = &first_;
  while (*link != nullptr) {
    Block* const block = *link;
    if (kept + block->bytes <= kKeptBytes) {
      kept += block->bytes;
      link = &block->next;
    } else {
      *link = block->next;
      std::free(block);
    }
  }
  limit_ = limit_bytes;
  used_before_ = 0;
  current_ = nullptr;
  cursor_ = end_ = nullptr;
  if (first_ != nullptr) enter(first_);
}

void Arena::enter(Block* block) {
  if (current_ != nullptr) used_before_ += static_cast<std::size_t>(cursor_ - current_->begin());
  current_ = block;
  cursor_ = block->begin();
  end_ = cursor_ + std::min(block->bytes, limit_ - used_before_);
}

Arena::Block* Arena::block_after(Block* block, std::size_t bytes) {
  Block** const link = block != nullptr ? &block->next : &first_;
  if (*link != nullptr && (*link)->bytes >= bytes) return *link;
  const std::size_t size = std::max(bytes, kBlockBytes);
  auto* const fresh = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  if (fresh == nullptr) return nullptr;
  fresh->next = *link;
  fresh->bytes = size;
  *link = fresh;
  return fresh;
}

void* Arena::allocate_slowly(std::size_t bytes) {
  const std::size_t used =
      used_before_ +
      (current_ != nullptr ? static_cast<std::size_t>(cursor_ - current_->begin()) : 0);
  // Compared without adding to `bytes`, which may be anything. A multiple of the alignment below
  // the limit cannot wrap.
  if (bytes > limit_ - used || limit_ - used - bytes < kAlignment) return nullptr;
  const std::size_t rounded = (bytes + (kAlignment - 1)) & ~(kAlignment - 1);
  Block* const block = block_after(current_, rounded);
  if (block == nullptr) return nullptr;
  enter(block);
  char* const piece = cursor_;
  cursor_ += rounded;
  return piece;
}

std::string_view Arena::store(std::string_view text) {
  if (text.empty()) return "";
  auto* const copy = static_cast<char*>(allocate(text.size()));
  if (copy == nullptr) return {};
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace ground
