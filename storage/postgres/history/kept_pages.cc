#include "storage/postgres/history/kept_pages.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "storage/postgres/server/copied_rows.h"
#include "storage/postgres/server/url_rows.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

constexpr const char* kStatement = "kept_pages";
constexpr std::size_t kTextsAStatement = 500;

}  // namespace

void KeptPages::prepare() const {
  ground_.server->prepare(kStatement, pages_statement(ground_.shift(), ground_.mask()));
}

Result<KeptPages::Pages> KeptPages::read(std::span<const UrlKey> keys) const {
  Pages pages;
  if (keys.empty()) return pages;
  std::map<int64_t, std::pair<std::vector<int64_t>, std::vector<int64_t>>> by_bucket;
  for (const UrlKey& key : keys) {
    auto& [hosts, urls] = by_bucket[ground_.bucket_of(key.host)];
    hosts.push_back(static_cast<int64_t>(key.host));
    urls.push_back(static_cast<int64_t>(key.url));
  }
  for (const auto& [bucket, lists] : by_bucket)
    ground_.server->queue(
        kStatement, PostgresValues().number(bucket).numbers(lists.first).numbers(lists.second));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
      CopiedPage page = page_of(answer.rows, i);
      const UrlKey key = page.of.key;
      pages.emplace(key, std::move(page));
    }
  if (auto read = read_link_texts(&pages); !read) return read.error();
  return pages;
}

Result<void> KeptPages::read_link_texts(Pages* pages) const {
  std::set<UrlKey> named;
  for (const auto& [key, page] : *pages)
    for (const Outlink& link : page.commit.outlinks) named.insert(link.target.key);
  const std::vector<UrlKey> targets(named.begin(), named.end());
  if (targets.empty()) return {};
  for (std::size_t from = 0; from < targets.size(); from += kTextsAStatement) {
    KeyLists lists;
    for (std::size_t i = from; i < std::min(from + kTextsAStatement, targets.size()); ++i)
      lists.add(ground_.bucket_of(targets[i].host), targets[i]);
    ground_.server->queue("link_texts", lists.values());
  }
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  std::map<UrlKey, std::string> texts;
  std::size_t from = 0;
  for (const PostgresAnswer& answer : *answers) {
    for (std::size_t i = 0; i < answer.rows.size(); ++i)
      texts[targets[from + static_cast<std::size_t>(answer.rows.number(i, 0)) - 1]] =
          answer.rows.string(i, 1);
    from += kTextsAStatement;
  }
  for (auto& [key, page] : *pages)
    for (Outlink& link : page.commit.outlinks) link.target.url = texts[link.target.key];
  return {};
}

}  // namespace storage
