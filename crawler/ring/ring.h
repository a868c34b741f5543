// Ring: the running machine. Puts loop, fetcher, resolver, parser pool and store thread together
// around a Crawl, runs them, and says how it ended. Thread: run_crawl() is called by main and is
// the loop's thread until it returns.
#pragma once

#include <memory>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/progress/summary.h"
#include "parser/extract/rules.h"
#include "storage/store/store.h"

namespace crawler {

// Runs a whole crawl on `store`. SIGINT, SIGTERM and SIGHUP stop it in order; a second one ends the
// process at once, which is safe at any moment. `rules` fill the tables that the store was opened
// with; null: there are none. Throws std::runtime_error if a file named in the
// options can't be used.
SummaryFacts run_crawl(const Options& options, const std::vector<Seed>& seeds,
                       storage::Store& store, const parser::Rules* rules = nullptr);

}  // namespace crawler
