// Sites on which all is in order though it may not look so: no finding accuses anybody.
#include <gtest/gtest.h>

#include <map>

#include "explore/findings/findings.h"
#include "tests/explore/crawl_maker.h"
#include "tests/explore/findings/site_pages.h"

namespace explore {
namespace {

using storage::PageRecord;
using storage::Reason;

class NoFault : public testing::Test {
 protected:
  NoFault() : NoFault(R"({"user-agent":"crawl/0.1"})") {}
  explicit NoFault(const std::string& options)
      : maker_(std::make_unique<CrawlMaker>(folder_.file("crawl.db"), options)) {}

  using Links = std::vector<CrawlMaker::Link>;

  // Kept, and linked from the first page.
  void keep(const std::string& path, const PageRecord& page, Links links = {}, uint32_t depth = 1) {
    if (!page.canonical.empty()) links.push_back({"canonical", page.canonical});
    if (!page.redirect_to.empty()) links.push_back({"redirect", page.redirect_to});
    if (page.status == 200) links.push_back({"a", kSite + "/", "home"});
    maker_->keep(kSite + path, page, links, depth);
    from_first_.push_back({"a", kSite + path, "to " + path});
  }
  template <typename Change>
  void keep_changed(const std::string& path, Change change, const Links& links = {}) {
    PageRecord page = sound(path);
    change(page);
    keep(path, page, links);
  }
  // With the text, the title and the description of `original`.
  static PageRecord like(const PageRecord& original, const std::string& path) {
    PageRecord page = original;
    page.canonical = kSite + path;
    return page;
  }

  // The number of rows of each finding that has any, facts left out.
  std::map<std::string, std::size_t> found() {
    end();
    std::map<std::string, std::size_t> all;
    for (const Finding& finding : findings()) {
      const std::size_t rows = rows_of(*file_, finding.sql).size();
      if (rows > 0 && finding.severity != Severity::kFact) all[std::string(finding.id)] = rows;
    }
    return all;
  }
  std::vector<std::string> found_by(std::string_view id) {
    end();
    std::vector<std::string> heads;
    for (const std::string& row : rows_of(*file_, find_finding(id)->sql))
      heads.push_back(head_of(row));
    return heads;
  }

  void end() {
    if (file_) return;
    maker_->keep(kSite + "/", sound("/"), from_first_, 0);
    maker_->end();
    maker_.reset();
    auto opened = CrawlFile::open(folder_.file("crawl.db"));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }

