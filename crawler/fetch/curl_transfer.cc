// The options of one request, and the meaning of how it ended. libcurl is given as little freedom
// as possible: two protocols, no redirects, no decoding, the cookies that we choose, and addresses
// that we have resolved and checked, so that no setting of the environment and no response can lead
// it elsewhere. Its error codes are too coarse for a crawl ("could not connect" may be a refused
// private address), so judge() also looks at what the reader of the response has seen and at what
// we refused ourselves.
#include "crawler/fetch/curl_transfer.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "crawler/fetch/curl_lane.h"
#include "crawler/fetch/header.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

// Large bodies come in fewer calls; small ones don't care.
constexpr long kBufferBytes = 64 << 10;

constexpr const char* kIsPrivate = " is a private address (--allow-private allows it)";

template <typename Value>
void set(void* easy, CURLoption option, Value value) {
  // Every option used is known to libcurl 7.88: what is left is memory that ran out, or a build of
  // libcurl without HTTP/2 or TLS.
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK)
    throw std::runtime_error("libcurl option " + std::to_string(option) + ": " +
                             curl_easy_strerror(code));
}

milliseconds time_of(void* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return milliseconds(microseconds / 1000);
}

const char* http_version_of(void* easy) {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "1.0";
    case CURL_HTTP_VERSION_1_1:
      return "1.1";
    case CURL_HTTP_VERSION_2_0:
      return "2";
    default:
      return "";
  }
}

FetchOutcome outcome_of(int code, const char* words) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return FetchOutcome::kDns;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return FetchOutcome::kConnect;
    case CURLE_OPERATION_TIMEDOUT:
      return std::strstr(words, "too slow") ? FetchOutcome::kTooSlow : FetchOutcome::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return FetchOutcome::kTls;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return FetchOutcome::kReset;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9
    case CURLE_HTTP2:
    case CURLE_BAD_CONTENT_ENCODING:  // an unknown transfer coding
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
      return FetchOutcome::kProtocol;
    default:
      return FetchOutcome::kOther;
  }
}

// More than libcurl asks for at once. Memory that ran out for less doesn't do for this right after.
bool has_memory() {
  constexpr std::size_t kProbeBytes = 1 << 20;
  void* volatile probe = std::malloc(kProbeBytes);  // volatile, lest the compiler knows better
  const bool had = probe != nullptr;
  std::free(probe);
  return had;
}

IpAddress address_of(const sockaddr& address) {
  IpAddress ip;
  ip.v6 = address.sa_family == AF_INET6;
  if (ip.v6)
    std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
  else
    std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
  return ip;
}

}  // namespace

void CurlTransfer::Free::operator()(void* easy) const { curl_easy_cleanup(easy); }

struct CurlTransfer::Callbacks {
  static std::size_t header(char* data, std::size_t, std::size_t size, void* self) noexcept {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    if (!transfer.waited_) transfer.waited_ = transfer.lane->unread_for();
    if (std::exchange(transfer.wants_certificate_, false)) transfer.take_certificate();
    const auto next = transfer.reader_.header_line({data, size});
    return next == ResponseReader::Next::kGoOn ? size : 0;
  }

  static std::size_t body(char* data, std::size_t, std::size_t size, void* self) noexcept {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    const std::size_t before = transfer.reader_.held();
    const auto next = transfer.reader_.body({data, size});
    transfer.share_.bytes_held += transfer.reader_.held() - before;
    return next == ResponseReader::Next::kGoOn ? size : 0;
  }

  // The last wall around the user's network: whatever led here, a socket is opened to an address
  // of the job or not at all.
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    const IpAddress ip = address_of(address->addr);
    const auto& allowed = transfer.walk_.all();
    if (transfer.guarded_ && std::find(allowed.begin(), allowed.end(), ip) == allowed.end()) {
      transfer.refused_ = ip;
      return CURL_SOCKET_BAD;
    }
    const int socket =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket >= 0)
      transfer.lane->opened(socket);
    else if (errno == EMFILE || errno == ENFILE)
      transfer.out_of_files_ = true;
    return socket;
  }

  static CURLcode ssl_context(CURL*, void* ssl_ctx, void* self) noexcept {
    return static_cast<CurlTransfer*>(self)->share_.roots.apply(ssl_ctx) ? CURLE_OK
                                                                         : CURLE_OUT_OF_MEMORY;
  }
};

