#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>

namespace tests {
namespace {

// One accepted connection, plain or TLS.
class Channel {
 public:
  Channel(int socket, const TlsIdentity* identity) : socket_(socket) {
    if (!identity) return;
    ssl_ = SSL_new(static_cast<SSL_CTX*>(identity->server_context()));
    SSL_set_fd(ssl_, socket);
    is_open_ = SSL_accept(ssl_) == 1;
  }
  ~Channel() {
    if (ssl_ && is_open_) SSL_shutdown(ssl_);
    SSL_free(ssl_);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // False: the client has gone.
  bool read(std::string& into) {
    if (!is_open_) return false;
    char buffer[4096];
    const auto got = ssl_ ? SSL_read(ssl_, buffer, sizeof buffer)
                          : static_cast<int>(recv(socket_, buffer, sizeof buffer, 0));
    is_open_ = got > 0;
    if (is_open_) into.append(buffer, static_cast<std::size_t>(got));
    return is_open_;
  }
  bool write(std::string_view bytes) {
    while (is_open_ && !bytes.empty()) {
      const auto sent =
          ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
               : static_cast<int>(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
      is_open_ = sent > 0;
      if (is_open_) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return is_open_;
  }

 private:
  int socket_;
  SSL* ssl_ = nullptr;
  bool is_open_ = true;
};

}  // namespace

std::string http_answer(const std::string& body, const std::string& fields,
                        const std::string& status) {
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

struct ScriptedServer::Impl {
  std::map<std::string, Answer> routes;
  const TlsIdentity* identity = nullptr;
  int listener = -1;
  uint16_t port = 0;
  std::thread acceptor;
  mutable std::mutex mutex;  // of all below
  bool is_ending = false;
  std::set<int> open;
  std::size_t accepted = 0;
  std::vector<std::string> requests;
  std::vector<std::thread> threads;

  void listen_anywhere() {
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      std::abort();
    port = ntohs(address.sin_port);
  }

  void accept_all() {
    while (true) {
      const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 && errno == EMFILE) {  // a test took all, and gives them back
        std::this_thread::yield();
        continue;
      }
      if (socket < 0) return;
      const std::lock_guard lock(mutex);
      if (is_ending) {
        close(socket);
        return;
      }
      ++accepted;
      open.insert(socket);
      threads.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    {
      Channel channel(socket, identity);
      std::string received;
      while (answer_one(channel, received)) {
      }
    }
    const std::lock_guard lock(mutex);
    open.erase(socket);
    close(socket);
  }

  // False: the connection is to end.
  bool answer_one(Channel& channel, std::string& received) {
    std::size_t end = received.find("\r\n\r\n");
    while (end == std::string::npos) {
      if (!channel.read(received)) return false;
      end = received.find("\r\n\r\n");
    }
    const std::string head = received.substr(0, end + 4);
    received.erase(0, end + 4);
    const std::size_t target = head.find(' ') + 1;
    const auto route = routes.find(head.substr(target, head.find(' ', target) - target));
    {
      const std::lock_guard lock(mutex);
      requests.push_back(head);
    }
    const Answer answer = route != routes.end()
                              ? route->second
                              : Answer{http_answer("no such route", "", "404 Not Found")};
    if (!channel.write(answer.bytes)) return false;
    while (answer.after == After::kStall && channel.read(received)) {
    }
    while (answer.after == After::kHangUp && received.find("\r\n\r\n") == std::string::npos &&
           channel.read(received)) {
    }
    return answer.after == After::kKeep;
  }
};

ScriptedServer::ScriptedServer(std::map<std::string, Answer> routes, const TlsIdentity* identity)
    : impl_(std::make_unique<Impl>()) {
  impl_->routes = std::move(routes);
  impl_->identity = identity;
  impl_->listen_anywhere();
  impl_->acceptor = std::thread([impl = impl_.get()] { impl->accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_ending = true;
    for (const int socket : impl_->open) shutdown(socket, SHUT_RDWR);
  }
  shutdown(impl_->listener, SHUT_RDWR);  // wakes accept
  impl_->acceptor.join();
  for (std::thread& thread : impl_->threads) thread.join();
  close(impl_->listener);
}

uint16_t ScriptedServer::port() const { return impl_->port; }

std::string ScriptedServer::url(const std::string& target, const std::string& host) const {
  return (impl_->identity ? "https://" : "http://") + host + ":" + std::to_string(impl_->port) +
         target;
}

std::size_t ScriptedServer::connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->accepted;
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

}  // namespace tests
