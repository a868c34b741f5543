#include "explore/search/found_pages.h"

#include <cstddef>
#include <string>
#include <utility>

#include "explore/show/reading.h"

namespace explore {

using ground::Result;

namespace {

// A parse for each of the pages that one looks at first; of very large ones the text is enough.
constexpr std::size_t kArticlesRead = 20;
constexpr std::size_t kMaxArticleBody = 1u << 20;

// What the author wrote, without navigation; "" where that is not to be had: it is no reason to
// show less.
std::string article_of(CrawlFile& crawl, int64_t page_id) {
  auto body = crawl.pages().decoded_body(page_id);
  if (!body || !body->has_value() || (*body)->size() > kMaxArticleBody) return "";
  return read_article_text(**body);
}

}  // namespace

Result<std::vector<FoundPage>> read_found_pages(CrawlFile& crawl, Snippets& snippets,
                                                const SearchWords& words,
                                                std::span<const SearchHit> hits, std::size_t most) {
  storage::Database& db = crawl.database();
  storage::Statement row = db.prepare(
      "SELECT u.url, p.title, x.text, p.lang, p.description, p.fetched_ms, p.status "
      "FROM page_rows p JOIN url_rows u ON u.id = p.url_id AND u.page_id = p.id "
      "LEFT JOIN text_rows x ON x.page_id = p.id WHERE p.id = ?1");
  std::vector<FoundPage> found;
  for (const SearchHit& hit : hits) {
    if (found.size() == most) break;
    if (!row.with(hit.page_id).step()) continue;
    const std::string article =
        found.size() < kArticlesRead ? article_of(crawl, hit.page_id) : std::string();
    auto snippet = snippets.of(words.match, row.text(1), article, row.text(2));
    if (!snippet) return snippet.error();
    found.push_back({hit.page_id, hit.score, row.string(0), std::move(snippet).value(),
                     row.string(3), row.string(4), row.integer(5),
                     static_cast<int>(row.integer(6))});
    row.reset();
  }
  if (auto read = db.take_failure(); !read) return read.error();
  return found;
}

}  // namespace explore
