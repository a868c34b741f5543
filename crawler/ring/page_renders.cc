#include "crawler/ring/page_renders.h"

#include <string>
#include <string_view>
#include <utility>

#include "crawler/fetch/header.h"
#include "ground/ascii.h"
#include "parser/http/inflate.h"

namespace crawler {
namespace {

// Pages for each tab, beside the one that it has: a tab never waits for a page to be fetched, and a
// page is not much older than what it asks for.
constexpr std::size_t kWaitingPerTab = 4;

bool is_html(const FetchedPage& page) {
  const std::string_view type = header_value(page.headers, "content-type");
  const std::string mime =
      ground::ascii::lowered(ground::ascii::trim(type.substr(0, type.find(';'))));
  return mime == "text/html" || mime == "application/xhtml+xml";
}

}  // namespace

bool PageRenders::wants(const storage::Lease& lease, const FetchedPage& page) const {
  return parts_.renderer != nullptr && parts_.options.render == Render::kAlways &&
         lease.role == storage::Role::kPage && page.outcome == FetchOutcome::kAnswered &&
         page.status / 100 == 2 && !page.body.empty() && is_html(page);
}

bool PageRenders::is_full() const {
  return parts_.renderer != nullptr &&
         out_.size() >= parts_.renderer->tabs() * (kWaitingPerTab + 1);
}

void PageRenders::decide(PageToRender page) {
  const bool always = parts_.options.render == Render::kAlways;
  RenderChoice::Decision decision{always, storage::RenderReason::kAlways};
  if (!always && url_.assign(page.work.lease.url) == parser::UrlStatus::kOk) {
    const double chance = std::uniform_real_distribution<double>(0, 1)(chance_);
    decision = choice_.decide(url_, page.need, chance);
  }
  if (decision.render && parts_.renderer != nullptr)
    return take(std::move(page.work), decision.reason);
  page.work.rendered.emplace().reason = decision.reason;
  parts_.pipeline.keep(std::move(page.work));
}

void PageRenders::learn(const std::vector<PageKept>& pages) {
  for (const PageKept& page : pages)
    if (page.gained && url_.assign(page.lease.url) == parser::UrlStatus::kOk)
      choice_.learn(url_, *page.gained);
}

void PageRenders::take(PageWork work, storage::RenderReason reason) {
  RenderJob job;
  job.url = work.lease.url;
  job.status = work.page.status;
  job.max_bytes = parts_.options.max_body;
  job.reason = reason;
  for (const auto& [name, value] : work.page.headers) job.headers.push_back({name, value});
  std::string inflated;
  std::string_view text;
  parser::inflate(work.page.body, header_value(work.page.headers, "content-encoding"),
                  parts_.options.max_body, inflated, text);
  job.body = std::string(text);
  const uint64_t number = ++last_number_;
  out_.emplace(number, std::move(work));
  parts_.renderer->render(std::move(job),
                          [this, number](RenderedPage page) { rendered(number, std::move(page)); });
}

void PageRenders::rendered(uint64_t number, RenderedPage page) {
  PageWork work = std::move(out_.extract(number).mapped());
  work.rendered = std::move(page);
  parts_.pipeline.keep(std::move(work));
  parts_.moved();
}

void PageRenders::drop() {
  if (parts_.renderer == nullptr) return;
  parts_.renderer->drop_all();
  for (auto& [number, work] : out_) drop(work);
  out_.clear();
}

void PageRenders::drop(PageWork& work) {
  PageKept kept;
  kept.held = work.page.body.size();
  kept.lease = std::move(work.lease);
  parts_.ledger.page_lost(kept);
}

}  // namespace crawler
