// Joining: what a process has to agree on with those that are at work on the same crawl, since each
// judges for all of them the URLs that it finds.
// Thread: pure.
#pragma once

#include <string>

#include "crawler/options/kept_options.h"
#include "crawler/options/options.h"

namespace crawler {

// Why a process with these options can't join those that began with `theirs`, with what to do; ""
// if it can. `seed_digest`: of its seeds, see digest_of(). Secrets are not compared: nobody keeps
// them.
std::string why_not_join(const Options& options, const std::string& seed_digest,
                         const PastOptions& theirs);

}  // namespace crawler
