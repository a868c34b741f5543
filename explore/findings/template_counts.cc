#include "explore/findings/template_counts.h"

#include <algorithm>
#include <tuple>

#include "explore/audit/url_shape.h"

namespace explore {

void TemplateCounts::add(std::string_view url) {
  constexpr std::size_t kLongest = 2'000;
  if (!url.starts_with("http://") && !url.starts_with("https://")) return;
  ++rows_;
  url = url.substr(0, kLongest);
  shape_.clear();
  append_url_shape(url, shape_);
  // Rows are mostly in the order of their URLs.
  if (last_ != nullptr && last_->first == shape_) {
    ++last_->second.rows;
    return;
  }
  auto known = counts_.find(shape_);
  if (known == counts_.end()) {
    if (counts_.size() == kMostShapes) return;
    known = counts_.emplace(shape_, Count{std::string(url), 0}).first;
  }
  ++known->second.rows;
  last_ = &*known;
}

std::vector<TemplateCounts::Template> TemplateCounts::most() const {
  std::vector<Template> templates;
  if (rows_ < kFewestRows) return templates;
  for (const auto& [shape, count] : counts_)
    if (count.rows > 1) templates.push_back({shape, count.example, count.rows});
  std::sort(templates.begin(), templates.end(), [](const Template& a, const Template& b) {
    return std::tie(b.rows, a.shape) < std::tie(a.rows, b.shape);
  });
  if (templates.size() > kMostShown) templates.resize(kMostShown);
  return templates;
}

}  // namespace explore
