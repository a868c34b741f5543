// The contract of Store: what it knows of hosts, what it is asked, and its runs.
#include <gtest/gtest.h>

#include "tests/storage/contract/store_contract.h"

namespace storage {

TEST_P(StoreContract, AHeldHostIsNotLentUntilItsTime) {
  add(Urls{"http://a.test/", "http://b.test/"});
  hold("http://a.test/", Milliseconds(100));
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer), Urls{"http://b.test/"});
  EXPECT_EQ(answer.ask_again, Milliseconds(100));
  clock_.advance(Milliseconds(100));
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/"});
}

TEST_P(StoreContract, AHeldHostWithNothingToLendIsNoReasonToAskAgain) {
  add(Urls{"http://a.test/"});
  hold("http://a.test/", Milliseconds(100));
  EXPECT_EQ(stats().next_due, Milliseconds(100));
  hold("http://a.test/", Milliseconds(0));
  const auto answer = lease();
  hold("http://a.test/", Milliseconds(200));
  EXPECT_EQ(lease().ask_again, std::nullopt);
  add(Urls{"http://a.test/new"});
  EXPECT_EQ(lease().ask_again, Milliseconds(200));
  release(answer.leases[0], Release::How::kReturn);
  clock_.advance(Milliseconds(200));
  EXPECT_EQ(lease().leases.size(), 2u);
}

