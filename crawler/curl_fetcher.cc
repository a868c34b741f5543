// How libcurl is held here:
// - Hosts are divided among a few multi handles (Lane), each with one timer and the sockets it
//   asks to have watched: libcurl's work per request grows with the connections one multi keeps.
// - A job's addresses reach curl as a CURLOPT_RESOLVE entry, so that it tries them in parallel and
//   keeps its connections by host name. Such entries stay until they are taken out, and curl walks
//   them all after each transfer: the next transfer of the lane removes what no job uses any more.
// - After every socket_action the finished transfers are read, also when none runs any more: the
//   last one may have ended by its time-out. `done` is called when curl's functions have returned.
// - An easy handle keeps its options; a job changes URL, addresses, cookie and limits.
#include "crawler/curl_fetcher.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <deque>
#include <functional>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "crawler/cookie_file.h"
#include "crawler/header.h"
#include "crawler/response_reader.h"
#include "crawler/tls_roots.h"
#include "parser/url.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

// Large bodies come in fewer calls; small ones don't care.
constexpr long kBufferBytes = 64 << 10;
// Transfers for which one multi handle is enough; and no more handles than this.
constexpr std::size_t kTransfersPerLane = 64;
constexpr std::size_t kMaxLanes = 8;
// All lanes together: well below the 1,024 files a process may open by default.
constexpr std::size_t kMaxConnections = 512;

struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Slist = std::unique_ptr<curl_slist, SlistFree>;

