#include "storage/postgres/history/version_rows.h"

#include <algorithm>
#include <utility>

#include "storage/database/raw_text.h"
#include "storage/history/compared_commit.h"
#include "storage/history/delta.h"
#include "storage/postgres/server/url_rows.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

// More than any --max-body that fits into memory a few times.
constexpr std::size_t kMostPartBytes = 1u << 30;

std::string kept_text(std::string_view bytes) {
  std::string buffer;
  return std::string(sql_text(bytes, &buffer));
}

std::string shown(std::string_view bytes) {
  std::string buffer;
  return std::string(shown_text(bytes, &buffer));
}

PostgresValues key_values(const PostgresGround& ground, const UrlKey& key) {
  PostgresValues values;
  values.number(ground.bucket_of(key.host)).key(key.host).key(key.url);
  return values;
}

std::optional<int64_t> id_or_none(int64_t id) { return id != 0 ? std::optional(id) : std::nullopt; }

}  // namespace

PageParts parts_of_commit(const PageCommit& commit) {
  const PageRecord& page = commit.page;
  PageParts parts;
  if (page.method == Method::kWhole) {
    parts.status_line = kept_text(page.status_line);
    append_headers_json(page.headers, &parts.headers);
    if (!page.body_zstd.empty())
      parts.body = Delta().apply(page.body_zstd, "", kMostPartBytes).value_or(std::string());
    parts.text = kept_text(page.text);
    for (const StructuredRecord& item : commit.structured)
      append_structured_line(item.syntax, kept_text(item.json), &parts.structured);
  }
  for (const Outlink& link : commit.outlinks)
    append_link_line(link.kind, link.nofollow, kept_text(link.target.url), kept_text(link.rel),
                     kept_text(link.anchor), &parts.links);
  return parts;
}

VersionTexts texts_of_page(const PageRecord& page) {
  return {shown(page.redirect_to),
          shown(page.content_type),
          kept_text(page.title),
          kept_text(page.description),
          kept_text(page.canonical),
          joined_robots(kept_text(page.meta_robots), shown(page.header_robots))};
}

void queue_change(PostgresGround& ground, const UrlKey& key, const ChangeRow& change) {
  PostgresValues values = key_values(ground, key);
  values.number(change.id).number(change.run).number(change.at);
  values.number(static_cast<int64_t>(change.kind)).number(change.fields);
  values.number(id_or_none(change.old_page)).number(id_or_none(change.new_page));
  ground.server->queue("note_change", values);
}

void VersionRows::queue(const Past& past, uint32_t keep) {
  Connection& server = *ground_.server;
  const CopiedPage& page = *past.page;
  const PageRecord& record = page.commit.page;
  const UrlKey& key = page.of.key;
  if (keep > 0) {
    PostgresValues values = key_values(ground_, key);
    values.number(page.of.id).number(page.fetched_at);
    values.number(std::max(page.fetched_at, past.seen_to)).number(past.run_to);
    values.number(record.status).key(record.size).number(record.word_count);
    values.key(record.content_hash);
    const VersionTexts texts = texts_of_page(record);
    VersionTexts next;
    if (past.next != nullptr) next = texts_of_page(past.next->page);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i].empty() && texts[i] == next[i])
        values.text("");
      else
        values.text_or_null(texts[i]);
    }
    server.queue("insert_version", values.text_or_null(past.rows));
    const PageParts parts = parts_of_commit(page.commit);
    if (parts != PageParts()) {
      PageParts next_parts;
      if (past.next != nullptr) next_parts = parts_of_commit(*past.next);
      const std::string delta = delta_.make(parts, past.next != nullptr ? &next_parts : nullptr);
      PostgresValues of_parts = key_values(ground_, key);
      of_parts.number(page.of.id).number(past.next != nullptr ? past.next_id : 0).bytes(delta);
      server.queue("insert_parts", of_parts);
    }
  }
  server.queue("drop_old_parts", key_values(ground_, key).number(keep));
  server.queue("drop_old_versions", key_values(ground_, key).number(keep));
}

Result<std::vector<VersionRows::Lone>> VersionRows::find_lone(std::span<const UrlKey> keys) {
  std::vector<Lone> lone;
  if (keys.empty()) return lone;
  KeyLists lists;
  for (const UrlKey& key : keys) lists.add(ground_.bucket_of(key.host), key);
  auto rows = ground_.server->ask("parts_against", lists.values());
  if (!rows) return rows.error();
  std::vector<UrlKey> with_versions;
  for (std::size_t i = 0; i < rows->size(); ++i)
    with_versions.push_back(keys[static_cast<std::size_t>(rows->number(i, 0)) - 1]);
  auto pages = pages_.read(with_versions);
  if (!pages) return pages.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto page = pages->find(with_versions[i]);
    if (page == pages->end()) continue;
    Lone one{with_versions[i], texts_of_page(page->second.commit.page), 0, {}};
    const PageParts next = parts_of_commit(page->second.commit);
    // What can't be read now can't be read later either.
    const auto parts =
        rows->is_null(i, 1) ? std::nullopt : delta_.apply(rows->text(i, 2), &next, kMostPartBytes);
    if (parts) {
      one.id = rows->number(i, 1);
      one.delta = delta_.make(*parts, nullptr);
    }
    lone.push_back(std::move(one));
  }
  return lone;
}

void VersionRows::queue(const Lone& lone) {
  PostgresValues texts = key_values(ground_, lone.key);
  for (const std::string& text : lone.texts) texts.text_or_null(text);
  ground_.server->queue("own_texts", texts);
  if (lone.id != 0)
    ground_.server->queue("own_parts",
                          key_values(ground_, lone.key).number(lone.id).bytes(lone.delta));
}

}  // namespace storage