CurlTransfer::CurlTransfer(TransferShare& share) : share_(share), easy_(curl_easy_init()) {
  static_assert(sizeof words_ >= CURL_ERROR_SIZE);
  if (!easy_) throw std::bad_alloc();
  set_protocol();
  set_callbacks();
  set_tls_and_proxy();
}

void CurlTransfer::set_protocol() {
  const CurlSettings& settings = share_.settings;
  set(easy(), CURLOPT_NOSIGNAL, 1L);
  set(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy(), CURLOPT_FOLLOWLOCATION, 0L);
  set(easy(), CURLOPT_PATH_AS_IS, 1L);
  set(easy(), CURLOPT_HTTP09_ALLOWED, 0L);
  set(easy(), CURLOPT_TCP_NODELAY, 1L);
  set(easy(), CURLOPT_BUFFERSIZE, kBufferBytes);
  // No CURLOPT_PIPEWAIT: the second request to a host would wait for the first one's handshake even
  // where there is no HTTP/2 to share.
  set(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy(), CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(settings.min_bytes_per_second));
  set(easy(), CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.min_speed_window.count()));
  set(easy(), CURLOPT_USERAGENT, settings.user_agent.c_str());
}

void CurlTransfer::set_callbacks() {
  set(easy(), CURLOPT_PRIVATE, this);
  set(easy(), CURLOPT_ERRORBUFFER, words_.data());
  set(easy(), CURLOPT_HEADERFUNCTION, &Callbacks::header);
  set(easy(), CURLOPT_HEADERDATA, this);
  set(easy(), CURLOPT_WRITEFUNCTION, &Callbacks::body);
  set(easy(), CURLOPT_WRITEDATA, this);
  set(easy(), CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open_socket);
  set(easy(), CURLOPT_OPENSOCKETDATA, this);
}

