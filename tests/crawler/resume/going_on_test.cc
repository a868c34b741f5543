#include "crawler/resume/going_on.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crawler/options/kept_options.h"
#include "crawler/options/options.h"
#include "parser/page/link_kind.h"
#include "storage/memory/memory_store.h"
#include "tests/support/forwarding_store.h"

namespace crawler {
namespace {

using storage::NewUrl;
using storage::Reason;
using storage::UrlSort;

Seed seed(const std::string& text) {
  Seed made;
  EXPECT_EQ(made.url.assign(text), parser::UrlStatus::kOk) << text;
  made.url.normalise();
  made.origin = made.url.origin();
  return made;
}

NewUrl known_url(const std::string& text, uint32_t depth = 0, Reason skip = Reason::kNone) {
  const Seed from = seed(text);
  NewUrl url;
  url.key = parser::key_of(from.url);
  url.url = from.url.href();
  url.origin = from.origin;
  url.depth = depth;
  url.skip = skip;
  return url;
}

// Hears what is asked of it, and breaks down after so many writes.
class WatchedStore final : public tests::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  ground::Result<std::vector<storage::KnownUrl>> survey(
      const storage::SurveyRequest& request) override {
    ++surveys[request.sort];
    auto found = ForwardingStore::survey(request);
    largest = std::max(largest, found->size());
    return found;
  }
  ground::Result<uint64_t> resettle(std::span<const storage::Resettlement> urls) override {
    largest = std::max(largest, urls.size());
    if (writes_left-- == 0) return ground::Error{ground::ErrorCode::kIo, "the disk is full"};
    return ForwardingStore::resettle(urls);
  }

  std::map<UrlSort, int> surveys;
  std::size_t largest = 0;
  int writes_left = 1'000'000;
};

class GoingOnTest : public testing::Test {
 protected:
  GoingOn start(const Options& options, const std::vector<std::string>& urls = {"http://a.test/"}) {
    said_.clear();
    std::vector<Seed> seeds;
    seeds.reserve(urls.size());
    for (const std::string& url : urls) seeds.push_back(seed(url));
    auto going = go_on(store_, options, seeds, [&](const std::string& words) { said_ += words; });
    EXPECT_TRUE(going.ok());
    return std::move(*going);
  }
  // A run by these options that found so many URLs at depth 1 to 3 and had none too deep.
  void find_many(int urls, const Options& options) {
    std::vector<NewUrl> found{known_url("http://a.test/")};
    for (int i = 0; i < urls; ++i)
      found.push_back(known_url("http://a.test/" + std::to_string(i),
                                1 + static_cast<uint32_t>(i) % 3, Reason::kMaxDepth));
    ASSERT_TRUE(memory_.add(found).ok());
    begin(options);
  }
  void begin(const Options& options, const std::string& url = "http://a.test/") {
    ASSERT_TRUE(memory_.begin_run({"1", options_json(options, digest_of({seed(url)}))}).ok());
  }
  storage::Stats stats() { return *memory_.stats(); }
  void end(const std::string& url, const storage::Release::How how, Reason reason) {
    auto answer = memory_.lease({100, 100});
    std::vector<storage::Release> releases;
    for (const storage::Lease& lease : answer->leases) {
      const bool is_it = lease.url == url;
      releases.push_back({lease.token,
                          lease.key,
                          is_it ? how : storage::Release::How::kReturn,
                          is_it ? reason : Reason::kNone,
                          "",
                          {}});
    }
    ASSERT_TRUE(memory_.release(releases).ok());
  }

