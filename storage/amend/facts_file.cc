#include "storage/amend/facts_file.h"

#include <map>
#include <string>
#include <utility>

#include "storage/database/transaction.h"
#include "storage/sqlite/link_id.h"
#include "storage/store/records.h"

namespace storage {

using ground::Result;

FactsFile::FactsFile(AmendedFile file)
    : file_(std::move(file)),
      facts_(*file_.db),
      fragments_(*file_.db),
      links_(file_.db->prepare("SELECT l.id, l.kind, t.url FROM link l JOIN url t "
                               "ON t.id = l.target_id WHERE l.id >= ?1 AND l.id < ?2 "
                               "ORDER BY l.id")) {}

Result<std::unique_ptr<FactsFile>> FactsFile::open(const std::string& path) {
  auto file = open_to_amend(path);
  if (!file) return file.error();
  return std::unique_ptr<FactsFile>(new FactsFile(std::move(file).value()));
}

Statement FactsFile::unread_pages() {
  const std::string sitemap = std::to_string(static_cast<int>(Role::kSitemap));
  return file_.db->prepare(R"sql(SELECT * FROM (
  SELECT p.id, p.status, u.url, b.headers, b.zstd, p.size,
    coalesce(p.content_type, '') IN ('text/html', 'application/xhtml+xml') AS is_html,
    EXISTS (SELECT 1 FROM page_fact f WHERE f.page_id = p.id) AS has_facts,
    EXISTS (SELECT 1 FROM page_place a WHERE a.page_id = p.id)
      OR EXISTS (SELECT 1 FROM fragment f WHERE f.page_id = p.id) AS has_places,
    (p.redirect_id IS NOT NULL OR p.redirect_to IS NOT NULL) AND instr(b.headers, '#') > 0
      AND NOT EXISTS (SELECT 1 FROM fragment f WHERE f.page_id = p.id) AS lacks_fragment,
    coalesce(p.limits_hit, 'nothing-new') <> 'nothing-new' AS was_cut
  FROM page p JOIN url u ON u.id = p.url_id LEFT JOIN body b ON b.page_id = p.id
  WHERE p.id > ?1 AND p.method IS NULL AND u.role <> )sql" +
                           sitemap + R"sql()
WHERE is_html AND NOT (has_facts AND has_places) OR lacks_fragment ORDER BY id)sql");
}

std::vector<FragmentRecord> FactsFile::fragments_of(const FactsOfPage& page) {
  std::vector<FragmentRecord> fragments = page.own_fragments;
  if (page.fragments.empty()) return fragments;
  std::map<std::pair<int64_t, std::string>, std::vector<int32_t>> places;
  links_.with(page.page_id << kLinkPlaceBits, (page.page_id + 1) << kLinkPlaceBits);
  while (links_.step())
    places[{links_.integer(1), links_.string(2)}].push_back(
        static_cast<int32_t>(links_.integer(0) & (kMostLinkPlaces - 1)));
  links_.reset();
  for (const FragmentOfLink& one : page.fragments) {
    const auto alike = places.find({one.kind, one.url});
    if (alike == places.end() || one.before >= alike->second.size()) continue;
    fragments.push_back(one.fragment);
    fragments.back().place = alike->second[one.before];
  }
  return fragments;
}

Result<void> FactsFile::keep(std::span<const FactsOfPage> pages) {
  Transaction transaction(*file_.db, Transaction::Kind::kWrite);
  for (const FactsOfPage& page : pages) {
    if (page.facts) facts_.keep(page.page_id, *page.facts);
    const std::vector<FragmentRecord> fragments = fragments_of(page);
    if (!page.places && fragments.empty()) continue;
    fragments_.forget(page.page_id);
    fragments_.keep(page.page_id, page.places, fragments);
  }
  if (auto kept = file_.db->take_failure(); !kept) return kept;
  return transaction.commit();
}

}  // namespace storage
