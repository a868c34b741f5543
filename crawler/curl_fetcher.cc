// How libcurl is held here:
// - Its sockets are watched by the loop (multi_socket), its one timer is ours; after every
// socket_action the finished transfers
//   are read, also when none is running any more: the last one may have ended by its time-out.
// - An easy handle keeps its options between transfers; a job changes the URL, the address and the
// limits.
// - The address is given by CURLOPT_CONNECT_TO, one per transfer: nothing is looked up, and nothing
// stays behind as
//   permanent CURLOPT_RESOLVE entries would. A numeric address still makes an entry in curl's name
//   cache, which is scanned at the end of each transfer: with a time-out of 0 it leaves at the
//   first scan.
// - Redirects are never followed, content codings never undone: robots, delay and the seen-check
// come first, and inflating is
//   the workers' job.
#include "crawler/curl_fetcher.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "crawler/response_reader.h"
#include "crawler/tls_roots.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

// Large bodies come in fewer calls; small ones don't care.
constexpr long kBufferBytes = 64 << 10;
// Kept connections beyond this cost more per request in libcurl than opening a new one.
constexpr std::size_t kMaxKeptConnections = 250;

void require_readable(const char* option, const std::string& path) {
  if (!path.empty() && !std::ifstream(path))
    throw std::runtime_error(std::string(option) + ": " + path + " can't be read");
}

struct GlobalCurl {
  GlobalCurl() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

milliseconds milliseconds_of(CURL* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return milliseconds(microseconds / 1000);
}

std::string http_version_of(CURL* easy) {
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

FetchOutcome outcome_of(CURLcode code, CURL* easy, const char* words) {
  switch (code) {
    case CURLE_OK:
      return FetchOutcome::kAnswered;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return FetchOutcome::kDns;
    case CURLE_COULDNT_CONNECT:
      return FetchOutcome::kConnect;
    case CURLE_OPERATION_TIMEDOUT:
      if (std::strstr(words, "too slow")) return FetchOutcome::kTooSlow;
      return milliseconds_of(easy, CURLINFO_CONNECT_TIME_T).count() == 0 &&
                     milliseconds_of(easy, CURLINFO_PRETRANSFER_TIME_T).count() == 0 &&
                     std::strstr(words, "onnect")
                 ? FetchOutcome::kConnect
                 : FetchOutcome::kTimeout;
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
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE:
#endif
    case CURLE_URL_MALFORMAT:
      return FetchOutcome::kProtocol;
    default:
      return FetchOutcome::kOther;
  }
}

}  // namespace

// One easy handle and what its running transfer needs. Callbacks reach it as their user data.
struct Transfer {
  CURL* easy = curl_easy_init();
  curl_slist* connect_to = nullptr;
  ResponseReader reader;
  FetchDone done;
  std::size_t* bytes_held = nullptr;
  TlsRoots* roots = nullptr;
  bool allow_private = false;
  bool refused_private = false;
  std::array<char, CURL_ERROR_SIZE> words{};

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    curl_easy_cleanup(easy);
    curl_slist_free_all(connect_to);
  }

  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) noexcept {
    const auto next = static_cast<Transfer*>(self)->reader.header_line({data, size});
    return next == ResponseReader::Next::kGoOn ? size : 0;
  }
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t before = transfer.reader.held();
    const auto next = transfer.reader.body({data, size});
    *transfer.bytes_held += transfer.reader.held() - before;
    return next == ResponseReader::Next::kGoOn ? size : 0;
  }
  // The last wall around the user's network: whatever led here, no socket is opened to an address
  // that is not allowed.
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    IpAddress ip;
    ip.v6 = address->family == AF_INET6;
    if (ip.v6)
      std::memcpy(ip.bytes.data(),
                  &reinterpret_cast<const sockaddr_in6*>(&address->addr)->sin6_addr, 16);
    else
      std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in*>(&address->addr)->sin_addr,
                  4);
    transfer.refused_private = !transfer.allow_private && is_private(ip);
    if (transfer.refused_private) return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  static CURLcode on_ssl_context(CURL*, void* ssl_ctx, void* self) noexcept {
    return static_cast<Transfer*>(self)->roots->apply(ssl_ctx) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  }
};

struct CurlFetcher::Impl {
  Impl(EventLoop& event_loop, CurlSettings wishes);
  ~Impl();

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept;
  static int on_timer(CURLM*, long milliseconds, void* self) noexcept;

  std::unique_ptr<Transfer> make_transfer();
  void set_up(Transfer& transfer, const FetchJob& job);
  void act(curl_socket_t socket, int events);
  void drain();
  FetchedPage page_of(Transfer& transfer, CURLcode code);
  void recycle(std::unique_ptr<Transfer> transfer);

