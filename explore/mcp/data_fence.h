// DataFence: marks what pages, servers and addresses say as the data of others, for a reader that
// might take it for instructions.
//
// What is marked stands between two lines with one random mark, drawn anew for each answer: a page
// can't know it when it is written, and so can neither end the data nor begin any.
// Thread: pure, but for the system's source of chance.
#pragma once

#include <string>
#include <string_view>

namespace explore {

class DataFence {
 public:
  // `data` is looked at only to make sure that the mark is not in it.
  explicit DataFence(std::string_view data);

  // The data between its lines, and before them a line that says what they mean.
  std::string around(std::string_view data) const;

  // What around() takes of an answer, in tokens at most.
  static constexpr std::size_t kTokens = 200;

 private:
  std::string mark_;
};

// Text for a model: without control characters, marks of direction, and characters that nobody
// sees and a model reads (tags, U+E0000 to U+E01EF). What is no UTF-8 becomes U+FFFD.
std::string text_for_model(std::string_view text);

}  // namespace explore
