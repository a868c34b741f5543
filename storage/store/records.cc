#include "storage/store/records.h"

namespace storage {

std::string_view name_of(UrlState state) {
  switch (state) {
    case UrlState::kWaiting:
      return "waiting";
    case UrlState::kFetched:
      return "fetched";
    case UrlState::kSkipped:
      return "skipped";
    case UrlState::kFailed:
      return "failed";
  }
  return "";
}

// The names are part of the database's contract with its users.
std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "";
    case Reason::kScope:
      return "scope";
    case Reason::kExclude:
      return "exclude";
    case Reason::kInclude:
      return "include";
    case Reason::kMaxDepth:
      return "max-depth";
    case Reason::kResource:
      return "resource";
    case Reason::kNofollow:
      return "nofollow";
    case Reason::kUrlLength:
      return "url-length";
    case Reason::kPathDepth:
      return "path-depth";
    case Reason::kRepeatedSegment:
      return "repeated-segment";
    case Reason::kRedirectHops:
      return "redirect-hops";
    case Reason::kNothingNew:
      return "nothing-new";
    case Reason::kRobots:
      return "robots";
    case Reason::kQueryBudget:
      return "query-budget";
    case Reason::kEqualContent:
      return "equal-content";
    case Reason::kMaxPerHost:
      return "max-per-host";
    case Reason::kHostsPerDomain:
      return "hosts-per-domain";
    case Reason::kSitemapBudget:
      return "sitemap-budget";
    case Reason::kPrivateAddress:
      return "private-address";
    case Reason::kDns:
      return "dns";
    case Reason::kConnect:
      return "connect";
    case Reason::kTls:
      return "tls";
    case Reason::kTimeout:
      return "timeout";
    case Reason::kReset:
      return "reset";
    case Reason::kProtocol:
      return "protocol";
    case Reason::kTooSlow:
      return "too-slow";
    case Reason::kRobotsUnreachable:
      return "robots-unreachable";
    case Reason::kOther:
      return "other";
  }
  return "";
}

}  // namespace storage
