#include "crawler/control/control_words.h"

#include <fmt/format.h>

#include "storage/store/reasons.h"
#include "terminal/number_text.h"

namespace crawler {
namespace {

std::string effect_of_add(const std::string& url, const ControlKept& kept) {
  using storage::UrlState;
  if (kept.is_new || !kept.outcome) return fmt::format("added: {}", url);
  switch (kept.outcome->state) {
    case UrlState::kFetched:
      return fmt::format("known, and fetched already (status {}): {}", kept.outcome->status, url);
    case UrlState::kWaiting:
      return fmt::format("known, and waiting already: {}", url);
    case UrlState::kSkipped:
    case UrlState::kFailed:
      break;
  }
  return fmt::format("waits again, having been {} ({}): {}", name_of(kept.outcome->state),
                     name_of(kept.outcome->reason), url);
}

std::string of_host(const std::string& subject) { return subject == "*" ? "all hosts" : subject; }

std::string or_default(const std::string& value) {
  return value.empty() ? "as the options say" : value;
}

}  // namespace

std::string effect_of(const ControlCommand& command, const ControlKept& kept) {
  switch (command.verb) {
    case ControlVerb::kStatus:
      break;
    case ControlVerb::kPause:
      return "paused: running downloads end, nothing new starts";
    case ControlVerb::kResume:
      return "the crawl goes on";
    case ControlVerb::kStop:
      return "stopping: running downloads get up to 5 s; saved pages are safe";
    case ControlVerb::kDelay:
      return fmt::format("delay of {} in milliseconds: {}", of_host(command.subject),
                         or_default(command.value));
    case ControlVerb::kSlots:
      return fmt::format("downloads at a time from {}: {}", of_host(command.subject),
                         or_default(command.value));
    case ControlVerb::kSkip:
      return fmt::format("from now on left out: {}", command.subject);
    case ControlVerb::kUnskip:
      return fmt::format("no longer left out: {} ({} URLs wait again)", command.subject,
                         terminal::with_thousands(kept.came_back));
    case ControlVerb::kAdd:
      return effect_of_add(command.subject, kept);
    case ControlVerb::kLimit:
      return fmt::format("{}: {}", command.subject, or_default(command.value));
  }
  return "";
}

}  // namespace crawler
