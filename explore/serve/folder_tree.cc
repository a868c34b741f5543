#include "explore/serve/folder_tree.h"

#include <algorithm>

namespace explore {
namespace {

// "http://a.test/x/y/z?q" into "http://a.test", "x", "y": what stands behind the last slash of the
// path is no folder.
std::vector<std::string_view> steps_of(std::string_view url) {
  std::vector<std::string_view> steps;
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view whole = url.substr(0, url.find_first_of("?#"));
  std::size_t slash = whole.find('/', host);
  steps.push_back(whole.substr(0, slash));
  while (slash != std::string_view::npos && steps.size() <= FolderTree::kDeepest) {
    const std::size_t next = whole.find('/', slash + 1);
    if (next == std::string_view::npos) break;
    steps.push_back(whole.substr(slash + 1, next - slash - 1));
    slash = next;
  }
  return steps;
}

}  // namespace

void FolderTree::add(std::string_view url, uint64_t bytes, bool is_failure, uint64_t ms) {
  std::size_t at = 0;
  const auto count = [&](Folder& folder) {
    ++folder.pages;
    folder.bytes += bytes;
    folder.failures += is_failure ? 1 : 0;
    folder.total_ms += ms;
  };
  count(folders_[at]);
  for (const std::string_view step : steps_of(url)) {
    const auto found = folders_[at].inner.find(step);
    if (found != folders_[at].inner.end()) {
      at = found->second;
    } else {
      if (folders_.size() >= kMostFolders) return;
      const std::size_t made = folders_.size();
      folders_[at].inner.emplace(step, made);
      folders_.emplace_back().name = step;
      at = made;
    }
    count(folders_[at]);
  }
}

const FolderTree::Folder* FolderTree::find(std::string_view place) const {
  std::size_t at = 0;
  if (place.empty()) return folders_.data();
  std::string with_slash(place);
  if (!with_slash.ends_with('/')) with_slash += '/';
  for (const std::string_view step : steps_of(with_slash)) {
    const auto found = folders_[at].inner.find(step);
    if (found == folders_[at].inner.end()) return nullptr;
    at = found->second;
  }
  return &folders_[at];
}

}  // namespace explore
