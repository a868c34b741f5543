// Store: THE SEAM between the running crawl and what survives a crash. One interface for the
// durable half of the frontier and for the results, because a page, its outlinks and the end of its
// lease belong together: an ended lease means that page and outlinks are kept.
//
// Thread: one owner; no call may overlap another. Calls may block on the disk.
// Errors: every verb may fail with our ground's trouble (disk, lock, damage); then nothing of that
// call is kept, and the call may be repeated. Every write repeated is harmless: twice equals once.
// Invariants: discovered = waiting + fetched + skipped + failed, after every call. A URL is in the
// store once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/store/control.h"
#include "storage/store/records.h"

namespace storage {

class Store {
 public:
  virtual ~Store() = default;

  // Keeps the URLs not yet known; says how many were new. A known URL is left as it is, but: one
  // that is skipped for a revivable reason and is offered again as wanted becomes waiting, with the
  // new depth, hops and role; a waiting one offered with a smaller depth takes that depth, and one
  // of priority kDoubtful takes the priority it is offered with. In a store that follows shorter
  // ways every other URL that is offered as a wanted page with a smaller depth takes it, too. An
  // offer as a check (is_check) changes nothing about a URL that is wanted as a page; one to be
  // checked that is offered as what outranks that waits as it, as if it were new, also if it was
  // checked or failed: what the check found is no more. So that other options may judge it later, a
  // skipped one that is offered as skipped, both for revivable reasons, takes the offer as if it
  // were new if its own reason lies in a link alone and the other does not (is_of_link), else the
  // smaller depth; a resource keeps its own.
  virtual ground::Result<uint64_t> add(std::span<const NewUrl> urls) = 0;

  // Lends due URLs: per host pages, then checks, by depth, then priority, then discovery; hosts in
  // turn, one URL a turn, and the next call goes on with the host after the last one served. A
  // lease that is not ended when the program dies was never given: the URL is waiting.
  virtual ground::Result<LeaseAnswer> lease(const LeaseRequest& request) = 0;

  // Keeps each page with its headers, body and outlinks, offers the outlinks' targets as add()
  // does, and ends the lease, all in one transaction. A token that is stale or unknown changes
  // nothing, outlinks included. All leases of the batch end before its first outlink is offered.
  // A store with other owners may offer before it finds that a host is lost: nothing else is kept
  // of the page, and what its links lead to stays known.
  virtual ground::Result<CommitAnswer> commit(std::span<const PageCommit> pages) = 0;

  // Ends leases without a page. Stale tokens change nothing.
  virtual ground::Result<void> release(std::span<const Release> releases) = 0;

  // Lends nothing of these hosts for a while. The last word counts, also within one call: a new
  // hold replaces the old one, a delay of 0 ends it. In memory only: after a restart the host is
  // asked afresh. A host that the store does not know is left alone.
  virtual ground::Result<void> hold_hosts(std::span<const HostHold> holds) = 0;

  virtual ground::Result<void> update_hosts(std::span<const HostUpdate> updates) = 0;

  // What is kept of the cookies of each of these sites is these, or nothing more if there are none.
  virtual ground::Result<void> keep_cookies(std::span<const SiteCookies> sites) = 0;
  // All that are kept, expired ones too, by site.
  virtual ground::Result<std::vector<SiteCookies>> cookies() = 0;

  // Keeps what was asked of the run, one row for each call. Twice is twice in the log, and once in
  // what stands. A store that several processes share refuses: nobody speaks for all of them.
  virtual ground::Result<void> keep_control(const ControlRecord& record) = 0;
  // What stands: of each setting and subject the last record that has a value, in their order.
  virtual ground::Result<std::vector<ControlRecord>> controls() = 0;

  virtual ground::Result<Stats> stats() = 0;

  // The n slowest and the n most failing hosts; ties in the order of discovery. Reads every host:
  // for the end of a crawl, not for its path.
  virtual ground::Result<HostExtremes> host_extremes(std::size_t n) = 0;

