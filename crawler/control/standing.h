// What was asked of earlier runs and holds for the next one. Thread: one that may ask the store.
#pragma once

#include <vector>

#include "ground/result.h"
#include "storage/store/control.h"
#include "storage/store/store.h"

namespace crawler {

// Before the run begins. A limit is of the work at hand: it is over, and the log says so, when a
// run has ended by itself, by the limit or because nothing was left; whoever stopped or killed it
// finds the limit as it was. All else stands until it is taken back. Errors: those of the store.
ground::Result<std::vector<storage::ControlRecord>> standing_controls(storage::Store& store);

}  // namespace crawler
