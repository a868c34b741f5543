// A small crawl's database, made through the store as a crawl makes it.
#pragma once

#include <zstd.h>

#include <memory>
#include <string>
#include <vector>

#include "explore/file/crawl_file.h"
#include "parser/page/page.h"
#include "parser/url/url.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace explore {

inline std::string zstd_of(const std::string& text) {
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), 1));
  return frame;
}

// "http://a.test/" links to /b (fetched, windows-1252), /gone (404), /moved (301 to /b), and
// http://other.test/ (out of scope).
class Crawled {
 public:
  Crawled() {
    storage::StoreOptions options;
    options.link_kinds = {{0, "a"}};
    auto opened = storage::SqliteStore::open(path(), options, clock_.clocks());
    store_ = std::move(opened).value();
    ok(store_->begin_run({"0.1", R"({"user-agent":"crawl/0.1"})"}));
    storage::PageRecord start = html("Start", "<title>Start</title>");
    start.headers = {{"Server", "one"},
                     {"server", "two"},
                     {"Set-Cookie", "a=1, b"},
                     {"set-cookie", "c=2"},
                     {"Content-Type", "text/html"}};
    start.status_line = "HTTP/1.1 200 OK";
    keep("http://a.test/", start,
         {"http://a.test/b", "http://a.test/gone", "http://a.test/moved", "http://other.test/"});
    storage::PageRecord latin = html("B", "caf\xE9");
    latin.charset = "windows-1252";
    keep("http://a.test/b", latin, {"http://a.test/"});
    keep("http://a.test/gone", storage::page_of({}, 404).page, {});
    storage::PageRecord moved = storage::page_of({}, 301).page;
    moved.redirect_to = "http://a.test/b";
    keep("http://a.test/moved", moved, {"http://a.test/b"});
    ok(store_->end_run({"finished", 4, 400}));
    store_.reset();
  }

  std::string path() const { return folder_.file("crawl.db"); }
  storage::TemporaryFolder& folder() { return folder_; }

 private:
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
    if (made.origin == "http://other.test") made.skip = storage::Reason::kScope;
    return made;
  }

  static storage::PageRecord html(const std::string& title, const std::string& body) {
    storage::PageRecord page;
    page.status = 200;
    page.content_type = "text/html";
    page.charset = "UTF-8";
    page.title = title;
    page.text = "Words of " + title;
    page.body_zstd = zstd_of(body);
    return page;
  }

  void keep(const std::string& url, const storage::PageRecord& page,
            const std::vector<std::string>& links) {
    const std::vector<storage::NewUrl> urls{new_url(url)};
    if (!store_->add(urls)) throw std::runtime_error("add");
    const storage::LeaseAnswer answer = *store_->lease({100, 100});
    leases_.insert(leases_.end(), answer.leases.begin(), answer.leases.end());
    for (const storage::Lease& lease : leases_) {
      if (lease.url != url) continue;
      storage::PageCommit commit = storage::page_of(lease);
      commit.page = page;
      for (const std::string& target : links) {
        storage::Outlink link;
        link.target = new_url(target);
        link.anchor = "to " + target;
        link.position = static_cast<uint32_t>(commit.outlinks.size());
        commit.outlinks.push_back(link);
      }
      if (store_->commit({&commit, 1})->pages != 1) throw std::runtime_error("commit");
      return;
    }
    throw std::runtime_error("no lease for " + url);
  }

  storage::TemporaryFolder folder_;
  storage::ManualClock clock_;
  std::unique_ptr<storage::SqliteStore> store_;
  std::vector<storage::Lease> leases_;
};

}  // namespace explore
