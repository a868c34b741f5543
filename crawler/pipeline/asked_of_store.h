// What was asked of a crawl while it runs, done in the store and kept in its log. Thread: the
// store's. Errors: those of the store; the same may be asked again.
#pragma once

#include "crawler/pipeline/pipeline.h"
#include "ground/result.h"
#include "storage/store/store.h"

namespace crawler {

ground::Result<ControlKept> do_as_asked(storage::Store& store, const ControlWork& work);

}  // namespace crawler
