// Ring: the running machine. Builds loop, fetcher, resolver, parser pool and store thread around a
// Crawl, runs them, and reports how the crawl ended.
// Thread: made, run and destroyed by one thread, which is the loop's thread meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/progress/summary.h"
#include "parser/extract/rules.h"
#include "storage/store/store.h"

namespace crawler {

class Ring {
 public:
  // Errors: throws std::runtime_error if a file named in the options can't be used. To be asked
  // before the store is opened, so that a slip of the pen changes nothing.
  static void check_files(const Options& options);
  // A crawl on `store`. What is referred to outlives the ring. `rules` fill the tables that the
  // store was opened with; null: there are none.
  // Errors: throws std::runtime_error if a file named in the options can't be used.
  Ring(const Options& options, const std::vector<Seed>& seeds, storage::Store& store,
       const parser::Rules* rules = nullptr);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // For a crawl that goes on for ever: called on the loop whenever nothing is due. Before run().
  void when_idle(std::function<void()> use);

  // Lets people steer the crawl while it runs, by a socket beside its database, which is a file.
  // `standing`: what they asked of earlier runs, see standing_controls(). Before run(). Where there
  // can be no socket the crawl says so and runs all the same.
  void steer(std::vector<storage::ControlRecord> standing);

  // Runs the whole crawl, once. SIGINT, SIGTERM and SIGHUP stop it in order; a second one ends the
  // process at once, which is safe at any moment.
  SummaryFacts run();

 private:
  class Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace crawler
