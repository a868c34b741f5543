#include "crawler/policy/admission.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using parser::LinkKind;
using storage::Reason;

parser::Url url(std::string_view text) {
  parser::Url parsed;
  EXPECT_EQ(parsed.assign(text), parser::UrlStatus::kOk) << text;
  parsed.normalise();
  return parsed;
}

Reason judge(const Options& options, std::string_view seed, std::string_view target,
             uint32_t depth = 1, LinkKind kind = LinkKind::kA) {
  const Admission admission(options, {Seed{url(seed), std::string(url(seed).origin())}});
  const parser::Url to = url(target);
  return admission.judge({to, kind, false, depth, 0, false});
}

TEST(Admission, ScopeHostIsTheSeedsSite) {
  const Options options;
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/x"), Reason::kNone);
  EXPECT_EQ(judge(options, "http://example.com/", "https://example.com/x"), Reason::kNone);
  EXPECT_EQ(judge(options, "http://example.com/", "https://www.example.com/x"), Reason::kNone);
  EXPECT_EQ(judge(options, "http://example.com/", "http://shop.example.com/"), Reason::kScope);
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com:8080/"), Reason::kScope);
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.org/"), Reason::kScope);
}

TEST(Admission, ScopeDomainIsTheRegistrableDomain) {
  Options options;
  options.scope = Scope::kDomain;
  EXPECT_EQ(judge(options, "http://www.example.co.uk/", "http://shop.example.co.uk/"),
            Reason::kNone);
  EXPECT_EQ(judge(options, "http://www.example.co.uk/", "http://other.co.uk/"), Reason::kScope);
}

TEST(Admission, ScopePrefixIsTheSeedsFolder) {
  Options options;
  options.scope = Scope::kPrefix;
  EXPECT_EQ(judge(options, "http://example.com/docs/index.html", "http://example.com/docs/a/b"),
            Reason::kNone);
  EXPECT_EQ(judge(options, "http://example.com/docs/index.html", "http://example.com/docs2/"),
            Reason::kScope);
  EXPECT_EQ(judge(options, "http://example.com/docs/index.html", "http://example.com/"),
            Reason::kScope);
}

TEST(Admission, ScopeAllIsAll) {
  Options options;
  options.scope = Scope::kAll;
  EXPECT_EQ(judge(options, "http://example.com/", "http://anything.example/"), Reason::kNone);
}

TEST(Admission, IncludeAndExcludeSeeTheWholeUrl) {
  Options options;
  options.include = {"/docs/", "^http://example\\.com/$"};
  options.exclude = {"\\.pdf$"};
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/docs/x"), Reason::kNone);
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/blog/x"), Reason::kInclude);
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/docs/x.pdf"),
            Reason::kExclude);
}

TEST(Admission, DepthZeroIsALimitWhenGiven) {
  Options options;
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/x", 1000), Reason::kNone);
  options.has_max_depth = true;
  EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/x", 1), Reason::kMaxDepth);
}

TEST(Admission, ResourcesAreRecordedNotFollowed) {
  const Options options;
  for (const LinkKind kind :
       {LinkKind::kImg, LinkKind::kScript, LinkKind::kStylesheet, LinkKind::kForm})
    EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/x", 1, kind),
              Reason::kResource);
  for (const LinkKind kind :
       {LinkKind::kArea, LinkKind::kFrame, LinkKind::kIframe, LinkKind::kRefresh})
    EXPECT_EQ(judge(options, "http://example.com/", "http://example.com/x", 1, kind),
              Reason::kNone);
}