  struct CheckedLink {
    std::string url;
    parser::LinkKind kind = parser::LinkKind::kA;
    storage::Role role = storage::Role::kLink;
    bool nofollow = false;
  };
  // http://a.test/ is fetched, and has these links.
  void keep_page_with_checks(const std::vector<CheckedLink>& links) {
    ASSERT_TRUE(memory_.add(std::vector{known_url("http://a.test/")}).ok());
    const storage::Lease lease = memory_.lease({1, 1})->leases[0];
    storage::PageCommit page;
    page.token = lease.token;
    page.key = lease.key;
    page.page.status = 200;
    for (const CheckedLink& link : links) {
      storage::Outlink& out = page.outlinks.emplace_back();
      out.target = known_url(link.url, 1);
      out.target.role = link.role;
      out.kind = static_cast<uint8_t>(link.kind);
      out.nofollow = link.nofollow;
    }
    ASSERT_TRUE(memory_.commit({&page, 1}).ok());
  }

  static Options depth(uint32_t most) {
    Options options;
    options.has_max_depth = true;
    options.max_depth = most;
    return options;
  }

  storage::MemoryStore memory_;
  WatchedStore store_{memory_};
  std::string said_;
};

TEST_F(GoingOnTest, AnEmptyFileIsNoGoingOn) {
  const GoingOn going = start(Options());
  EXPECT_EQ(going.refusal, "");
  EXPECT_EQ(going.seeds.size(), 1u);
  EXPECT_EQ(said_, "");
}

TEST_F(GoingOnTest, TheSameOptionsLookAtNothingThatIsUndecided) {
  find_many(10, depth(0));
  start(depth(0));
  EXPECT_EQ(store_.surveys.count(UrlSort::kUndecided), 0u);
  EXPECT_EQ(store_.surveys.count(UrlSort::kHeadersOnly), 0u);
  EXPECT_EQ(stats().waiting, 1u);
  Options speed = depth(0);  // judge alike
  speed.max_pages = 7;
  speed.concurrency = 3;
  start(speed);
  EXPECT_EQ(store_.surveys.count(UrlSort::kUndecided), 0u);
}

TEST_F(GoingOnTest, ManyAreJudgedAFewThousandAtATime) {
  find_many(9'000, depth(0));
  start(depth(2));
  EXPECT_EQ(stats().waiting, 6'001u);
  EXPECT_LE(store_.largest, 2'000u);
  EXPECT_NE(said_.find("waiting again: 6,000 URLs (max-depth: 6,000)"), std::string::npos) << said_;
}

TEST_F(GoingOnTest, WhatBrokeOffIsDoneByTheNextStart) {
  find_many(9'000, depth(0));
  store_.writes_left = 2;
  EXPECT_FALSE(go_on(store_, depth(2), {seed("http://a.test/")}, [](const std::string&) {}).ok());
  EXPECT_GT(stats().waiting, 1u);
  EXPECT_LT(stats().waiting, 6'001u);
  store_.writes_left = 1'000'000;
  start(depth(2));
  EXPECT_EQ(stats().waiting, 6'001u);
}

TEST_F(GoingOnTest, WhatBrokeOffIsUndoneByAStartWithTheOldOptions) {
  const std::vector<Seed> seeds{seed("http://a.test/")};
  const auto say = [](const std::string&) {};
  find_many(9'000, depth(0));
  start(depth(3));
  begin(depth(3));
  ASSERT_EQ(stats().waiting, 9'001u);
  store_.writes_left = 2;
  EXPECT_FALSE(go_on(store_, depth(1), seeds, say).ok());
  EXPECT_LT(stats().waiting, 9'001u);
  store_.writes_left = 1;  // and the next one, too
  EXPECT_FALSE(go_on(store_, depth(3), seeds, say).ok());
  store_.writes_left = 1'000'000;
  start(depth(3));
  EXPECT_EQ(stats().waiting, 9'001u);
  begin(depth(3));
  const int surveys = store_.surveys[UrlSort::kUndecided];
  start(depth(3));
  EXPECT_EQ(store_.surveys[UrlSort::kUndecided], surveys) << "what was finished is done";
}

TEST_F(GoingOnTest, ASeedStaysWantedWhateverExcludesIt) {
  find_many(0, Options());
  Options options;
  options.exclude = {"a.test"};
  start(options);
  EXPECT_EQ(stats().waiting, 1u);
}

TEST_F(GoingOnTest, AFileOfAnOlderVersionIsJudgedOnce) {
  ASSERT_TRUE(memory_
                  .add(std::vector{known_url("http://a.test/"),
                                   known_url("http://a.test/x", 1, Reason::kExclude)})
                  .ok());
  ASSERT_TRUE(memory_.begin_run({"0", "not JSON"}).ok());
  start(Options());
  EXPECT_EQ(stats().waiting, 2u);
}

TEST_F(GoingOnTest, APrivateAddressIsAskedForOnlyWhenItMayBe) {
  ASSERT_TRUE(
      memory_.add(std::vector{known_url("http://a.test/"), known_url("http://b.test/", 1)}).ok());
  Options all;
  all.scope = Scope::kAll;
  begin(all);
  end("http://b.test/", storage::Release::How::kFail, Reason::kPrivateAddress);
  start(all);
  EXPECT_EQ(stats().failed, 1u);
  Options allowed = all;
  allowed.allow_private = true;
  allowed.retry_failed = false;
  start(allowed);
  EXPECT_EQ(stats().failed, 0u);
}

TEST_F(GoingOnTest, ReasonsOfATurnComeBackWhenTheirLimitGrows) {
  struct Case {
    Reason reason;
    void (*widen)(Options&);
  };
  const Case cases[] = {
      {Reason::kRobots, [](Options& o) { o.obey_robots = false; }},
      {Reason::kRobots, [](Options& o) { o.user_agent = "friend/2"; }},
      {Reason::kMaxPerHost, [](Options& o) { o.max_per_host = 0; }},
      {Reason::kQueryBudget, [](Options& o) { o.max_queries_per_path += 1; }},
      {Reason::kEqualContent, [](Options& o) { o.max_equal_content = 0; }},
      {Reason::kNothingNew, [](Options& o) { o.max_nothing_new += 1; }},
      {Reason::kHostsPerDomain, [](Options& o) { o.max_hosts_per_domain += 1; }},
      {Reason::kSitemapBudget, [](Options& o) { o.max_sitemaps += 1; }},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(name_of(one.reason));
    storage::MemoryStore memory;
    WatchedStore store(memory);
    ASSERT_TRUE(memory
                    .add(std::vector{known_url("http://a.test/"),
                                     known_url("http://a.test/x", 1, one.reason)})
                    .ok());
    Options options;
    options.user_agent = "bot/1";
    options.max_per_host = 5;
    const std::vector<Seed> seeds{seed("http://a.test/")};
    ASSERT_TRUE(memory.begin_run({"1", options_json(options, digest_of(seeds))}).ok());
    const auto say = [](const std::string&) {};
    Options narrower = options;
    narrower.max_per_host = 4;
    narrower.max_queries_per_path = narrower.max_equal_content = narrower.max_nothing_new = 1;
    narrower.max_hosts_per_domain = narrower.max_sitemaps = 1;
    ASSERT_TRUE(go_on(store, narrower, seeds, say).ok());
    EXPECT_EQ(memory.stats()->waiting, 1u);
    one.widen(options);
    ASSERT_TRUE(go_on(store, options, seeds, say).ok());
    EXPECT_EQ(memory.stats()->waiting, 2u);
  }
}

Options checking() {
  Options options;
  options.check = {true, true, false};
  return options;
}

NewUrl check_of(const std::string& text, storage::Role role = storage::Role::kLink) {
  NewUrl url = known_url(text, 1);
  url.role = role;
  return url;
}

TEST_F(GoingOnTest, LinksThatWereLeftOutAreCheckedAFewThousandAtATime) {
  const std::vector<NewUrl> seeds{known_url("http://a.test/")};
  ASSERT_TRUE(memory_.add(seeds).ok());
  const storage::Lease lease = memory_.lease({1, 1})->leases[0];
  storage::PageCommit page;
  page.token = lease.token;
  page.key = lease.key;
  page.page.status = 200;
  const auto link = [&page](const std::string& url, parser::LinkKind kind, Reason skip) {
    storage::Outlink& out = page.outlinks.emplace_back();
    out.target = known_url(url, 1, skip);
    out.kind = static_cast<uint8_t>(kind);
  };
  for (int i = 0; i < 9'000; ++i)
    link("http://b.test/" + std::to_string(i % 8'000), parser::LinkKind::kA, Reason::kScope);
  link("http://a.test/i.png", parser::LinkKind::kImg, Reason::kResource);
  link("http://a.test/s.css", parser::LinkKind::kStylesheet, Reason::kResource);
  link("http://a.test/send", parser::LinkKind::kForm, Reason::kResource);
  link("http://b.test/logout", parser::LinkKind::kA, Reason::kScope);
  ASSERT_TRUE(memory_.commit({&page, 1}).ok());
  begin(Options());
  Options options = checking();
  options.exclude = {"logout"};
  start(options);
  EXPECT_EQ(stats().waiting, 8'002u);
  EXPECT_LE(store_.largest, 2'000u);
  EXPECT_EQ(memory_.find("http://a.test/s.css")->role, storage::Role::kStyle);
  EXPECT_EQ(memory_.find("http://a.test/send")->state, storage::UrlState::kSkipped);
  EXPECT_EQ(memory_.find("http://b.test/logout")->state, storage::UrlState::kSkipped);
}

TEST_F(GoingOnTest, ChecksThatAreNoLongerWantedAreLeftOutAgain) {
  const std::vector<NewUrl> urls{known_url("http://a.test/"), check_of("http://b.test/"),
                                 check_of("http://b.test/i", storage::Role::kResource)};
  ASSERT_TRUE(memory_.add(urls).ok());
  begin(checking());
  start(checking());
  EXPECT_EQ(stats().waiting, 3u);
  Options links = checking();
  links.check.resources = false;
  start(links);
  EXPECT_EQ(stats().waiting, 2u);
  begin(links);
  start(Options());
  EXPECT_EQ(stats().waiting, 1u);
  EXPECT_EQ(memory_.find("http://b.test/")->reason, Reason::kScope);
  EXPECT_EQ(memory_.find("http://b.test/")->role, storage::Role::kPage);
}

TEST_F(GoingOnTest, AWiderScopeMakesPagesOfWhatWasChecked) {
  keep_page_with_checks({{"http://b.test/1", parser::LinkKind::kA, storage::Role::kLink},
                         {"http://b.test/2", parser::LinkKind::kA, storage::Role::kLink},
                         {"http://b.test/i", parser::LinkKind::kImg, storage::Role::kResource}});
  end("http://b.test/1", storage::Release::How::kFail, Reason::kConnect);
  begin(checking());
  Options wide = checking();
  wide.scope = Scope::kAll;
  wide.retry_failed = false;
  start(wide);
  EXPECT_EQ(stats().waiting, 3u);
  for (const char* url : {"http://b.test/1", "http://b.test/2"})
    EXPECT_EQ(memory_.find(url)->role, storage::Role::kPage) << url;
  EXPECT_EQ(memory_.find("http://b.test/i")->role, storage::Role::kResource);
}

// Whatever has changed, and though their URLs alone might be pages'.
TEST_F(GoingOnTest, ChecksOfLinksThatMakeNoPagesStayChecks) {
  keep_page_with_checks(
      {{"http://a.test/n", parser::LinkKind::kA, storage::Role::kLink, true},
       {"http://a.test/unnamed", parser::LinkKind::kA, storage::Role::kLink},
       {"http://a.test/i", parser::LinkKind::kImg, storage::Role::kResource},
       {"http://a.test/s", parser::LinkKind::kStylesheet, storage::Role::kStyle}});
  for (const char* url : {"http://a.test/n", "http://a.test/s"})
    end(url, storage::Release::How::kFail, Reason::kConnect);
  Options options = checking();
  options.follow_nofollow = false;
  begin(options);
  options.exclude = {"zz"};
  start(options);
  EXPECT_EQ(stats().waiting, 4u);
  EXPECT_EQ(memory_.find("http://a.test/n")->role, storage::Role::kLink);
  EXPECT_EQ(memory_.find("http://a.test/unnamed")->role, storage::Role::kLink);
  EXPECT_EQ(memory_.find("http://a.test/i")->role, storage::Role::kResource);
  EXPECT_EQ(memory_.find("http://a.test/s")->role, storage::Role::kStyle);
  begin(options);
  options.follow_nofollow = true;
  start(options);
  EXPECT_EQ(memory_.find("http://a.test/n")->role, storage::Role::kPage);
  EXPECT_EQ(memory_.find("http://a.test/unnamed")->role, storage::Role::kLink);
}

TEST_F(GoingOnTest, ChecksThatFailedAreTriedAgainAsLongAsTheyAreWanted) {
  const std::vector<NewUrl> urls{known_url("http://a.test/"), check_of("http://b.test/")};
  ASSERT_TRUE(memory_.add(urls).ok());
  end("http://b.test/", storage::Release::How::kFail, Reason::kConnect);
  begin(Options());
  start(Options());
  EXPECT_EQ(memory_.find("http://b.test/")->state, storage::UrlState::kFailed);
  begin(checking());
  start(checking());
  EXPECT_EQ(memory_.find("http://b.test/")->state, storage::UrlState::kWaiting);
  EXPECT_EQ(memory_.find("http://b.test/")->role, storage::Role::kLink);
}

TEST_F(GoingOnTest, SeedsOfOtherSitesAreRefusedUnlessTheyAreAdded) {
  find_many(1, Options());
  EXPECT_NE(start(Options(), {"http://b.test/"}).refusal.find("--add-seeds"), std::string::npos);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(start(Options(), {"http://www.a.test/new"}).refusal, "");
  Options adding;
  adding.add_seeds = true;
  const GoingOn going = start(adding, {"http://b.test/", "http://a.test/"});
  EXPECT_EQ(going.refusal, "");
  ASSERT_EQ(going.seeds.size(), 2u);  // each once
}

TEST(SeedDigest, IsThatOfTheSetOfSeeds) {
  const Seed a = seed("http://a.test/"), b = seed("http://b.test/");
  EXPECT_EQ(digest_of({a, b}), digest_of({b, a}));
  EXPECT_NE(digest_of({a, b}), digest_of({a}));
  EXPECT_NE(digest_of({a}), digest_of({b}));
}

TEST(PastOptions, SayWhatTheirRunWasToldButForSecrets) {
  Options options;
  options.scope = Scope::kDomain;
  options.include = {"a", "b,c"};
  options.has_max_depth = true;
  options.max_depth = 0;
  options.max_time = std::chrono::milliseconds(1500);
  options.max_per_host = 12;
  options.fetch_types = {"text/html", "application/pdf"};
  options.follow_nofollow = false;
  options.obey_robots = false;
  options.allow_private = true;
  options.user_agent = "friend/1";
  options.auth = "me:hush";
  const PastOptions past = past_options(options_json(options, "0123"));
  EXPECT_EQ(past.seed_digest, "0123");
  EXPECT_EQ(past.options.auth, "");
  options.auth.clear();
  EXPECT_EQ(options_json(past.options), options_json(options));
}

TEST(PastOptions, OfNoJsonAreTheDefaults) {
  Options defaults;
  defaults.user_agent = default_user_agent();
  for (const char* text : {"", "{", "[]", "7", R"({"scope": 7, "max-depth": "x", "fetch": {}})"}) {
    const PastOptions past = past_options(text);
    EXPECT_EQ(options_json(past.options), options_json(defaults)) << text;
    EXPECT_EQ(past.seed_digest, "");
  }
}

}  // namespace
}  // namespace crawler
