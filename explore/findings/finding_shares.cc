#include "explore/findings/finding_shares.h"

#include <algorithm>

#include "explore/audit/audit_views.h"
#include "ground/ascii.h"

namespace explore {
namespace {

bool is_of_name(char c) { return ground::ascii::is_alphanumeric(c) || c == '_'; }

bool names(std::string_view sql, std::string_view view) {
  for (std::size_t at = sql.find(view); at != std::string_view::npos; at = sql.find(view, at + 1)) {
    const std::size_t end = at + view.size();
    if ((at == 0 || !is_of_name(sql[at - 1])) && (end == sql.size() || !is_of_name(sql[end])))
      return true;
  }
  return false;
}

// Views that hang together have the same number: that of the first of them.
class Clusters {
 public:
  explicit Clusters(std::size_t views) : of_(views) {
    for (std::size_t i = 0; i < views; ++i) of_[i] = i;
  }
  void join(std::size_t a, std::size_t b) {
    const auto [low, high] = std::minmax({of_[a], of_[b]});
    const std::size_t kept = low;
    std::replace(of_.begin(), of_.end(), std::size_t{high}, kept);
  }
  std::size_t of(std::size_t view) const { return of_[view]; }

 private:
  std::vector<std::size_t> of_;
};

}  // namespace

FindingShares finding_shares(std::span<const Finding> findings) {
  const std::span<const AuditView> views = audit_views();
  constexpr auto kNone = static_cast<std::size_t>(-1);
  Clusters clusters(views.size());
  std::vector<std::size_t> first_view(findings.size(), kNone);
  std::vector<bool> is_named(views.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    for (std::size_t view = 0; view < views.size(); ++view) {
      if (!names(findings[i].sql, views[view].name)) continue;
      is_named[view] = true;
      if (first_view[i] == kNone) first_view[i] = view;
      clusters.join(first_view[i], view);
    }
  }
  std::vector<std::size_t> sizes(views.size());
  for (const std::size_t view : first_view)
    if (view != kNone) ++sizes[clusters.of(view)];
  const auto largest =
      static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  FindingShares shares;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::size_t view = first_view[i];
    if (view == kNone)
      shares.free.push_back(i);
    else
      shares.bound[clusters.of(view) == largest ? 0 : 1].findings.push_back(i);
  }
  for (std::size_t view = 0; view < views.size(); ++view)
    if (is_named[view])
      shares.bound[clusters.of(view) == largest ? 0 : 1].views.push_back(views[view].name);
  return shares;
}

}  // namespace explore