TEST(Admission, CredentialsGoToTheHostsOfSeedsAndInTheClearOnlyIfASeedDoes) {
  const auto may = [](std::string_view seed, std::string_view target) {
    const Admission admission(Options(), {Seed{url(seed), std::string(url(seed).origin())}});
    return admission.may_send_credentials(url(target));
  };
  EXPECT_TRUE(may("http://a.example/", "http://a.example/x"));
  EXPECT_TRUE(may("http://a.example/", "https://a.example/x"));
  EXPECT_TRUE(may("https://a.example/", "https://a.example:8443/x"));
  EXPECT_FALSE(may("https://a.example/", "http://a.example/x"));
  for (const char* scheme : {"http", "https"})
    for (const char* other : {"b.example", "www.a.example", "a.example.b.example"})
      EXPECT_FALSE(may("http://a.example/", std::string(scheme) + "://" + other + "/")) << other;
  const Admission both(Options(), {Seed{url("https://a.example/"), "https://a.example"},
                                   Seed{url("http://a.example/"), "http://a.example"}});
  EXPECT_TRUE(both.may_send_credentials(url("http://a.example/x")));
}

TEST(Admission, PortsThatBrowsersRefuseAreForSeedsAlone) {
  Options options;
  options.scope = Scope::kAll;
  for (const char* target : {"http://a.example:22/", "https://a.example:25/", "http://[::1]:6667/",
                             "http://a.example:0/", "http://a.example:10080/"}) {
    EXPECT_EQ(judge(options, "http://a.example/", target), Reason::kBadPort) << target;
    EXPECT_EQ(judge(options, target, target), Reason::kNone) << target;
  }
  EXPECT_EQ(judge(options, "http://a.example:22/", "https://a.example:22/x"), Reason::kNone);
  EXPECT_EQ(judge(options, "http://a.example:22/", "http://a.example:25/"), Reason::kBadPort);
  EXPECT_EQ(judge(options, "http://a.example:22/", "http://b.example:22/"), Reason::kBadPort);
  for (const char* target : {"http://a.example/", "https://a.example/", "http://a.example:8080/",
                             "http://a.example:443/", "http://a.example:24/"})
    EXPECT_EQ(judge(options, "http://a.example/", target), Reason::kNone) << target;
  EXPECT_EQ(judge(Options(), "http://a.example/", "http://a.example:22/"), Reason::kBadPort)
      << "out of scope too, but that is not all";
  const Admission admission(options, {Seed{url("http://a.example/"), "http://a.example"}});
  EXPECT_EQ(admission.judge({url("http://a.example:22/sitemap.xml"), LinkKind::kSitemap, false, 0,
                             0, /*to_sitemap=*/true}),
            Reason::kBadPort);
}

TEST(Admission, NofollowIsFollowedUnlessAskedOtherwise) {
  Options options;
  const parser::Url to = url("http://example.com/x");
  const Seed seed{url("http://example.com/"), "http://example.com"};
  EXPECT_EQ(Admission(options, {seed}).judge({to, LinkKind::kA, true, 1, 0, false}), Reason::kNone);
  options.follow_nofollow = false;
  EXPECT_EQ(Admission(options, {seed}).judge({to, LinkKind::kA, true, 1, 0, false}),
            Reason::kNofollow);
}

TEST(Admission, TenRedirectsInARowAndNoMore) {
  const Options options;
  const parser::Url to = url("http://example.com/x");
  const Admission admission(options, {Seed{url("http://example.com/"), "http://example.com"}});
  EXPECT_EQ(admission.judge({to, LinkKind::kRedirect, false, 0, 10, false}), Reason::kNone);
  EXPECT_EQ(admission.judge({to, LinkKind::kRedirect, false, 0, 11, false}), Reason::kRedirectHops);
}

TEST(Admission, SitemapsOfASiteMayLieElsewhereTheirPagesMayNot) {
  const Options options;
  const parser::Url to = url("http://cdn.example.net/sitemap.xml");
  const Admission admission(options, {Seed{url("http://example.com/"), "http://example.com"}});
  EXPECT_EQ(admission.judge({to, LinkKind::kSitemap, false, 0, 0, true}), Reason::kNone);
  EXPECT_EQ(admission.judge({to, LinkKind::kSitemap, false, 0, 0, false}), Reason::kScope);
}

