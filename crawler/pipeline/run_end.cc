#include "crawler/pipeline/run_end.h"

#include <algorithm>
#include <utility>

#include "crawler/policy/admission.h"
#include "crawler/policy/answers.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

using storage::UrlState;

// One step of those seeds whose outcome is a redirect: where in `outcomes`, and where it leads.
struct Step {
  std::vector<std::size_t> places;
  std::vector<ground::UrlKey> targets;
  std::vector<std::string> urls;  // of the targets
};

Step next_step(const Outcomes& outcomes, const std::vector<std::size_t>& places) {
  Step step;
  for (const std::size_t place : places) {
    const auto& outcome = outcomes[place];
    if (!outcome || outcome->state != UrlState::kFetched || outcome->redirect_to.empty()) continue;
    parser::Url url;
    if (url.assign(outcome->redirect_to) != parser::UrlStatus::kOk) continue;
    url.normalise();
    step.places.push_back(place);
    step.targets.push_back(parser::key_of(url));
    step.urls.emplace_back(url.href());
  }
  return step;
}

}  // namespace

ground::Result<SeedEnds> ends_of_seeds(std::span<const ground::UrlKey> seeds,
                                       const LookUp& look_up) {
  auto found = look_up(seeds);
  if (!found) return found.error();
  SeedEnds ends{std::move(*found), std::vector<LeftOut>(seeds.size())};
  Outcomes at = ends.outcomes;  // where the redirects have led so far
  std::vector<std::size_t> places(at.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  for (uint32_t hop = 0; hop < Admission::kMaxHops; ++hop) {
    Step step = next_step(at, places);
    if (step.places.empty()) break;
    auto targets = look_up(step.targets);
    if (!targets) return targets.error();
    for (std::size_t i = 0; i < step.places.size(); ++i) {
      const std::size_t place = step.places[i];
      at[place] = std::move((*targets)[i]);
      if (!at[place]) continue;
      if (at[place]->state == UrlState::kWaiting || is_unavailable(*at[place]))
        ends.outcomes[place] = at[place];
      if (at[place]->state == UrlState::kSkipped)
        ends.left_out[place] = {std::move(step.urls[i]), at[place]->reason};
    }
    places = std::move(step.places);
  }
  return ends;
}

bool is_unavailable(const storage::UrlOutcome& outcome) {
  return outcome.state == UrlState::kFailed ||
         (outcome.state == UrlState::kFetched && worth_another_try(outcome.status));
}

bool found_nothing_again(const storage::VisitCounts& visits) {
  return !visits.visits.empty() && visits.changes.empty() &&
         std::all_of(visits.visits.begin(), visits.visits.end(),
                     [](const auto& one) { return one.first == storage::VisitOutcome::kError; });
}

std::string reason_at_end(std::string reason, const RunClosed& facts) {
  if (reason != name_of(storage::EndReason::kFinished)) return reason;
  const Outcomes& seeds = facts.seeds;
  const bool all = !seeds.empty() && std::all_of(seeds.begin(), seeds.end(), [](const auto& seed) {
    return seed && is_unavailable(*seed);
  });
  const bool unavailable =
      facts.stats.waiting + facts.stats.due > 0 || all || found_nothing_again(facts.visits);
  return unavailable ? std::string(name_of(storage::EndReason::kHostsUnavailable)) : reason;
}

}  // namespace crawler
