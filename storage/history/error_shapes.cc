// Nobody is asked: a false "error" would keep a page from ever changing, so both title and words
// must be those of an error page, and the page that is known must not look so itself.
#include "storage/history/error_shapes.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "ground/ascii.h"
#include "ground/bot_wall.h"

namespace storage {
namespace {

constexpr int kNearBits = 3;
constexpr std::size_t kMostTitle = 300;

bool is_like(const PageShape& a, const PageShape& b) {
  if (a.content_hash != 0 && a.content_hash == b.content_hash) return true;
  return a.simhash != 0 && b.simhash != 0 && a.title == b.title &&
         std::popcount(a.simhash ^ b.simhash) <= kNearBits;
}

}  // namespace

PageShape shape_of(const PageRecord& page) {
  return {page.content_hash, page.simhash, page.title.substr(0, kMostTitle)};
}

bool ErrorShapes::add(PageShape shape) {
  const bool is_empty = shape.content_hash == 0;
  if (is_empty || shapes_.size() == kMost || has(shape)) return false;
  shapes_.push_back(std::move(shape));
  return true;
}

bool ErrorShapes::has(const PageShape& shape) const {
  return std::any_of(shapes_.begin(), shapes_.end(),
                     [&](const PageShape& known) { return is_like(known, shape); });
}

bool is_soft_error(const PageRecord& page, const ErrorShapes& shapes, const PageShape& was) {
  const auto header = [&](std::string_view name) -> std::optional<std::string_view> {
    for (const Header& each : page.headers)
      if (ground::ascii::same_but_for_case(each.name, name)) return each.value;
    return std::nullopt;
  };
  if (ground::is_bot_wall(page.status, page.title, page.size, header))
    return !ground::is_title_of_wall(was.title);
  return page.status == 200 && shapes.has(shape_of(page)) && !shapes.has(was);
}

}  // namespace storage