TEST_P(StoreContract, TheLastHoldCounts) {
  add(Urls{"http://a.test/"});
  hold("http://a.test/", Milliseconds(1000));
  hold("http://a.test/", Milliseconds(10));
  hold("http://unknown.test/", Milliseconds(10));
  EXPECT_EQ(lease().ask_again, Milliseconds(10));
  clock_.advance(Milliseconds(10));
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(StoreContract, ManyHoldsAtOnceAreAsOneAfterTheOther) {
  add(Urls{"http://a.test/", "http://b.test/", "http://c.test/", "http://d.test/"});
  hold("http://d.test/", Milliseconds(1000));
  hold({{"http://a.test/", Milliseconds(30)},
        {"http://unknown.test/", Milliseconds(10)},
        {"http://b.test/", Milliseconds(20)},
        {"http://d.test/", Milliseconds(0)},
        {"http://a.test/", Milliseconds(40)}});
  const auto answer = lease();
  EXPECT_EQ(urls_of(answer), (Urls{"http://c.test/", "http://d.test/"}));
  EXPECT_EQ(answer.ask_again, Milliseconds(20));
  clock_.advance(Milliseconds(39));
  EXPECT_EQ(urls_of(lease()), Urls{"http://b.test/"});
  clock_.advance(Milliseconds(1));
  EXPECT_EQ(urls_of(lease()), Urls{"http://a.test/"});
}

namespace {

std::string words_of(const std::vector<SiteCookies>& sites) {
  std::string words;
  for (const SiteCookies& site : sites) {
    words += site.site + ":";
    for (const CookieRecord& cookie : site.cookies)
      words += " " + cookie.domain + (cookie.host_only ? "" : "*") + cookie.path + " " +
               cookie.name + "=" + cookie.value + (cookie.secure ? " secure" : "") + " " +
               std::to_string(cookie.expires);
    words += "\n";
  }
  return words;
}

}  // namespace

TEST_P(StoreContract, CookiesAreKeptAsTheyAreSiteBySite) {
  EXPECT_TRUE(store().cookies()->empty());
  const std::string raw("\xFF\t=\xC3", 4);
  std::vector<SiteCookies> sites(2);
  sites[0] = {"b.test", {{"b.test", false, "/x", "n", raw, true, 1'700'000'000}}};
  sites[1] = {"a.test",
              {{"www.a.test", true, "/y", "", "alone", false, 0},
               {"a.test", true, "/", raw, "", false, 0}}};
  ASSERT_TRUE(store().keep_cookies(sites).ok());
  const std::string both = "a.test: www.a.test/y =alone 0 a.test/ " + raw +
                           "= 0\nb.test: b.test*/x n=" + raw + " secure 1700000000\n";
  EXPECT_EQ(words_of(*store().cookies()), both);
  ASSERT_TRUE(store().keep_cookies(sites).ok());
  EXPECT_EQ(words_of(*store().cookies()), both);
}

TEST_P(StoreContract, TheLastWordOnASitesCookiesCounts) {
  const SiteCookies first{"a.test", {{"a.test", true, "/", "n", "1", false, 0}}};
  const SiteCookies second{"a.test", {{"a.test", true, "/", "m", "2", false, 0}}};
  const std::vector<SiteCookies> both{first, second};
  ASSERT_TRUE(store().keep_cookies(both).ok());
  EXPECT_EQ(words_of(*store().cookies()), "a.test: a.test/ m=2 0\n");
  const std::vector<SiteCookies> none{{"a.test", {}}, {"unknown.test", {}}};
  ASSERT_TRUE(store().keep_cookies(none).ok());
  EXPECT_TRUE(store().cookies()->empty());
}

TEST_P(StoreContract, HoldingNothingChangesNothing) {
  add(Urls{"http://a.test/"});
  hold(std::vector<std::pair<std::string, Milliseconds>>{});
  EXPECT_EQ(lease().leases.size(), 1u);
}

TEST_P(StoreContract, AHostsRecordComesWithItsFirstLeases) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://b.test/1"});
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.origin = "http://a.test";
  update.robots_status = 200;
  update.robots_txt = std::string("User-agent: *\0\xff", 15);
  update.crawl_delay = Milliseconds(2500);
  EXPECT_TRUE(store().update_hosts({&update, 1}).ok());
  clock_.advance(Milliseconds(60'000));
  auto answer = lease(3, 2);
  ASSERT_EQ(answer.hosts.size(), 2u);
  EXPECT_EQ(answer.hosts[0].origin, "http://a.test");
  EXPECT_EQ(answer.hosts[0].host_key, update.host_key);
  EXPECT_EQ(answer.hosts[0].robots_status, 200);
  EXPECT_EQ(answer.hosts[0].robots_txt, *update.robots_txt);
  EXPECT_EQ(answer.hosts[0].robots_age, Milliseconds(60'000));
  EXPECT_EQ(answer.hosts[0].crawl_delay, Milliseconds(2500));
  EXPECT_EQ(answer.hosts[1].robots_status, -1);
  EXPECT_EQ(answer.hosts[1].crawl_delay, std::nullopt);
  EXPECT_EQ(commit({page_of(answer.leases[0])}).pages, 1u);
  answer = lease();
  EXPECT_EQ(urls_of(answer), Urls{"http://a.test/3"});
  EXPECT_TRUE(answer.hosts.empty());  // another lease of it was out
}

TEST_P(StoreContract, AHostsRecordIsGivenAnewWhenNoLeaseWasOut) {
  add(Urls{"http://a.test/1", "http://a.test/2"});
  commit({page_of(lease(1).leases[0])});
  const auto answer = lease(1);
  ASSERT_EQ(answer.hosts.size(), 1u);
  EXPECT_EQ(answer.hosts[0].pages, 1u);
}

TEST_P(StoreContract, FieldsLeftEmptyInAHostUpdateChangeNothing) {
  add(Urls{"http://a.test/"});
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.origin = "http://a.test";
  update.robots_status = 404;
  update.last_error = "no route";
  EXPECT_TRUE(store().update_hosts({&update, 1}).ok());
  HostUpdate second;
  second.host_key = update.host_key;
  second.crawl_delay = Milliseconds(5);
  EXPECT_TRUE(store().update_hosts({&second, 1}).ok());
  const HostRecord host = lease().hosts.at(0);
  EXPECT_EQ(host.robots_status, 404);
  EXPECT_EQ(host.last_error, "no route");
  EXPECT_EQ(host.crawl_delay, Milliseconds(5));
}

TEST_P(StoreContract, HostExtremesAreTheSlowestAndTheMostFailing) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://b.test/1", "http://c.test/1",
           "http://c.test/2"});
  for (const Lease& lent : lease().leases) {
    if (lent.origin == "http://c.test") {
      release(lent, Release::How::kFail, {}, Reason::kDns);
      continue;
    }
    PageCommit page = page_of(lent);
    page.page.total = Milliseconds(lent.origin == "http://b.test" ? 90 : 10);
    commit({page});
  }
  const HostExtremes extremes = *store().host_extremes(1);
  ASSERT_EQ(extremes.slowest.size(), 1u);
  EXPECT_EQ(extremes.slowest[0].origin, "http://b.test");
  EXPECT_EQ(extremes.slowest[0].mean, Milliseconds(90));
  ASSERT_EQ(extremes.most_failing.size(), 1u);
  EXPECT_EQ(extremes.most_failing[0].failed, 2u);
  EXPECT_EQ(extremes.most_failing[0].last_error, "dns: in detail");
}

TEST_P(StoreContract, LookUpTellsWhatBecameOfAUrl) {
  add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  const auto answer = lease(2);
  commit({page_of(answer.leases[0], 404)});
  release(answer.leases[1], Release::How::kFail, {}, Reason::kTls);
  EXPECT_EQ(outcome("http://a.test/1")->status, 404);
  EXPECT_EQ(outcome("http://a.test/2")->state, UrlState::kFailed);
  EXPECT_EQ(outcome("http://a.test/2")->reason, Reason::kTls);
  EXPECT_EQ(outcome("http://a.test/2")->detail, "in detail");
  EXPECT_EQ(outcome("http://a.test/3")->state, UrlState::kWaiting);
  EXPECT_FALSE(outcome("http://a.test/4").has_value());
}

TEST_P(StoreContract, WhoSaysHowToBeAskedNamesAProgram) {
  for (const std::string& word : store().query_command()) EXPECT_FALSE(word.empty());
  EXPECT_EQ(stats().warning, "") << "a new store has nothing to warn of";
}

TEST_P(StoreContract, RunsBeginAndEnd) {
  EXPECT_TRUE(store().end_run({"finished", 0, 0}).ok());
  EXPECT_TRUE(store().begin_run({"1.0", "{}"}).ok());
  EXPECT_TRUE(store().begin_run({"1.0", "{}"}).ok());
  EXPECT_TRUE(store().end_run({"finished", 1, 2}).ok());
  EXPECT_TRUE(store().end_run({"finished", 1, 2}).ok());
}

TEST_P(StoreContract, HostsAreNamedByTheUrlsOfThemThatAreDueHeldOrNot) {
  add(Urls{"http://a.test/1", "http://b.test/1", "http://b.test/2", "http://b.test/3",
           "http://c.test/1", "http://d.test/1", "http://d.test/2"});
  const auto answer = lease();
  for (const Lease& lent : answer.leases) {
    if (lent.url == "http://a.test/1") commit({page_of(lent)});
    if (lent.url == "http://c.test/1") release(lent, Release::How::kRetry, Milliseconds(500));
    if (lent.origin == "http://b.test" || lent.origin == "http://d.test")
      release(lent, Release::How::kReturn);
  }
  const HostHold hold{new_url("http://b.test/1", 0).key.host, kRestOfRun};
  ASSERT_TRUE(store().hold_hosts({&hold, 1}).ok());
  HostUpdate update;
  update.host_key = hold.host_key;
  update.origin = "http://b.test";
  update.last_error = "robots.txt: status 503";
  ASSERT_TRUE(store().update_hosts({&update, 1}).ok());
  WaitingHosts waiting = *store().waiting_hosts(1);
  EXPECT_EQ(waiting.hosts, 2u) << "one has nothing left, one waits for its delay";
  ASSERT_EQ(waiting.most.size(), 1u);
  EXPECT_EQ(waiting.most[0].origin, "http://b.test");
  EXPECT_EQ(waiting.most[0].waiting, 3u);
  EXPECT_EQ(waiting.most[0].last_error, "robots.txt: status 503");
  waiting = *store().waiting_hosts(5);
  ASSERT_EQ(waiting.most.size(), 2u);
  EXPECT_EQ(waiting.most[1].origin, "http://d.test");
}

}  // namespace storage