TEST(Admission, TheUserVouchesForTheHostsOfTheSeedsOnly) {
  const Admission admission({}, {Seed{url("http://127.0.0.1:8080/"), "http://127.0.0.1:8080"}});
  EXPECT_TRUE(admission.is_seed_host("127.0.0.1"));
  EXPECT_FALSE(admission.is_seed_host("127.0.0.2"));
}

class CheckedLinks : public testing::Test {
 protected:
  CheckedLinks() { options_.check = {true, true, false}; }

  // As what it is checked, or "".
  std::string role(std::string_view target, LinkKind kind = LinkKind::kA, bool nofollow = false,
                   uint32_t depth = 1, uint8_t hops = 0, std::string_view rel = {}) {
    const Admission admission(options_, {Seed{url("http://a.test/"), "http://a.test"}});
    const parser::Url to = url(target);
    const Admission::Question question{to, kind, nofollow, depth, hops, false, true, rel};
    const Reason skip = admission.judge(question);
    if (skip == Reason::kNone) return "page";
    const auto checked = admission.check_of(question, skip);
    if (!checked) return "";
    return *checked == storage::Role::kLink    ? "link"
           : *checked == storage::Role::kStyle ? "style"
                                               : "resource";
  }

  Options options_;
};

TEST_F(CheckedLinks, TargetsOfLinksThatAreNoPages) {
  options_.max_depth = 3;
  options_.has_max_depth = true;
  options_.follow_nofollow = false;
  EXPECT_EQ(role("http://a.test/x"), "page");
  EXPECT_EQ(role("http://b.test/x"), "link");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kRedirect), "link");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kIframe), "link");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kSitemap), "");
  EXPECT_EQ(role("http://a.test/x", LinkKind::kA, false, 4), "link");
  EXPECT_EQ(role("http://a.test/x", LinkKind::kA, true), "link");
  EXPECT_EQ(role("http://a.test/feed", LinkKind::kFeed), "link");
  EXPECT_EQ(role("http://a.test/send", LinkKind::kForm), "");
}

TEST_F(CheckedLinks, FilesThatAPageIsShownWithWhereverTheyAre) {
  EXPECT_EQ(role("http://a.test/x", LinkKind::kImg), "resource");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kScript), "resource");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kStylesheet), "style");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kLink, false, 1, 0, "preload"), "resource");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kLink, false, 1, 0, "preconnect"), "");
}

TEST_F(CheckedLinks, NothingThatIsExcludedATrapOrAtAPortThatBrowsersRefuse) {
  options_.exclude = {"logout"};
  EXPECT_EQ(role("http://b.test/logout"), "");
  EXPECT_EQ(role("http://b.test/logout.png", LinkKind::kImg), "");
  EXPECT_EQ(role("http://b.test/a/a/a/a/a/"), "");
  EXPECT_EQ(role("http://b.test:22/"), "");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kRedirect, false, 1, Admission::kMaxHops + 1), "");
}

TEST_F(CheckedLinks, EachOfTheTwoByItself) {
  options_.check = {true, false, false};
  EXPECT_EQ(role("http://b.test/x"), "link");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kImg), "");
  options_.check = {false, true, false};
  EXPECT_EQ(role("http://b.test/x"), "");
  EXPECT_EQ(role("http://b.test/x", LinkKind::kImg), "resource");
}

TEST(Admission, AHostIsTheCrawlsWhereverOnIt) {
  Options options;
  options.scope = Scope::kPrefix;
  const Admission prefix(options, {Seed{url("http://a.test/docs/"), "http://a.test"}});
  EXPECT_TRUE(prefix.is_home(url("http://a.test/blog/")));
  EXPECT_FALSE(prefix.is_home(url("http://b.test/docs/")));
  options.scope = Scope::kAll;
  const Admission all(options, {Seed{url("http://a.test/docs/"), "http://a.test"}});
  EXPECT_TRUE(all.is_home(url("http://a.test/")));
  EXPECT_FALSE(all.is_home(url("http://b.test/")));
}

}  // namespace
}  // namespace crawler
