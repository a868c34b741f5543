// TemplateCounts: the rows of a finding by the template that their pages come from, which is
// guessed by the shape of the address (url_shape): the same fault on 900 pages is one line. Memory:
// bounded; of more shapes than kMostShapes the later ones are not told apart. Thread: one owner.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

class TemplateCounts {
 public:
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
  std::map<std::string, Count, std::less<>> counts_;
  uint64_t rows_ = 0;
};

}  // namespace explore
