#include "explore/search/search_filters.h"

#include <string>

#include "ground/ascii.h"
#include "parser/url/url.h"

namespace explore {
namespace {

bool ends_with_label(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::vector<int64_t> hosts_named(storage::Database& crawl, std::string_view typed) {
  const std::string_view text = ground::ascii::trim(typed);
  const bool has_scheme =
      ground::ascii::starts_with(text, "http://") || ground::ascii::starts_with(text, "https://");
  std::vector<int64_t> ids;
  parser::Url wanted;
  if (wanted.assign(has_scheme ? std::string(text) : "http://" + std::string(text)) !=
      parser::UrlStatus::kOk)
    return ids;
  wanted.normalise();
  const bool has_port = !wanted.origin().ends_with(wanted.host());
  storage::Statement row = crawl.prepare("SELECT id, origin FROM host_rows ORDER BY id");
  parser::Url host;
  while (row.step()) {
    if (host.assign(row.text(1)) != parser::UrlStatus::kOk) continue;
    const bool is_same =
        has_scheme ? host.origin() == wanted.origin()
        : has_port ? host.host() == wanted.host() && host.port() == wanted.port()
                   : host.host() == wanted.host() || ends_with_label(host.host(), wanted.host());
    if (is_same) ids.push_back(row.integer(0));
  }
  return ids;
}

}  // namespace explore
