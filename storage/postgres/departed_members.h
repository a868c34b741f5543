// What members leave behind that are none any more: their rows in crawl.member, and what they have
// counted in crawl.tally and crawl.arrival. Of a fleet that runs for long, whose processes come and
// go, the tables have rows of those that live and of one more, who stands for all the others.
// Thread: the store's.
#pragma once

#include "ground/result.h"
#include "storage/postgres/server/connection.h"

namespace storage {

// May be repeated, by several at once, and at any time. Errors: the connection is lost. What else
// stands in the way is left for the next time.
ground::Result<void> gather_departed(Connection& server);

}  // namespace storage
