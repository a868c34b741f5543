#include "crawler/policy/answers.h"

#include "crawler/fetch/header.h"
#include "crawler/fetch/retry_after.h"
#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

constexpr Milliseconds kLongestRetryAfter{3'600'000};

}  // namespace

storage::Reason reason_of(FetchOutcome outcome) {
  switch (outcome) {
    case FetchOutcome::kPrivateAddress:
      return storage::Reason::kPrivateAddress;
    case FetchOutcome::kDns:
      return storage::Reason::kDns;
    case FetchOutcome::kConnect:
      return storage::Reason::kConnect;
    case FetchOutcome::kTls:
      return storage::Reason::kTls;
    case FetchOutcome::kTimeout:
      return storage::Reason::kTimeout;
    case FetchOutcome::kTooSlow:
      return storage::Reason::kTooSlow;
    case FetchOutcome::kReset:
      return storage::Reason::kReset;
    case FetchOutcome::kProtocol:
      return storage::Reason::kProtocol;
    case FetchOutcome::kAnswered:
    case FetchOutcome::kOther:
      return storage::Reason::kOther;
  }
  return storage::Reason::kOther;
}

bool is_redirection(int status) { return status >= 300 && status < 400; }

bool is_overload(int status) { return status == 429 || status == 503; }

bool worth_another_try(int status) { return storage::may_pass(status); }

bool is_dead(FetchOutcome outcome) {
  return outcome == FetchOutcome::kConnect || outcome == FetchOutcome::kTls ||
         outcome == FetchOutcome::kPrivateAddress;
}

bool may_lie(const FetchedPage& head) {
  switch (head.outcome) {
    case FetchOutcome::kAnswered:
      // Servers that don't know HEAD answer 403, 404, 405, 500 or 501 to it. What asks for a name
      // and a password, or for patience, means every method.
      return head.status >= 400 && head.status != 401 && head.status != 407 &&
             !is_overload(head.status);
    case FetchOutcome::kReset:
    case FetchOutcome::kProtocol:
    case FetchOutcome::kTimeout:
      return true;
    default:
      return false;
  }
}

Courtesy courtesy_of_page(const FetchedPage& page, bool again) {
  const bool answered = page.outcome == FetchOutcome::kAnswered;
  if (answered && is_overload(page.status)) return Courtesy::kOverloaded;
  // An address that is not for us says nothing about the host behind it.
  const bool failed = answered ? page.status >= 500 : page.outcome != FetchOutcome::kPrivateAddress;
  if (!failed) return Courtesy::kGood;
  return again ? Courtesy::kFailedAgain : Courtesy::kFailed;
}

Courtesy courtesy_of_robots(const FetchedPage& page) {
  if (page.outcome != FetchOutcome::kAnswered) return Courtesy::kFailed;
  return is_overload(page.status) ? Courtesy::kOverloaded : Courtesy::kGood;
}

std::optional<Milliseconds> asked_wait(std::string_view value,
                                       std::chrono::system_clock::time_point wall_now) {
  return retry_after(value, wall_now, kLongestRetryAfter);
}

Judgement judge(const FetchedPage& page, const storage::Lease& lease, uint32_t retries,
                std::chrono::system_clock::time_point wall_now) {
  Judgement judgement;
  judgement.delay = backoff(lease.attempts + 1, lease.key.url);
  const bool last = lease.attempts >= retries;
  if (page.outcome == FetchOutcome::kAnswered) {
    if (!worth_another_try(page.status)) return judgement;
    if (is_overload(page.status)) {
      judgement.delay =
          asked_wait(header_value(page.headers, "retry-after"), wall_now).value_or(judgement.delay);
      judgement.host_wait = judgement.delay;
      judgement.host_wait_cause = "answered " + std::to_string(page.status);
    } else {
      judgement.host_failure = "answered " + std::to_string(page.status);
    }
    judgement.fate = last ? Judgement::Fate::kKeep : Judgement::Fate::kRetry;
    return judgement;
  }
  // An answer cut short again and again (a Content-Length that lies) is kept as far as it came.
  if (page.outcome == FetchOutcome::kReset && page.status > 0 && last) return judgement;
  judgement.reason = reason_of(page.outcome);
  judgement.detail = page.detail;
  judgement.addresses_doubtful = page.outcome == FetchOutcome::kConnect;
  const bool final =
      page.outcome == FetchOutcome::kPrivateAddress || page.outcome == FetchOutcome::kTls;
  judgement.fate = final || last ? Judgement::Fate::kFail : Judgement::Fate::kRetry;
  if (page.outcome != FetchOutcome::kPrivateAddress) judgement.host_failure = page.detail;
  return judgement;
}

}  // namespace crawler
