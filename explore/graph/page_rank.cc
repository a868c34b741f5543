#include "explore/graph/page_rank.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "explore/command/interrupt.h"
#include "storage/store/records.h"

namespace explore {
namespace {

constexpr double kDamping = 0.85;  // of the paper
constexpr int kMaxRounds = 100;
constexpr double kSmallestChange = 1e-4;  // of an average page's rank

// Seven bits a byte, the last one without the eighth.
void append_number(std::vector<unsigned char>& bytes, uint32_t number) {
  for (; number >= 0x80; number >>= 7)
    bytes.push_back(static_cast<unsigned char>(number & 0x7f) | 0x80);
  bytes.push_back(static_cast<unsigned char>(number));
}

uint32_t read_number(const unsigned char*& at) {
  uint32_t number = 0;
  for (int shift = 0;; shift += 7) {
    const uint32_t byte = *at++;
    number |= (byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
}

// The pages in the order of their ids, and the way from a URL's id to its page: by a table, and for
// ids beyond it, of which a crawl has none, by a search.
class PageList {
 public:
  std::vector<int64_t> ids;

  void add(int64_t id, int64_t url_id) {
    const auto number = static_cast<uint32_t>(ids.size());
    ids.push_back(id);
    if (url_id < 0 || url_id >= kMostInTable) {
      beyond_.emplace_back(url_id, number);
      return;
    }
    const auto place = static_cast<std::size_t>(url_id);
    if (place >= table_.size()) table_.resize(place + 1, kNone);
    if (table_[place] == kNone) table_[place] = number;
  }
  void end() { std::sort(beyond_.begin(), beyond_.end()); }

  // The number of the page with that URL; none if it has none.
  std::optional<uint32_t> of_url(int64_t url_id) const {
    if (url_id >= 0 && url_id < kMostInTable) {
      const auto place = static_cast<std::size_t>(url_id);
      if (place >= table_.size() || table_[place] == kNone) return std::nullopt;
      return table_[place];
    }
    const auto found =
        std::lower_bound(beyond_.begin(), beyond_.end(), std::pair{url_id, uint32_t{0}});
    if (found == beyond_.end() || found->first != url_id) return std::nullopt;
    return found->second;
  }

 private:
  static constexpr int64_t kMostInTable = int64_t{1} << 25;  // 128 MB
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

  std::vector<uint32_t> table_;
  std::vector<std::pair<int64_t, uint32_t>> beyond_;
};

PageList read_pages(storage::Database& db, int64_t last_page) {
  PageList pages;
  storage::Statement page =
      db.prepare("SELECT id, url_id FROM page_rows WHERE id BETWEEN 0 AND ?1 ORDER BY id");
  page.with(last_page);
  while (pages.ids.size() < std::numeric_limits<uint32_t>::max() && page.step()) {
    pages.add(page.integer(0), page.integer(1));
  }
  pages.end();
  return pages;
}

LinkGraph read_graph(storage::Database& db, const PageList& pages) {
  LinkGraph graph(pages.ids.size());
  storage::Statement link = db.prepare(
      "SELECT page_id, target_id FROM link_rows WHERE nofollow = 0 AND kind_id IN (SELECT id "
      "FROM kind_rows WHERE name IN ('a', 'area', 'frame', 'iframe', 'redirect', 'refresh')) "
      "ORDER BY id");
  std::vector<uint32_t> targets;
  std::size_t node = 0;
  const auto end_node = [&] {
    if (!targets.empty()) graph.add(static_cast<uint32_t>(node), targets);
    targets.clear();
  };
  while (link.step()) {
    const int64_t page_id = link.integer(0);
    if (node < pages.ids.size() && page_id > pages.ids[node]) {
      end_node();
      while (node < pages.ids.size() && pages.ids[node] < page_id) ++node;
    }
    if (node == pages.ids.size()) break;
    if (pages.ids[node] != page_id) continue;  // of a page that is not there
    const auto target = pages.of_url(link.integer(1));
    if (target && *target != node) targets.push_back(*target);
  }
  if (node < pages.ids.size()) end_node();
  return graph;
}

}  // namespace

void LinkGraph::add(uint32_t node, std::vector<uint32_t>& targets) {
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  out_degrees_[node] = static_cast<uint32_t>(targets.size());
  links_ += targets.size();
  uint32_t before = 0;
  for (const uint32_t target : targets) {
    append_number(differences_, target - before);
    before = target;
  }
}

void LinkGraph::spread(const std::vector<double>& from, std::vector<double>& to) const {
  const unsigned char* at = differences_.data();
  for (std::size_t node = 0; node < from.size(); ++node) {
    const uint32_t degree = out_degrees_[node];
    const double share = degree == 0 ? 0 : kDamping * from[node] / degree;
    uint32_t target = 0;
    for (uint32_t i = 0; i < degree; ++i) to[target += read_number(at)] += share;
  }
}

std::vector<double> LinkGraph::ranks(bool (*is_enough)()) const {
  const std::size_t nodes = out_degrees_.size();
  std::vector<double> ranks(nodes, 1.0);
  std::vector<double> next(nodes);
  for (int round = 0; round < kMaxRounds; ++round) {
    if (is_enough()) return {};
    double stuck = 0;  // on pages that lead nowhere
    for (std::size_t node = 0; node < nodes; ++node)
      if (out_degrees_[node] == 0) stuck += ranks[node];
    std::fill(next.begin(), next.end(),
              1 - kDamping + kDamping * stuck / static_cast<double>(nodes));
    spread(ranks, next);
    double change = 0;
    for (std::size_t node = 0; node < nodes; ++node) change += std::abs(next[node] - ranks[node]);
    ranks.swap(next);
    if (change <= kSmallestChange * static_cast<double>(nodes)) break;
  }
  return ranks;
}

ground::Result<PageRanks> page_ranks(storage::Database& db, int64_t last_page) {
  PageRanks answer;
  std::optional<LinkGraph> graph;
  {
    PageList pages = read_pages(db, last_page);
    graph.emplace(read_graph(db, pages));
    answer.page_ids = std::move(pages.ids);
  }
  if (auto read = db.take_failure(); !read) return read.error();
  answer.ranks = graph->ranks(is_interrupted);
  if (is_interrupted()) return ground::Error{ground::ErrorCode::kInterrupted, "interrupted"};
  return answer;
}

}  // namespace explore
