#include "crawler/fetch/transfer_share.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "crawler/fetch/cookie_jar.h"
#include "ground/ascii.h"

namespace crawler {
namespace {

// More of them are forgotten, and met again.
constexpr std::size_t kMaxWithoutLength = 10'000;

std::string_view name_of(std::string_view header) {
  return header.substr(0, header.find_first_of(":;"));
}

bool has_name(const std::vector<std::string>& headers, std::string_view header) {
  return std::any_of(headers.begin(), headers.end(), [&](const std::string& other) {
    return ground::ascii::same_but_for_case(name_of(other), name_of(header));
  });
}

// Those of `first`, those of `second` that it does not name, and ours likewise.
CurlList make_headers(const std::vector<std::string>& first,
                      const std::vector<std::string>& second) {
  // Bodies stay as they were sent; the workers know these codings.
  constexpr std::array<const char*, 2> kOurs = {
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "Accept-Encoding: gzip, deflate, br, zstd"};
  CurlList list;
  for (const char* our : kOurs)
    if (!has_name(first, our) && !has_name(second, our)) list.append(our);
  for (const std::string& header : second)
    if (!has_name(first, header)) list.append(header);
  for (const std::string& header : first) list.append(header);
  return list;
}

}  // namespace

void CurlList::Free::operator()(curl_slist* list) const { curl_slist_free_all(list); }

void CurlList::append(const std::string& text) {
  curl_slist* longer = curl_slist_append(list_.get(), text.c_str());
  if (!longer) throw std::bad_alloc();
  (void)list_.release();
  list_.reset(longer);
}

TransferShare::TransferShare(CurlSettings wishes)
    : settings(std::move(wishes)),
      roots(settings.ca_file),
      headers(make_headers(settings.headers, {})),
      home_headers(make_headers(settings.home_headers, settings.headers)),
      digests(settings.auth) {
  const auto authorizes = [](const std::vector<std::string>& list) {
    return has_name(list, "Authorization");
  };
  answers_challenges =
      !settings.auth.empty() && !authorizes(settings.headers) && !authorizes(settings.home_headers);
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (global != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
  if (!settings.cookie_file.empty()) cookies = CookieFile(settings.cookie_file);
  if (settings.jar != nullptr) cookies.take_precedence(*settings.jar);
}

bool TransferShare::has_own_credentials(const std::vector<std::string>& of_host) {
  return has_name(of_host, "Authorization");
}

CurlList TransferShare::headers_and(bool with_credentials, const std::vector<std::string>& of_host,
                                    const std::vector<std::string>& lines) const {
  std::vector<std::string> others;
  const auto take = [&](const std::vector<std::string>& more) {
    const std::vector<std::string> before = others;
    std::copy_if(more.begin(), more.end(), std::back_inserter(others),
                 [&](const std::string& header) { return !has_name(before, header); });
  };
  take(of_host);
  if (with_credentials) take(settings.home_headers);
  take(settings.headers);
  return make_headers(lines, others);
}

std::string TransferShare::cookies_for(const parser::Url& url) const {
  if (cookies.empty() && settings.jar == nullptr) return {};
  const auto now = static_cast<int64_t>(std::time(nullptr));
  std::string ours =
      cookies.header_for(url.scheme() == "https", url.host(), url.path(), now, settings.jar);
  if (settings.jar == nullptr) return ours;
  std::string theirs = settings.jar->header_for(url, now);
  if (ours.empty()) return theirs;
  if (!theirs.empty()) ours.append("; ").append(theirs);
  return ours;
}

NewCookies TransferShare::take_cookies(const parser::Url& url, const Headers& fields,
                                       const std::string& sent) const {
  const auto now = static_cast<int64_t>(std::time(nullptr));
  CookieJar::Taken most = CookieJar::Taken::kNothing;
  for (const auto& [name, value] : fields)
    if (ground::ascii::equals(name, kSetCookie))
      most = std::max(most, settings.jar->take(value, url, now));
  // What was set may be for other paths or hosts of the site.
  if (most == CookieJar::Taken::kNothing || cookies_for(url) == sent) return NewCookies::kNone;
  return most == CookieJar::Taken::kAdded ? NewCookies::kMore : NewCookies::kOthers;
}

void TransferShare::note_without_length(const std::string& origin) {
  if (without_length.size() >= kMaxWithoutLength) without_length.clear();
  without_length.insert(origin);
}

}  // namespace crawler
