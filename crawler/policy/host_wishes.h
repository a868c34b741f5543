// What a config file says of the host of a request, put into the request. Thread: the loop's.
#pragma once

#include "crawler/fetch/fetcher.h"
#include "crawler/options/host_settings.h"
#include "parser/url/url_view.h"

namespace crawler {

// Headers, cookies and credentials of the section that holds for the URL's host. What may be a
// secret goes there only by TLS, or where job.send_credentials says that the user named this host
// without.
void add_host_wishes(FetchJob& job, parser::UrlView url, const HostTable& hosts);

}  // namespace crawler
