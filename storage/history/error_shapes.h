// ErrorShapes: what the error pages of a host look like, so that one which says 200 is not taken
// for a page.
// Memory: 32 shapes. Thread: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store/records.h"

namespace storage {

struct PageShape {
  uint64_t content_hash = 0, simhash = 0;
  std::string title;
};
PageShape shape_of(const PageRecord& page);

// Whether a page with that status shows what an error looks like there.
constexpr bool shows_error(int status) {
  return status == 403 || status == 404 || status == 410 || status == 429 || status == 503;
}

class ErrorShapes {
 public:
  static constexpr std::size_t kMost = 32;

  // True: it is kept, as there was none like it and there is room.
  bool add(PageShape shape);
  // The same bytes; or the same title, and words that are hardly others.
  bool has(const PageShape& shape) const;

 private:
  std::vector<PageShape> shapes_;
};

// Whether the answer of a visit is no page but an error that says 200, or a bot wall, while `was`
// is neither.
bool is_soft_error(const PageRecord& page, const ErrorShapes& shapes, const PageShape& was);

}  // namespace storage
