// SeenLines: does a page have text that its site has not shown before? It remembers lines of text
// from earlier pages, in a table of fixed size in which new lines replace old ones.
//
// It compares what stays the same on the pages of a trap: lines without words that contain a digit
// (days, years, counts, times, ids) and without words of the page's own URL (a soft 404 that echoes
// it), and the file names of pictures and the like. So the months of a calendar, an article under
// another session id, and a listing in another order have no new text; a comic has, by its picture.
// A site is a registrable domain.
//
// Of a page whose URL stands for a date (names_a_date()) the names of months and days don't count
// either, and so a calendar says nothing new from its second page on. An archive does: also one
// whose lines were all shown elsewhere, by links to pages that no dated page has named. Of such
// links, too, digits don't count, nor ids that may change with each page (url_plan.h).
//
// Thread: any; each slot is an atomic, and the workers share the table. If two pages arrive at the
// same time, which of them counts as the first is left to chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parser/page/page.h"
#include "parser/url/url.h"

namespace crawler {

enum class Newness : uint8_t {
  kUnknown,  // a redirect, or nothing to read and no links
  kNew,
  kNothingNew,
};

class SeenLines {
 public:
  // 16 MiB: the new lines of some 100,000 pages.
  static constexpr std::size_t kSlots = std::size_t{1} << 22;

  SeenLines();  // throws std::bad_alloc

  // Judges the page at `url` by what came before it, and remembers its lines.
  Newness judge(const parser::Url& url, const parser::ParsedPage& page);

 private:
  bool is_new(uint64_t hash);

  struct Free {
    void operator()(uint32_t* slots) const;
  };
  std::unique_ptr<uint32_t[], Free> slots_;  // each is used as an atomic
};

}  // namespace crawler
