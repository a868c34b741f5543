#include "parser/html/aside.h"

#include <algorithm>

#include "ground/kept_room.h"

namespace parser {
namespace {

// 16 MB. A page with more has them in the tree.
constexpr std::size_t kMostAside = 500'000;

}  // namespace

void AsideAttributes::clear() {
  ground::empty_and_shrink(tags_);
  ground::empty_and_shrink(attributes_);
}

bool AsideAttributes::add(std::size_t place, const AsideAttribute& attribute) {
  if (attributes_.size() >= kMostAside || place > UINT32_MAX) return false;
  const auto at = static_cast<uint32_t>(place);
  if (tags_.empty() || tags_.back().place != at)
    tags_.push_back({at, static_cast<uint32_t>(attributes_.size())});
  attributes_.push_back(attribute);
  return true;
}

std::span<const AsideAttribute> AsideAttributes::attributes_of(std::size_t tag) const {
  const std::size_t end = tag + 1 < tags_.size() ? tags_[tag + 1].first : attributes_.size();
  return std::span(attributes_).subspan(tags_[tag].first, end - tags_[tag].first);
}

std::span<const AsideAttribute> AsideAttributes::Reader::of(std::size_t place) {
  const std::vector<Tag>& tags = all_->tags_;
  const bool is_next = (next_ == tags.size() || tags[next_].place >= place) &&
                       (next_ == 0 || tags[next_ - 1].place < place);
  if (!is_next)
    next_ = static_cast<std::size_t>(
        std::lower_bound(tags.begin(), tags.end(), place,
                         [](const Tag& tag, std::size_t wanted) { return tag.place < wanted; }) -
        tags.begin());
  if (next_ == tags.size() || tags[next_].place != place) return {};
  return all_->attributes_of(next_++);
}

}  // namespace parser
