#include "storage/postgres/postgres_pages.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database/raw_text.h"
#include "storage/postgres/server/statements.h"

namespace storage {
namespace {

using Numbers = std::vector<int64_t>;
using Texts = std::vector<std::string_view>;

// What views show of raw bytes; NULL if there are none.
void add_shown(std::string_view bytes, PostgresValues* values) {
  std::string buffer;
  values->text_or_null(shown_text(bytes, &buffer));
}

// The redirect's target, if the page's outlinks name it.
const Outlink* redirect_link(const PageCommit& commit) {
  const std::string& to = commit.page.redirect_to;
  if (to.empty()) return nullptr;
  const auto found = std::find_if(commit.outlinks.begin(), commit.outlinks.end(),
                                  [&to](const Outlink& link) { return link.target.url == to; });
  return found == commit.outlinks.end() ? nullptr : &*found;
}

void add_links(const std::vector<Outlink>& links, PostgresValues* values) {
  if (links.empty()) {
    for (int i = 0; i < 6; ++i) values->null();
    return;
  }
  Numbers hosts, keys, kinds, positions;
  Texts rels, anchors;
  bool is_in_place = true, has_rel = false, has_anchor = false;
  for (const Outlink& link : links) {
    hosts.push_back(static_cast<int64_t>(link.target.key.host));
    keys.push_back(static_cast<int64_t>(link.target.key.url));
    kinds.push_back(int64_t{link.kind} + (link.nofollow ? kNofollowLink : 0) +
                    (link.target.skip == Reason::kFollow ? kUnnamedLink : 0));
    is_in_place &= link.position == positions.size();
    positions.push_back(link.position);
    has_rel |= !link.rel.empty();
    has_anchor |= !link.anchor.empty();
    rels.emplace_back(link.rel);
    anchors.emplace_back(link.anchor);
  }
  values->numbers(hosts).numbers(keys).numbers(kinds);
  is_in_place ? values->null() : values->numbers(positions);
  has_rel ? values->texts_or_null(rels) : values->null();
  has_anchor ? values->texts_or_null(anchors) : values->null();
}

void add_structured(const std::vector<StructuredRecord>& items, PostgresValues* values) {
  if (items.empty()) {
    values->null().null().null();
    return;
  }
  Numbers syntaxes;
  Texts types, jsons;
  for (const StructuredRecord& item : items) {
    syntaxes.push_back(item.syntax);
    types.emplace_back(item.type);
    jsons.emplace_back(item.json);
  }
  values->numbers(syntaxes).texts_or_null(types).texts(jsons);
}

void add_sitemap(const std::vector<SitemapRecord>& entries, PostgresValues* values) {
  if (entries.empty()) {
    for (int i = 0; i < 7; ++i) values->null();
    return;
  }
  Numbers places, detail_entries, detail_places;
  Texts lastmods, kinds, names, texts;
  for (const SitemapRecord& entry : entries) {
    places.push_back(entry.place);
    lastmods.emplace_back(entry.lastmod);
    for (std::size_t i = 0; i < entry.details.size(); ++i) {
      detail_entries.push_back(entry.place);
      detail_places.push_back(static_cast<int64_t>(i));
      kinds.emplace_back(entry.details[i].kind);
      names.emplace_back(entry.details[i].name);
      texts.emplace_back(entry.details[i].value);
    }
  }
  values->numbers(places).texts_or_null(lastmods);
  values->numbers(detail_entries).numbers(detail_places).texts(kinds).texts_or_null(names);
  values->texts(texts);
}

void add_fragments(const PageCommit& commit, PostgresValues* values) {
  if (commit.places) {
    Numbers places;
    for (const uint64_t hash : *commit.places) places.push_back(static_cast<int64_t>(hash));
    values->numbers(places);
  } else {
    values->null();
  }
  if (commit.fragments.empty()) {
    for (int i = 0; i < 6; ++i) values->null();
    return;
  }
  Numbers places, kinds, written, decoded;
  Texts fragments, anchors;
  std::vector<std::string> buffers(commit.fragments.size());
  std::size_t next = 0;
  for (const FragmentRecord& one : commit.fragments) {
    places.push_back(one.place);
    kinds.push_back(one.kind);
    written.push_back(static_cast<int64_t>(one.written));
    decoded.push_back(static_cast<int64_t>(one.decoded));
    fragments.push_back(sql_text(one.fragment, &buffers[next++]));
    anchors.emplace_back(one.anchor);
  }
  values->numbers(places).numbers(kinds).numbers(written).numbers(decoded);
  values->texts(fragments).texts_or_null(anchors);
}

void add_facts(const std::optional<ground::PageFacts>& facts, PostgresValues* values) {
  if (!facts) {
    for (int i = 0; i < 14; ++i) values->null();
    return;
  }
  values->text_or_null(facts->doctype).number(facts->is_quirky ? 1 : 0);
  values->text_or_null(facts->viewport);
  values->number(facts->charset_at ? std::optional<int64_t>(*facts->charset_at) : std::nullopt);
  values->text_or_null(facts->base_href).text_or_null(facts->h1);
  values->text_or_null(facts->head_ended_by).number(facts->is_cut ? 1 : 0);
  values->numbers(Numbers(facts->counts.begin(), facts->counts.end()));
  values->text_or_null(facts->headings).text_or_null(facts->images).text_or_null(facts->forms);
  values->text_or_null(facts->ids).text_or_null(facts->accessibility);
}

}  // namespace

PostgresValues page_values(const PageCommit& commit, const PageOrigin& origin) {
  const PageRecord& page = commit.page;
  const Outlink* redirect = redirect_link(commit);
  PostgresValues values;
  values.number(origin.bucket).key(commit.key.host).key(commit.key.url).number(origin.id);
  values.number(origin.fetched_at_ms).number(page.status);
  if (page.method == Method::kWhole)
    values.null();
  else
    values.number(static_cast<int64_t>(page.method));
  values.key(page.size).key(page.transferred).number(page.ttfb.count());
  values.number(page.total.count()).number(page.word_count);
  values.key(page.content_hash).key(page.simhash);
  if (redirect != nullptr)
    values.key(redirect->target.key.host).key(redirect->target.key.url).null();
  else
    add_shown(page.redirect_to, &values.null().null());
  add_shown(page.content_type, &values);
  values.text_or_null(page.charset).text_or_null(page.title).text_or_null(page.description);
  add_shown(page.lang, &values);
  values.text_or_null(page.canonical).text_or_null(page.meta_robots);
  add_shown(page.header_robots, &values);
  values.text_or_null(page.http_version).text_or_null(page.ip);
  add_shown(page.etag, &values);
  add_shown(page.last_modified, &values);
  add_shown(page.detail, &values);
  values.text_or_null(page.limits_hit);
  return values;
}

PostgresValues content_values(const PageCommit& commit, const PageOrigin& origin) {
  const PageRecord& page = commit.page;
  PostgresValues values;
  values.number(origin.bucket).key(commit.key.host).key(commit.key.url);
  std::string buffer;
  if (page.method == Method::kWhole) {
    std::string json;
    append_headers_json(page.headers, &json);
    values.text_or_null(sql_text(page.status_line, &buffer)).text(json);
    values.bytes_or_null(page.body_zstd).text_or_null(page.text);
  } else {
    values.null().null().null().null();
  }
  add_links(commit.outlinks, &values);
  if (page.method != Method::kWhole) {
    // Of a check its redirect and its links are all that is kept.
    for (int i = 0; i < 35; ++i) values.null();
    return values;
  }
  if (commit.article) {
    values.text_or_null(commit.article->title).text_or_null(commit.article->byline);
    values.text_or_null(commit.article->published).text(commit.article->markdown);
  } else {
    values.null().null().null().null();
  }
  add_structured(commit.structured, &values);
  add_sitemap(commit.sitemap, &values);
  add_fragments(commit, &values);
  add_facts(commit.facts, &values);
  return values;
}

}  // namespace storage
