// All links are read once, in their order, which is that of their pages: what is summed of a page
// is whole when the next begins. A target is looked up by its URL's id in a list of all URLs.
#include "explore/audit/link_reading.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "explore/audit/vague_anchor.h"
#include "ground/number.h"
#include "parser/url/url.h"

namespace explore {
namespace {

// Of a URL: its page's number from 1 on, 0 if it has none, and which domain it is of.
struct UrlPlace {
  uint32_t page = 0;
  uint32_t domain = 0;
};

constexpr uint32_t kLocalDomain = 1;
// More URLs than this are all of domain 0, which is nobody's: 256 MB.
constexpr int64_t kMostUrls = int64_t{1} << 25;

// To a visitor elsewhere: of their own machine or network (RFC 1918, 3927, 6761).
bool is_local_host(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
  if (!parser::is_address(host)) return false;
  constexpr std::array<std::string_view, 4> kLocal{"127.", "10.", "192.168.", "169.254."};
  const bool is_named = std::any_of(kLocal.begin(), kLocal.end(), [host](std::string_view each) {
    return host.starts_with(each);
  });
  const int second = host.starts_with("172.")
                         ? ground::number_of<int>(host.substr(4, host.find('.', 4) - 4)).value_or(0)
                         : 0;
  return is_named || (second >= 16 && second < 32);
}

class Reading {
 public:
  Reading(storage::Database& db, int64_t last_page) : db_(db), last_page_(last_page) {}

  ground::Result<void> run() {
    read_hosts();
    read_urls();
    read_pages();
    read_links();
    return db_.take_failure();
  }
  AllLinkSums all;

 private:
  struct Page {
    uint32_t domain = 0;
    bool is_indexable = false;
    // The last page that linked to it, and how.
    uint32_t last_source = 0;
    bool last_was_nofollow = false;
  };

  void read_hosts() {
    std::unordered_map<std::string, uint32_t> numbers;
    storage::Statement host = db_.prepare("SELECT id, origin FROM host_rows");
    while (host.step()) {
      parser::Url url;
      if (url.assign(host.text(1)) != parser::UrlStatus::kOk) continue;
      if (is_local_host(url.host())) {
        domains_[host.integer(0)] = kLocalDomain;
        continue;
      }
      const auto next = static_cast<uint32_t>(numbers.size()) + kLocalDomain + 1;
      domains_[host.integer(0)] =
          numbers.try_emplace(std::string(parser::registrable_domain(url.host())), next)
              .first->second;
    }
  }

  void read_urls() {
    storage::Statement url = db_.prepare("SELECT id, host_id FROM url_rows ORDER BY id");
    while (url.step()) {
      const int64_t id = url.integer(0);
      if (id < 0 || id >= kMostUrls) continue;
      const auto place = static_cast<std::size_t>(id);
      if (place >= urls_.size()) urls_.resize(place + 1);
      const auto domain = domains_.find(url.integer(1));
      urls_[place].domain = domain == domains_.end() ? 0 : domain->second;
    }
  }

  void read_pages() {
    storage::Statement page = db_.prepare(
        "SELECT p.id, p.url_id, p.status = 200 AND (p.canonical IS NULL OR p.canonical = u.url) "
        "AND NOT noindex(p.robots) FROM page_rows p JOIN url_rows u ON u.id = p.url_id "
        "WHERE p.id <= ?1 ORDER BY p.id");
    page.with(last_page_);
    while (page.step()) {
      all.page_ids.push_back(page.integer(0));
      UrlPlace* const place = place_of(page.integer(1));
      if (place != nullptr) place->page = static_cast<uint32_t>(all.page_ids.size());
      pages_.push_back({place == nullptr ? 0 : place->domain, page.integer(2) != 0});
    }
    all.sums.resize(all.page_ids.size());
  }