void append(Slist& list, const std::string& text) {
  curl_slist* longer = curl_slist_append(list.get(), text.c_str());
  if (!longer) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiFree {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  // Every option used is known to libcurl 7.88: what is left is memory that ran out, or a build of
  // libcurl without HTTP/2 or TLS.
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw std::runtime_error("libcurl option " + std::to_string(option) + ": " +
                             curl_easy_strerror(code));
}

milliseconds time_of(CURL* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return milliseconds(microseconds / 1000);
}

const char* http_version_of(CURL* easy) {
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

FetchOutcome outcome_of(CURLcode code, const char* words) {
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

IpAddress address_of(const sockaddr& address) {
  IpAddress ip;
  ip.v6 = address.sa_family == AF_INET6;
  if (ip.v6)
    std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
  else
    std::memcpy(ip.bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
  return ip;
}

class Lane;

// One easy handle and what its running transfer needs. Callbacks reach it as their user data.
struct Transfer {
  std::unique_ptr<CURL, EasyFree> easy{curl_easy_init()};
  Slist resolve, connect_to;
  std::string name;  // "host:port" of the RESOLVE entry, "" for none
  std::string cookie;
  ResponseReader reader;
  FetchDone done;
  std::vector<IpAddress> addresses;  // those it may connect to
  bool guarded = true;               // false with a proxy
  std::size_t* bytes_held = nullptr;
  TlsRoots* roots = nullptr;
  Lane* lane = nullptr;
  std::size_t slot = 0;  // among the running ones
  std::array<char, CURL_ERROR_SIZE> words{};

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
  // The last wall around the user's network: whatever led here, a socket is opened to an address of
  // the job or not at all.
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
    const auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.guarded && std::find(transfer.addresses.begin(), transfer.addresses.end(),
                                      address_of(address->addr)) == transfer.addresses.end())
      return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  static CURLcode on_ssl_context(CURL*, void* ssl_ctx, void* self) noexcept {
    return static_cast<Transfer*>(self)->roots->apply(ssl_ctx) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  }
};

// One multi handle, its timer and its sockets.
class Lane {
 public:
  using Finished = std::function<void(Transfer& transfer, CURLcode code)>;

  // `finished` is called from the loop for each transfer that ended, `drained` after all of these.
  Lane(EventLoop& loop, std::size_t max_connections, Finished finished, Task drained)
      : loop_(loop),
        finished_(std::move(finished)),
        drained_(std::move(drained)),
        timer_(loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
        multi_(curl_multi_init()) {
    if (!multi_) throw std::bad_alloc();
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &Lane::on_socket);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &Lane::on_timer);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
  }

  // Makes the transfer's name lead to its addresses, for as long as it runs.
  void name_addresses(Transfer& transfer) {
    transfer.resolve.reset();
    for (const std::string& name : forgotten_)
      if (!names_.contains(name)) append(transfer.resolve, "-" + name);
    forgotten_.clear();
    if (!transfer.name.empty()) {
      ++names_[transfer.name];
      std::string entry = transfer.name;
      for (std::size_t i = 0; i < transfer.addresses.size(); ++i)
        entry.append(i == 0 ? ":" : ",").append(transfer.addresses[i].text());
      append(transfer.resolve, entry);
    }
    set(transfer.easy.get(), CURLOPT_RESOLVE, transfer.resolve.get());
  }

  void add(Transfer& transfer) {
    transfer.lane = this;
    // Fails only for want of memory, or for a handle in use already, which is a bug.
    if (const CURLMcode code = curl_multi_add_handle(multi_.get(), transfer.easy.get());
        code != CURLM_OK)
      throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
  }

  void remove(Transfer& transfer) {
    curl_multi_remove_handle(multi_.get(), transfer.easy.get());
    const auto found = names_.find(transfer.name);
    if (found == names_.end() || --found->second > 0) return;
    names_.erase(found);
    forgotten_.push_back(std::move(transfer.name));
  }

 private:
  void act(curl_socket_t socket, int events) {
    int still_running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &still_running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;  // the message goes with the handle
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      finished_(*transfer, code);
    }
    drained_();  // may be the end of this
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
    auto& lane = *static_cast<Lane*>(self);
    if (what == CURL_POLL_REMOVE) {
      lane.watches_.erase(socket);
      return 0;
    }
    auto& watch = lane.watches_[socket];
    if (!watch)
      watch = std::make_unique<SocketWatch>(
          lane.loop_, socket, [&lane, socket](bool in, bool out, bool failed) {
            lane.act(socket, failed ? CURL_CSELECT_ERR
                                    : (in ? CURL_CSELECT_IN : 0) | (out ? CURL_CSELECT_OUT : 0));
          });
    watch->watch(what == CURL_POLL_IN || what == CURL_POLL_INOUT,
                 what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
    return 0;
  }

  // -1 is "stop", not "at once".
  static int on_timer(CURLM*, long after, void* self) noexcept {
    auto& timer = static_cast<Lane*>(self)->timer_;
    if (after < 0)
      timer.cancel();
    else
      timer.set(milliseconds(after));
    return 0;
  }

  EventLoop& loop_;
  Finished finished_;
  Task drained_;
  Timer timer_;
  std::unordered_map<curl_socket_t, std::unique_ptr<SocketWatch>> watches_;
  std::unordered_map<std::string, std::size_t> names_;  // RESOLVE entries, by transfers that run
  std::vector<std::string> forgotten_;                  // entries to be taken out
  // Last: curl closes its connections when it goes, and may speak of their sockets.
  std::unique_ptr<CURLM, MultiFree> multi_;
};

}  // namespace

struct CurlFetcher::Impl {
  Impl(EventLoop& event_loop, CurlSettings wishes);
  ~Impl();

  std::unique_ptr<Transfer> make_transfer();
  Slist make_headers() const;
  // False, with the outcome and its words, if the job must not or can't be fetched.
  bool set_up(Transfer& transfer, FetchJob& job, FetchedPage& refusal);
  bool set_addresses(Transfer& transfer, FetchJob& job, FetchedPage& refusal);
  void finish(Transfer& transfer, CURLcode code);
  FetchedPage page_of(Transfer& transfer, CURLcode code);
  std::unique_ptr<Transfer> take_out(Transfer& transfer);
  void deliver();

  EventLoop& loop;
  CurlSettings settings;
  CookieFile cookies;
  TlsRoots roots;
  Slist headers;
  parser::Url url;  // of the job that starts
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::unique_ptr<Transfer>> running, idle;
  std::size_t bytes_held = 0;
  std::deque<std::pair<FetchDone, FetchedPage>> ended;
  Timer refusals;  // delivers what ended before it began
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

CurlFetcher::Impl::Impl(EventLoop& event_loop, CurlSettings wishes)
    : loop(event_loop),
      settings(std::move(wishes)),
      roots(settings.ca_file),
      refusals(loop, [this] { deliver(); }) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (global != CURLE_OK) throw std::runtime_error("libcurl can't be initialised");
  if (!settings.cookie_file.empty()) cookies = CookieFile(settings.cookie_file);
  headers = make_headers();
  const std::size_t count =
      std::clamp<std::size_t>(settings.concurrency / kTransfersPerLane, 1, kMaxLanes);
  // Twice what is in flight: a host is asked again before its connection has to leave.
  const std::size_t connections =
      std::clamp<std::size_t>(2 * settings.concurrency, 16, kMaxConnections);
  while (lanes.size() < count)
    lanes.push_back(std::make_unique<Lane>(
        loop, std::max<std::size_t>(connections / count, 1),
        [this](Transfer& transfer, CURLcode code) { finish(transfer, code); },
        [this] { deliver(); }));
}

CurlFetcher::Impl::~Impl() {
  *alive = false;
  while (!running.empty()) take_out(*running.back());
}

Slist CurlFetcher::Impl::make_headers() const {
  // Bodies stay as they were sent; the workers know these codings.
  constexpr std::array<const char*, 2> kOurs = {
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "Accept-Encoding: gzip, deflate, br, zstd"};
  const auto name_of = [](std::string_view header) {
    return header.substr(0, header.find_first_of(":;"));
  };
  Slist list;
  for (const char* ours : kOurs)
    if (std::none_of(settings.headers.begin(), settings.headers.end(), [&](const auto& theirs) {
          return same_field(name_of(theirs), name_of(ours));
        }))
      append(list, ours);
  for (const std::string& theirs : settings.headers) append(list, theirs);
  return list;
}

std::unique_ptr<Transfer> CurlFetcher::Impl::make_transfer() {
  auto transfer = std::make_unique<Transfer>();
  CURL* easy = transfer->easy.get();
  if (!easy) throw std::bad_alloc();
  transfer->bytes_held = &bytes_held;
  transfer->roots = &roots;
  set(easy, CURLOPT_PRIVATE, transfer.get());
  set(easy, CURLOPT_ERRORBUFFER, transfer->words.data());
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  set(easy, CURLOPT_TCP_NODELAY, 1L);
  set(easy, CURLOPT_BUFFERSIZE, kBufferBytes);
  // No CURLOPT_PIPEWAIT: the second request to a host would wait for the first one's handshake even
  // where there is no HTTP/2 to share.
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(settings.min_bytes_per_second));
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.min_speed_window.count()));
  set(easy, CURLOPT_USERAGENT, settings.user_agent.c_str());
  set(easy, CURLOPT_HTTPHEADER, headers.get());
  set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(easy, CURLOPT_HEADERDATA, transfer.get());
  set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(easy, CURLOPT_WRITEDATA, transfer.get());
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, transfer.get());
  // The shared store takes the place of what curl would load for each connection. Sessions are not
  // kept: curl's few places for them are gone before a host is met again.
  set(easy, CURLOPT_CAINFO, static_cast<char*>(nullptr));
  set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  set(easy, CURLOPT_SSL_CTX_FUNCTION, &Transfer::on_ssl_context);
  set(easy, CURLOPT_SSL_CTX_DATA, transfer.get());
  set(easy, CURLOPT_SSL_VERIFYPEER, settings.insecure ? 0L : 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, settings.insecure ? 0L : 2L);
  // Without these the environment would name a proxy, and hosts to be reached without it.
  set(easy, CURLOPT_PROXY, settings.proxy.c_str());
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // An address in a URL makes an entry in curl's name cache too; it is to leave at the next look.
  if (settings.proxy.empty()) set(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  return transfer;
}

