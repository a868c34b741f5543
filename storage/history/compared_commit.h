// ComparedCommit: a page that was committed, or is kept, as it is compared with another.
// Thread: one. It views the record that it was made of.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "storage/history/page_comparison.h"
#include "storage/store/records.h"

namespace storage {

// The kinds of links that people follow: that one leads elsewhere is a change of the page.
using ContentKinds = std::bitset<256>;
ContentKinds content_kinds_of(const std::vector<LinkKindName>& kinds);

// Meta element and header as one.
std::string joined_robots(std::string_view meta, std::string_view header);

class ComparedCommit {
 public:
  // What a store keeps of raw bytes.
  using Shown = std::string_view (*)(std::string_view bytes, std::string* buffer);

  ComparedCommit(const PageRecord& record, Shown shown);
  ComparedCommit(const ComparedCommit&) = delete;
  ComparedCommit& operator=(const ComparedCommit&) = delete;

  // What of two pages with other bytes is compared, too.
  void add_lists(const PageCommit& commit, const ContentKinds& kinds);

  ComparedPage page;

 private:
  std::string redirect_to_, content_type_, robots_;
};

// Whether they have the same bytes, which are there.
inline bool has_same_body(const ComparedPage& was, const ComparedPage& is) {
  return was.content_hash == is.content_hash && is.content_hash != 0;
}
// Whether more of them is compared than what stands beside their texts.
inline bool needs_lists(const ComparedPage& was, const ComparedPage& is) {
  return !has_same_body(was, is) && was.status < 300 && is.status < 300;
}

}  // namespace storage
