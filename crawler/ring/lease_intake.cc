#include "crawler/ring/lease_intake.h"

#include <utility>

namespace crawler {

void LeaseIntake::take(storage::LeaseAnswer answer, TimePoint now) {
  refuse_hosts(answer);
  queue(std::move(answer.leases));
  for (const storage::HostRecord& host : answer.hosts) {
    HostMemory* memory = parts_.frontier.memory(host.host_key);
    if (memory == nullptr) continue;
    memory->pages = host.pages;
    memory->checks = host.checks;
    parts_.gate.remember(memory->robots, host, now, parts_.ledger.running_for(now));
  }
}

void LeaseIntake::give_back(const std::vector<storage::Lease>& leases) {
  for (const storage::Lease& lease : leases) parts_.frontier.add(lease);
  parts_.returns.give_back(parts_.frontier.take_all());
}

void LeaseIntake::end_pages() {
  if (std::exchange(checks_only_, true)) return;
  parts_.demand.ask_for_checks_only();
  parts_.pages.start_checks_only();
  parts_.returns.give_back(parts_.frontier.take_pages());
}

void LeaseIntake::queue(std::vector<storage::Lease> leases) {
  bool is_late = false;  // a page, asked for before the pages ended
  for (storage::Lease& lease : leases) {
    const HostKey host = lease.key.host;
    if (lease.revisit && !is_wanted(lease)) {
      parts_.frontier.count(lease);
      parts_.returns.end(lease, {storage::Release::How::kLeave, storage::Reason::kNone, {}, {}});
      continue;
    }
    is_late |= checks_only_ && !is_check(lease.role);
    if (is_check(lease.role) && parts_.care.ends_checks(host)) {
      parts_.frontier.count(lease);
      parts_.care.end_unchecked(host, {lease});
    } else {
      parts_.frontier.add(std::move(lease));
    }
  }
  if (is_late) parts_.returns.give_back(parts_.frontier.take_pages());
}

bool LeaseIntake::is_wanted(const storage::Lease& visit) {
  if (url_.assign(visit.url) != parser::UrlStatus::kOk) return false;
  const Admission& admission = parts_.admission;
  if (is_check(visit.role))
    return admission.wants_check(visit.role) &&
           admission.judge_check(url_, visit.hops) == storage::Reason::kNone;
  // Who names a URL wants it, whatever links to it are judged by.
  if (visit.depth == 0 && visit.hops == 0) return true;
  Admission::Question question{url_};
  question.depth = visit.depth;
  question.hops = visit.hops;
  question.to_sitemap = visit.role == storage::Role::kSitemap;
  return admission.judge(question) == storage::Reason::kNone;
}

void LeaseIntake::refuse_hosts(storage::LeaseAnswer& answer) {
  // What the frontier counts of the leases of a host that it holds must stay right.
  const auto holds = [this](HostKey host) { return parts_.frontier.memory(host) != nullptr; };
  parts_.returns.end_all(
      parts_.guard.refused(answer, holds), [](const storage::Lease&) -> LeaseReturns::End {
        return {storage::Release::How::kSkip, storage::Reason::kHostsPerDomain, {}, {}};
      });
}

}  // namespace crawler