bool CurlFetcher::Impl::set_addresses(Transfer& transfer, FetchJob& job, FetchedPage& refusal) {
  transfer.name.clear();
  transfer.connect_to.reset();
  transfer.guarded = settings.proxy.empty();
  transfer.addresses = std::move(job.addresses);
  if (!transfer.guarded) return true;
  if (transfer.addresses.empty()) {
    refusal.outcome = FetchOutcome::kDns;
    refusal.detail = "no address to connect to";
    return false;
  }
  if (!job.allow_private) {
    const std::string first = transfer.addresses.front().text();
    std::erase_if(transfer.addresses, is_private);
    if (transfer.addresses.empty()) {
      refusal.outcome = FetchOutcome::kPrivateAddress;
      refusal.detail = first + " is a private address (--allow-private permits it)";
      return false;
    }
  }
  const std::string_view host = url.host();
  if (parser::is_address(host)) return true;
  // To RESOLVE, '-' and '+' at the beginning are commands and '*' is any host.
  if (host.front() == '-' || host.front() == '+' || host == "*") {
    const IpAddress& first = transfer.addresses.front();
    append(transfer.connect_to, first.v6 ? "::[" + first.text() + "]:" : "::" + first.text() + ":");
  } else {
    transfer.name = std::string(host) + ":" + std::to_string(url.port());
  }
  return true;
}

