// TemplateCounts: the rows of a finding by the template that their pages come from, which is
// guessed by the shape of the address (url_shape): the same fault on 900 pages is one line. Memory:
// bounded; of more shapes than kMostShapes the later ones are not told apart. Thread: one owner.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace explore {

class TemplateCounts {
 public:
  TemplateCounts() = default;
  TemplateCounts(const TemplateCounts&) = delete;
  TemplateCounts& operator=(const TemplateCounts&) = delete;

  // The first column of a row; what is no http(s) URL is not counted.
  void add(std::string_view url);

  struct Template {
    std::string shape, example;
    uint64_t rows = 0;
  };
  // Those of two rows and more, the most rows first; none if that would say no more than the rows.
  std::vector<Template> most() const;

  static constexpr std::size_t kMostShapes = 2'000;
  static constexpr std::size_t kMostShown = 20;
  static constexpr uint64_t kFewestRows = 10;

 private:
  struct Count {
    std::string example;
    uint64_t rows = 0;
  };
  // By shape; what is in it stays where it is.
  std::unordered_map<std::string, Count> counts_;
  std::pair<const std::string, Count>* last_ = nullptr;  // counted
  std::string shape_;                                    // room that is kept
  uint64_t rows_ = 0;
};

}  // namespace explore
