// RenderedReader: reads what a browser made of a page as the page itself would be read, and says
// what came of rendering it: how much is there only with scripts, what was asked for, what went
// wrong. Thread: one for each worker. Errors: std::runtime_error or std::bad_alloc if memory runs
// out. Lifetime: what read() gives holds until the next call.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "parser/page/page.h"
#include "storage/history/delta.h"
#include "storage/store/render_record.h"

namespace crawler {

// What a page may leave behind of itself while it is rendered; more is cut.
inline constexpr std::size_t kMostConsoleRecords = 200;
inline constexpr std::size_t kMostConsoleBytes = 2'000;  // of a text, and of a source
inline constexpr std::size_t kMostResourceRecords = 2'000;

class RenderedReader {
 public:
  // The rendered page of `work`, which has one, with the headers and as the type that it came with
  // (`plain`: the page as it came). Its body begins
  // with a byte order mark: whatever the headers say, it is UTF-8 to all who read it.
  const parser::ParsedPage& read(const PageWork& work, const parser::ParsedPage& plain,
                                 const parser::PageLimits& limits,
                                 const parser::PageWishes& wishes);

  // Makes a zstd frame.
  using Compress = std::function<std::string(std::string_view)>;
  struct Kept {
    bool bodies = true;
    Compress compress;
  };
  // `plain` is the page as it came, `read` what read() has just given; null: it came to nothing.
  storage::RenderRecord record(RenderedPage rendered, const parser::ParsedPage& plain,
                               const parser::ParsedPage* read, const Kept& kept);

 private:
  // Few pages are rendered, or all: who renders none has no parser for it.
  std::unique_ptr<parser::PageParser> parser_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string url_, body_;
  storage::Delta delta_;
};

// Of the page as its scripts leave it: characters of visible text in lines that it did not come
// with, and targets of links for people that it did not have.
struct ScriptGain {
  uint64_t text = 0;
  uint32_t links = 0;
};
ScriptGain script_gain(const parser::ParsedPage& plain, const parser::ParsedPage& rendered);

}  // namespace crawler
