// What a start on an existing crawl goes on with: whether the file is that of its seeds, which of
// its URLs are wanted by today's options, and what failed and is tried again. Before the run begins
// in the store, whose last run is then still the one before. Who is killed meanwhile leaves a mark
// (Store::begin_settling), so that the next start, whatever its options, looks at all URLs again.
// Thread: the store's owner. Memory: a few thousand URLs, however many there are; and with
// --add-seeds the file's seeds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "ground/result.h"
#include "storage/store/control.h"
#include "storage/store/store.h"

namespace crawler {

struct GoingOn {
  std::string refusal;      // why this file is not to be gone on with, "" if it is
  std::vector<Seed> seeds;  // of the run: those given, with --add-seeds also those of the file
  uint64_t max_pages = 0;   // of the run, see Options: who joins others has theirs
  // What was asked of earlier runs and holds for this one; go_on() leaves it to who steers.
  std::vector<storage::ControlRecord> standing = {};
};

// `say`: hears what people should know, a sentence at a time. Errors: those of the store.
ground::Result<GoingOn> go_on(storage::Store& store, const Options& options,
                              std::vector<Seed> seeds,
                              const std::function<void(const std::string&)>& say);

}  // namespace crawler