  void read_links() {
    read_kinds();
    storage::Statement link = db_.prepare(
        "SELECT page_id, target_id, kind_id, nofollow, anchor FROM link_rows ORDER BY id");
    std::size_t source = 0;
    while (link.step()) {
      const int64_t kind = link.integer(2);
      const Use use = kind < 0 || kind >= static_cast<int64_t>(uses_.size())
                          ? Use::kNone
                          : uses_[static_cast<std::size_t>(kind)];
      if (use == Use::kNone) continue;
      const int64_t page_id = link.integer(0);
      while (source < all.page_ids.size() && all.page_ids[source] < page_id) ++source;
      if (source == all.page_ids.size()) break;
      if (all.page_ids[source] != page_id) continue;  // of a page that is not there
      const UrlPlace* const target = place_of(link.integer(1));
      if (target == nullptr) continue;
      const bool is_nofollow = link.integer(3) != 0;
      if (use != Use::kWay) add_out(source, *target, use, is_nofollow, link.text(4));
      add_in(source, target->page, is_nofollow);
    }
    link.reset();
    for (std::size_t i = 0; i < pages_.size(); ++i)
      if (pages_[i].last_was_nofollow) ++all.sums[i].nofollow_in;
  }

  // What leads a reader on: by a click, on a map that is clicked on, or by itself.
  enum class Use : uint8_t { kNone, kAnchor, kArea, kWay };

  void read_kinds() {
    storage::Statement kind = db_.prepare("SELECT id, name FROM kind_rows");
    while (kind.step()) {
      if (kind.integer(0) < 0 || kind.integer(0) >= static_cast<int64_t>(uses_.size())) continue;
      const std::string_view name = kind.text(1);
      const bool is_way =
          name == "frame" || name == "iframe" || name == "redirect" || name == "refresh";
      uses_[static_cast<std::size_t>(kind.integer(0))] = name == "a"      ? Use::kAnchor
                                                         : name == "area" ? Use::kArea
                                                         : is_way         ? Use::kWay
                                                                          : Use::kNone;
    }
  }

  void add_out(std::size_t source, const UrlPlace& target, Use use, bool is_nofollow,
               std::string_view anchor) {
    PageLinkSums& sum = all.sums[source];
    const bool is_internal = target.domain == pages_[source].domain;
    (is_internal ? sum.internal : sum.external) += 1;
    if (is_internal && is_nofollow) ++sum.internal_nofollow;
    if (!is_internal && target.domain == kLocalDomain) ++sum.local;
    if (use == Use::kAnchor && anchor.empty()) ++sum.unnamed;
    if (is_vague_anchor(anchor)) ++sum.vague;
  }

  // A page that links by both kinds follows.
  void add_in(std::size_t source, uint32_t target, bool is_nofollow) {
    if (target == 0 || target - 1 == source) return;
    Page& page = pages_[target - 1];
    PageLinkSums& sum = all.sums[target - 1];
    const auto number = static_cast<uint32_t>(source) + 1;
    if (page.last_source == number) {
      page.last_was_nofollow = page.last_was_nofollow && is_nofollow;
      return;
    }
    if (page.last_was_nofollow) ++sum.nofollow_in;
    page.last_source = number;
    page.last_was_nofollow = is_nofollow;
    ++sum.pages_in;
    if (pages_[source].is_indexable) ++sum.indexable_in;
  }

  UrlPlace* place_of(int64_t url_id) {
    if (url_id < 0 || url_id >= static_cast<int64_t>(urls_.size())) return nullptr;
    return &urls_[static_cast<std::size_t>(url_id)];
  }

  storage::Database& db_;
  const int64_t last_page_;
  std::unordered_map<int64_t, uint32_t> domains_;  // by a host's id
  std::vector<UrlPlace> urls_;                     // by a URL's id
  std::vector<Page> pages_;                        // beside all.page_ids
  std::array<Use, 256> uses_{};                    // by a kind's id
};

}  // namespace

ground::Result<AllLinkSums> read_link_sums(storage::Database& db, int64_t last_page) {
  Reading reading(db, last_page);
  if (auto read = reading.run(); !read) return read.error();
  return std::move(reading.all);
}

}  // namespace explore
