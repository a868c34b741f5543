// The beginning of an update: what of the pages that are kept is due to be visited again. After
// going_on, and before the run begins in the store. Thread: the store's owner.
#pragma once

#include <functional>
#include <string>

#include "crawler/options/options.h"
#include "ground/result.h"
#include "storage/store/store.h"

namespace crawler {

// Does nothing without --update. `say`: hears what people should know. Errors: the store's.
ground::Result<void> visit_again(storage::Store& store, const Options& options,
                                 const std::function<void(const std::string&)>& say);

}  // namespace crawler
