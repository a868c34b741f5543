#include "storage/history/compared_commit.h"

#include "storage/history/passing_parts.h"

namespace storage {

ContentKinds content_kinds_of(const std::vector<LinkKindName>& kinds) {
  ContentKinds content;
  for (const LinkKindName& kind : kinds)
    if (kind.is_content) content.set(kind.kind);
  return content;
}

std::string joined_robots(std::string_view meta, std::string_view header) {
  std::string robots(meta);
  if (!meta.empty() && !header.empty()) robots += ", ";
  robots += header;
  return robots;
}

ComparedCommit::ComparedCommit(const PageRecord& record, Shown shown) {
  page.status = record.status;
  page.redirect_to = shown(record.redirect_to, &redirect_to_);
  page.content_type = shown(record.content_type, &content_type_);
  page.title = record.title;
  page.description = record.description;
  page.canonical = record.canonical;
  std::string header;
  page.robots = robots_ = joined_robots(record.meta_robots, shown(record.header_robots, &header));
  page.text = record.text;
  page.content_hash = record.content_hash;
}

void ComparedCommit::add_lists(const PageCommit& commit, const ContentKinds& kinds) {
  for (const Outlink& link : commit.outlinks)
    if (kinds[link.kind]) page.links.push_back(lasting_link(link.target.url));
  for (const SitemapRecord& entry : commit.sitemap)
    if (entry.place < commit.outlinks.size())
      page.links.push_back(commit.outlinks[entry.place].target.url + '\t' + entry.lastmod);
  for (const StructuredRecord& item : commit.structured)
    page.structured.push_back(std::to_string(item.syntax) + '\t' +
                              lasting_json(item.json, lasting_link));
}

}  // namespace storage
