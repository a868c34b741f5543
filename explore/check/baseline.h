// Baseline: an earlier crawl that a check is compared with, finding by finding.
// Memory: 18 bytes for each row of one finding, of kMostRows at most.
// Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "explore/check/examined_crawl.h"
#include "explore/check/row_identity.h"

namespace explore {

class Baseline {
 public:
  static constexpr std::size_t kMostRows = 4'000'000;

  // `crawl`: what is checked; it and `map` outlive this. Errors: as of ExaminedCrawl.
  static ground::Result<std::unique_ptr<Baseline>> open(const std::string& path,
                                                        ExaminedCrawl& crawl, const UrlMap& map);

  // Reads what the baseline has of the finding. Errors: of its database; too many rows (kIo).
  ground::Result<void> begin(const Finding& finding);
  // Whether it has this row; which then is neither fixed nor unknown.
  bool knows(const Identity& identity);
  // What was not asked for since begin(): rows that are gone, and those of which the crawl says
  // nothing, since it did not cover what they are about.
  struct Rest {
    uint64_t fixed = 0, unknown = 0;
  };
  Rest rest() const;

  // "" or a sentence: what the baseline looked at and the crawl did not, so that nothing is fixed.
  const std::string& note() const { return note_; }
  // Whether the baseline is one state of its file to the end.
  ground::Result<void> check() const { return crawl_->check(); }

 private:
  struct Known {
    Identity identity;
    bool is_covered;
    bool is_met = false;
  };
  Baseline(std::unique_ptr<ExaminedCrawl> baseline, ExaminedCrawl& crawl, const UrlMap& map);
  bool covers(const std::vector<std::string_view>& urls);

  std::unique_ptr<ExaminedCrawl> crawl_;
  ExaminedCrawl& now_;
  const UrlMap& map_;
  bool is_finished_;
  std::string note_;
  std::vector<Known> known_;  // by identity, each once
};

}  // namespace explore
