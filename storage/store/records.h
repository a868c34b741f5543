// Plain data that crosses the Store seam. Strings own their bytes: a record may be moved to another
// thread. Text is valid UTF-8 unless it says raw.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ground/page_facts.h"
#include "ground/url_key.h"
#include "storage/store/changes.h"
#include "storage/store/header.h"
#include "storage/store/reasons.h"
#include "storage/store/render_record.h"

namespace storage {

using Milliseconds = std::chrono::milliseconds;

// The priority of a URL that was only found on pages which brought nothing new. It goes last among
// its depth, and what is offered with it takes any other priority that a later offer has.
inline constexpr uint8_t kDoubtful = 255;

// What a URL is fetched as. The last three are checks: it is asked whether it is there, and no link
// in it is followed. Numbers are stored: append only.
enum class Role : uint8_t {
  kPage = 0,
  kSitemap = 1,
  kLink = 2,      // a target of links that is no page of the crawl
  kResource = 3,  // an image, a script, a font …
  kStyle = 4,     // a style sheet: what it names is checked too
};
constexpr bool is_check(Role role) { return role >= Role::kLink; }

// Is a URL that was wanted as `known` wanted anew when it is offered as `offered`? A page is more
// than a check, and a style more than another check.
constexpr bool outranks(Role offered, Role known) {
  if (!is_check(known)) return false;
  return !is_check(offered) || (offered == Role::kStyle && known != Role::kStyle);
}

// Does a URL that waits take this role when it is settled anew?
constexpr bool takes_role(Role offered, Role known) {
  return outranks(offered, known) || (is_check(offered) && !is_check(known));
}

// The depth by which URLs are put in the order of lending: the checks of a host come after its
// pages.
inline constexpr uint32_t kDepthOfChecks = uint32_t{1} << 30;
constexpr uint32_t lending_depth(Role role, uint32_t depth) {
  if (!is_check(role)) return depth;
  return kDepthOfChecks + (depth < kDepthOfChecks ? depth : kDepthOfChecks - 1);
}

// A URL offered to the store: a seed, a sitemap, or the target of a link.
struct NewUrl {
  ground::UrlKey key;
  std::string url;     // normal form
  std::string origin;  // "scheme://host[:port]", the unit of politeness and of robots.txt
  uint32_t depth = 0;
  uint8_t hops = 0;  // redirects that led here in a row
  Role role = Role::kPage;
  Reason skip = Reason::kNone;  // kNone: wanted; else known but skipped for this reason
  uint8_t priority =
      128;  // lower goes first among one depth of one host; from a sitemap's priority
};

// A link on a page. Its target is offered to the store with the page's commit.
struct Outlink {
  NewUrl target;
  uint8_t kind = 0;  // index into the link kinds' names, see LinkKindName
  std::string rel;
  std::string anchor;
  bool nofollow = false;
  uint32_t position = 0;
};

// The names of Outlink::kind, told to a store once when it is opened, so that views can show them.
struct LinkKindName {
  uint8_t kind = 0;
  std::string name;
  bool is_content = false;  // people follow it: that it leads elsewhere is a change of the page
};

// Does an offer as wanted make a URL wait that is skipped for this reason? What was one check too
// many stays so for further links to it.
constexpr bool revives(Role offered, Reason known) {
  return is_revivable(known) && !(known == Reason::kMaxChecksPerHost && is_check(offered));
}

// What an offer as skipped means for a URL that is skipped, see Store::add().
enum class Reoffer : uint8_t { kNothing, kTakesAll, kTakesDepth };
constexpr Reoffer reoffer(Reason known, uint32_t depth, Reason offered, uint32_t offered_depth) {
  if (!is_revivable(known) || !is_revivable(offered)) return Reoffer::kNothing;
  if (is_of_link(known) && !is_of_link(offered)) return Reoffer::kTakesAll;
  const bool is_nearer = offered_depth < depth && known != Reason::kResource;
  return is_nearer ? Reoffer::kTakesDepth : Reoffer::kNothing;
}

using LeaseToken = uint64_t;

// What is kept of a page that is lent to be visited again.
struct Revisit {
  // To ask with whether it is still so: raw bytes of its headers, "" if it had none or they are not
  // to be used.
  std::string etag, last_modified;
  std::chrono::system_clock::time_point fetched_at;
  bool is_doubtful = false;  // ask for all of it, whatever is known
};

// A URL lent for fetching. In the store it stays waiting until its commit, or fetched if it is
// visited again.
struct Lease {
  LeaseToken token = 0;
  ground::UrlKey key;
  std::string url;
  std::string origin;
  uint32_t depth = 0;
  uint8_t hops = 0;
  Role role = Role::kPage;
  uint32_t attempts = 0;  // fetches that failed so far
  bool doubtful = false;  // its priority is kDoubtful
  std::optional<Revisit> revisit = {};
};

// What the store remembers of an origin, given with the first leases of a host that has none out.
struct HostRecord {
  uint64_t host_key = 0;
  std::string origin;
  // Of an update both count what it has visited.
  uint64_t pages = 0;      // URLs of it in state fetched, but for checks
  uint64_t checks = 0;     // URLs of it that were checked and answered
  int robots_status = -1;  // HTTP status of the last robots.txt answer; 0 none came; -1 never asked
  std::string robots_txt;  // raw bytes, inflated, bounded by the worker
  Milliseconds robots_age{0};  // since it was fetched
  std::optional<Milliseconds> crawl_delay;
  std::string last_error;
};

// How a URL was asked for.
enum class Method : uint8_t {
  kWhole = 0,  // to be read as a page, a sitemap …
  kHead = 1,   // to be checked
  kGet = 2,    // to be checked, and HEAD would not do
};

// One fetched URL, whatever its status.
struct PageRecord {
  int status = 0;
  Method method = Method::kWhole;
  std::string content_type, charset, title, description, lang, canonical, meta_robots,
      header_robots, text;
  std::string http_version;  // "1.1", "2"
  std::string ip;            // address connected to, text
  std::string etag, last_modified;
  std::string redirect_to;   // normal form, "" if none
  std::string detail;        // "" or what is odd about it, for people
  std::string limits_hit;    // "" or names of limits, comma-separated
  uint64_t size = 0;         // bytes of the body, inflated
  uint64_t transferred = 0;  // bytes of the body on the wire
  Milliseconds ttfb{0}, total{0};
  uint64_t content_hash = 0, simhash = 0;
  uint32_t word_count = 0;
  std::vector<Header> headers;  // as received, in order
  std::string status_line;      // raw: "HTTP/1.1 200 OK"
  std::string
      body_zstd;  // zstd frame of the inflated body; "" if bodies are not kept or it is empty
};

// NULL, an integer (booleans are 0 and 1), a number, or a text in UTF-8.
using TableValue = std::variant<std::monostate, int64_t, double, std::string>;

// A table that a user's rules fill, told to a store when it is opened. Names are letters, digits
// and '_', unique whatever their case.
struct TableColumn {
  std::string name;
  std::string type;  // text, integer, number, boolean, date, json
  std::string description;
};
struct UserTable {
  std::string name;
  std::string description;
  std::vector<TableColumn> columns;  // url and position come before them
};

struct TableRow {
  uint32_t table = 0;              // among those told
  uint32_t position = 0;           // among the page's rows of that table
  std::vector<TableValue> values;  // of the table's columns, in order
};
struct TableProblem {
  uint32_t table = 0;
  uint32_t position = 0;
  std::string field;
  std::string reason;  // to group by
  std::string value;   // the text that it is about, "" if there was none
};

// What rules made of a page; replaces what they made of it before.
struct PageTables {
  std::string url;  // normal form
  std::vector<TableRow> rows;
  std::vector<TableProblem> problems;
};

// A piece of a page's structured data.
struct StructuredRecord {
  uint8_t syntax = 0;  // index into the syntaxes' names, see StoreOptions
  std::string type;    // "Product"; "" if none
  std::string json;    // valid
};

// The article of a page, to be read.
struct ArticleRecord {
  std::string title, byline;
  std::string published;  // ISO 8601, "" if not known
  std::string markdown;
};

// What a sitemap or feed says of one of its entries.
struct SitemapDetailRecord {
  std::string kind;  // "hreflang", "image", "news"
  std::string name, value;
};
struct SitemapRecord {
  uint32_t place = 0;   // of the entry's link among the commit's outlinks
  std::string lastmod;  // as written, "" if none
  std::vector<SitemapDetailRecord> details;
};

// A place that a link names behind '#'.
struct FragmentRecord {
  int32_t place = 0;  // of the link among the commit's outlinks; from -1 down: on the page itself
  // 1: of an element; 2: a state of the page's script; 0: of a redirect, the top of the page, which
  // is told since it stands for what a link to the redirect names.
  uint8_t kind = 1;
  uint64_t written = 0, decoded = 0;  // it is there if one of these is among the target's places
  std::string fragment;
  std::string anchor;  // of one on the page itself
};

// What rules leave of a page when they ignore some of it, to be compared with what they left of it
// before: hashes by storage/history/lasting_hashes.
struct LastingHashes {
  uint64_t title = 0, description = 0, text = 0, links = 0, structured = 0;
  friend bool operator==(const LastingHashes&, const LastingHashes&) = default;
};

// A page as it is kept, for who reads it again.
struct KeptBody {
  std::string url;  // normal form
  int status = 0;
  std::vector<Header> headers;  // as received
  std::string body;             // inflated
};

struct PageCommit {
  LeaseToken token = 0;
  ground::UrlKey key;
  PageRecord page;
  std::vector<Outlink> outlinks;     // in order
  std::optional<PageTables> tables;  // nothing: no rules are for this page
  std::vector<StructuredRecord> structured;
  std::optional<ArticleRecord> article;
  std::vector<SitemapRecord> sitemap;  // of a sitemap or feed: its entries
  std::vector<FragmentRecord> fragments = {};
  // Hashes of the places that it has, none of them 0; nothing: they are not known.
  std::optional<std::vector<uint64_t>> places = {};
  std::optional<ground::PageFacts> facts = {};  // nothing: it is no HTML
  std::optional<LastingHashes> lasting = {};    // nothing: rules ignore nothing of it
  std::optional<RenderRecord> render = {};      // nothing: nobody asks what scripts make of it
  bool is_page = true;                          // counts where pages are limited or counted
  bool is_cut = false;                          // the transfer ended before the answer did
  bool not_modified = false;  // of a visit: what is kept is still so, says the server; no outlinks
};

struct CommitAnswer {
  uint64_t pages = 0;        // that ended a live lease now (0 for a repeat)
  uint64_t new_urls = 0;     // targets not known before, skipped ones included
  uint64_t new_waiting = 0;  // of these and of the revived: wanted
  // Those of the batch of which nothing was kept by this call, in its order: they ended no lease
  // now, or were lent as less than what their URLs are wanted as by now, which wait for that.
  std::vector<LeaseToken> stale;
};

// Leases that no other owner can take.
inline constexpr auto kForEver = std::chrono::steady_clock::time_point::max();

struct LeaseRequest {
  std::size_t max_urls = 0;      // may be 0: only to hear what became of the leases that are out
  std::size_t max_per_host = 0;  // counts the leases of that host that are already out
  bool checks_only = false;      // no pages; once asked for, so it stays for the rest of a run
  uint64_t max_pages = 0;        // that all who share the store may fetch together; 0: no limit
};

struct LeaseAnswer {
  // Hosts that another owner has taken since the last answer, whose leases have all ended with
  // that: what is still sent of them is stale. First of all that an answer says: a host that is
  // lost may be lent again in the same one.
  std::vector<uint64_t> lost;
  // Until when all leases that are out are safe, by the store's steady clock; then no fetch may
  // start, and what runs may already be another owner's, until a later answer says a later time.
  // Who holds leases asks again before, if need be for no URL. A time, since a duration would have
  // grown by what the answer took on its way.
  std::chrono::steady_clock::time_point safe_until = kForEver;
  // Hosts that others are to have as soon as no lease of them is out: who holds leases that it has
  // not begun with gives them back. All of them in each answer, until they are lost or gone.
  std::vector<uint64_t> wanted_back = {};
  std::vector<Lease> leases;
  std::vector<HostRecord> hosts;  // one for each host in `leases` that had no lease out before
  // When asking again may give more although nothing else happened: the nearest delayed URL or held
  // host. Empty: only commits, adds or releases can bring more (or there is more right now:
  // `more`).
  std::optional<Milliseconds> ask_again;
  bool more = false;  // the answer was cut by max_urls
  // Where others may fetch some of LeaseRequest::max_pages: as many pages may be ours in this run,
  // those that are kept included. A later answer may say more, or less if nothing is lent.
  std::optional<uint64_t> may_fetch = {};
};

struct Release {
  LeaseToken token = 0;
  ground::UrlKey key;
  enum class How : uint8_t {
    kRetry,   // waiting again, due after `delay`; attempts + 1
    kReturn,  // waiting again, due now; attempts unchanged (the crawl is stopping)
    kSkip,    // state skipped, `reason`
    kFail,    // state failed, `reason`, `detail`; attempts + 1
    kLeave,   // of one that is visited again, and not by this run: it stays as it is
  } how = How::kReturn;
  Reason reason = Reason::kNone;
  std::string detail;
  Milliseconds delay{0};
};

// A hold as long as this is for the rest of the run: no reason to ask again, so none for a crawl to
// wait.
inline constexpr Milliseconds kRestOfRun = std::chrono::hours(24 * 365);

struct HostHold {
  uint64_t host_key = 0;
  Milliseconds delay{0};  // lend nothing of it for so long
};

// A change of what is known of an origin. Fields left empty change nothing.
// What a host's certificate says.
struct CertificateRecord {
  int64_t expires = 0;          // seconds since 1970
  std::string issuer, version;  // raw bytes; "TLSv1.3"
};

struct HostUpdate {
  uint64_t host_key = 0;
  std::string origin;
  std::optional<int> robots_status;
  std::optional<std::string> robots_txt;
  std::optional<Milliseconds> crawl_delay;
  std::optional<std::string> last_error;
  std::optional<CertificateRecord> certificate;
};

// A cookie that a site has set. Its texts are raw bytes but for `domain`.
struct CookieRecord {
  std::string domain;
  bool host_only = true;  // false: for hosts below `domain` too
  std::string path, name, value;
  bool secure = false;
  int64_t expires = 0;  // seconds since 1970; 0: with the crawl
};

// All that is kept of a site, a registrable domain, in the order in which they are sent.
struct SiteCookies {
  std::string site;
  std::vector<CookieRecord> cookies;
};

// What the processes that share a store have fetched since the first of them began: pages alone.
struct FleetPages {
  uint64_t ours = 0, others = 0;
};

struct Stats {
  uint64_t discovered = 0, waiting = 0, fetched = 0, skipped = 0, failed = 0, leased = 0;
  uint64_t due = 0;  // of the fetched ones: those that wait to be visited again
  std::vector<std::pair<Reason, uint64_t>> skipped_by, failed_by;  // only those that are not 0
  uint64_t hosts = 0;
  uint64_t links = 0;
  std::optional<Milliseconds> next_due;  // of the delayed and held ones
  FleetPages pages;
  // Where processes share the store; else 0. Members: those that live, this one among them, by the
  // last reading; buckets: this one's.
  uint64_t members = 0, buckets_held = 0;
  // What whoever runs the crawl should know, in the store's own words; the same until there is news
  // of it. "": nothing.
  std::string warning;
};

// What has become of all URLs that were to be checked.
struct CheckCounts {
  uint64_t checked = 0;  // an answer came
  uint64_t broken = 0;   // of them: with 4xx or 5xx, but for 429
  uint64_t waiting = 0;  // still to be checked
  std::vector<std::pair<Reason, uint64_t>> skipped, failed;  // by the number of the reason
};

// A host as the summary at the end shows it.
struct HostSummary {
  std::string origin;
  uint64_t pages = 0, failed = 0;  // URLs of it in state fetched, failed
  Milliseconds mean{0};            // PageRecord::total over its pages
  std::string last_error;
};

struct HostExtremes {
  std::vector<HostSummary> slowest;       // by mean, slowest first; only hosts with pages
  std::vector<HostSummary> most_failing;  // by failed, worst first; only hosts with failures
};

// Where URLs wait.
struct WaitingHost {
  std::string origin;
  uint64_t waiting = 0;  // URLs of it that are due
  std::string last_error;
};

struct WaitingHosts {
  std::vector<WaitingHost> most;  // those with most of them, in that order
  uint64_t hosts = 0;             // all that have any
};

// What became of a URL.
struct UrlOutcome {
  UrlState state = UrlState::kWaiting;
  Reason reason = Reason::kNone;
  std::string detail;
  int status = 0;           // HTTP status of its page; 0 if it has none
  std::string redirect_to;  // of its page; "" if it leads nowhere
};

// Whether an answer of this status is of the moment: the server was in trouble, or had too much to
// do, and may well answer otherwise later.
constexpr bool may_pass(int status) { return status == 408 || status == 429 || status >= 500; }

// Known URLs of which a start of the program wants to think again.
enum class UrlSort : uint8_t {
  kSeeds,        // pages at depth 0 that no redirect led to
  kFailed,       // in state failed
  kPassing,      // fetched, with an answer that may pass
  kHeadersOnly,  // fetched with a status of 2xx, and without a byte of a body
  kUndecided,    // waiting, or skipped for one of the reasons asked for
  kChecks,       // to be checked, and not skipped: once for each link that leads there
  kLinked,       // skipped for one of the reasons asked for: once for each link that leads there
};

struct SurveyRequest {
  UrlSort sort = UrlSort::kUndecided;
  std::vector<Reason> reasons;  // of kUndecided and kLinked
  uint64_t after = 0;           // 0, or that of the last one that was given
  std::size_t max_urls = 0;
};

struct KnownUrl {
  uint64_t place = 0;  // in the store's order, from 1
  std::string url;
  UrlState state = UrlState::kWaiting;
  Reason reason = Reason::kNone;
  uint32_t depth = 0;
  uint8_t hops = 0;
  Role role = Role::kPage;
  int status = 0;            // of its page; 0 if it has none, and of kChecks and kLinked
  std::string content_type;  // likewise
  uint64_t after = 0;        // see SurveyRequest
  // Of kChecks and kLinked, the link's:
  uint8_t kind = 0;
  bool nofollow = false;
  std::string rel = {};
};

// A page of which a shorter way is known than when its links were offered.
struct NearerPage {
  uint64_t place = 0;  // of its URL, in the store's order
  uint32_t depth = 0;  // that its URL has now
  uint8_t hops = 0;
  Role role = Role::kPage;
  struct Link {
    std::string url;          // its target's, normal form
    Role role = Role::kPage;  // likewise
    uint8_t priority = 0;     // likewise
    uint8_t kind = 0;
    bool nofollow = false;
    bool is_named = true;  // false: it was offered as skipped for kFollow
  };
  std::vector<Link> links;  // those whose targets are deeper than the page
};

// A URL that waits again, or does not wait any more.
struct Resettlement {
  uint64_t place = 0;  // as a survey gave it; 0: it is found by its key
  ground::UrlKey key;
  Reason skip = Reason::kNone;    // kNone: it is wanted
  std::optional<Role> role = {};  // as what from now on; empty: as before
};

// How an update visits what is fetched again.
struct UpdatePlan {
  bool all = false;                               // all are due, whenever they were visited
  Milliseconds revisit = std::chrono::hours(24);  // after so long, if nothing else is known
  Milliseconds revisit_min = std::chrono::hours(1), revisit_max = std::chrono::hours(24 * 90);
  uint32_t keep_versions = 10;  // of each page, beside the present one
};

// What an update has to do.
struct UpdateBegun {
  bool goes_on = false;  // with one that was cut off, and what that visited is not due again
  uint64_t known = 0;    // URLs that it may visit again
};

struct DueUrls {
  uint64_t queued = 0;  // they wait to be visited now
  // If none was: when the next is due. Empty: never, or nothing is known of any.
  std::optional<Milliseconds> next;
};

// What a run has made of the URLs that it visited again.
struct VisitCounts {
  std::vector<std::pair<VisitOutcome, uint64_t>> visits;  // by number, those that are not 0
  std::vector<std::pair<ChangeKind, uint64_t>> changes;   // likewise
};

// The start of the newest run and what is known of its end.
struct PastRun {
  std::chrono::system_clock::time_point started_at;
  std::string options_json;
  std::string end_reason;  // "" if it has none: it runs, or was killed
  // Since then URLs were settled for a run that never began, see Store::begin_settling().
  bool was_settled_since = false;
  // Processes that are at work on a run of this store now, as far as is known: one that was killed
  // a moment ago is taken for one.
  uint64_t others_at_work = 0;
};

struct RunStart {
  std::string version;
  std::string options_json;
};

struct RunEnd {
  std::string reason;             // name_of(EndReason)
  uint64_t pages = 0, bytes = 0;  // of this run
  Milliseconds elapsed{0};        // likewise: what its summary says, and so all that tells of it
};

}  // namespace storage
