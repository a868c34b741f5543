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
    ListingColumn{"fetched_ms", kNumber, "p.fetched_ms"},
    ListingColumn{"transferred", kNumber, "p.transferred"},
    ListingColumn{"description", kText, "p.description"},
    ListingColumn{"language", kText, "p.lang"},
    ListingColumn{"canonical", kText, "p.canonical"},
    ListingColumn{"robots", kText, "p.robots"},
    ListingColumn{"charset", kText, "p.charset"},
    ListingColumn{"http", kText, "p.http_version"},
    ListingColumn{"limits_hit", kText, "p.limits_hit"},
    ListingColumn{"detail", kText, "p.detail"},
};

constexpr std::array kUrlColumns{
    ListingColumn{"url", kText, "u.url"},
    ListingColumn{"state", kText, "u.state"},
    ListingColumn{"reason", kText, "u.reason"},
    ListingColumn{"status", kNumber, "(SELECT status FROM answer_rows WHERE id = u.page_id)"},
    ListingColumn{"depth", kNumber, "u.depth"},
    ListingColumn{"attempts", kNumber, "nullif(u.attempts, 0)"},
    ListingColumn{"detail", kText, "u.detail"},
    ListingColumn{"found_on", kText, "f.url", true},
};

constexpr std::array kBrokenColumns{
    ListingColumn{"url", kText, "u.url"},
    ListingColumn{"status", kNumber, "(SELECT status FROM answer_rows WHERE id = u.page_id)"},
    ListingColumn{"reason", kText, "u.reason"},
    ListingColumn{"detail", kText, "u.detail"},
    ListingColumn{"depth", kNumber, "u.depth"},
    ListingColumn{"found_on", kText, "f.url", true},
};

constexpr std::array kRedirectColumns{
    ListingColumn{"url", kText, "u.url", true},
    ListingColumn{"status", kNumber, "p.status"},
    ListingColumn{"redirect_to", kText, "p.redirect_to"},
    ListingColumn{"target_status", kNumber, "q.status", true},
    ListingColumn{"depth", kNumber, "u.depth", true},
};

constexpr std::array kHostColumns{
    ListingColumn{"origin", kText, "h.origin"},
    ListingColumn{"pages", kNumber, "h.pages"},
    ListingColumn{"failed", kNumber, "h.failed"},
    ListingColumn{"bytes", kNumber, "h.bytes"},
    ListingColumn{"mean_ms", kNumber, "h.mean_ms"},
    ListingColumn{"robots_status", kNumber, "h.robots_status"},
    ListingColumn{"crawl_delay_ms", kNumber, "h.crawl_delay_ms"},
    ListingColumn{"last_error", kText, "h.last_error"},
};

constexpr std::array kChangeColumns{
    ListingColumn{"url", kText, "u.url", true},
    ListingColumn{"kind", kText, "c.kind"},
    ListingColumn{"fields", kText, "c.fields"},
    ListingColumn{"at_ms", kNumber, "c.at_ms"},
    ListingColumn{"run", kNumber, "c.run_id"},
    ListingColumn{"old_status", kNumber, "d.old_status", true},
    ListingColumn{"status", kNumber, "d.status", true},
    ListingColumn{"old_title", kText, "d.old_title", true},
    ListingColumn{"title", kText, "d.title", true},
    ListingColumn{"redirect_to", kText, "d.redirect_to", true},
    ListingColumn{"old_words", kNumber, "d.old_words", true},
    ListingColumn{"words", kNumber, "d.words", true},
};

constexpr std::string_view kFoundOn = "LEFT JOIN url_rows f ON f.id = u.found_on_id";

constexpr std::array kListings{
    Listing{"pages", "FROM page_rows p", "p.id", "JOIN url_rows u ON u.id = p.url_id", "1",
            "SELECT (SELECT coalesce(sum(urls), 0) FROM url_counts WHERE state = 'fetched') - "
            "(SELECT count(*) FROM check_rows WHERE is_fetched)",
            kPageColumns},
    Listing{"urls", "FROM url_rows u", "u.id", kFoundOn, "1", "SELECT sum(urls) FROM url_counts",
            kUrlColumns},
    // The pages are looked up first, once: few of them failed.
    Listing{"broken", "FROM url_rows u", "u.id", kFoundOn,
            "(u.is_failed OR u.page_id IN (SELECT id FROM answer_rows WHERE status >= 400))", "",
            kBrokenColumns},
    Listing{"redirects", "FROM page_rows p", "p.id",
            "JOIN url_rows u ON u.id = p.url_id LEFT JOIN url_rows t ON t.id = p.redirect_id "
            "LEFT JOIN answer_rows q ON q.id = t.page_id",
            "p.is_redirect", "", kRedirectColumns},
    Listing{"changes", "FROM change_rows c", "c.id",
            "JOIN url_rows u ON u.id = c.url_id JOIN change_details d ON d.id = c.id", "1",
            "SELECT count(*) FROM change_rows", kChangeColumns},
    Listing{"hosts", "FROM host_rows h", "h.id", "", "1", "SELECT count(*) FROM host_rows",
            kHostColumns},
};

}  // namespace

std::span<const Listing> listings() { return kListings; }

const Listing* find_listing(std::string_view name) {
  const auto* const found = std::find_if(kListings.begin(), kListings.end(),
                                         [name](const Listing& one) { return one.name == name; });
  return found == kListings.end() ? nullptr : found;
}

}  // namespace explore
