// ShorterWays: what follows from a shorter way to a page that is kept. Its links were offered with
// a depth that is too great now, and what --max-depth left out behind them may be near enough. So
// they are judged and offered once more, and so on behind the pages that are nearer because of it.
// Thread: the store's. Errors: the store's; then it may be called again, and goes on.
#pragma once

#include "crawler/policy/admission.h"
#include "ground/result.h"
#include "storage/store/store.h"

namespace crawler {

// Until no page of the store is nearer than its links say. Holds the links of a few pages at a
// time.
ground::Result<void> follow_shorter_ways(storage::Store& store, const Admission& admission);

}  // namespace crawler
