// A crawl of one page into a temporary database: the page is fetched like any other, with
// robots.txt, redirects and limits, by a separate process of this program.
// Thread: main. Blocks until the crawl has ended; Ctrl-C ends it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "explore/command/crawl_process.h"
#include "ground/result.h"

namespace explore {

class OnePageCrawl {
 public:
  // `config`: crawl's options as TOML, "" for none.
  // Errors: no place for it, or the crawl failed and said why itself (kIo); kInterrupted.
  static ground::Result<std::unique_ptr<OnePageCrawl>> of(const std::string& url,
                                                          const std::string& config);

  std::string db() const { return folder_->file("crawl.db"); }

 private:
  explicit OnePageCrawl(std::unique_ptr<PassingFolder> folder) : folder_(std::move(folder)) {}

  std::unique_ptr<PassingFolder> folder_;
};

}  // namespace explore
