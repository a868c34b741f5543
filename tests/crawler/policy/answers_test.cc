#include "crawler/policy/answers.h"

#include <gtest/gtest.h>

#include "crawler/policy/backoff.h"

namespace crawler {
namespace {

using Fate = Judgement::Fate;

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1'700'000'000)};
constexpr uint32_t kRetries = 3;

FetchedPage answer(int status, const std::string& retry_after = "") {
  FetchedPage page;
  page.outcome = FetchOutcome::kAnswered;
  page.status = status;
  if (!retry_after.empty()) page.headers.emplace_back("retry-after", retry_after);
  return page;
}

FetchedPage broken(FetchOutcome outcome) {
  FetchedPage page;
  page.outcome = outcome;
  page.detail = "as libcurl says it";
  return page;
}

Judgement judged(const FetchedPage& page, uint32_t attempts = 0) {
  storage::Lease lease;
  lease.key.url = 7;
  lease.attempts = attempts;
  return judge(page, lease, kRetries, kNow);
}

TEST(Answers, MostStatusesAreKeptAndSayNothingOfTheHost) {
  for (const int status : {200, 204, 301, 304, 400, 403, 404, 410}) {
    const Judgement judgement = judged(answer(status));
    EXPECT_EQ(judgement.fate, Fate::kKeep) << status;
    EXPECT_FALSE(judgement.host_wait || judgement.host_failure) << status;
    EXPECT_EQ(courtesy_of_page(answer(status)), Courtesy::kGood) << status;
  }
}

TEST(Answers, WhatMayPassIsTriedAgainAndKeptAsItIsInTheEnd) {
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(judged(answer(status)).fate, Fate::kRetry) << status;
    EXPECT_EQ(judged(answer(status), kRetries - 1).fate, Fate::kRetry) << status;
    EXPECT_EQ(judged(answer(status), kRetries).fate, Fate::kKeep) << status;
  }
}

TEST(Answers, AServerThatHasTooMuchToDoIsLeftAloneAsLongAsItAsks) {
  for (const int status : {429, 503}) {
    const Judgement judgement = judged(answer(status, "120"));
    EXPECT_EQ(judgement.host_wait, Milliseconds{120'000}) << status;
    EXPECT_EQ(judgement.delay, Milliseconds{120'000}) << status;
    EXPECT_FALSE(judgement.host_failure) << status;
    EXPECT_EQ(courtesy_of_page(answer(status)), Courtesy::kOverloaded) << status;
    EXPECT_EQ(courtesy_of_robots(answer(status)), Courtesy::kOverloaded) << status;
  }
  // In the end too, when its answer is kept.
  EXPECT_EQ(judged(answer(429, "120"), kRetries).host_wait, Milliseconds{120'000});
}

TEST(Answers, NobodyIsLeftAloneForMoreThanAnHour) {
  EXPECT_EQ(asked_wait("86400", kNow), Milliseconds{3'600'000});
  EXPECT_EQ(asked_wait("Fri, 31 Dec 9999 23:59:59 GMT", kNow), Milliseconds{3'600'000});
  EXPECT_EQ(asked_wait("soon", kNow), std::nullopt);
}

TEST(Answers, WithoutRetryAfterTheWaitDoublesWithEachTry) {
  EXPECT_EQ(judged(answer(503)).host_wait, backoff(1, 7));
  EXPECT_EQ(judged(answer(503), 2).host_wait, backoff(3, 7));
  EXPECT_EQ(judged(answer(500), 2).delay, backoff(3, 7));
}

TEST(Answers, AServerErrorIsAFailureOfTheHostButNotWhenItIsOfRobotsTxt) {
  EXPECT_EQ(judged(answer(500)).host_failure, "answered 500");
  EXPECT_EQ(judged(answer(408)).host_failure, "answered 408");
  EXPECT_EQ(courtesy_of_page(answer(500)), Courtesy::kFailed);
  EXPECT_EQ(courtesy_of_page(answer(408)), Courtesy::kGood);
  EXPECT_EQ(courtesy_of_robots(answer(500)), Courtesy::kGood);
  EXPECT_EQ(courtesy_of_robots(broken(FetchOutcome::kTimeout)), Courtesy::kFailed);
}

TEST(Answers, WithoutAnAnswerTheUrlIsTriedAgainThenFails) {
  for (const auto outcome :
       {FetchOutcome::kDns, FetchOutcome::kConnect, FetchOutcome::kTimeout, FetchOutcome::kTooSlow,
        FetchOutcome::kReset, FetchOutcome::kProtocol, FetchOutcome::kOther}) {
    const Judgement judgement = judged(broken(outcome));
    EXPECT_EQ(judgement.fate, Fate::kRetry);
    EXPECT_EQ(judgement.reason, reason_of(outcome));
    EXPECT_EQ(judgement.detail, "as libcurl says it");
    EXPECT_EQ(judgement.host_failure, "as libcurl says it");
    EXPECT_EQ(judgement.addresses_doubtful, outcome == FetchOutcome::kConnect);
    EXPECT_EQ(judged(broken(outcome), kRetries).fate, Fate::kFail);
    EXPECT_EQ(courtesy_of_page(broken(outcome)), Courtesy::kFailed);
  }
}

TEST(Answers, AForbiddenAddressFailsAtOnceAndIsNoFaultOfTheHost) {
  const Judgement judgement = judged(broken(FetchOutcome::kPrivateAddress));
  EXPECT_EQ(judgement.fate, Fate::kFail);
  EXPECT_EQ(judgement.reason, storage::Reason::kPrivateAddress);
  EXPECT_FALSE(judgement.host_failure);
  EXPECT_EQ(courtesy_of_page(broken(FetchOutcome::kPrivateAddress)), Courtesy::kGood);
  EXPECT_EQ(judged(broken(FetchOutcome::kTls)).fate, Fate::kFail);
}

TEST(Answers, AnAnswerCutShortAgainAndAgainIsKeptAsFarAsItCame) {
  FetchedPage cut = broken(FetchOutcome::kReset);
  cut.status = 200;
  EXPECT_EQ(judged(cut).fate, Fate::kRetry);
  const Judgement last = judged(cut, kRetries);
  EXPECT_EQ(last.fate, Fate::kKeep);
  EXPECT_FALSE(last.host_failure);
}

TEST(Answers, DeadIsAHostThatCanNotBeSpokenTo) {
  EXPECT_TRUE(is_dead(FetchOutcome::kConnect));
  EXPECT_TRUE(is_dead(FetchOutcome::kTls));
  EXPECT_TRUE(is_dead(FetchOutcome::kPrivateAddress));
  EXPECT_FALSE(is_dead(FetchOutcome::kTimeout));
  EXPECT_FALSE(is_dead(FetchOutcome::kReset));
}

}  // namespace
}  // namespace crawler
