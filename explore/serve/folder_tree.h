// FolderTree: the hosts and their folders, with what was fetched below them.
// Memory: bounded by kMostFolders and kDeepest; anything beyond counts for the folder above.
// Thread: one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

class FolderTree {
 public:
  struct Folder {
    std::string name;  // "http://a.test", then "docs"
    uint64_t pages = 0;
    uint64_t bytes = 0;
    uint64_t failures = 0;  // status from 400
    uint64_t total_ms = 0;
    std::map<std::string, std::size_t, std::less<>> inner;  // name to index
  };

  FolderTree() : folders_(1) {}

  // `url`: in normal form.
  void add(std::string_view url, uint64_t bytes, bool is_failure, uint64_t ms);

  const Folder& folder(std::size_t index) const { return folders_[index]; }
  // That of "http://a.test/docs/" ("": all hosts); null if there is none.
  const Folder* find(std::string_view place) const;

  static constexpr std::size_t kMostFolders = 50'000;
  static constexpr std::size_t kDeepest = 12;

 private:
  std::vector<Folder> folders_;
};

}  // namespace explore
