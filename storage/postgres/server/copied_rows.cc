// Columns and their readers stand side by side, in one order.
#include "storage/postgres/server/copied_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/database/raw_text.h"
#include "storage/postgres/server/statements.h"

namespace storage {
namespace {

// {0}, {1}: how the first half of a key becomes its bucket.
constexpr std::string_view kUrlColumns = R"sql(
SELECT u.host, u.key, u.place, h.place, u.url, u.state, u.reason, u.turn, u.hops, u.role,
  u.priority, u.attempts, f.place, u.detail FROM )sql";
constexpr std::string_view kUrlSources = R"sql(
JOIN crawl.host h ON h.bucket = u.bucket AND h.host = u.host
LEFT JOIN crawl.url f ON f.bucket = ((u.found_host >> {0}) & {1}) AND f.host = u.found_host
  AND f.key = u.found_key )sql";

constexpr std::string_view kPageColumns = R"sql(
SELECT p.host, p.key, p.id, p.fetched_at, p.status, p.method, p.size, p.transferred, p.ttfb_ms,
  p.total_ms, p.word_count, p.content_hash, p.simhash, p.redirect_host, p.redirect_key,
  coalesce(r.url, p.redirect_to), p.content_type, p.charset, p.title, p.description, p.lang,
  p.canonical, p.meta_robots, p.header_robots, p.http_version, p.ip, p.etag, p.last_modified,
  p.detail, p.limits_hit, c.status_line, c.headers, c.zstd, c.text, c.link_host, c.link_key,
  c.link_kind, c.link_position, c.link_rel, c.link_anchor, c.article_title, c.article_byline,
  c.article_published, c.markdown, c.structured_syntax, c.structured_type, c.structured_json,
  c.entry_place, c.entry_lastmod, c.detail_entry, c.detail_kind, c.detail_name, c.detail_value,
  c.places, c.fragment_place, c.fragment_kind, c.fragment_written, c.fragment_decoded, c.fragment,
  c.fragment_anchor, c.doctype, c.quirks, c.viewport, c.charset_at, c.base_href, c.h1,
  c.head_ended_by, c.cut, c.facts, c.headings, c.images, c.forms, c.ids, c.accessibility, u.url
FROM unnest($2::int8[], $3::int8[]) k(host, key)
JOIN crawl.page p ON p.bucket = $1::int8 AND p.host = k.host AND p.key = k.key
JOIN crawl.url u ON u.bucket = $1::int8 AND u.host = k.host AND u.key = k.key
LEFT JOIN crawl.content c ON c.bucket = $1::int8 AND c.host = k.host AND c.key = k.key
LEFT JOIN crawl.url r ON r.bucket = ((p.redirect_host >> {0}) & {1}) AND r.host = p.redirect_host
  AND r.key = p.redirect_key)sql";

// Goes through the columns of a row from left to right.
class RowReader {
 public:
  RowReader(const PostgresRows& rows, std::size_t row) : rows_(rows), row_(row) {}

  int64_t number() { return rows_.number(row_, column_++); }
  uint64_t key() { return rows_.key(row_, column_++); }
  template <typename T>
  T number_as() {
    return static_cast<T>(number());
  }
  std::optional<int64_t> number_if_any() {
    const bool is_null = rows_.is_null(row_, column_);
    const int64_t read = number();
    return is_null ? std::nullopt : std::optional(read);
  }
  std::string text() { return rows_.string(row_, column_++); }
  bool has_none() const { return rows_.is_null(row_, column_); }
  std::vector<int64_t> numbers() { return rows_.numbers(row_, column_++); }
  std::vector<std::string> texts() { return rows_.texts(row_, column_++); }

 private:
  const PostgresRows& rows_;
  std::size_t row_;
  int column_ = 0;
};

template <typename T>
T at_or_none(const std::vector<T>& values, std::size_t i) {
  return i < values.size() ? values[i] : T();
}

