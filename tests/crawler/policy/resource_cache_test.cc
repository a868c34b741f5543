#include "crawler/policy/resource_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crawler {
namespace {

using std::chrono::seconds;
using storage::Header;
using What = ResourceCache::Found::What;
using Waiters = std::vector<ResourceCache::Waiter>;

class Cached : public testing::Test {
 protected:
  static ResourceWish wish(const std::string& url, std::vector<Header> headers = {},
                           const std::string& site = "a.test") {
    ResourceWish made;
    made.url = url;
    made.headers = std::move(headers);
    made.site = site;
    return made;
  }
  static KeptResource answer(std::vector<Header> headers, const std::string& body = "body",
                             int status = 200) {
    return {status, "HTTP/1.1 200 OK", std::move(headers), body};
  }
  ResourceCache::Found find(const ResourceWish& wanted) {
    return cache_.find(++last_, wanted, now_);
  }
  // One that is to be asked for, and its answer.
  ResourceCache::Settled ask(const ResourceWish& wanted, KeptResource given) {
    EXPECT_EQ(find(wanted).what, What::kAsk) << wanted.url;
    return cache_.answered(last_, std::move(given), now_);
  }

  ResourceCache cache_{100'000};
  ResourceCache::TimePoint now_{};
  ResourceCache::Waiter last_ = 0;
};

TEST_F(Cached, WhatIsGoodIsGivenUntilItIsNot) {
  ask(wish("http://a.test/a.js"), answer({{"Cache-Control", "max-age=60"}}));
  now_ += seconds(59);
  const auto found = find(wish("http://a.test/a.js"));
  ASSERT_EQ(found.what, What::kKept);
  EXPECT_EQ(found.answer->body, "body");
  now_ += seconds(1);
  EXPECT_EQ(find(wish("http://a.test/a.js")).what, What::kAsk);
}

TEST_F(Cached, OneRequestIsUnderWayAndTheOthersWaitForIt) {
  EXPECT_EQ(find(wish("http://a.test/a.js")).what, What::kAsk);
  EXPECT_EQ(find(wish("http://a.test/a.js")).what, What::kAwaited);
  EXPECT_EQ(find(wish("http://a.test/a.js")).what, What::kAwaited);
  EXPECT_EQ(find(wish("http://a.test/b.js")).what, What::kAsk);
  const auto settled = cache_.answered(1, answer({}), now_);
  EXPECT_EQ(settled.answer->body, "body");
  EXPECT_EQ(settled.served, (Waiters{2, 3}));
  EXPECT_EQ(settled.again, Waiters());
}

// A 500 is told to those that wait, and to nobody afterwards.
TEST_F(Cached, WhoWaitsIsToldWhatIsNotKept) {
  find(wish("http://a.test/x"));
  find(wish("http://a.test/x"));
  EXPECT_EQ(cache_.answered(1, answer({}, "", 500), now_).served, Waiters{2});
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(Cached, NoStoreIsForOneAlone) {
  find(wish("http://a.test/x"));
  find(wish("http://a.test/x"));
  find(wish("http://a.test/x"));
  const auto settled = cache_.answered(1, answer({{"Cache-Control", "no-store"}}), now_);
  EXPECT_EQ(settled.served, Waiters());
  EXPECT_EQ(settled.again, (Waiters{2, 3}));
  EXPECT_EQ(cache_.size(), 0u);
  EXPECT_EQ(cache_.find(2, wish("http://a.test/x"), now_).what, What::kAsk);
  EXPECT_EQ(cache_.find(3, wish("http://a.test/x"), now_).what, What::kAwaited);
}

TEST_F(Cached, AnAnswerThatSetsCookiesIsForOneAlone) {
  find(wish("http://a.test/x"));
  find(wish("http://a.test/x"));
  const auto settled =
      cache_.answered(1, answer({{"Cache-Control", "max-age=60"}, {"Set-Cookie", "a=1"}}), now_);
  EXPECT_EQ(settled.again, Waiters{2});
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(Cached, VaryIsKept) {
  const std::vector<Header> headers{{"Cache-Control", "max-age=60"}, {"Vary", "Accept, X-Lang"}};
  ask(wish("http://a.test/x", {{"accept", "json"}, {"X-Lang", "de"}}), answer(headers));
  EXPECT_EQ(find(wish("http://a.test/x", {{"Accept", "json"}, {"x-lang", "de"}})).what,
            What::kKept);
  EXPECT_EQ(find(wish("http://a.test/x", {{"Accept", "json"}})).what, What::kAsk);
  ask(wish("http://a.test/y"), answer({{"Cache-Control", "max-age=60"}, {"Vary", "*"}}));
  EXPECT_EQ(find(wish("http://a.test/y")).what, What::kAsk);
}

TEST_F(Cached, WhoWaitsForAnotherVariantAsksAnew) {
  find(wish("http://a.test/x", {{"Accept", "json"}}));
  find(wish("http://a.test/x", {{"Accept", "html"}}));
  find(wish("http://a.test/x", {{"Accept", "json"}}));
  const auto settled = cache_.answered(1, answer({{"Vary", "accept"}}), now_);
  EXPECT_EQ(settled.served, Waiters{3});
  EXPECT_EQ(settled.again, Waiters{2});
}

TEST_F(Cached, PrivateIsForThePagesOfOneSite) {
  const ResourceWish there = wish("http://cdn.test/x", {}, "b.test");
  ask(wish("http://cdn.test/x"), answer({{"Cache-Control", "private, max-age=60"}}, "of a"));
  EXPECT_EQ(find(wish("http://cdn.test/x")).what, What::kKept);
  ask(there, answer({{"Cache-Control", "private, max-age=60"}}, "of b"));
  EXPECT_EQ(find(there).answer->body, "of b");
  EXPECT_EQ(find(wish("http://cdn.test/x")).answer->body, "of a");
  ask(wish("http://cdn.test/y"), answer({{"Cache-Control", "max-age=60"}}));
  EXPECT_EQ(find(wish("http://cdn.test/y", {}, "b.test")).what, What::kKept);
}

TEST_F(Cached, WhatIsNoMoreGoodIsAskedAbout) {
  ask(wish("http://a.test/x"),
      answer({{"Cache-Control", "max-age=60"}, {"ETag", "\"1\""}, {"X-Old", "1"}}, "kept"));
  now_ += seconds(61);
  const auto found = find(wish("http://a.test/x"));
  ASSERT_EQ(found.what, What::kAsk);
  ASSERT_EQ(found.conditions.size(), 1u);
  EXPECT_EQ(found.conditions[0].name, "If-None-Match");
  EXPECT_EQ(found.conditions[0].value, "\"1\"");
  find(wish("http://a.test/x"));
  const auto settled = cache_.answered(
      2, answer({{"Cache-Control", "max-age=90"}, {"Content-Length", "0"}}, "", 304), now_);
  EXPECT_EQ(settled.answer->status, 200);
  EXPECT_EQ(settled.answer->body, "kept");
  EXPECT_EQ(settled.served, Waiters{3});
  now_ += seconds(89);
  const auto again = find(wish("http://a.test/x"));
  ASSERT_EQ(again.what, What::kKept);
  EXPECT_EQ(again.answer->headers.size(), 3u);
}

TEST_F(Cached, NoCacheIsAskedAboutEachTime) {
  ask(wish("http://a.test/x"), answer({{"Cache-Control", "no-cache"}, {"ETag", "\"1\""}}));
  const auto found = find(wish("http://a.test/x"));
  EXPECT_EQ(found.what, What::kAsk);
  EXPECT_EQ(found.conditions.size(), 1u);
  ask(wish("http://a.test/y"), answer({{"Cache-Control", "no-cache"}}));
  EXPECT_EQ(find(wish("http://a.test/y")).conditions.size(), 0u);
}

TEST_F(Cached, A304AfterItWasDroppedIsStillWhole) {
  ask(wish("http://a.test/x"), answer({{"Cache-Control", "max-age=0"}, {"ETag", "\"1\""}}, "kept"));
  find(wish("http://a.test/x"));
  for (int i = 0; i < 10; ++i)
    ask(wish("http://a.test/big" + std::to_string(i)),
        answer({{"Cache-Control", "max-age=60"}}, std::string(20'000, 'x')));
  EXPECT_EQ(cache_.answered(2, answer({}, "", 304), now_).answer->body, "kept");
}

TEST_F(Cached, WhatPagesAskForForThemselvesIsNotKept) {
  const std::vector<Header> good{{"Cache-Control", "max-age=60"}};
  ResourceWish post = wish("http://a.test/x");
  post.method = "POST";
  for (const ResourceWish& own : {post, wish("http://a.test/x", {{"Range", "bytes=0-"}}),
                                  wish("http://a.test/x", {{"Authorization", "Bearer x"}}),
                                  wish("http://a.test/x", {{"Cache-Control", "no-store"}}),
                                  wish("http://a.test/x", {{"If-None-Match", "\"1\""}})}) {
    EXPECT_EQ(ask(own, answer(good)).answer->body, "body");
    EXPECT_EQ(cache_.size(), 0u);
  }
}

TEST_F(Cached, APostTakesAwayWhatItMayHaveChanged) {
  ask(wish("http://a.test/x"), answer({{"Cache-Control", "max-age=60"}}));
  ResourceWish post = wish("http://a.test/x");
  post.method = "POST";
  ask(post, answer({}));
  EXPECT_EQ(find(wish("http://a.test/x")).what, What::kAsk);
}

TEST_F(Cached, AFailureIsToldToThoseThatWaitAndKeptForNobody) {
  find(wish("http://a.test/x"));
  find(wish("http://a.test/x"));
  EXPECT_EQ(cache_.failed(1).served, Waiters{2});
  EXPECT_EQ(find(wish("http://a.test/x")).what, What::kAsk);
}

TEST_F(Cached, WhoIsGoneHoldsUpNobody) {
  for (int i = 0; i < 3; ++i) find(wish("http://a.test/x"));
  EXPECT_EQ(cache_.forget(2), Waiters());
  EXPECT_EQ(cache_.forget(1), Waiters{3});
  EXPECT_EQ(cache_.find(3, wish("http://a.test/x"), now_).what, What::kAsk);
  EXPECT_EQ(cache_.answered(3, answer({}), now_).served, Waiters());
  EXPECT_EQ(cache_.forget(99), Waiters());
}

TEST_F(Cached, BytesAreBoundedAndWhatWasWantedLastStays) {
  const std::vector<Header> good{{"Cache-Control", "max-age=60"}};
  const std::string body(15'000, 'x');
  for (int i = 0; i < 50; ++i) {
    ask(wish("http://a.test/" + std::to_string(i)), answer(good, body));
    EXPECT_LE(cache_.bytes(), 100'000u);
    EXPECT_EQ(find(wish("http://a.test/0")).what, What::kKept) << i;
  }
  EXPECT_EQ(find(wish("http://a.test/40")).what, What::kAsk);
  // One that is too large takes no other's place.
  const std::size_t before = cache_.size();
  ask(wish("http://a.test/large"), answer(good, std::string(60'000, 'x')));
  EXPECT_EQ(cache_.size(), before);
  EXPECT_EQ(find(wish("http://a.test/large")).what, What::kAsk);
}

}  // namespace
}  // namespace crawler
