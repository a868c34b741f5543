// HostOpener: what a host needs before its first page is fetched: its addresses, then its
// robots.txt (and with that its sitemaps). Both are asked for by the same resolver and fetcher that
// everything goes through. Thread: the loop's.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/options/options.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/resolve/resolver.h"
#include "crawler/ring/host_trouble.h"
#include "storage/store/records.h"

namespace crawler {

class HostOpenerListener {
 public:
  virtual ~HostOpenerListener() = default;
  // A robots.txt waits for a transfer: pump() can start it.
  virtual void host_waits() = 0;
  virtual void host_opened(HostKey host) = 0;
  virtual void host_in_trouble(const HostTrouble& trouble) = 0;
  virtual void sitemaps_found(std::vector<storage::NewUrl> sitemaps) = 0;
};

class HostOpener {
 public:
  struct Parts {
    const Options& options;
    const HostTable& hosts;  // as they are now
    const Admission& admission;
    Frontier& frontier;
    const RobotsGate& gate;
    Resolver& resolver;
    Fetcher& fetcher;
    Pipeline& pipeline;
    Scheduler& scheduler;
    const LeaseDemand& demand;  // says until when a fetch may start
    HostOpenerListener& listener;
  };
  explicit HostOpener(const Parts& parts) : parts_(parts) {}

  // Begins to open hosts that the frontier names, and asks for at most `transfers` robots.txt that
  // wait for a slot.
  void pump(std::size_t transfers);
  void robots_parsed(RobotsParsed robots);
  // Transfers of robots.txt that run now.
  std::size_t in_flight() const { return running_.size(); }
  // When pump() may have a robots.txt to ask for that waits for its host's delay now.
  std::optional<TimePoint> next_at() const;
  // Another owner has these hosts, and the fetcher has dropped what ran for them: forgets it.
  void forget(const std::unordered_set<HostKey>& hosts);
  // The fetcher has dropped all that ran: each waits for a transfer again.
  void queue_again();

 private:
  struct Asking {
    std::string url;                   // of the robots.txt, or where a redirect led
    HostKey asked = 0;                 // that URL's host
    std::vector<IpAddress> addresses;  // its
    bool allow_private = false;
    bool elsewhere = false;  // redirected: this is not the host's own address
  };

  void begin(HostKey host);
  void resolved(HostKey host, const Resolved& resolved);
  void ask(HostKey host, std::string url);
  void line_up(HostKey host, Asking asking);
  TimePoint may_start_at(const Asking& asking) const;
  void start(HostKey host, Asking asking);
  // A request for another host's sake: keeps this one's delay.
  void note_asked(HostKey asked);
  void fetched(uint64_t transfer, FetchedPage page);
  void open(HostKey host);
  void offer_sitemaps(const std::string& origin, const std::vector<std::string>& sitemaps);
  void trouble(const HostTrouble& trouble);
  // No robots.txt came.
  void note_certificate(HostKey host, Certificate& certificate);
  void no_answer(HostKey host, std::string detail);
  // `status`: of the answer that closes the host, 0 if none came.
  void unreachable(HostKey host, const RobotsGate::Finding& finding, int status,
                   std::string detail);

  Parts parts_;
  std::deque<std::pair<HostKey, Asking>> waiting_;                // for a transfer
  std::multimap<TimePoint, std::pair<HostKey, Asking>> delayed_;  // until then
  // From when on hosts may be asked again that were asked for the sake of others.
  std::map<HostKey, TimePoint> asked_for_others_;
  std::map<uint64_t, std::pair<HostKey, Asking>>
      running_;  // transfers, in the order of their start
  uint64_t last_transfer_ = 0;
};

}  // namespace crawler
