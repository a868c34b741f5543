// parser/url/url: "BASE\nURL". What we serialise is a URL that means the same to us, to libcurl,
// which connects, and to the C library's readers of addresses, so that no private host gets by in
// another notation.
#include <arpa/inet.h>
#include <curl/urlapi.h>

#include <algorithm>
#include <memory>
#include <string>

#include "crawler/fetch/ip_address.h"
#include "parser/url/url.h"
#include "tests/fuzz/require.h"

namespace {

using fuzz::require;
using parser::Url;
using parser::UrlStatus;

bool same(const Url& a, const Url& b) {
  return a.href() == b.href() && a.scheme() == b.scheme() && a.username() == b.username() &&
         a.password() == b.password() && a.host() == b.host() && a.port() == b.port() &&
         a.origin() == b.origin() && a.path() == b.path() && a.has_query() == b.has_query() &&
         a.query() == b.query() && a.fragment() == b.fragment() &&
         a.path_and_query() == b.path_and_query();
}

void check_reads_back(const Url& url) {
  Url again;
  require(again.assign(url.href()) == UrlStatus::kOk, "a serialisation is a URL");
  require(same(url, again), "a serialisation is read as what was written");
  require(std::ranges::all_of(url.href(), [](char c) { return c > ' ' && c <= '~'; }),
          "a serialisation is visible ASCII");
  require(url.path().starts_with('/'), "a path begins with a slash");
  require(!url.host().empty(), "there is a host");
}

void check_address(const Url& url) {
  const std::string host(url.host());
  const auto address = crawler::IpAddress::parse(host);
  require(parser::is_address(host) == address.has_value(), "an address is known for one");
  in_addr loose{};
  if (inet_aton(host.c_str(), &loose) == 0) return;
  require(address && !address->v6, "what the C library takes for an address is one");
  require(std::equal(address->bytes.begin(), address->bytes.begin() + 4,
                     reinterpret_cast<const uint8_t*>(&loose)),
          "the C library reads the same address");
}

std::string curl_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

void check_libcurl_agrees(const Url& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> curl(curl_url(), &curl_url_cleanup);
  const std::string href(url.href());
  if (curl_url_set(curl.get(), CURLUPART_URL, href.c_str(), 0) != CURLUE_OK) return;
  require(curl_part(curl.get(), CURLUPART_HOST) == url.host(), "libcurl asks the same host");
  require(curl_part(curl.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT) == std::to_string(url.port()),
          "libcurl asks the same port");
  require(curl_part(curl.get(), CURLUPART_PATH) == url.path(), "libcurl asks for the same path");
}

void check_normal_form(const Url& url) {
  Url normal = url;
  normal.normalise();
  check_reads_back(normal);
  require(normal.username().empty() && normal.password().empty() && normal.fragment().empty(),
          "a normal form has neither credentials nor a fragment");
  require(normal.href().size() <= url.href().size(), "a normal form is no longer");
  require(normal.host() == url.host() && normal.port() == url.port(), "the host stays");
  Url twice = normal;
  twice.normalise();
  require(same(normal, twice), "normalise() is idempotent");
  require(key_of(normal) == key_of(twice), "the key is stable");
  require(normal.host().ends_with(parser::registrable_domain(normal.host())),
          "the registrable domain ends the host");
  check_libcurl_agrees(normal);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest = fuzz::text_of(data, size);
  Url base;
  const bool has_base = base.assign(fuzz::take_line(rest)) == UrlStatus::kOk;
  if (has_base) check_reads_back(base);
  Url url;
  if (url.assign(rest, has_base ? &base : nullptr) != UrlStatus::kOk) {
    require(url.empty(), "what is no URL leaves none");
    return 0;
  }
  check_reads_back(url);
  check_address(url);
  check_normal_form(url);
  base = url;
  require(base.assign("", &base) == UrlStatus::kOk, "a URL may be its own base");
  return 0;
}