  EventLoop& loop;
  CurlSettings settings;
  TlsRoots roots;
  curl_slist* headers = nullptr;
  CURLSH* cookies = nullptr;
  CURLM* multi = nullptr;
  Timer timer;
  std::unordered_map<curl_socket_t, std::unique_ptr<SocketWatch>> watches;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> running;
  std::vector<std::unique_ptr<Transfer>> idle;
  std::size_t bytes_held = 0;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

CurlFetcher::Impl::Impl(EventLoop& event_loop, CurlSettings wishes)
    : loop(event_loop),
      settings(std::move(wishes)),
      roots(settings.ca_file),
      timer(loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }) {
  static const GlobalCurl once;
  require_readable("--cookie-file", settings.cookie_file);
  multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(
      multi, CURLMOPT_MAXCONNECTS,
      static_cast<long>(std::clamp<std::size_t>(settings.concurrency, 32, kMaxKeptConnections)));
  // Bodies stay as they were sent; the workers know these codings.
  headers = curl_slist_append(
      headers, "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  headers = curl_slist_append(headers, "Accept-Encoding: gzip, deflate, br, zstd");
  for (const std::string& header : settings.headers)
    headers = curl_slist_append(headers, header.c_str());
  if (settings.cookie_file.empty()) return;
  cookies = curl_share_init();
  curl_share_setopt(cookies, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
}

CurlFetcher::Impl::~Impl() {
  for (auto& [easy, transfer] : running) curl_multi_remove_handle(multi, easy);
  running.clear();
  idle.clear();
  // May still call on_socket for the connections it closes.
  curl_multi_cleanup(multi);
  watches.clear();
  if (cookies) curl_share_cleanup(cookies);
  curl_slist_free_all(headers);
}

int CurlFetcher::Impl::on_socket(CURL*, curl_socket_t socket, int what, void* self,
                                 void*) noexcept {
  auto& impl = *static_cast<Impl*>(self);
  if (what == CURL_POLL_REMOVE) {
    impl.watches.erase(socket);
    return 0;
  }
  auto& watch = impl.watches[socket];
  if (!watch) {
    watch = std::make_unique<SocketWatch>(
        impl.loop, socket, [&impl, socket](bool in, bool out, bool failed) {
          impl.act(socket, failed ? CURL_CSELECT_ERR
                                  : (in ? CURL_CSELECT_IN : 0) | (out ? CURL_CSELECT_OUT : 0));
        });
  }
  watch->watch(what == CURL_POLL_IN || what == CURL_POLL_INOUT,
               what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
  return 0;
}

int CurlFetcher::Impl::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  auto& timer = static_cast<Impl*>(self)->timer;
  if (milliseconds < 0)
    timer.cancel();
  else
    timer.set(std::chrono::milliseconds(milliseconds));
  return 0;
}

std::unique_ptr<Transfer> CurlFetcher::Impl::make_transfer() {
  auto transfer = std::make_unique<Transfer>();
  CURL* easy = transfer->easy;
  transfer->bytes_held = &bytes_held;
  transfer->roots = &roots;
  const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_BUFFERSIZE, kBufferBytes);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_PIPEWAIT, 1L);
  set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(settings.min_bytes_per_second));
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.min_speed_window.count()));
  set(CURLOPT_USERAGENT, settings.user_agent.c_str());
  set(CURLOPT_HTTPHEADER, headers);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, transfer.get());
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, transfer.get());
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
  set(CURLOPT_OPENSOCKETDATA, transfer.get());
  set(CURLOPT_ERRORBUFFER, transfer->words.data());
  // The shared store takes the place of what curl would load for each connection.
  set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(CURLOPT_SSL_CTX_FUNCTION, &Transfer::on_ssl_context);
  set(CURLOPT_SSL_CTX_DATA, transfer.get());
  set(CURLOPT_SSL_VERIFYPEER, settings.insecure ? 0L : 1L);
  set(CURLOPT_SSL_VERIFYHOST, settings.insecure ? 0L : 2L);
  // "" also keeps proxies of the environment away: what a crawl does must not depend on a forgotten
  // variable.
  set(CURLOPT_PROXY, settings.proxy.c_str());
  if (cookies) {
    set(CURLOPT_SHARE, cookies);
    set(CURLOPT_COOKIEFILE, settings.cookie_file.c_str());
  }
  return transfer;
}

