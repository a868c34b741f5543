#include "crawler/resume/visiting_again.h"

#include <fmt/format.h>

#include "terminal/number_text.h"

namespace crawler {
namespace {

// One transaction each: short, whatever the size of the file.
constexpr std::size_t kAtOnce = 2'000;

storage::UpdatePlan plan_of(const Options& options) {
  storage::UpdatePlan plan;
  plan.all = options.revisit.count() == 0;
  if (!plan.all) plan.revisit = options.revisit;
  plan.revisit_min = options.revisit_min;
  plan.revisit_max = options.revisit_max;
  plan.keep_versions = options.keep_versions;
  return plan;
}

}  // namespace

ground::Result<void> visit_again(storage::Store& store, const Options& options,
                                 const std::function<void(const std::string&)>& say) {
  if (!options.update) return {};
  auto begun = store.begin_update(plan_of(options));
  if (!begun) return begun.error();
  if (begun->known == 0) return {};
  if (begun->goes_on) say("going on with the update that was cut off");
  storage::DueUrls due;
  do {
    auto queued = store.queue_due(kAtOnce);
    if (!queued) return queued.error();
    due = *queued;
  } while (due.queued > 0);
  auto stats = store.stats();
  if (!stats) return stats.error();
  std::string words =
      fmt::format("{} of {} known URLs are due to be visited again",
                  terminal::with_thousands(stats->due), terminal::with_thousands(begun->known));
  if (stats->due == 0 && due.next)
    words += fmt::format(", the next in {}; --revisit 0 visits all now",
                         terminal::duration_text(*due.next));
  say(words);
  return {};
}

}  // namespace crawler
