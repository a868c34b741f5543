// Parsed pages are views into the parser's buffers, and the store's records own their texts: this
// is the one place where the copies are made. It runs on the workers, so that compression and
// judging links are done in parallel and the store's thread only writes. The headers are moved out
// last, since parsed values may be views into them.
#include "crawler/pipeline/page_record.h"

#include <zstd.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "crawler/fetch/header.h"
#include "crawler/pipeline/fragment_record.h"
#include "crawler/pipeline/lasting_content.h"
#include "crawler/policy/calendar.h"
#include "ground/bytes_as_text.h"
#include "parser/content/article_facts.h"
#include "parser/extract/extractor.h"
#include "parser/sitemap/sitemap.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

// Level 1: three quarters of level 3's gain on HTML for a third of its time, and time is what a
// crawl is short of.
constexpr int kBodyLevel = 1;

uint8_t priority_of(double sitemap_priority) {
  const double bounded =
      std::clamp(std::isfinite(sitemap_priority) ? sitemap_priority : 0.5, 0.0, 1.0);
  return static_cast<uint8_t>(std::lround((1.0 - bounded) * (storage::kDoubtful - 1)));
}

// So a page of a calendar comes after the others of its depth.
constexpr uint8_t kDatedPriority = 192;

bool stands_for_a_date(const std::string& text) {
  parser::Url url;
  return url.assign(text) == parser::UrlStatus::kOk && names_a_date(url);
}

storage::PageTables tables_of(const std::string& url, const parser::Extracted& extracted) {
  storage::PageTables tables;
  tables.url = url;
  for (const parser::ExtractedRow& row : extracted.rows)
    tables.rows.push_back({row.table, row.position, row.values});
  for (const parser::ExtractProblem& problem : extracted.problems)
    tables.problems.push_back(
        {problem.table, problem.position, problem.field, problem.reason, problem.value});
  return tables;
}

std::vector<storage::SitemapRecord> entries_of(const parser::Sitemap& sitemap,
                                               const std::vector<parser::ParsedLink>& links) {
  std::vector<storage::SitemapRecord> entries;
  for (std::size_t place = 0; place < links.size(); ++place) {
    if (links[place].entry == parser::kNoEntry) continue;
    const parser::SitemapEntry& entry = sitemap.entries[links[place].entry];
    storage::SitemapRecord& record = entries.emplace_back();
    record.place = static_cast<uint32_t>(place);
    record.lastmod = entry.lastmod;
    for (const parser::SitemapDetail& detail : entry.details)
      record.details.push_back({std::string(name_of(detail.kind)), detail.name, detail.value});
  }
  return entries;
}

void add_fragments(const parser::ParsedPage& parsed, storage::PageCommit& commit) {
  if (parsed.has_places)
    commit.places = std::vector<uint64_t>(parsed.places.begin(), parsed.places.end());
  for (std::size_t i = 0; i < parsed.links.size(); ++i)
    if (const auto fragment = parsed.links[i].fragment)
      add_fragment(*fragment, parsed.links[i].kind, static_cast<int32_t>(i), commit.fragments);
  int32_t own = 0;
  for (const parser::OwnFragment& one : parsed.own_fragments) {
    const std::size_t before = commit.fragments.size();
    add_fragment(one.fragment, parser::LinkKind::kA, --own, commit.fragments);
    if (commit.fragments.size() > before) commit.fragments.back().anchor = one.anchor;
  }
}

}  // namespace

struct RecordBuilder::Compressor {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  Compressor() = default;
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() { ZSTD_freeCCtx(context); }
  std::string buffer;
};

RecordBuilder::RecordBuilder(const Admission& admission, bool keep_bodies)
    : admission_(admission),
      keep_bodies_(keep_bodies),
      compressor_(std::make_unique<Compressor>()) {}

RecordBuilder::~RecordBuilder() = default;

