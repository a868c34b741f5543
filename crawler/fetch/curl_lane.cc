// A job's addresses reach libcurl as a CURLOPT_RESOLVE entry, so that it lets the families race and
// keeps its connections by host name. (CURLOPT_CONNECT_TO takes one address only and keeps them by
// address, and each request then looks at every connection of all hosts there.) Entries stay until
// they are taken out, and libcurl walks all of them after each transfer: the next transfer of the
// lane takes out what no job uses any more.
#include "crawler/fetch/curl_lane.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>
#include <stdexcept>
#include <utility>

namespace crawler {
namespace {

// Since when what came last lies in the socket. 0 where the system can't tell.
std::chrono::milliseconds age_of_unread(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  const bool is_known = getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
  return std::chrono::milliseconds(is_known ? info.tcpi_last_data_recv : 0);
}

}  // namespace

void CurlLane::Free::operator()(void* multi) const { curl_multi_cleanup(multi); }

CurlLane::CurlLane(EventLoop& loop, std::size_t max_connections, Finished finished, Task drained)
    : loop_(loop),
      finished_(std::move(finished)),
      drained_(std::move(drained)),
      timer_(loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
      multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlLane::on_socket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlLane::on_timer);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
}

CurlLane::~CurlLane() = default;

void CurlLane::name_addresses(CurlTransfer& transfer) {
  transfer.resolve.clear();
  for (const std::string& name : forgotten_)
    if (!names_.contains(name)) transfer.resolve.append("-" + name);
  forgotten_.clear();
  if (!transfer.name().empty()) {
    ++names_[transfer.name()];
    std::string entry = transfer.name();
    char before = ':';
    for (const IpAddress& address : transfer.addresses()) {
      entry.append(1, before).append(address.text());
      before = ',';
    }
    transfer.resolve.append(entry);
  }
  curl_easy_setopt(transfer.easy(), CURLOPT_RESOLVE, transfer.resolve.get());
}

void CurlLane::add(CurlTransfer& transfer) {
  name_addresses(transfer);
  transfer.lane = this;
  curl_easy_setopt(transfer.easy(), CURLOPT_CLOSESOCKETFUNCTION, &CurlLane::on_close_socket);
  curl_easy_setopt(transfer.easy(), CURLOPT_CLOSESOCKETDATA, this);
  const CURLMcode code = curl_multi_add_handle(multi_.get(), transfer.easy());
  if (code == CURLM_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLM_OK)  // a handle in use already, which is a bug
    throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

void CurlLane::remove(CurlTransfer& transfer) {
  curl_multi_remove_handle(multi_.get(), transfer.easy());
  transfer.lane = nullptr;
  const auto found = names_.find(transfer.name());
  if (found == names_.end() || --found->second > 0) return;
  names_.erase(found);
  forgotten_.push_back(transfer.name());
}

void CurlLane::send_until(std::chrono::steady_clock::time_point when) {
  send_until_ = when;
  if (std::exchange(is_held_, false)) timer_.set(std::chrono::milliseconds(0));
}

// Finished transfers are read also when none runs any more: the last one may have ended by its
// time-out.
void CurlLane::act(int socket, int events) {
  if (send_until_ != send_until_.max() && loop_.now() >= send_until_) {
    is_held_ = true;
    return;
  }
  int still_running = 0;
  curl_multi_socket_action(multi_.get(), socket, events, &still_running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;  // the message goes with the handle
    CurlTransfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    finished_(*transfer, code);
  }
  unread_for_ = std::chrono::milliseconds(0);
  drained_();  // its receiver may end this lane
}

void CurlLane::arm(Socket& socket, int what) {
  socket.armed = what;
  socket.watch->watch(what == CURL_POLL_IN || what == CURL_POLL_INOUT,
                      what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
}

// libcurl takes its interest back after each transfer and renews it with the next one. A socket
// that we opened stays armed meanwhile, which saves system calls on a kept connection; should
// something come when nobody asks, it is disarmed. But libcurl closes a socket that is still
// connecting without a word, and libuv ends the program if the kernel then knows no such socket:
// what it has not yet handed to the kernel is taken back.
int CurlLane::on_socket(void*, int number, int what, void* self, void*) noexcept {
  auto& lane = *static_cast<CurlLane*>(self);
  Socket& socket = lane.sockets_[number];
  socket.wanted = what == CURL_POLL_REMOVE ? 0 : what;
  if (what == CURL_POLL_REMOVE) {
    if (!socket.ours)
      lane.sockets_.erase(number);
    else if (socket.watch && socket.watch->pending())
      lane.arm(socket, 0);
    return 0;
  }
  if (!socket.watch)
    socket.watch = std::make_unique<SocketWatch>(
        lane.loop_, number,
        [&lane, number](bool in, bool out, bool failed) { lane.ready(number, in, out, failed); });
  if (socket.armed != what) lane.arm(socket, what);
  return 0;
}

int CurlLane::on_close_socket(void* self, int number) noexcept {
  static_cast<CurlLane*>(self)->sockets_.erase(number);
  return ::close(number);
}

void CurlLane::ready(int number, bool readable, bool writable, bool failed) {
  Socket& socket = sockets_.find(number)->second;  // it holds the watch that called
  // After a failure libuv no longer polls. libcurl is told to read and write, not CURL_CSELECT_ERR:
  // that ends the transfer, where by reading it learns that a kept connection was reset before
  // the answer began, and asks again on a new one.
  if (failed) socket.armed = 0;
  if (socket.armed != socket.wanted) arm(socket, socket.wanted);
  if (socket.wanted == 0) return;
  unread_for_ = readable ? age_of_unread(number) : std::chrono::milliseconds(0);
  act(number,
      (readable || failed ? CURL_CSELECT_IN : 0) | (writable || failed ? CURL_CSELECT_OUT : 0));
}

// -1 is "stop", not "at once".
int CurlLane::on_timer(void*, long after, void* self) noexcept {
  auto& timer = static_cast<CurlLane*>(self)->timer_;
  if (after < 0)
    timer.cancel();
  else
    timer.set(std::chrono::milliseconds(after));
  return 0;
}

}  // namespace crawler