void read_links(RowReader& read, PageCommit* commit, const ground::UrlKey& redirect) {
  const std::vector<int64_t> hosts = read.numbers(), keys = read.numbers(), kinds = read.numbers(),
                             positions = read.numbers();
  std::vector<std::string> rels = read.texts(), anchors = read.texts();
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    Outlink& link = commit->outlinks.emplace_back();
    link.target.key = {static_cast<uint64_t>(hosts[i]), static_cast<uint64_t>(at_or_none(keys, i))};
    const int64_t kind = at_or_none(kinds, i);
    link.kind = static_cast<uint8_t>(kind & 0xFF);
    link.nofollow = (kind & kNofollowLink) != 0;
    link.position = static_cast<uint32_t>(positions.empty() ? static_cast<int64_t>(i)
                                                            : at_or_none(positions, i));
    if (i < rels.size()) link.rel = std::move(rels[i]);
    if (i < anchors.size()) link.anchor = std::move(anchors[i]);
    if (link.target.key == redirect) link.target.url = commit->page.redirect_to;
  }
}

void read_article(RowReader& read, PageCommit* commit) {
  ArticleRecord article{read.text(), read.text(), read.text(), {}};
  const bool has_one = !read.has_none();
  article.markdown = read.text();
  if (has_one) commit->article = std::move(article);
}

void read_structured(RowReader& read, PageCommit* commit) {
  const std::vector<int64_t> syntaxes = read.numbers();
  std::vector<std::string> types = read.texts(), jsons = read.texts();
  for (std::size_t i = 0; i < syntaxes.size(); ++i)
    commit->structured.push_back(
        {static_cast<uint8_t>(syntaxes[i]), at_or_none(types, i), at_or_none(jsons, i)});
}

void read_sitemap(RowReader& read, PageCommit* commit) {
  const std::vector<int64_t> places = read.numbers();
  std::vector<std::string> lastmods = read.texts();
  const std::vector<int64_t> detail_places = read.numbers();
  std::vector<std::string> kinds = read.texts(), names = read.texts(), values = read.texts();
  for (std::size_t i = 0; i < places.size(); ++i)
    commit->sitemap.push_back({static_cast<uint32_t>(places[i]), at_or_none(lastmods, i), {}});
  // Details are in the order of their entries.
  std::size_t entry = 0;
  for (std::size_t i = 0; i < detail_places.size(); ++i) {
    while (entry < places.size() && places[entry] != detail_places[i]) ++entry;
    if (entry == places.size()) return;
    commit->sitemap[entry].details.push_back(
        {at_or_none(kinds, i), at_or_none(names, i), at_or_none(values, i)});
  }
}

void read_fragments(RowReader& read, PageCommit* commit) {
  const bool has_places = !read.has_none();
  const std::vector<int64_t> hashes = read.numbers();
  if (has_places) commit->places.emplace(hashes.begin(), hashes.end());
  const std::vector<int64_t> places = read.numbers(), kinds = read.numbers(),
                             written = read.numbers(), decoded = read.numbers();
  std::vector<std::string> fragments = read.texts(), anchors = read.texts();
  for (std::size_t i = 0; i < places.size(); ++i)
    commit->fragments.push_back({static_cast<int32_t>(places[i]),
                                 static_cast<uint8_t>(at_or_none(kinds, i)),
                                 static_cast<uint64_t>(at_or_none(written, i)),
                                 static_cast<uint64_t>(at_or_none(decoded, i)),
                                 at_or_none(fragments, i), at_or_none(anchors, i)});
}

void read_facts(RowReader& read, PageCommit* commit) {
  ground::PageFacts facts;
  facts.doctype = read.text();
  facts.is_quirky = read.number() != 0;
  facts.viewport = read.text();
  if (const auto at = read.number_if_any()) facts.charset_at = static_cast<uint32_t>(*at);
  facts.base_href = read.text();
  facts.h1 = read.text();
  facts.head_ended_by = read.text();
  facts.is_cut = read.number() != 0;
  const bool has_facts = !read.has_none();
  const std::vector<int64_t> counts = read.numbers();
  for (std::size_t i = 0; i < std::min(counts.size(), facts.counts.size()); ++i)
    facts.counts[i] = static_cast<uint32_t>(counts[i]);
  facts.headings = read.text();
  facts.images = read.text();
  facts.forms = read.text();
  facts.ids = read.text();
  facts.accessibility = read.text();
  if (has_facts) commit->facts = std::move(facts);
}

