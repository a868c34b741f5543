#include "crawler/ring/settled_leases.h"

#include <algorithm>

namespace crawler {

void SettledLeases::kept(const std::vector<PageKept>& pages, uint64_t found, TimePoint now) {
  in_doubt_ = false;
  for (const PageKept& page : pages) {
    parts_.frontier.lease_ended(page.lease.key.host, now);
    if (page.lost) {
      lost(page);
      continue;
    }
    parts_.ledger.page_kept(page);
    in_doubt_ |= page.lease.doubtful;
    if (!page.is_check)
      parts_.guard.after_page(page.lease.url,
                              {page.content_hash, page.newness, page.lease.doubtful});
    parts_.guard.left_out(page.trap, page.trap_url);
    parts_.listener.page_done(
        {page.lease.url, page.status, {}, page.detail, page.bytes, page.total});
  }
  parts_.ledger.urls_found(found);
}

void SettledLeases::lost(const PageKept& page) {
  parts_.ledger.page_lost(page);
  if (HostMemory* memory = parts_.frontier.memory(page.lease.key.host))
    --(page.is_check ? memory->checks : memory->pages);
}

void SettledLeases::released(const std::vector<storage::Release>& releases, TimePoint now) {
  for (const storage::Release& release : releases)
    parts_.frontier.lease_ended(release.key.host, now);
  parts_.ledger.releases_done(releases.size());
}

void SettledLeases::asked_again(HostKey host, uint64_t pages) {
  parts_.ledger.add_done();
  parts_.ledger.pages_taken_back(pages);
  if (HostMemory* memory = parts_.frontier.memory(host))
    memory->pages -= std::min(memory->pages, pages);
}

}  // namespace crawler
