// That a page is done is kept after its links were offered: who dies in between offers them again,
// which changes nothing. Each turn makes some depth smaller, so it ends.
#include "crawler/pipeline/shorter_ways.h"

#include <utility>
#include <vector>

#include "parser/page/link_kind.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

// A transaction's worth, of a few megabytes.
constexpr std::size_t kLinksAtOnce = 10'000;

// As RecordBuilder offered it, but from where the page is now. Its role is known by now; what was
// only checked may be near enough to be a page.
storage::NewUrl offer_again(const storage::NearerPage& page, const storage::NearerPage::Link& link,
                            const parser::Url& url, const Admission& admission) {
  const auto kind = static_cast<parser::LinkKind>(link.kind);
  const bool redirect = kind == parser::LinkKind::kRedirect;
  const bool of_index = kind == parser::LinkKind::kSitemap && page.role == storage::Role::kSitemap;
  const bool is_step = redirect || (of_index && link.role == storage::Role::kSitemap);
  storage::NewUrl offer;
  offer.key = parser::key_of(url);
  offer.url = url.href();
  offer.origin = url.origin();
  offer.depth = redirect ? page.depth : page.depth + 1;
  offer.hops = is_step ? static_cast<uint8_t>(page.hops + 1) : 0;
  offer.role = is_check(link.role) ? storage::Role::kPage : link.role;
  offer.priority = link.priority;
  offer.skip = admission.judge({url, kind, link.nofollow, offer.depth, offer.hops,
                                link.role == storage::Role::kSitemap, link.is_named});
  return offer;
}

}  // namespace

ground::Result<void> follow_shorter_ways(storage::Store& store, const Admission& admission) {
  for (;;) {
    auto pages = store.nearer_pages(kLinksAtOnce);
    if (!pages) return pages.error();
    if (pages->empty()) return {};
    std::vector<storage::NewUrl> offers;
    parser::Url url;
    for (const storage::NearerPage& page : *pages)
      for (const storage::NearerPage::Link& link : page.links)
        if (url.assign(link.url) == parser::UrlStatus::kOk) {
          storage::NewUrl offer = offer_again(page, link, url, admission);
          const bool stays_check = is_check(link.role) && offer.skip != storage::Reason::kNone;
          if (!stays_check) offers.push_back(std::move(offer));
        }
    if (auto offered = store.add(offers); !offered) return offered.error();
    if (auto done = store.nearer_pages_done(*pages); !done) return done;
  }
}

}  // namespace crawler