void CurlFetcher::Impl::set_up(Transfer& transfer, const FetchJob& job) {
  CURL* easy = transfer.easy;
  curl_easy_setopt(easy, CURLOPT_URL, job.url.c_str());
  curl_slist_free_all(std::exchange(transfer.connect_to, nullptr));
  if (!job.addresses.empty() && settings.proxy.empty()) {
    const IpAddress& address = job.addresses.front();
    const std::string text = address.v6 ? "[" + address.text() + "]" : address.text();
    transfer.connect_to = curl_slist_append(nullptr, ("::" + text + ":").c_str());
  }
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer.connect_to);
  const bool credentials = job.send_credentials && !settings.auth.empty();
  curl_easy_setopt(easy, CURLOPT_USERPWD, credentials ? settings.auth.c_str() : nullptr);
  transfer.allow_private = job.allow_private || !settings.proxy.empty();
  transfer.refused_private = false;
  transfer.words[0] = '\0';
  transfer.reader.begin({job.max_body_bytes, settings.max_header_bytes, settings.max_headers,
                         job.any_type ? nullptr : &settings.wanted_types});
}

void CurlFetcher::Impl::act(curl_socket_t socket, int events) {
  int still_running = 0;
  curl_multi_socket_action(multi, socket, events, &still_running);
  drain();
}

void CurlFetcher::Impl::drain() {
  std::vector<std::pair<FetchDone, FetchedPage>> finished;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto it = running.find(message->easy_handle);
    std::unique_ptr<Transfer> transfer = std::move(it->second);
    running.erase(it);
    finished.emplace_back(std::move(transfer->done), page_of(*transfer, code));
    recycle(std::move(transfer));
  }
  // Only now: a `done` may start the next transfer.
  const std::shared_ptr<bool> still_here = alive;
  for (auto& [done, page] : finished)
    if (*still_here) done(std::move(page));
}

FetchedPage CurlFetcher::Impl::page_of(Transfer& transfer, CURLcode code) {
  CURL* easy = transfer.easy;
  bytes_held -= transfer.reader.held();
  FetchedPage page = std::move(transfer.reader.page());
  const auto stopped = transfer.reader.stopped();
  const bool enough =
      stopped == ResponseReader::Stopped::kBodyCut || stopped == ResponseReader::Stopped::kUnwanted;
  page.outcome = enough ? FetchOutcome::kAnswered : outcome_of(code, easy, transfer.words.data());
  if (stopped == ResponseReader::Stopped::kHeaders) page.outcome = FetchOutcome::kProtocol;
  if (transfer.refused_private) page.outcome = FetchOutcome::kPrivateAddress;
  if (page.outcome != FetchOutcome::kAnswered)
    page.detail = transfer.words[0] ? transfer.words.data() : curl_easy_strerror(code);
  if (stopped == ResponseReader::Stopped::kHeaders)
    page.detail = "more or larger headers than a browser would take";
  if (transfer.refused_private)
    page.detail = "the address is private; --allow-private permits it, or name the host as a seed";
  if (page.outcome == FetchOutcome::kAnswered && page.status == 0) {
    page.outcome = FetchOutcome::kProtocol;
    page.detail = "an answer without a status";
  }
  const char* ip = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  page.ip = ip ? ip : "";
  page.http_version = http_version_of(easy);
  page.ttfb = milliseconds_of(easy, CURLINFO_STARTTRANSFER_TIME_T);
  page.total = milliseconds_of(easy, CURLINFO_TOTAL_TIME_T);
  page.connect = milliseconds_of(easy, CURLINFO_CONNECT_TIME_T);
  return page;
}

void CurlFetcher::Impl::recycle(std::unique_ptr<Transfer> transfer) {
  curl_multi_remove_handle(multi, transfer->easy);
  transfer->done = nullptr;
  idle.push_back(std::move(transfer));
}

CurlFetcher::CurlFetcher(EventLoop& loop, CurlSettings settings)
    : impl_(std::make_unique<Impl>(loop, std::move(settings))) {}

CurlFetcher::~CurlFetcher() { *impl_->alive = false; }

void CurlFetcher::start(FetchJob job, FetchDone done) {
  impl_->loop.assert_here();
  std::unique_ptr<Transfer> transfer;
  if (impl_->idle.empty()) {
    transfer = impl_->make_transfer();
  } else {
    transfer = std::move(impl_->idle.back());
    impl_->idle.pop_back();
  }
  impl_->set_up(*transfer, job);
  transfer->done = std::move(done);
  CURL* easy = transfer->easy;
  impl_->running.emplace(easy, std::move(transfer));
  // Fails only for want of memory or a handle that is in use already: the first ends the program,
  // the second is a bug.
  if (const CURLMcode code = curl_multi_add_handle(impl_->multi, easy); code != CURLM_OK)
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

void CurlFetcher::stop_all() {
  for (auto& [easy, transfer] : impl_->running) {
    curl_multi_remove_handle(impl_->multi, easy);
    transfer->done = nullptr;
    impl_->idle.push_back(std::move(transfer));
  }
  impl_->running.clear();
  impl_->bytes_held = 0;
}

std::size_t CurlFetcher::in_flight() const { return impl_->running.size(); }

std::size_t CurlFetcher::bytes_held() const { return impl_->bytes_held; }

}  // namespace crawler