  // The n hosts with the most URLs that are due, held ones too; ties in the order of discovery.
  // Reads every waiting URL: for a crawl that ends although some wait.
  virtual ground::Result<WaitingHosts> waiting_hosts(std::size_t n) = 0;

  // Reads each URL that was to be checked: for the end of a crawl.
  virtual ground::Result<CheckCounts> check_counts() = 0;

  // What became of each of these URLs, in their order; empty for one that is not known. For the
  // summary's word on the seeds, not for the crawl's path: nothing may be decided from it.
  virtual ground::Result<std::vector<std::optional<UrlOutcome>>> look_up(
      std::span<const ground::UrlKey> keys) = 0;

  // Known URLs of a sort, in the order of their places, which never change (those of kLinked in the
  // order of the links): so all of them are gone through a few at a time, whatever becomes of those
  // that were given. Not for the crawl's path.
  virtual ground::Result<std::vector<KnownUrl>> survey(const SurveyRequest& request) = 0;

  // Settles known URLs anew and says of how many that changed something. One that is wanted waits,
  // without attempts, where it was skipped, failed or fetched; its page is no more then, with all
  // that came with it (text, body, links, rows of rules ...), though what was found on it stays
  // known. One that waits already takes a role that outranks its own, or that turns a page into a
  // check. One that is not wanted is skipped for the reason, if it waited or was skipped for
  // another. All else is left as it is, and so is a URL that is lent.
  virtual ground::Result<uint64_t> resettle(std::span<const Resettlement> urls) = 0;

  // Of a store that follows shorter ways (StoreOptions), else there are none: pages whose links
  // were offered with a greater depth than their URLs have now, in the order of their places, with
  // no more links in all than `max_links`, or one page. They are kept until it is said that their
  // links have been offered again, with the depth that they were given with.
  virtual ground::Result<std::vector<NearerPage>> nearer_pages(std::size_t max_links) = 0;
  virtual ground::Result<void> nearer_pages_done(std::span<const NearerPage> pages) = 0;

  // --- Visiting again
  // From now on until the store is closed, its crawl is an update: queue_due() brings fetched URLs
  // back, what is fetched is known to later updates, and a commit of a page that is kept compares.
  // What is unchanged stays as it is, and only the visit is noted. What has changed takes the place
  // of what was, which goes to history. An answer of the moment (may_pass) replaces none that is
  // not; nor does a kFail: both are errors of the visit. A kSkip for Reason::kRobots puts the page
  // into history; for another reason it is kLeave. A file that no update has seen is taken over
  // here, whatever its size, in many transactions. One that was cut off less than a day ago goes
  // on.
  virtual ground::Result<UpdateBegun> begin_update(const UpdatePlan& plan) = 0;
  // Brings back those that are due now, at most so many: those of most expected change first, among
  // what one call brings. They are lent as what waits is, and count as fetched.
  virtual ground::Result<DueUrls> queue_due(std::size_t max) = 0;
  // Of the run that was begun last.
  virtual ground::Result<VisitCounts> visit_counts() = 0;

  // Empty before the first run.
  virtual ground::Result<std::optional<PastRun>> last_run() = 0;

  // Keeps that from now on URLs are settled for a run to come, which other options judge than the
  // last run's: last_run() says so until begin_run(), so that nobody takes a file in between for
  // what the last run left.
  virtual ground::Result<void> begin_settling() = 0;

  // A run is one start of the program on this store. A run found without an end when the next one
  // begins is closed with the reason "killed".
  virtual ground::Result<void> begin_run(const RunStart& run) = 0;
  // The run's end is kept whatever happens to the tidying after it: the answer says what of that
  // failed and why, "" for nothing.
  virtual ground::Result<std::string> end_run(const RunEnd& end) = 0;

  // The words of a command line that asks this store in SQL, which comes behind them; none if there
  // is no such command.
  virtual std::vector<std::string> query_command() const = 0;
};

}  // namespace storage
