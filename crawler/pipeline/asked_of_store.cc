// The log comes last: what it says was done has been done.
#include "crawler/pipeline/asked_of_store.h"

#include <utility>
#include <vector>

#include "parser/url/url.h"

namespace crawler {
namespace {

using ground::Result;

constexpr std::size_t kAtOnce = 2'000;

Result<void> offer(storage::Store& store, const storage::NewUrl& url, ControlKept& kept) {
  auto outcomes = store.look_up({&url.key, 1});
  if (!outcomes) return outcomes.error();
  kept.outcome = std::move(outcomes->front());
  auto fresh = store.add({&url, 1});
  if (!fresh) return fresh.error();
  kept.is_new = *fresh > 0;
  const bool is_over = kept.outcome && (kept.outcome->state == storage::UrlState::kSkipped ||
                                        kept.outcome->state == storage::UrlState::kFailed);
  if (!is_over) return {};
  const storage::Resettlement wanted{0, url.key, storage::Reason::kNone};
  auto settled = store.resettle({&wanted, 1});
  return settled ? Result<void>() : Result<void>(settled.error());
}

Result<uint64_t> bring_back(storage::Store& store,
                            const std::function<bool(std::string_view)>& is_wanted) {
  uint64_t came = 0;
  storage::SurveyRequest request{storage::UrlSort::kUndecided, {storage::Reason::kByHand}};
  request.max_urls = kAtOnce;
  while (true) {
    auto found = store.survey(request);
    if (!found) return found.error();
    if (found->empty()) return came;
    request.after = found->back().after;
    std::vector<storage::Resettlement> wanted;
    for (const storage::KnownUrl& known : *found) {
      parser::Url url;
      if (known.state != storage::UrlState::kSkipped || !is_wanted(known.url)) continue;
      if (url.assign(known.url) != parser::UrlStatus::kOk) continue;
      wanted.push_back({known.place, parser::key_of(url), storage::Reason::kNone, known.role});
    }
    if (wanted.empty()) continue;
    auto settled = store.resettle(wanted);
    if (!settled) return settled.error();
    came += *settled;
  }
}

}  // namespace

Result<ControlKept> do_as_asked(storage::Store& store, const ControlWork& work) {
  ControlKept kept;
  kept.id = work.id;
  if (work.url)
    if (auto offered = offer(store, *work.url, kept); !offered) return offered.error();
  if (work.wanted_back) {
    auto came = bring_back(store, work.wanted_back);
    if (!came) return came.error();
    kept.came_back = *came;
  }
  if (auto logged = store.keep_control(work.record); !logged) return logged.error();
  return kept;
}

}  // namespace crawler
