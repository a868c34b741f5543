#include "explore/findings/template_counts.h"

#include <algorithm>

#include "explore/audit/url_shape.h"

namespace explore {

void TemplateCounts::add(std::string_view url) {
  constexpr std::size_t kLongest = 2'000;
  if (!url.starts_with("http://") && !url.starts_with("https://")) return;
  ++rows_;
  std::string shape = url_shape(url.substr(0, kLongest));
  const auto known = counts_.find(shape);
  if (known != counts_.end()) {
    ++known->second.rows;
  } else if (counts_.size() < kMostShapes) {
    counts_.emplace(std::move(shape), Count{std::string(url.substr(0, kLongest)), 1});
  }
}

std::vector<TemplateCounts::Template> TemplateCounts::most() const {
  std::vector<Template> templates;
  if (rows_ < kFewestRows) return templates;
  for (const auto& [shape, count] : counts_)
    if (count.rows > 1) templates.push_back({shape, count.example, count.rows});
  std::stable_sort(templates.begin(), templates.end(),
                   [](const Template& a, const Template& b) { return a.rows > b.rows; });
  if (templates.size() > kMostShown) templates.resize(kMostShown);
  return templates;
}

}  // namespace explore
