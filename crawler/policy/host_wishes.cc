#include "crawler/policy/host_wishes.h"

namespace crawler {

void add_host_wishes(FetchJob& job, parser::UrlView url, const HostTable& hosts) {
  const HostSettings* host = hosts.find(url.host(), url.port());
  if (host == nullptr) return;
  const bool is_safe = url.scheme() == "https" || job.send_credentials;
  job.host_headers = header_lines(*host, is_safe);
  if (is_safe) job.host_cookies = cookie_pairs(*host);
}

}  // namespace crawler
