// A connection is either reading a request, waiting for its answer, or writing it; while it waits
// and writes nothing more is read from it, so a client that asks without taking is held by its own
// socket's buffers.
#include "crawler/loop/stream_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

namespace crawler {
namespace {

constexpr std::chrono::milliseconds kPauseWithoutFiles{1'000};

}  // namespace

class StreamServer::Connection {
 public:
  Connection(StreamServer& server, uint64_t id, int socket)
      : server_(server),
        id_(id),
        socket_(socket),
        timer_(server.loop_, [this] { end(); }),
        watch_(std::in_place, server.loop_, socket,
               [this](bool readable, bool writable, bool failed) {
                 if (failed) return end();
                 if (writable && !output_.empty()) return write();
                 if (readable) read();
               }) {
    timer_.set(server_.settings_.patience);
    watch_->watch(true, false);
  }
  ~Connection() {
    watch_.reset();  // the loop must not look at a number that another socket may get
    ::close(socket_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_waiting() const { return is_waiting_; }  // for the answer

  void reply(std::string bytes, bool goes_on) {
    is_waiting_ = false;
    goes_on_ = goes_on;
    output_ = std::move(bytes);
    timer_.set(server_.settings_.patience);
    write();
  }

 private:
  // Destroys this.
  void end() { server_.close(id_); }

  void read() {
    std::array<char, 4'096> piece{};
    const ssize_t count = recv(socket_, piece.data(), piece.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return end();
    input_.append(piece.data(), static_cast<std::size_t>(count));
    take_request();
  }

  void take_request() {
    const Settings& settings = server_.settings_;
    const std::size_t size = settings.end_of_request(input_);
    if (size == 0 && input_.size() <= settings.max_request) return watch_->watch(true, false);
    if (size == 0 || size > settings.max_request) return reply(settings.too_long, false);
    const std::string request = input_.substr(0, size);
    input_.erase(0, size);
    is_waiting_ = true;
    timer_.cancel();
    watch_->watch(false, false);
    settings.answer(
        request, [self = std::weak_ptr(server_.self_), id = id_](std::string bytes, bool goes_on) {
          Connection* connection = find(self, id);
          if (connection != nullptr && connection->is_waiting_)
            connection->reply(std::move(bytes), goes_on);
        });
  }

  static Connection* find(const std::weak_ptr<StreamServer*>& self, uint64_t id) {
    const auto server = self.lock();
    if (!server) return nullptr;
    const auto found = (*server)->connections_.find(id);
    return found == (*server)->connections_.end() ? nullptr : found->second.get();
  }

  void write() {
    while (!output_.empty()) {
      const ssize_t count = send(socket_, output_.data(), output_.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return watch_->watch(false, true);
      if (count < 0) return end();
      output_.erase(0, static_cast<std::size_t>(count));
    }
    if (!goes_on_) return finish();
    if (input_.empty()) return watch_->watch(true, false);
    // In a turn of its own: a client that sends many requests at once does not hold the others, nor
    // go deeper with each.
    server_.loop_.post([self = std::weak_ptr(server_.self_), id = id_] {
      if (Connection* connection = find(self, id)) connection->take_request();
    });
  }

  // A socket that is closed with something unread is reset, and the client may lose the answer.
  void finish() {
    shutdown(socket_, SHUT_WR);
    std::array<char, 4'096> rest{};
    while (recv(socket_, rest.data(), rest.size(), 0) > 0) {
    }
    end();
  }

  StreamServer& server_;
  const uint64_t id_;
  const int socket_;
  std::string input_, output_;
  bool is_waiting_ = false;
  bool goes_on_ = true;
  Timer timer_;
  std::optional<SocketWatch> watch_;
};

StreamServer::StreamServer(EventLoop& loop, int listening, Settings settings)
    : loop_(loop),
      listening_(listening),
      settings_(std::move(settings)),
      self_(std::make_shared<StreamServer*>(this)),
      pause_(loop, [this] { watch_->watch(true, false); }),
      watch_(std::in_place, loop, listening, [this](bool readable, bool, bool) {
        if (readable) accept_all();
      }) {
  watch_->watch(true, false);
}

StreamServer::~StreamServer() {
  self_.reset();
  connections_.clear();
  watch_.reset();
  ::close(listening_);
}

void StreamServer::close(uint64_t connection) { connections_.erase(connection); }

bool StreamServer::make_room() {
  const auto idle = std::find_if(connections_.begin(), connections_.end(),
                                 [](const auto& one) { return !one.second->is_waiting(); });
  if (idle == connections_.end()) return false;
  connections_.erase(idle);
  return true;
}

void StreamServer::accept_all() {
  // A turn takes no more than there is room for.
  for (std::size_t i = 0; i <= settings_.max_connections; ++i) {
    const int socket = accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    const bool is_out_of_files = socket < 0 && (errno == EMFILE || errno == ENFILE);
    if (is_out_of_files) {
      watch_->watch(false, false);
      pause_.set(kPauseWithoutFiles);
    }
    if (socket < 0) return;
    if (connections_.size() >= settings_.max_connections && !make_room()) {
      ::close(socket);
      continue;
    }
    const uint64_t id = ++last_;
    connections_.emplace(id, std::make_unique<Connection>(*this, id, socket));
  }
}

}  // namespace crawler