  storage::TemporaryFolder folder_;
  std::unique_ptr<CrawlMaker> maker_;
  Links from_first_;
  std::unique_ptr<CrawlFile> file_;
};

using Counts = std::map<std::string, std::size_t>;
using Heads = std::vector<std::string>;

TEST_F(NoFault, CopiesThatNameTheOriginalAsCanonical) {
  const PageRecord boat = sound("/boat");
  keep("/boat?ref=mail", boat);  // found before the original
  keep("/boat", boat);
  keep("/boat?ref=news", boat);
  PageRecord nearly = boat;
  nearly.content_hash = mixed("another body");
  nearly.simhash ^= 3;
  keep("/boat?print", nearly);
  EXPECT_EQ(found(), (Counts{{"canonical-other", 3}, {"links-to-copies", 3}}));
}

TEST_F(NoFault, CopiesThatAllNameAnother) {
  PageRecord page = sound("/boat");
  page.canonical = "https://elsewhere.test/boat";
  maker_->know(page.canonical, Reason::kScope);
  keep("/boat", page);
  keep("/ship", page);
  EXPECT_EQ(found(), (Counts{{"canonical-elsewhere", 2},
                             {"canonical-other", 2},
                             {"canonical-uncrawled", 2},
                             {"links-to-copies", 2}}));
}

TEST_F(NoFault, OneCopyMoreThanThoseThatNameTheOriginalIsFound) {
  const PageRecord boat = sound("/boat");
  keep("/boat?ref=mail", boat);
  keep("/boat", boat);
  keep("/ship", like(boat, "/ship"));
  EXPECT_EQ(found_by("duplicate-bodies"), Heads{"/ship"});
  EXPECT_EQ(rows_of(*file_, find_finding("duplicate-bodies")->sql)[0].substr(0, 12),
            "/ship|/boat|");
}

TEST_F(NoFault, PagesThatAskNotToBeIndexed) {
  for (const char* path : {"/m1", "/m2"})
    keep_changed(path, [](PageRecord& page) {
      const std::string own = page.canonical;
      page = sound("/m1");
      page.canonical = own;
      page.title = "404 not found, " + std::string(60, 'x');
      page.description = std::string(161, 'x');
      page.word_count = 3;
      page.meta_robots = "noindex";
    });
  keep_changed("/m3", [](PageRecord& page) {
    page.description.clear();
    page.header_robots = "NONE";
  });
  PageRecord far = sound("/far");
  far.header_robots = "*: noindex";
  keep("/far", far, {}, 9);
  EXPECT_EQ(found(), (Counts{{"noindex", 4}}));
}

TEST_F(NoFault, WhatIsForbiddenToOneAgentIsForTheOthersToFind) {
  keep_changed("/a", [](PageRecord& page) {
    page.title = "Twins of one kind";
    page.header_robots = "otherbot: nosnippet, noindex";
  });
  keep_changed("/b", [](PageRecord& page) {
    page.title = "Twins of one kind";
    page.meta_robots = "index, max-image-preview:none";
  });
  EXPECT_EQ(found(), (Counts{{"noindex", 1}, {"preview-limited", 1}, {"title-duplicate", 2}}));
}

TEST_F(NoFault, NoindexOfBothAPageAndItsCanonical) {
  keep_changed("/hidden", [](PageRecord& page) { page.meta_robots = "noindex"; });
  keep_changed("/hidden?2", [](PageRecord& page) {
    page.meta_robots = "noindex";
    page.canonical = kSite + "/hidden";
  });
  keep_changed("/shown", [](PageRecord& page) { page.canonical = kSite + "/hidden"; });
  EXPECT_EQ(found_by("canonical-noindex"), Heads{"/shown"});
}

TEST_F(NoFault, TranslationsAreForOtherReaders) {
  const auto in = [this](const std::string& path, const std::string& language) {
    keep_changed(path, [&](PageRecord& page) {
      page.lang = language;
      page.title = "Frequent questions";
      page.description = "What is asked most often about boots, and what we answer to it.";
      page.simhash = sound("/faq").simhash;
    });
  };
  in("/en", "en-US");
  in("/gb", "en-GB");
  in("/de", "de");
  // The same body, for several countries.
  const Links alternates = {{"hreflang", kSite + "/us", "en-US"},
                            {"hreflang", kSite + "/ca", "en-CA"},
                            {"hreflang", kSite + "/us", "x-default"}};
  const PageRecord page = sound("/us");
  keep("/us", page, alternates);
  PageRecord copy = like(page, "/ca");
  copy.title = "Boots of Canada";
  copy.description = "All boots that we make in Canada, and where you can buy them there.";
  keep("/ca", copy, alternates);
  EXPECT_EQ(found(), Counts());
}

TEST_F(NoFault, TwoOfOneLanguageClash) {
  for (const char* path : {"/1", "/2", "/3"})
    keep_changed(path, [&](PageRecord& page) {
      page.lang = path == std::string("/3") ? "fr" : path == std::string("/2") ? "EN" : "en";
      page.title = "Frequent questions";
      page.simhash = sound("/faq").simhash;
    });
  EXPECT_EQ(found(), (Counts{{"title-duplicate", 2}, {"near-duplicates", 1}}));
}

TEST_F(NoFault, FilesThatNoSearchShowsMayBeTheSame) {
  for (const char* path : {"/feed", "/rss"})
    keep_changed(path, [](PageRecord& page) {
      page = PageRecord();
      page.status = 200;
      page.content_type = "application/rss+xml";
      page.content_hash = 77;
      page.size = 900;
    });
  EXPECT_EQ(found(), Counts());
}

TEST_F(NoFault, WhatALimitCutMayHaveWhatIsMissing) {
  for (const char* path : {"/1", "/2"})
    keep_changed(path, [](PageRecord& page) {
      page.title.clear();
      page.description.clear();
      page.lang.clear();
      page.word_count = 2;
      page.limits_hit = "body";
      page.content_hash = 77;
      page.simhash = 78;
    });
  EXPECT_EQ(found(), (Counts{{"cut-pages", 2}}));
}

TEST_F(NoFault, AnErrorPageInPlaceOfASitemap) {
  PageRecord page = sound("/");
  page.title = page.description = page.lang = page.canonical = "";
  page.word_count = 0;
  page.limits_hit = "sitemap";
  page.detail = "sitemap: neither XML nor a list of URLs";
  maker_->keep(kSite + "/sitemap.xml", page, {}, 0, storage::Role::kSitemap);
  EXPECT_EQ(found(), (Counts{{"odd-pages", 1}}));
}

TEST_F(NoFault, TemporaryRedirectsAreLinkedToByTheirOwnUrl) {
  keep("/latest", redirect("/v3", 302));
  keep("/v3", sound("/v3"));
  EXPECT_EQ(found(), (Counts{{"temporary-redirects", 1}}));
}

TEST_F(NoFault, WhatTheCrawlItselfDidNotFetch) {
  keep("/busy", failing(429));
  maker_->fail(kSite + "/inside", Reason::kPrivateAddress, "10.0.0.1");
  from_first_.push_back({"a", kSite + "/inside", "inside"});
  keep("/to-busy", redirect("/busy"));
  keep("/to-inside", redirect("/inside"));
  keep_changed("/c-busy", [](PageRecord& page) { page.canonical = kSite + "/busy"; });
  keep_changed("/c-inside", [](PageRecord& page) { page.canonical = kSite + "/inside"; });
  const std::string day = "2023-01-01";
  Links listed = {{"sitemap", kSite + "/busy", day}, {"sitemap", kSite + "/inside", day}};
  for (const Reason reason : {Reason::kScope, Reason::kExclude, Reason::kInclude, Reason::kMaxDepth,
                              Reason::kMaxPerHost, Reason::kResource}) {
    const std::string url = kSite + "/" + std::string(name_of(reason));
    maker_->know(url, reason);
    listed.push_back({"sitemap", url, day});
  }
  PageRecord sitemap;
  sitemap.status = 200;
  sitemap.content_type = "application/xml";
  maker_->keep(kSite + "/sitemap.xml", sitemap, listed, 0, storage::Role::kSitemap);
  EXPECT_EQ(found(), (Counts{{"canonical-other", 2},
                             {"failed", 1},
                             {"links-to-copies", 2},
                             {"links-to-redirects", 2}}));
}

TEST_F(NoFault, PagesOfASitemapWhileOthersThatMayLinkToThemAreWaiting) {
  PageRecord sitemap;
  sitemap.status = 200;
  sitemap.content_type = "application/xml";
  Links listed;
  for (const char* path : {"/orphan", "/gone", "/hidden", "/copy"})
    listed.push_back({"sitemap", kSite + path});
  maker_->keep(kSite + "/sitemap.xml", sitemap, listed, 0, storage::Role::kSitemap);
  maker_->keep(kSite + "/orphan", sound("/orphan"), {});
  maker_->wait(kSite + "/later");
  EXPECT_EQ(found_by("sitemap-orphans"), Heads());
}

TEST_F(NoFault, PagesThatAreNotToBeFoundAreNoOrphans) {
  PageRecord sitemap;
  sitemap.status = 200;
  sitemap.content_type = "application/xml";
  Links listed;
  for (const char* path : {"/orphan", "/gone", "/hidden", "/copy"})
    listed.push_back({"sitemap", kSite + path});
  maker_->keep(kSite + "/sitemap.xml", sitemap, listed, 0, storage::Role::kSitemap);
  maker_->keep(kSite + "/orphan", sound("/orphan"), {});
  maker_->keep(kSite + "/gone", failing(404), {});
  PageRecord hidden = sound("/hidden");
  hidden.meta_robots = "noindex";
  maker_->keep(kSite + "/hidden", hidden, {});
  maker_->keep(kSite + "/copy", sound("/orphan"), {});
  EXPECT_EQ(found_by("sitemap-orphans"), Heads{"/orphan"});
  EXPECT_EQ(found_by("sitemap-wrong"), (Heads{"/gone", "/hidden"}));
}

TEST_F(NoFault, RobotsRulesAgainstFormsAndLinksMarkedNofollow) {
  for (const char* path : {"/search", "/cart", "/private"})
    maker_->know(kSite + path, Reason::kRobots);
  from_first_.push_back({"form", kSite + "/search"});
  from_first_.push_back({"a", kSite + "/cart", "", true});
  from_first_.push_back({"a", kSite + "/private"});
  EXPECT_EQ(found_by("robots-blocked"), Heads{"/private"});
}

TEST_F(NoFault, SeveralCanonicalsOfAnErrorPage) {
  keep("/gone", failing(404), {{"canonical", kSite + "/"}, {"canonical", kSite + "/x"}});
  EXPECT_EQ(found_by("canonical-several"), Heads());
}

TEST_F(NoFault, CanonicalsThatAreWaitingToBeFetched) {
  maker_->wait(kSite + "/later");
  keep_changed("/now", [](PageRecord& page) { page.canonical = kSite + "/later"; });
  EXPECT_EQ(found(), (Counts{{"canonical-other", 1}, {"links-to-copies", 1}}));
}

TEST_F(NoFault, LargeFilesTakeLongOnTheWay) {
  keep_changed("/book.pdf", [](PageRecord& page) {
    page.content_type = "application/pdf";
    page.total = storage::Milliseconds(5000);
  });
  keep_changed("/late.pdf", [](PageRecord& page) {
    page.content_type = "application/pdf";
    page.ttfb = page.total = storage::Milliseconds(5000);
  });
  EXPECT_EQ(found_by("slow-pages"), Heads{"/late.pdf"});
}

TEST_F(NoFault, InsecureLinksThatThePageLetsBrowsersUpgrade) {
  PageRecord page = sound("/mixed");
  page.headers = {{"content-security-policy", "default-src 'self'; upgrade-insecure-requests"}};
  keep("/mixed", page, {{"img", "http://cdn.test/x.png"}});
  EXPECT_EQ(found_by("mixed-content"), Heads());
}

class AskedForNoEncoding : public NoFault {
 protected:
  AskedForNoEncoding() : NoFault(R"({"header":["accept-encoding: identity"]})") {}
};

TEST_F(AskedForNoEncoding, TextIsSentAsItIs) {
  keep_changed("/plain", [](PageRecord& page) { page.transferred = page.size; });
  EXPECT_EQ(found(), Counts());
}

}  // namespace
}  // namespace explore
