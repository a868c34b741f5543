// Pipeline: what lies behind the loop, parser pool and store thread, as the crawl sees it. A seam:
// in production two kinds of thread, in tests plain calls on a MemoryStore. Thread: called from the
// loop; the events come on the loop, later, never from within a call. Every call is answered by
// exactly one event, or by store_failed().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/pipeline/rendered_page.h"
#include "crawler/policy/seen_lines.h"
#include "ground/result.h"
#include "parser/page/script_need.h"
#include "parser/robots/robots.h"
#include "storage/store/records.h"
#include "storage/store/store.h"

namespace crawler {

// So many pages are worth a transaction of their own. With fewer, the store waits a moment for
// more.
inline constexpr std::size_t kPagesAtOnce = 64;

// A fetched page on its way to the store.
struct PageWork {
  storage::Lease lease;
  FetchedPage page;
  // What a browser made of it, or why it made nothing of it. Nothing: none was asked.
  std::optional<RenderedPage> rendered = {};
};

// A page as it came that is to be shown to a browser, or perhaps: see RenderChoice. It holds its
// credit.
struct PageToRender {
  PageWork work;
  parser::ScriptNeed need;
};

// A robots.txt as it came, to be inflated and parsed, or as the store has it.
struct RobotsWork {
  uint64_t host = 0;
  std::string url;  // it was asked from; redirects are resolved against it
  FetchedPage page;
  bool is_copy = false;  // of the store
};

struct RobotsParsed {
  uint64_t host = 0;
  bool is_copy = false;
  int status = 0;
  parser::Robots rules;     // for 2xx
  std::string text;         // inflated, cut at parser::kMaxRobotsBytes
  std::string redirect_to;  // normal form of Location, "" if none or unusable
  std::string retry_after;  // the header's value
  // Of a 2xx whose body is not what this Content-Encoding says: no rules; "" for all others.
  std::string undecodable;
};

// A page that the store has answered for: its lease has ended.
struct PageKept {
  storage::Lease lease;
  int status = 0;
  // No sitemap, robots.txt, feed, image or the like: what --max-pages counts, and the view `pages`
  // calls "page".
  bool is_page = true;
  bool is_check = false;  // was only asked whether it is there
  uint64_t content_hash = 0;
  Newness newness = Newness::kUnknown;
  // A link that a rule against traps left out, kNone if there was none.
  storage::Reason trap = storage::Reason::kNone;
  std::string trap_url;
  uint64_t bytes = 0;    // transferred
  std::size_t held = 0;  // bytes of the body that were on their way
  std::chrono::milliseconds total{0};
  std::string detail;
  // Of a page that was rendered: whether that showed what it did not come with, see is_gain().
  std::optional<bool> gained;
  // Another owner had its host: its lease had ended, and the store kept nothing of it.
  bool lost = false;
};

// Where a seed's redirects ended, if that was left out.
struct LeftOut {
  std::string url;  // "": they did not
  storage::Reason reason = storage::Reason::kNone;
};

// What the end of a run needs from the store.
struct RunClosed {
  std::string reason;  // name_of(EndReason): the one asked for, or see reason_at_end()
  storage::Stats stats;
  std::vector<storage::HostSummary> slowest, most_failing;
  storage::WaitingHosts waiting;  // where hosts were unavailable
  storage::CheckCounts checks;
  std::vector<std::optional<storage::UrlOutcome>> seeds;  // one for each key asked
  std::vector<LeftOut> left_out;                          // likewise
  storage::VisitCounts visits;                            // of an update
  std::string untidied;  // what the store could not tidy up at the end, and why; "" for nothing
};

struct AskAgain {
  ground::UrlKey key;
};

class PipelineEvents {
 public:
  virtual ~PipelineEvents() = default;
  virtual void leased(storage::LeaseAnswer answer) = 0;
  // `found` is how many URLs became waiting through these pages.
  virtual void kept(std::vector<PageKept> pages, uint64_t found) = 0;
  virtual void released(std::vector<storage::Release> releases) = 0;
  virtual void added(uint64_t fresh) = 0;
  // `pages`: how many are no more, 0 or 1.
  virtual void asked_again(uint64_t host_key, uint64_t pages) = 0;
  virtual void robots_parsed(RobotsParsed robots) = 0;
  // Of a page that was given without `rendered`, in place of kept(): it is to be given again with
  // it. Where a browser is not asked after all, that has the reason and neither html nor error.
  virtual void to_be_rendered(PageToRender page) = 0;
  virtual void counted(storage::Stats stats) = 0;
  virtual void due_queued(storage::DueUrls due) = 0;
  virtual void closed(RunClosed facts) = 0;
  // The store is in trouble that may pass; what was asked of it is tried again until it answers.
  // Once for each trouble, before store_goes_on() or store_failed().
  virtual void store_waits(ground::Error error) = 0;
  virtual void store_goes_on() = 0;
  // Our ground moved. Nothing more will be kept; no further event comes. Before it counted() says
  // what was kept, if that can be read.
  virtual void store_failed(ground::Error error) = 0;
};

class Pipeline {
 public:
  virtual ~Pipeline() = default;
  virtual void lease(storage::LeaseRequest request) = 0;             // -> leased
  virtual void keep(PageWork work) = 0;                              // -> kept, some at a time
  virtual void release(std::vector<storage::Release> releases) = 0;  // -> released
  virtual void add(std::vector<storage::NewUrl> urls) = 0;           // -> added
  // A fetched URL waits again, and its page is no more.
  virtual void ask_again(AskAgain url) = 0;                                // -> asked_again
  virtual void parse_robots(RobotsWork work) = 0;                          // -> robots_parsed
  virtual void hold_host(storage::HostHold hold) = 0;                      // no event
  virtual void update_host(storage::HostUpdate update) = 0;                // no event
  virtual void keep_cookies(std::vector<storage::SiteCookies> sites) = 0;  // no event
  virtual void count() = 0;                                                // -> counted
  // Of an update: what is due to be visited again waits. -> due_queued
  virtual void queue_due() = 0;
  // Ends the run in the store, after all that was given before. -> closed
  virtual void close(storage::RunEnd end, std::vector<ground::UrlKey> seeds) = 0;
  // Whether the crawl needs to hear of what it gave before it goes on well: then nothing waits for
  // more. At first it does not.
  virtual void hurry(bool hurried) = 0;  // no event
  // From now on trouble of the store that may pass is not waited for: it fails.
  virtual void give_up() = 0;  // no event
  // Pages given and not yet parsed, and parsed and not yet kept: what holds the crawl back.
  virtual std::size_t unparsed() const = 0;
  virtual std::size_t unkept() const = 0;
};

}  // namespace crawler