bool CurlFetcher::Impl::set_up(Transfer& transfer, FetchJob& job, FetchedPage& refusal) {
  if (url.assign(job.url) != parser::UrlStatus::kOk) {
    refusal.detail = "not a URL of http or https";
    return false;
  }
  if (!set_addresses(transfer, job, refusal)) return false;
  CURL* easy = transfer.easy.get();
  set(easy, CURLOPT_URL, job.url.c_str());
  set(easy, CURLOPT_CONNECT_TO, transfer.connect_to.get());
  const bool credentials = job.send_credentials && !settings.auth.empty();
  set(easy, CURLOPT_USERPWD, credentials ? settings.auth.c_str() : nullptr);
  if (!cookies.empty()) {
    transfer.cookie = cookies.header_for(url.scheme() == "https", url.host(), url.path(),
                                         static_cast<int64_t>(std::time(nullptr)));
    set(easy, CURLOPT_COOKIE, transfer.cookie.empty() ? nullptr : transfer.cookie.c_str());
  }
  transfer.words[0] = '\0';
  transfer.reader.begin({job.max_body_bytes, settings.max_header_bytes, settings.max_headers,
                         job.any_type ? nullptr : &settings.wanted_types});
  return true;
}

std::unique_ptr<Transfer> CurlFetcher::Impl::take_out(Transfer& transfer) {
  transfer.lane->remove(transfer);
  bytes_held -= transfer.reader.held();
  std::swap(running[transfer.slot], running.back());
  running[transfer.slot]->slot = transfer.slot;
  std::unique_ptr<Transfer> taken = std::move(running.back());
  running.pop_back();
  return taken;
}

