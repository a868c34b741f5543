#include <algorithm>
#include <array>

#include "explore/serve/listing.h"

namespace explore {
namespace {

constexpr auto kNumber = ColumnKind::kNumber;
constexpr auto kText = ColumnKind::kText;

// The order is that of the screen.
constexpr std::array kPageColumns{
    ListingColumn{"url", kText, "u.url", true},
    ListingColumn{"status", kNumber, "p.status"},
    ListingColumn{"title", kText, "p.title"},
    ListingColumn{"type", kText, "p.content_type"},
    ListingColumn{"depth", kNumber, "u.depth", true},
    ListingColumn{"size", kNumber, "p.size"},
    ListingColumn{"total_ms", kNumber, "p.total_ms"},
    ListingColumn{"ttfb_ms", kNumber, "p.ttfb_ms"},
    ListingColumn{"words", kNumber, "nullif(p.word_count, 0)"},
    ListingColumn{"fetched_ms", kNumber, "p.fetched_at"},
    ListingColumn{"transferred", kNumber, "p.transferred"},
    ListingColumn{"description", kText, "p.description"},
    ListingColumn{"language", kText, "p.lang"},
    ListingColumn{"canonical", kText, "p.canonical"},
    ListingColumn{
        "robots", kText,
        "coalesce(p.meta_robots || ', ' || p.header_robots, p.meta_robots, p.header_robots)"},
    ListingColumn{"charset", kText, "p.charset"},
    ListingColumn{"http", kText, "p.http_version"},
    ListingColumn{"limits_hit", kText, "p.limits_hit"},
    ListingColumn{"detail", kText, "p.detail"},
};

constexpr std::array kUrlColumns{
    ListingColumn{"url", kText, "u.url"},
    ListingColumn{"state", kText, "(SELECT name FROM state_name WHERE id = u.state)"},
    ListingColumn{"reason", kText, "(SELECT name FROM reason_name WHERE id = u.reason)"},
    ListingColumn{"status", kNumber, "(SELECT status FROM page WHERE id = u.page_id)"},
    ListingColumn{"depth", kNumber, "u.depth"},
    ListingColumn{"attempts", kNumber, "nullif(u.attempts, 0)"},
    ListingColumn{"detail", kText, "u.detail"},
    ListingColumn{"found_on", kText, "f.url", true},
};

constexpr std::array kBrokenColumns{
    ListingColumn{"url", kText, "u.url"},
    ListingColumn{"status", kNumber, "(SELECT status FROM page WHERE id = u.page_id)"},
    ListingColumn{"reason", kText, "(SELECT name FROM reason_name WHERE id = u.reason)"},
    ListingColumn{"detail", kText, "u.detail"},
    ListingColumn{"depth", kNumber, "u.depth"},
    ListingColumn{"found_on", kText, "f.url", true},
};

constexpr std::array kRedirectColumns{
    ListingColumn{"url", kText, "u.url", true},
    ListingColumn{"status", kNumber, "p.status"},
    ListingColumn{"redirect_to", kText, "coalesce(t.url, p.redirect_to)", true},
    ListingColumn{"target_status", kNumber, "q.status", true},
    ListingColumn{"depth", kNumber, "u.depth", true},
};

constexpr std::array kHostColumns{
    ListingColumn{"origin", kText, "h.origin"},
    ListingColumn{"pages", kNumber, "h.pages"},
    ListingColumn{"failed", kNumber, "h.failed"},
    ListingColumn{"bytes", kNumber, "h.bytes"},
    ListingColumn{"mean_ms", kNumber, "h.total_ms / nullif(h.pages, 0)"},
    ListingColumn{"robots_status", kNumber, "h.robots_status"},
    ListingColumn{"crawl_delay_ms", kNumber, "h.crawl_delay_ms"},
    ListingColumn{"last_error", kText, "h.last_error"},
};

constexpr std::string_view kFoundOn = "LEFT JOIN url f ON f.id = u.found_on";

constexpr std::array kListings{
    Listing{"pages", "page p", "p.id", "JOIN url u ON u.id = p.url_id", "1",
            "SELECT sum(n) FROM tally WHERE state = 1", kPageColumns},
    Listing{"urls", "url u", "u.id", kFoundOn, "1", "SELECT sum(n) FROM tally", kUrlColumns},
    // The pages are looked up first, once: few of them failed.
    Listing{"broken", "url u", "u.id", kFoundOn,
            "(u.state = 3 OR u.page_id IN (SELECT id FROM page WHERE status >= 400))", "",
            kBrokenColumns},
    Listing{"redirects", "page p", "p.id",
            "JOIN url u ON u.id = p.url_id LEFT JOIN url t ON t.id = p.redirect_id "
            "LEFT JOIN page q ON q.id = t.page_id",
            "(p.redirect_id IS NOT NULL OR p.redirect_to IS NOT NULL)", "", kRedirectColumns},
    Listing{"hosts", "host h", "h.id", "", "1", "SELECT count(*) FROM host", kHostColumns},
};

}  // namespace

std::span<const Listing> listings() { return kListings; }

const Listing* find_listing(std::string_view name) {
  const auto* const found = std::find_if(kListings.begin(), kListings.end(),
                                         [name](const Listing& one) { return one.name == name; });
  return found == kListings.end() ? nullptr : found;
}

}  // namespace explore