std::string RecordBuilder::compress(std::string_view body) {
  std::string& buffer = compressor_->buffer;
  buffer.resize(std::max(buffer.size(), ZSTD_compressBound(body.size())));
  const std::size_t size = ZSTD_compressCCtx(compressor_->context, buffer.data(), buffer.size(),
                                             body.data(), body.size(), kBodyLevel);
  // Level, sizes and context are ours: an error here is memory that ran out.
  if (ZSTD_isError(size)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
  return buffer.substr(0, size);
}

storage::PageCommit RecordBuilder::build(PageWork& work, const parser::ParsedPage& parsed,
                                         Newness newness) {
  const storage::Lease& lease = work.lease;
  storage::PageCommit commit{lease.token, lease.key, {}, {}, {}, {}, {}, {}};
  storage::PageRecord& page = commit.page;
  FetchedPage& fetched = work.page;

  commit.is_cut = fetched.outcome != FetchOutcome::kAnswered;
  page.status = fetched.status;
  page.content_type = parsed.content_type;
  page.charset = parsed.charset;
  page.title = parsed.title;
  page.description = parsed.description;
  page.lang = parsed.lang;
  page.canonical = parsed.canonical;
  page.meta_robots = parsed.meta_robots;
  page.header_robots = parsed.header_robots;
  page.text = parsed.text;
  page.http_version = std::move(fetched.http_version);
  page.ip = std::move(fetched.ip);
  page.etag = ground::text_of(header_value(fetched.headers, "etag"));
  page.last_modified = ground::text_of(header_value(fetched.headers, "last-modified"));
  page.redirect_to = parsed.redirect_to;
  page.detail = !fetched.detail.empty() ? fetched.detail : std::string(parsed.problem);
  page.limits_hit = parser::names_of(parsed.limits_hit);
  if (newness == Newness::kNothingNew && stands_for_a_date(lease.url))
    page.limits_hit += page.limits_hit.empty() ? "nothing-new" : ",nothing-new";
  page.size = parsed.body.size();
  page.transferred = fetched.transferred;
  page.ttfb = fetched.ttfb;
  page.total = fetched.total;
  page.content_hash = parsed.content_hash;
  page.simhash = parsed.simhash;
  page.word_count = parsed.word_count;
  page.status_line = std::move(fetched.status_line);
  if (keep_bodies_ && !parsed.body.empty()) page.body_zstd = compress(parsed.body);

  const bool doubtful =
      newness == Newness::kUnknown ? lease.doubtful : newness == Newness::kNothingNew;
  add_outlinks(lease, parsed, doubtful, commit.outlinks);
  commit.structured.reserve(parsed.structured.size());
  for (const parser::StructuredItem& item : parsed.structured)
    commit.structured.push_back({static_cast<uint8_t>(item.syntax), item.type, item.json});
  if (parsed.article != nullptr)
    commit.article = {parsed.article->title, parsed.article->byline, parsed.article->published,
                      std::string(parsed.markdown)};
  if (parsed.facts != nullptr) commit.facts = *parsed.facts;
  if (parsed.rest != nullptr) commit.lasting = lasting_hashes_of(*parsed.rest);
  add_fragments(parsed, commit);
  if (parsed.sitemap != nullptr) commit.sitemap = entries_of(*parsed.sitemap, parsed.links);
  if (parsed.extracted != nullptr) commit.tables = tables_of(lease.url, *parsed.extracted);
  // Last: the parsed values above may view into the headers.
  page.headers.reserve(fetched.headers.size());
  for (auto& [name, value] : fetched.headers)
    page.headers.push_back({std::move(name), std::move(value)});
  return commit;
}

void RecordBuilder::add_outlinks(const storage::Lease& lease, const parser::ParsedPage& parsed,
                                 bool doubtful, std::vector<storage::Outlink>& outlinks) {
  outlinks.reserve(parsed.links.size());
  for (const parser::ParsedLink& link : parsed.links) {
    storage::Outlink& out = outlinks.emplace_back();
    storage::NewUrl& target = out.target;
    const bool redirect = link.kind == parser::LinkKind::kRedirect;
    const bool to_sitemap = link.kind == parser::LinkKind::kSitemap && parsed.is_sitemap_index;
    target.key = link.key;
    target.url = link.url;
    target.origin = link.target().origin();
    target.depth = redirect ? lease.depth : lease.depth + 1;
    // A sitemap that an index names is a step on the way to pages as a redirect is: else indexes of
    // indexes had no end.
    const bool is_step = redirect || (to_sitemap && lease.role == storage::Role::kSitemap);
    target.hops = is_step ? static_cast<uint8_t>(lease.hops + 1) : 0;
    const bool keeps_role = redirect && lease.role == storage::Role::kSitemap;
    target.role = to_sitemap || keeps_role ? storage::Role::kSitemap : storage::Role::kPage;
    const Admission::Question question{link.target(), link.kind,
                                       link.nofollow, target.depth,
                                       target.hops,   target.role == storage::Role::kSitemap,
                                       link.is_named, link.rel};
    target.skip = admission_.judge(question);
    if (target.skip != storage::Reason::kNone && admission_.checks()) {
      if (const auto role = admission_.check_of(question, target.skip)) {
        target.role = *role;
        target.skip = storage::Reason::kNone;
      }
    }
    // A check is as any other, whatever its URL and the page that names it.
    if (!is_check(target.role)) {
      if (link.kind == parser::LinkKind::kSitemap)
        target.priority = priority_of(link.priority);
      else if (doubtful)
        target.priority = storage::kDoubtful;
      else if (names_a_date(link.target()))
        target.priority = kDatedPriority;
    }
    out.kind = static_cast<uint8_t>(link.kind);
    out.rel = link.rel;
    out.anchor = link.anchor;
    out.nofollow = link.nofollow;
    out.position = link.position;
  }
}

namespace {

std::size_t bytes_of(const storage::RenderRecord& render) {
  std::size_t bytes = sizeof(render) + render.raw_delta.size() + render.screenshot.size();
  for (const storage::ResourceRecord& one : render.resources) {
    bytes += sizeof(one) + one.url.size() + one.detail.size() + one.body_zstd.size();
    for (const storage::Header& header : one.headers)
      bytes += sizeof(header) + header.name.size() + header.value.size();
  }
  for (const storage::ConsoleRecord& one : render.console)
    bytes += sizeof(one) + one.text.size() + one.source.size();
  return bytes;
}

}  // namespace

std::size_t bytes_of(const storage::PageCommit& commit) {
  std::size_t bytes = sizeof(commit) + commit.page.text.size() + commit.page.body_zstd.size();
  for (const storage::Header& header : commit.page.headers)
    bytes += sizeof(header) + header.name.size() + header.value.size();
  for (const storage::Outlink& link : commit.outlinks)
    bytes += sizeof(link) + link.target.url.size() + link.target.origin.size() + link.rel.size() +
             link.anchor.size();
  for (const storage::StructuredRecord& item : commit.structured)
    bytes += sizeof(item) + item.type.size() + item.json.size();
  for (const storage::FragmentRecord& one : commit.fragments)
    bytes += sizeof(one) + one.fragment.size() + one.anchor.size();
  if (commit.places) bytes += commit.places->size() * sizeof(uint64_t);
  if (commit.article) bytes += commit.article->markdown.size();
  if (const auto& facts = commit.facts)
    bytes += facts->headings.size() + facts->images.size() + facts->forms.size() +
             facts->ids.size() + facts->accessibility.size();
  for (const storage::SitemapRecord& entry : commit.sitemap) {
    bytes += sizeof(entry) + entry.lastmod.size();
    for (const storage::SitemapDetailRecord& detail : entry.details)
      bytes += sizeof(detail) + detail.name.size() + detail.value.size();
  }
  if (commit.render) bytes += bytes_of(*commit.render);
  if (!commit.tables) return bytes;
  for (const storage::TableRow& row : commit.tables->rows)
    for (const storage::TableValue& value : row.values) {
      const auto* text = std::get_if<std::string>(&value);
      bytes += sizeof(value) + (text != nullptr ? text->size() : 0);
    }
  return bytes;
}

}  // namespace crawler
