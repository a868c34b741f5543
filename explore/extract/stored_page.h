// Parses pages as a database holds them, a batch at a time and by several threads: parsing is the
// work, and SQLite wants one thread.
// Thread: a parser has one owner; in_parallel() is called by one thread and starts the others.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explore/file/stored_pages.h"
#include "ground/result.h"
#include "parser/page/page.h"

namespace explore {

// So many pages keep some threads at work for a while and fit into memory, large ones too.
inline constexpr std::size_t kBatchPages = 256;
inline constexpr std::size_t kBatchBytes = 32u << 20;  // of stored bodies

struct StoredPage {
  int64_t id = 0;
  int status = 0;
  std::string url, headers, zstd;
  bool has_body = true;  // false: only its headers were kept
};

class StoredPageParser {
 public:
  // Valid until the next call, as long as the page. Error (kCorrupt): it is damaged.
  ground::Result<const parser::ParsedPage*> parse(const StoredPage& page,
                                                  const parser::PageWishes& wishes);

 private:
  parser::PageParser parser_;
  std::string body_;
  HeaderLines headers_;
};

// What `make` (a parser of its own for each thread, a page) gives for each page, in their order.
// Throws std::bad_alloc if one of the threads has no memory left.
template <typename Answer, typename Page, typename Make>
std::vector<Answer> in_parallel(const std::vector<Page>& pages,
                                std::vector<std::unique_ptr<StoredPageParser>>& parsers,
                                Make&& make) {
  std::vector<std::optional<Answer>> made(pages.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> is_out_of_memory{false};
  const auto work = [&](StoredPageParser& parser) {
    try {
      for (std::size_t i = next++; i < pages.size(); i = next++)
        made[i].emplace(make(parser, pages[i]));
    } catch (const std::bad_alloc&) {
      is_out_of_memory = true;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(parsers.size(), pages.size()); ++i)
      threads.emplace_back(work, std::ref(*parsers[i]));
    work(*parsers[0]);
  }
  if (is_out_of_memory) throw std::bad_alloc();
  std::vector<Answer> answers;
  answers.reserve(made.size());
  for (std::optional<Answer>& answer : made) answers.push_back(std::move(*answer));
  return answers;
}

}  // namespace explore
