// RunEnd's facts: what a run that found nothing left to do has really come to: hosts that did not
// answer are no end that was asked for. Thread: the store's; pure but for the questions it asks.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "ground/result.h"
#include "ground/url_key.h"
#include "storage/store/records.h"

namespace crawler {

using Outcomes = std::vector<std::optional<storage::UrlOutcome>>;
struct SeedEnds {
  Outcomes outcomes;
  std::vector<LeftOut> left_out;
};
using LookUp = std::function<ground::Result<Outcomes>(std::span<const ground::UrlKey>)>;

// What became of the seeds. Of one that redirects to what failed or waits: of that, so that
// http://a.example/ is not well where https://a.example/ has no valid certificate.
// And where one redirects to what was left out: to what, and why.
// Errors: those of `look_up`.
ground::Result<SeedEnds> ends_of_seeds(std::span<const ground::UrlKey> seeds,
                                       const LookUp& look_up);

// Did it bring nothing, for the moment: no answer, or one that is worth another try?
bool is_unavailable(const storage::UrlOutcome& outcome);

// Did all visits of an update fail, so that all is as it was for all that it knows?
bool found_nothing_again(const storage::VisitCounts& visits);

// The end reason of a run that was to end with `reason`: where it "finished" although URLs wait,
// each seed is unavailable, or each visit failed, hosts are unavailable. Of `facts` the numbers,
// the seeds and the visits have to be there.
std::string reason_at_end(std::string reason, const RunClosed& facts);

}  // namespace crawler