FetchedPage CurlFetcher::Impl::page_of(Transfer& transfer, CURLcode code) {
  CURL* easy = transfer.easy.get();
  const ResponseReader::Stopped stopped = transfer.reader.stopped();
  const bool answered = transfer.reader.answered();
  FetchedPage page = std::move(transfer.reader.page());
  if (stopped == ResponseReader::Stopped::kHeaders) {
    page.outcome = FetchOutcome::kProtocol;
    page.detail = "headers beyond " + std::to_string(settings.max_headers) + " fields or " +
                  std::to_string(settings.max_header_bytes) + " bytes";
  } else if (answered && (code == CURLE_OK || stopped != ResponseReader::Stopped::kNo)) {
    page.outcome = FetchOutcome::kAnswered;
  } else {
    // One line of more than 100 KB is, to curl before 8.6, want of memory.
    const bool too_long = code == CURLE_OUT_OF_MEMORY && !answered;
    page.outcome = code == CURLE_OK || too_long ? FetchOutcome::kProtocol
                                                : outcome_of(code, transfer.words.data());
    page.detail = code == CURLE_OK    ? "the answer has no status line"
                  : too_long          ? "a header line too long for libcurl"
                  : transfer.words[0] ? transfer.words.data()
                                      : curl_easy_strerror(code);
  }
  const char* ip = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  long opened = 0;
  curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &opened);
  page.ip = ip ? ip : "";
  page.http_version = http_version_of(easy);
  page.ttfb = time_of(easy, CURLINFO_STARTTRANSFER_TIME_T);
  page.total = time_of(easy, CURLINFO_TOTAL_TIME_T);
  if (opened > 0)
    page.connect =
        std::max(time_of(easy, CURLINFO_CONNECT_TIME_T), time_of(easy, CURLINFO_APPCONNECT_TIME_T));
  return page;
}

void CurlFetcher::Impl::finish(Transfer& transfer, CURLcode code) {
  std::unique_ptr<Transfer> taken = take_out(transfer);
  ended.emplace_back(std::exchange(taken->done, nullptr), page_of(*taken, code));
  if (idle.size() < settings.concurrency) idle.push_back(std::move(taken));
}

void CurlFetcher::Impl::deliver() {
  // A `done` may start jobs, stop all, or be the end of the fetcher.
  const std::shared_ptr<bool> still_here = alive;
  while (*still_here && !ended.empty()) {
    auto [done, page] = std::move(ended.front());
    ended.pop_front();
    done(std::move(page));
  }
}

CurlFetcher::CurlFetcher(EventLoop& loop, CurlSettings settings)
    : impl_(std::make_unique<Impl>(loop, std::move(settings))) {}

CurlFetcher::~CurlFetcher() = default;

void CurlFetcher::start(FetchJob job, FetchDone done) {
  impl_->loop.assert_here();
  std::unique_ptr<Transfer> transfer;
  if (impl_->idle.empty()) {
    transfer = impl_->make_transfer();
  } else {
    transfer = std::move(impl_->idle.back());
    impl_->idle.pop_back();
  }
  FetchedPage refusal;
  if (!impl_->set_up(*transfer, job, refusal)) {
    impl_->idle.push_back(std::move(transfer));
    impl_->ended.emplace_back(std::move(done), std::move(refusal));
    impl_->refusals.set(milliseconds(0));
    return;
  }
  transfer->done = std::move(done);
  transfer->slot = impl_->running.size();
  Transfer& started = *transfer;
  impl_->running.push_back(std::move(transfer));
  const std::size_t lane = std::hash<std::string_view>()(impl_->url.host()) % impl_->lanes.size();
  impl_->lanes[lane]->name_addresses(started);
  impl_->lanes[lane]->add(started);
}

void CurlFetcher::stop_all() {
  impl_->loop.assert_here();
  impl_->ended.clear();
  while (!impl_->running.empty()) {
    std::unique_ptr<Transfer> taken = impl_->take_out(*impl_->running.back());
    taken->done = nullptr;
    if (impl_->idle.size() < impl_->settings.concurrency) impl_->idle.push_back(std::move(taken));
  }
}

std::size_t CurlFetcher::in_flight() const { return impl_->running.size() + impl_->ended.size(); }

std::size_t CurlFetcher::bytes_held() const { return impl_->bytes_held; }

}  // namespace crawler