void CurlTransfer::set_tls_and_proxy() {
  const CurlSettings& settings = share_.settings;
  // The shared store takes the place of what libcurl would load for each connection. Sessions are
  // not kept: its few places for them are gone before a host is met again.
  set(easy(), CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(easy(), CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(easy(), CURLOPT_SSL_SESSIONID_CACHE, 0L);
  set(easy(), CURLOPT_SSL_CTX_FUNCTION, &Callbacks::ssl_context);
  set(easy(), CURLOPT_SSL_CTX_DATA, this);
  set(easy(), CURLOPT_SSL_VERIFYPEER, settings.insecure ? 0L : 1L);
  set(easy(), CURLOPT_SSL_VERIFYHOST, settings.insecure ? 0L : 2L);
  // Without these the environment would name a proxy, and hosts to be reached without it.
  set(easy(), CURLOPT_PROXY, settings.proxy.c_str());
  set(easy(), CURLOPT_NOPROXY, "");
  set(easy(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // An address in a URL makes an entry in libcurl's name cache too; it leaves at the next look.
  if (settings.proxy.empty()) set(easy(), CURLOPT_DNS_CACHE_TIMEOUT, 0L);
}

// The proxy looks names up, and what it finds can't be seen from here: what the URL itself says is
// all there is to judge.
bool CurlTransfer::may_reach_by_name(std::string_view host, FetchedPage& refusal) {
  const auto literal = IpAddress::parse(host);
  if (!is_localhost(host) && !(literal && is_private(*literal))) return true;
  refusal.outcome = FetchOutcome::kPrivateAddress;
  refusal.detail = (literal ? literal->text() : std::string(host)) + kIsPrivate;
  return false;
}

bool CurlTransfer::take_addresses(FetchJob& job, const parser::Url& url, FetchedPage& refusal) {
  guarded_ = share_.settings.proxy.empty();
  walk_.begin({}, share_.settings.connect_timeout);
  if (!guarded_) return job.allow_private || may_reach_by_name(url.host(), refusal);
  std::vector<IpAddress> addresses = std::move(job.addresses);
  if (addresses.empty()) {
    refusal.outcome = FetchOutcome::kDns;
    refusal.detail = "no address to connect to";
    return false;
  }
  if (!job.allow_private) {
    const std::string first = addresses.front().text();
    std::erase_if(addresses, is_private);
    if (addresses.empty()) {
      refusal.outcome = FetchOutcome::kPrivateAddress;
      refusal.detail = first + kIsPrivate;
      return false;
    }
  }
  walk_.begin(std::move(addresses), share_.settings.connect_timeout);
  const std::string_view host = url.host();
  if (parser::is_address(host)) return true;
  // To CURLOPT_RESOLVE, '-' and '+' at the beginning are commands and '*' is any host.
  by_address_ = host.front() == '-' || host.front() == '+' || host == "*";
  if (!by_address_) name_ = std::string(host) + ":" + std::to_string(url.port());
  return true;
}

void CurlTransfer::take_next_addresses() {
  connect_to_.clear();
  if (by_address_) {
    const IpAddress next = walk_.now().front();
    connect_to_.append(next.v6 ? "::[" + next.text() + "]:" : "::" + next.text() + ":");
  }
  set(easy(), CURLOPT_CONNECT_TO, connect_to_.get());
  set(easy(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(walk_.patience().count()));
  set(easy(), CURLOPT_TIMEOUT_MS, static_cast<long>((share_.settings.timeout - spent_).count()));
}

// libcurl since 8.9 drops a '?' with nothing behind it, but "/a?" is another page than "/a".
void CurlTransfer::set_target(const parser::Url& url) {
  const bool dropped = url.has_query() && url.query().empty();
  const bool by_proxy = url.scheme() == "http" && share_.settings.proxy.starts_with("http");
  const std::string_view href = url.href();
  const std::string target(by_proxy ? href : href.substr(url.origin().size()));
  set(easy(), CURLOPT_REQUEST_TARGET, dropped ? target.c_str() : nullptr);
}

void CurlTransfer::set_headers(const FetchJob& job) {
  set(easy(), CURLOPT_HTTPHEADER,
      job.send_credentials ? share_.home_headers.get() : share_.headers.get());
  if (job.conditions.empty() && job.host_headers.empty()) return;
  own_headers_ = share_.headers_and(job.send_credentials, job.host_headers, job.conditions);
  set(easy(), CURLOPT_HTTPHEADER, own_headers_.get());
}

void CurlTransfer::set_credentials(const parser::Url& url) {
  DigestSessions::Sent sent =
      share_.digests.answer(origin_, url.href().substr(url.origin().size()));
  if (sent.value.empty()) return set(easy(), CURLOPT_USERPWD, share_.settings.auth.c_str());
  nonce_ = std::move(sent.nonce);
  if (own_headers_.get() == nullptr) own_headers_ = share_.headers_and(true, {}, {});
  own_headers_.append("Authorization: " + sent.value);
  set(easy(), CURLOPT_HTTPHEADER, own_headers_.get());
}

std::optional<FetchJob> CurlTransfer::challenged(int code) {
  const bool is_whole =
      reader_.answered() && (code == CURLE_OK || reader_.stopped() != ResponseReader::Stopped::kNo);
  if (!share_.answers_challenges || !is_whole) return std::nullopt;
  const FetchedPage& page = reader_.page();
  if (page.status != 401)
    share_.digests.accepted(origin_, nonce_);
  else if (job_ && share_.digests.refused(origin_, nonce_, page.headers))
    return std::move(job_);
  return std::nullopt;
}

bool CurlTransfer::begin(FetchJob job, const parser::Url& url, FetchedPage& refusal) {
  const bool gives_auth =
      job.send_credentials && !TransferShare::has_own_credentials(job.host_headers);
  if (gives_auth && share_.answers_challenges && may_be_challenged_) job_ = job;
  origin_ = url.origin();
  if (!take_addresses(job, url, refusal)) return false;
  const CurlSettings& settings = share_.settings;
  set(easy(), CURLOPT_URL, job.url.c_str());
  if (job.head) set(easy(), CURLOPT_NOBODY, 1L);
  if (job.post) {
    set(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(job.post->size()));
    set(easy(), CURLOPT_COPYPOSTFIELDS, job.post->c_str());
  }
  set_target(url);
  take_next_addresses();
  set_headers(job);
  if (gives_auth && !settings.auth.empty()) set_credentials(url);
  cookie_ = share_.cookies_for(url);
  std::string sent = job.host_cookies;
  if (!cookie_.empty()) sent.append(sent.empty() ? "" : "; ").append(cookie_);
  if (!sent.empty()) set(easy(), CURLOPT_COOKIE, sent.c_str());
  const bool without_length = share_.without_length.contains(origin_);
  if (without_length) {
    // HTTP/1.0 asks the server to end the connection behind the answer.
    set(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_0));
    set(easy(), CURLOPT_IGNORE_CONTENT_LENGTH, 1L);
    set(easy(), CURLOPT_FORBID_REUSE, 1L);
  }
  by_head_ = job.head;
  wants_certificate_ = job.certificate && url.scheme() == "https";
  reader_.begin({job.head ? 0 : job.max_body_bytes, settings.max_header_bytes, settings.max_headers,
                 job.any_type || job.head ? nullptr : &settings.wanted_types,
                 without_length && !job.head, job.leave_rest});
  return true;
}

// Only as long as it answers there is a connection to ask.
void CurlTransfer::take_certificate() {
  const curl_tlssessioninfo* session = nullptr;
  const CURLcode got = curl_easy_getinfo(easy(), CURLINFO_TLS_SSL_PTR, &session);
  if (got != CURLE_OK || session == nullptr || session->backend != CURLSSLBACKEND_OPENSSL ||
      session->internals == nullptr)
    return;
  reader_.page().certificate = certificate_of(session->internals);
}

void CurlTransfer::take_cookies() {
  FetchedPage& page = reader_.page();
  page.sent_cookies = TransferShare::digest_of(cookie_);
  if (share_.settings.jar == nullptr || !reader_.answered() ||
      header_value(page.headers, kSetCookie).empty())
    return;
  const char* text = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_EFFECTIVE_URL, &text);
  parser::Url url;
  if (text != nullptr && url.assign(text) == parser::UrlStatus::kOk)
    page.new_cookies = share_.take_cookies(url, page.headers, cookie_);
}

void CurlTransfer::learn_of_length(int code) {
  if (code == CURLE_WEIRD_SERVER_REPLY && std::strstr(words_.data(), "Invalid Content-Length"))
    share_.note_without_length(origin_);
}

FetchOutcome CurlTransfer::judge(int code, std::string& detail) const {
  const ResponseReader::Stopped stopped = reader_.stopped();
  if (stopped == ResponseReader::Stopped::kHeaders) {
    detail = "more than " + std::to_string(share_.settings.max_headers) + " headers or " +
             std::to_string(share_.settings.max_header_bytes) + " bytes of headers";
    return FetchOutcome::kProtocol;
  }
  if (stopped == ResponseReader::Stopped::kNoStatus) {
    detail = "no status in the first line of the response: " + reader_.page().status_line;
    return FetchOutcome::kProtocol;
  }
  const bool was_stopped = stopped != ResponseReader::Stopped::kNo;
  if (reader_.answered() && code == CURLE_OK && !was_stopped && reader_.lacks_bytes()) {
    detail = "the connection closed before the body was whole";
    return FetchOutcome::kReset;
  }
  if (reader_.answered() && (code == CURLE_OK || was_stopped)) return FetchOutcome::kAnswered;
  if (code == CURLE_OK) {  // to libcurl a head without its end is an answer without a body
    const bool begun = !reader_.page().status_line.empty();
    detail = begun ? "the connection closed within the headers" : "the response has no status line";
    return begun ? FetchOutcome::kReset : FetchOutcome::kProtocol;
  }
  if (refused_) {
    detail =
        refused_->text() + (is_private(*refused_) ? kIsPrivate : " is not an address of the host");
    return is_private(*refused_) ? FetchOutcome::kPrivateAddress : FetchOutcome::kConnect;
  }
  if (code == CURLE_BAD_FUNCTION_ARGUMENT) {
    // So libcurl before 8.3 calls a line that begins with a space where there is none to continue.
    detail = "a header line that libcurl can't read";
    return FetchOutcome::kProtocol;
  }
  if (code == CURLE_OUT_OF_MEMORY) {
    if (!has_memory()) throw std::bad_alloc();
    if (!reader_.answered()) {
      // So libcurl before 8.6 calls a line of more than 100 KB.
      detail = "a header line too long for libcurl";
      return FetchOutcome::kProtocol;
    }
  }
  detail = words_[0] ? words_.data() : curl_easy_strerror(static_cast<CURLcode>(code));
  return outcome_of(code, words_.data());
}

bool CurlTransfer::lacked_a_file(int code) const {
  return code == CURLE_COULDNT_CONNECT && out_of_files_;
}

void CurlTransfer::again() {
  words_[0] = '\0';
  out_of_files_ = false;
}

// A connection that was made but did not get through its TLS handshake in time counts as none.
bool CurlTransfer::goes_on(int code) {
  if (code != CURLE_COULDNT_CONNECT && code != CURLE_OPERATION_TIMEDOUT) return false;
  long asked = 0;
  curl_easy_getinfo(easy(), CURLINFO_REQUEST_SIZE, &asked);
  if (!guarded_ || refused_ || asked > 0) return false;
  const milliseconds tried = time_of(easy(), CURLINFO_TOTAL_TIME_T);
  if (spent_ + tried >= share_.settings.timeout || !walk_.go_on(tried)) return false;
  spent_ += tried;
  again();
  take_next_addresses();
  return true;
}

FetchedPage CurlTransfer::finish(int code) {
  share_.bytes_held -= reader_.held();
  learn_of_length(code);
  std::string detail;
  const FetchOutcome outcome = judge(code, detail);
  FetchedPage page = std::move(reader_.page());
  page.outcome = outcome;
  page.by_head = by_head_;
  page.detail = std::move(detail);
  if (!reader_.answered()) page.status = 0;  // a head that did not end is no answer to keep
  const char* ip = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_PRIMARY_IP, &ip);
  long opened = 0;
  curl_easy_getinfo(easy(), CURLINFO_NUM_CONNECTS, &opened);
  page.ip = ip ? ip : "";
  page.http_version = http_version_of(easy());
  take_times(page);
  if (opened > 0)
    page.connect = std::max(time_of(easy(), CURLINFO_CONNECT_TIME_T),
                            time_of(easy(), CURLINFO_APPCONNECT_TIME_T));
  return page;
}

// From when the request was written, since what came before is making a connection or waiting for
// one; and without the time that the answer lay unread because the loop was busy.
void CurlTransfer::take_times(FetchedPage& page) const {
  const milliseconds asked = time_of(easy(), CURLINFO_PRETRANSFER_TIME_T);
  const milliseconds began = time_of(easy(), CURLINFO_STARTTRANSFER_TIME_T);
  const milliseconds ended = time_of(easy(), CURLINFO_TOTAL_TIME_T);
  page.total = spent_ + ended;
  if (began < asked || began.count() == 0) return;
  const milliseconds ours = asked + waited_.value_or(milliseconds(0));
  page.ttfb = std::max(began - ours, milliseconds(0));
  page.total = std::max(ended - ours, page.ttfb);
}

void CurlTransfer::drop() {
  share_.bytes_held -= reader_.held();
  done = nullptr;
}

}  // namespace crawler
