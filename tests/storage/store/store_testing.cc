#include "tests/storage/store/store_testing.h"

#include <stdlib.h>

#include <functional>

namespace storage {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "crawl-storage-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

namespace {

std::string origin_of(const std::string& url) {
  return url.substr(0, url.find('/', url.find("//") + 2));
}

}  // namespace

ground::UrlKey key_of(const std::string& url) {
  return {std::hash<std::string>()(origin_of(url)), std::hash<std::string>()(url)};
}

NewUrl new_url(const std::string& url, uint32_t depth, Reason skip) {
  NewUrl made;
  made.key = key_of(url);
  made.url = url;
  made.origin = origin_of(url);
  made.depth = depth;
  made.skip = skip;
  return made;
}

std::vector<NewUrl> new_urls(const std::vector<std::string>& urls) {
  std::vector<NewUrl> made;
  for (const std::string& url : urls) made.push_back(new_url(url));
  return made;
}

Outlink link_to(const std::string& url, uint32_t depth, uint32_t position) {
  Outlink link;
  link.target = new_url(url, depth);
  link.anchor = "to " + url;
  link.position = position;
  return link;
}

PageCommit page_of(const Lease& lease, int status, std::vector<Outlink> links) {
  PageCommit commit;
  commit.token = lease.token;
  commit.key = lease.key;
  commit.page.status = status;
  commit.page.transferred = 100;
  commit.page.total = Milliseconds(10);
  commit.outlinks = std::move(links);
  return commit;
}

PageCommit with_text(const Lease& lease, const std::string& text, std::vector<Outlink> links) {
  PageCommit commit = page_of(lease, 200, std::move(links));
  commit.page.text = text;
  commit.page.etag = "\"" + text + "\"";
  commit.page.content_hash = std::hash<std::string>()(text) | 1;
  return commit;
}

UpdatePlan all() {
  UpdatePlan plan;
  plan.all = true;
  return plan;
}

std::vector<std::string> urls_of(const LeaseAnswer& answer) {
  std::vector<std::string> urls;
  for (const Lease& lease : answer.leases) urls.push_back(lease.url);
  return urls;
}

}  // namespace storage
