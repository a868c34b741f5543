// A crawl of one page into a temporary database: the page is fetched like any other, with
// robots.txt, redirects and limits, by a separate process of this program.
// Thread: main. Blocks until the crawl has ended; Ctrl-C ends it.
#pragma once

#include <memory>
#include <string>

#include "ground/result.h"

namespace explore {

class OnePageCrawl {
 public:
  // `config`: crawl's options as TOML, "" for none.
  // Errors: no place for it, or the crawl failed and said why itself (kIo); kInterrupted.
  static ground::Result<std::unique_ptr<OnePageCrawl>> of(const std::string& url,
                                                          const std::string& config);
  ~OnePageCrawl();
  OnePageCrawl(const OnePageCrawl&) = delete;
  OnePageCrawl& operator=(const OnePageCrawl&) = delete;

  std::string db() const { return folder_ + "/crawl.db"; }

 private:
  explicit OnePageCrawl(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace explore
