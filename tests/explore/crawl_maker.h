// Makes a crawl's database through the store, URL by URL, as a crawl would.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ground/page_facts.h"
#include "parser/page/page.h"
#include "parser/url/url.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace explore {

class CrawlMaker {
 public:
  // A link's kind by its name in the database, and where it leads. Of a sitemap's, `anchor` is the
  // entry's lastmod. With the name of a syntax of structured data it is no link but an item of that
  // type (`anchor`), as JSON (`target`); hreflang is both.
  struct Link {
    std::string kind;
    std::string target;
    std::string anchor = {};
    bool nofollow = false;
    std::string fragment = {};  // a place, that is nowhere
  };

  // `options`: those of the run, as JSON.
  explicit CrawlMaker(const std::string& path,
                      const std::string& run_options = R"({"user-agent":"crawl/0.1"})") {
    storage::StoreOptions options;
    options.syntaxes = syntaxes();
    for (uint8_t i = 0; i < static_cast<uint8_t>(kinds().size()); ++i)
      options.link_kinds.push_back({i, kinds()[i]});
    auto opened = storage::SqliteStore::open(path, options, clock_.clocks());
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(opened).value();
    ok(store_->begin_run({"0.1", run_options}));
  }

  // Waiting to be fetched.
  void wait(const std::string& url) {
    const storage::NewUrl made = new_url(url);
    ok(store_->add({&made, 1}));
  }

  void know(const std::string& url, storage::Reason skip) {
    storage::NewUrl made = new_url(url);
    made.skip = skip;
    ok(store_->add({&made, 1}));
  }

  // Of the page that is kept next.
  void take_facts(ground::PageFacts facts) { facts_ = std::move(facts); }

  void take_render(storage::RenderRecord record) { render_ = std::move(record); }

  void keep(const std::string& url, const storage::PageRecord& page, const std::vector<Link>& links,
            uint32_t depth = 0, storage::Role role = storage::Role::kPage) {
    const storage::Lease lease = lend(url, depth, role);
    storage::PageCommit commit = storage::page_of(lease);
    commit.page = page;
    if (is_check(role)) commit.page.method = storage::Method::kHead;
    commit.places.emplace();
    commit.facts = std::exchange(facts_, std::nullopt);
    commit.render = std::exchange(render_, std::nullopt);
    for (const Link& given : links) {
      if (!given.fragment.empty())
        commit.fragments.push_back(
            {static_cast<int32_t>(commit.outlinks.size()), 1, 7, 7, given.fragment, {}});
      if (given.kind == "hreflang")
        commit.structured.push_back(
            {0, given.anchor,
             R"({"lang":")" + given.anchor + R"(","href":")" + given.target + R"("})"});
      const auto syntax = std::find(syntaxes().begin(), syntaxes().end(), given.kind);
      if (syntax != syntaxes().end() && given.kind != "hreflang") {
        commit.structured.push_back(
            {static_cast<uint8_t>(syntax - syntaxes().begin()), given.anchor, given.target});
        continue;
      }
      if (given.kind == "sitemap")
        commit.sitemap.push_back({static_cast<uint32_t>(commit.outlinks.size()), given.anchor, {}});
      storage::Outlink link;
      link.target = new_url(given.target);
      link.target.skip = storage::Reason::kScope;  // only what the test keeps is wanted
      link.kind = kind_of(given.kind);
      link.anchor = given.anchor;
      link.nofollow = given.nofollow;
      link.position = static_cast<uint32_t>(commit.outlinks.size());
      commit.outlinks.push_back(link);
    }
    if (store_->commit({&commit, 1})->pages != 1) throw std::runtime_error("commit " + url);
  }

  void fail(const std::string& url, storage::Reason reason, const std::string& detail,
            storage::Role role = storage::Role::kPage) {
    const storage::Lease lease = lend(url, 0, role);
    const storage::Release release{lease.token, lease.key, storage::Release::How::kFail,
                                   reason,      detail,    storage::Milliseconds(0)};
    ok(store_->release({&release, 1}));
  }

  void robots(const std::string& origin, int status, const std::string& text = {}) {
    storage::HostUpdate update;
    update.host_key = new_url(origin + "/").key.host;
    update.origin = origin;
    update.robots_status = status;
    update.robots_txt = text;
    ok(store_->update_hosts({&update, 1}));
  }

  // A host whose certificate is good for so many days.
  void certificate(const std::string& origin, int days) {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.clocks().wall().time_since_epoch());
    storage::HostUpdate update;
    update.host_key = new_url(origin + "/").key.host;
    update.origin = origin;
    update.certificate = {now.count() + int64_t{days} * 86'400, "authority", "TLSv1.3"};
    ok(store_->update_hosts({&update, 1}));
  }

  // A host that asks for so long a delay.
  void slow_robots(const std::string& origin, std::chrono::seconds delay) {
    storage::HostUpdate update;
    update.host_key = new_url(origin + "/").key.host;
    update.origin = origin;
    update.crawl_delay = delay;
    ok(store_->update_hosts({&update, 1}));
  }

  void end(const std::string& reason = "finished") {
    ok(store_->end_run({reason, 1, 100}));
    store_.reset();
  }

 private:
  static const std::vector<std::string>& kinds() {
    static const std::vector<std::string> all = {
        "a",          "img",  "script",  "iframe",   "redirect", "canonical", "sitemap",
        "stylesheet", "form", "refresh", "hreflang", "next",     "prev",      "area"};
    return all;
  }

  static const std::vector<std::string>& syntaxes() {
    static const std::vector<std::string> all = {"hreflang", "json-ld", "microdata", "opengraph"};
    return all;
  }

  static uint8_t kind_of(const std::string& name) {
    for (uint8_t i = 0; i < static_cast<uint8_t>(kinds().size()); ++i)
      if (kinds()[i] == name) return i;
    throw std::runtime_error("no kind " + name);
  }

  template <typename T>
  static void ok(const ground::Result<T>& result) {
    if (!result) throw std::runtime_error(result.error().message);
  }

  static storage::NewUrl new_url(const std::string& url) {
    parser::Url parsed;
    parsed.assign(url);
    storage::NewUrl made = storage::new_url(url);
    made.key = parser::key_of(parsed);
    made.origin = parsed.origin();
    return made;
  }

  storage::Lease lend(const std::string& url, uint32_t depth, storage::Role role) {
    storage::NewUrl made = new_url(url);
    made.depth = depth;
    made.role = role;
    ok(store_->add({&made, 1}));
    const storage::LeaseAnswer answer = *store_->lease({100, 100});
    for (const storage::Lease& lease : answer.leases)
      if (lease.url == url) return lease;
    throw std::runtime_error("no lease for " + url);
  }

  storage::ManualClock clock_;
  std::unique_ptr<storage::SqliteStore> store_;
  std::optional<ground::PageFacts> facts_;
  std::optional<storage::RenderRecord> render_;
};

}  // namespace explore
