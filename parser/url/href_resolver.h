// The hrefs of one page to normal forms and keys. Navigation repeats its links, so what was
// resolved is remembered by the words of the attribute for as long as the page lasts. Thread: one
// per worker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ground/arena.h"
#include "parser/url/url.h"
#include "parser/url/url_view.h"

namespace parser {

struct ResolvedHref {
  std::string_view raw;
  std::string_view url;  // normal form; "" if `raw` names nothing that can be fetched
  UrlParts parts;        // of `url`
  ground::UrlKey key;

  UrlView target() const { return {url, parts}; }
};

class HrefResolver {
 public:
  // Forgets the page before. The URLs of this one may take `max_bytes` together.
  void begin(std::size_t max_bytes);
  // What follows is relative to `base`, which must live as long.
  void set_base(const Url& base);
  // The reference holds until the next call, its url until begin(); `raw` must live as
  // long.
  const ResolvedHref& resolve(std::string_view raw);
  // True if a URL was lost because `max_bytes` were used up.
  bool full() const { return full_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t generation = 0;
    uint32_t index = 0;
  };
  static constexpr std::size_t kSlots = 1024;  // several times the links of a page of usual size
  // Longer ones are data: and javascript: for the most part, and are not worth the hashing.
  static constexpr std::size_t kMaxRemembered = 1024;

  const ResolvedHref& resolve_anew(std::string_view raw);

  std::array<Slot, kSlots> slots_{};  // direct-mapped: a newcomer takes the place
  uint32_t generation_ = 0;           // slots of another generation are empty
  std::vector<ResolvedHref> resolved_;
  ground::Arena strings_;
  Url url_;
  const Url* base_ = nullptr;
  bool full_ = false;
};

}  // namespace parser