void read_page(RowReader& read, PageRecord* page, ground::UrlKey* redirect) {
  page->status = read.number_as<int>();
  page->method = static_cast<Method>(read.number_if_any().value_or(0));
  page->size = read.key();
  page->transferred = read.key();
  page->ttfb = Milliseconds(read.number());
  page->total = Milliseconds(read.number());
  page->word_count = read.number_as<uint32_t>();
  page->content_hash = read.key();
  page->simhash = read.key();
  *redirect = {read.key(), read.key()};
  page->redirect_to = read.text();
  page->content_type = read.text();
  page->charset = read.text();
  page->title = read.text();
  page->description = read.text();
  page->lang = read.text();
  page->canonical = read.text();
  page->meta_robots = read.text();
  page->header_robots = read.text();
  page->http_version = read.text();
  page->ip = read.text();
  page->etag = read.text();
  page->last_modified = read.text();
  page->detail = read.text();
  page->limits_hit = read.text();
}

}  // namespace

std::string url_columns() { return std::string(kUrlColumns); }

std::string url_joins(int shift, int64_t mask) { return fmt::format(kUrlSources, shift, mask); }

std::string pages_statement(int shift, int64_t mask) {
  return fmt::format(kPageColumns, shift, mask);
}

CopiedHost host_of(const PostgresRows& rows, std::size_t row) {
  RowReader read(rows, row);
  CopiedHost host;
  host.key = read.key();
  read.number();
  host.place = read.number();
  host.origin = read.text();
  host.robots_status = read.number_if_any();
  host.robots_at = read.number_if_any();
  host.crawl_delay_ms = read.number_if_any();
  const bool has_text = !read.has_none();
  std::string text = read.text();
  const bool has_raw = !read.has_none();
  std::string raw = read.text();
  if (has_text || has_raw) host.robots_txt = has_raw ? std::move(raw) : std::move(text);
  host.last_error = read.text();
  host.certificate_at = read.number_if_any();
  host.certificate_expires_at = read.number_if_any();
  host.certificate_issuer = read.text();
  host.certificate_tls = read.text();
  return host;
}

CopiedUrl url_of(const PostgresRows& rows, std::size_t row) {
  RowReader read(rows, row);
  CopiedUrl url;
  url.key = {read.key(), read.key()};
  url.place = read.number();
  url.host_place = read.number();
  url.url = read.text();
  url.state = read.number_as<UrlState>();
  url.reason = read.number_as<Reason>();
  const auto turn = read.number_as<uint32_t>();
  url.hops = read.number_as<uint8_t>();
  url.role = read.number_as<Role>();
  url.depth = is_check(url.role) ? turn - kDepthOfChecks : turn;
  url.priority = read.number_as<uint8_t>();
  url.attempts = read.number_as<uint32_t>();
  url.found_on = read.number();
  url.detail = read.text();
  return url;
}

CopiedPage page_of(const PostgresRows& rows, std::size_t row) {
  RowReader read(rows, row);
  CopiedPage copied;
  PageCommit& commit = copied.commit;
  commit.key = copied.of.key = {read.key(), read.key()};
  copied.of.id = read.number();
  copied.fetched_at = read.number();
  ground::UrlKey redirect;
  read_page(read, &commit.page, &redirect);
  commit.page.status_line = read.text();
  commit.page.headers = headers_of_json(read.text());
  commit.page.body_zstd = read.text();
  commit.page.text = read.text();
  read_links(read, &commit, redirect);
  read_article(read, &commit);
  read_structured(read, &commit);
  read_sitemap(read, &commit);
  read_fragments(read, &commit);
  read_facts(read, &commit);
  // For the rows of rules, which know their page by its URL.
  commit.tables.emplace().url = read.text();
  return copied;
}

CopiedRun run_of(const PostgresRows& rows, std::size_t row) {
  RowReader read(rows, row);
  CopiedRun run;
  run.id = read.number();
  run.started_at = read.number();
  run.ended_at = read.number_if_any();
  run.end_reason = read.text();
  run.version = read.text();
  run.options_json = read.text();
  run.counts_json = read.text();
  run.pages = read.number_if_any();
  run.bytes = read.number_if_any();
  return run;
}

}  // namespace storage
