#include "explore/audit/link_sums.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace explore {

LinkSums::LinkSums(storage::Database& db)
    : db_(db), last_page_(db.prepare("SELECT max(id) FROM page_rows")) {}

ground::Result<const PageLinkSums*> LinkSums::of_page(int64_t page_id) {
  // Nine questions in a row are of one page.
  if (until_ && asked_ == page_id) return answer_;
  const int64_t last = last_page_.step() ? last_page_.integer(0) : 0;
  last_page_.reset();
  if (until_ != last) {
    asked_.reset();
    auto read = read_link_sums(db_, last);
    if (!read) return read.error();
    all_ = std::move(read).value();
    until_ = last;
  }
  const auto found = std::lower_bound(all_.page_ids.begin(), all_.page_ids.end(), page_id);
  const bool is_there = found != all_.page_ids.end() && *found == page_id;
  asked_ = page_id;
  answer_ =
      is_there ? &all_.sums[static_cast<std::size_t>(found - all_.page_ids.begin())] : nullptr;
  return answer_;
}

namespace {

struct NamedSum {
  std::string_view name;
  uint32_t PageLinkSums::*sum;
};
constexpr std::array kSums{
    NamedSum{"internal", &PageLinkSums::internal},
    NamedSum{"external", &PageLinkSums::external},
    NamedSum{"internal_nofollow", &PageLinkSums::internal_nofollow},
    NamedSum{"unnamed", &PageLinkSums::unnamed},
    NamedSum{"vague", &PageLinkSums::vague},
    NamedSum{"local", &PageLinkSums::local},
    NamedSum{"pages_in", &PageLinkSums::pages_in},
    NamedSum{"nofollow_in", &PageLinkSums::nofollow_in},
    NamedSum{"indexable_in", &PageLinkSums::indexable_in},
};

}  // namespace

void LinkSums::add_sql_function() {
  using storage::SqlAnswer;
  db_.add_function("link_sum", 2, [this](std::span<const storage::SqlValue> values) -> SqlAnswer {
    const auto* id = std::get_if<int64_t>(&values[0]);
    const auto* name = std::get_if<std::string_view>(&values[1]);
    if (id == nullptr || name == nullptr) return std::monostate();
    const auto found = std::find_if(kSums.begin(), kSums.end(),
                                    [name](const NamedSum& each) { return each.name == *name; });
    if (found == kSums.end())
      return storage::SqlFailure{"link_sum(): no sum has the name " + std::string(*name)};
    auto sums = of_page(*id);
    if (!sums) {
      // A statement that is interrupted says so itself.
      if (sums.error().code == ground::ErrorCode::kInterrupted) return std::monostate();
      return storage::SqlFailure{"link_sum(): " + sums.error().message};
    }
    if (*sums == nullptr) return std::monostate();
    return int64_t{(*sums)->*(found->sum)};
  });
}

}  // namespace explore
