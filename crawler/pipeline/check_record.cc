#include "crawler/pipeline/check_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "crawler/fetch/header.h"
#include "crawler/pipeline/fragment_record.h"
#include "crawler/policy/answers.h"
#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "ground/kept_room.h"
#include "ground/number.h"
#include "parser/http/content_type.h"
#include "parser/http/inflate.h"
#include "parser/http/location.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;

constexpr std::size_t kKeptStyleBytes = 1u << 20;  // of a buffer, from one style to the next

parser::ContentType type_of(const FetchedPage& page) {
  parser::ContentType type;
  for (const auto& [name, value] : page.headers) type.take(name, value);
  return type;
}

// As the server says, or as far as it is known; 0 if it is not.
uint64_t size_of(const FetchedPage& page) {
  const auto said = ground::number_of<uint64_t>(header_value(page.headers, "content-length"));
  // What SQLite takes for a number of its own.
  if (said && *said <= INT64_MAX) return *said;
  return page.body_cut || page.by_head ? 0 : page.transferred;
}

// Browsers take nothing else for one (HTML, "process the linked resource" of a stylesheet).
bool is_style(const FetchedPage& page) {
  const parser::ContentType type = type_of(page);
  return page.status / 100 == 2 &&
         (type.is_unknown() || ascii::equals(type.named().essence, "text/css"));
}

}  // namespace

storage::PageCommit CheckBuilder::build(PageWork& work) {
  storage::PageCommit commit;
  commit.token = work.lease.token;
  commit.key = work.lease.key;
  FetchedPage& fetched = work.page;
  storage::PageRecord& page = commit.page;
  page.method = fetched.by_head ? storage::Method::kHead : storage::Method::kGet;
  page.status = fetched.status;
  page.content_type = ascii::lowered(ground::text_of(type_of(fetched).named().essence));
  page.size = size_of(fetched);
  page.http_version = std::move(fetched.http_version);
  page.ip = std::move(fetched.ip);
  page.detail = fetched.detail;
  page.transferred = fetched.transferred;
  page.ttfb = fetched.ttfb;
  page.total = fetched.total;
  if (url_.assign(work.lease.url) != parser::UrlStatus::kOk) return commit;
  if (is_redirection(fetched.status))
    add_redirect(work, commit);
  else if (work.lease.role == storage::Role::kStyle && is_style(fetched))
    add_style(work, commit);
  return commit;
}

// To target_. Where it leads is a check in its own right, in scope or not: what is only checked
// makes no page of anything.
storage::Outlink& CheckBuilder::add_link(parser::LinkKind kind, storage::PageCommit& commit) {
  target_.normalise();
  storage::Outlink& link = commit.outlinks.emplace_back();
  link.target.key = parser::key_of(target_);
  link.target.url = target_.href();
  link.target.origin = target_.origin();
  link.kind = static_cast<uint8_t>(kind);
  link.position = static_cast<uint32_t>(commit.outlinks.size() - 1);
  return link;
}

void CheckBuilder::add_redirect(const PageWork& work, storage::PageCommit& commit) {
  std::string buffer;
  const std::string_view location =
      parser::escaped_location(header_value(work.page.headers, "location"), buffer);
  if (location.empty() || target_.assign(location, &url_) != parser::UrlStatus::kOk) {
    commit.page.detail =
        location.empty() ? "a redirect without Location" : "redirects to what is no web address";
    return;
  }
  storage::NewUrl& target = add_link(parser::LinkKind::kRedirect, commit).target;
  target.depth = work.lease.depth;
  target.hops = static_cast<uint8_t>(work.lease.hops + 1);
  target.skip = admission_.judge_check(target_, target.hops);
  if (target.skip == storage::Reason::kNone) target.role = work.lease.role;
  commit.page.redirect_to = target.url;
  const std::size_t mark = location.find('#');
  if (keeps_fragments_ && mark != std::string_view::npos)
    add_fragment(location.substr(mark + 1), parser::LinkKind::kRedirect, 0, commit.fragments);
}

void CheckBuilder::add_style(const PageWork& work, storage::PageCommit& commit) {
  std::string_view css;
  ground::empty_and_shrink(inflated_, kKeptStyleBytes);
  const auto end =
      parser::inflate(work.page.body, header_value(work.page.headers, "content-encoding"),
                      limits_.max_body_bytes, inflated_, css);
  if (end == parser::InflateEnd::kCut || work.page.body_cut)
    commit.page.limits_hit = names_of(parser::kHitBody);
  links_.clear();
  parser::parse_style_links(css, limits_.max_links, links_);
  if (links_.size() >= limits_.max_links) commit.page.limits_hit = names_of(parser::kHitLinks);
  std::size_t bytes = 0;
  std::string buffer;
  for (const parser::StyleLink& found : links_) {
    if (found.url.size() > limits_.max_url_bytes ||
        target_.assign(ground::as_text(found.url, buffer), &url_) != parser::UrlStatus::kOk)
      continue;
    const auto kind = found.is_import ? parser::LinkKind::kStylesheet : parser::LinkKind::kCss;
    storage::NewUrl& target = add_link(kind, commit).target;
    bytes += target.url.size() + target.origin.size();
    target.depth = work.lease.depth + 1;
    // Sheets that import others without end are as redirects are.
    target.hops = found.is_import ? static_cast<uint8_t>(work.lease.hops + 1) : 0;
    target.skip = admission_.judge_check(target_, target.hops);
    if (target.skip == storage::Reason::kNone)
      target.role = found.is_import ? storage::Role::kStyle : storage::Role::kResource;
    if (bytes > limits_.max_link_bytes) {
      commit.page.limits_hit = names_of(parser::kHitLinks);
      return;
    }
  }
}

}  // namespace crawler
