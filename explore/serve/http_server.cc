// One thread of libmicrohttpd moves bytes, and never waits: a request that is complete is suspended
// and put in a queue, a responder makes the response and resumes it. So slow readers cost a
// connection and slow queries cost a responder, and both are limited. Limits on time are checked by
// us, since the library's own don't end a request that trickles in; limits on connections too,
// since the library turns the new ones away and keeps the old ones that ask nothing.
#include "explore/serve/http_server.h"

#include <fmt/format.h>
#include <microhttpd.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <utility>

#include "explore/serve/connection_deadlines.h"
#include "explore/serve/request_queue.h"
#include "ground/mutex.h"

namespace explore {
namespace {

using Clock = ConnectionDeadlines::Clock;
using Phase = ConnectionDeadlines::Phase;
using ground::Error;
using ground::ErrorCode;
using ground::Result;

// Connections that make room for new ones are still the library's for a moment.
constexpr unsigned kBeingClosed = 32;

// A request from its first line to the end of its answer.
struct Exchange {
  HttpRequest request;
  HttpResponse response;
  bool is_submitted = false;
  bool is_too_large = false;
};

// A body on its way that is made piece by piece. Of the library's thread, but while a piece is
// being made: then the connection is suspended, and it is the responder's.
struct BodyStream {
  BodyStream(std::string first, std::shared_ptr<BodyRest> rest_)
      : piece(std::move(first)), rest(std::move(rest_)) {}

  std::function<void(BodyStream&)> ask;  // for the next piece; by a responder
  std::string piece;
  std::size_t sent = 0;  // bytes of the piece
  std::shared_ptr<BodyRest> rest;
  BodyRest::State state = BodyRest::State::kMore;
};

HttpResponse plain(int status, std::string words) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(words) + '\n'};
}

enum MHD_Result add_field(void* fields, enum MHD_ValueKind /*kind*/, const char* key,
                          std::size_t key_size, const char* value, std::size_t value_size) {
  try {
    static_cast<HttpFields*>(fields)->emplace_back(
        std::string(key, key_size), value == nullptr ? "" : std::string(value, value_size));
    return MHD_YES;
  } catch (const std::exception&) {
    return MHD_NO;
  }
}

void delete_body(void* body) noexcept { delete static_cast<std::string*>(body); }

void delete_stream(void* stream) noexcept { delete static_cast<BodyStream*>(stream); }

ssize_t read_stream(void* self, uint64_t /*position*/, char* block, std::size_t size) noexcept {
  auto& stream = *static_cast<BodyStream*>(self);
  if (stream.sent < stream.piece.size()) {
    const std::size_t bytes = stream.piece.copy(block, size, stream.sent);
    stream.sent += bytes;
    return static_cast<ssize_t>(bytes);
  }
  if (stream.state == BodyRest::State::kEnded) return MHD_CONTENT_READER_END_OF_STREAM;
  if (stream.state == BodyRest::State::kFailed) return MHD_CONTENT_READER_END_WITH_ERROR;
  stream.ask(stream);
  return 0;
}

class MicroServer : public HttpServer {
 public:
  MicroServer(const HttpLimits& limits, std::vector<Responder> responders,
              std::function<bool(const HttpRequest&)> is_slow)
      : limits_(limits),
        responders_(std::move(responders)),
        is_slow_(std::move(is_slow)),
        connections_({limits.connections, limits.connections_of_one_address}),
        queue_(responders_.size(), limits.waiting_requests) {}

  ~MicroServer() override {
    if (daemon_ == nullptr) return;
    // In this order: no new ones, no answer outstanding, and then nothing at all.
    const MHD_socket listening = MHD_quiesce_daemon(daemon_);
    queue_.end();
    MHD_stop_daemon(daemon_);
    if (listening != MHD_INVALID_SOCKET) close(listening);
  }

  bool listen(int fd) {
    port_ = port_of(fd);
    daemon_ = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr, nullptr, on_request,
        this, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        limits_.connections + kBeingClosed, MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits_.head_bytes,
        MHD_OPTION_CONNECTION_TIMEOUT, limits_.idle_seconds, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, this, MHD_OPTION_NOTIFY_COMPLETED, on_end,
        this, MHD_OPTION_END);
    return daemon_ != nullptr;
  }

  uint16_t port() const override { return port_; }

  void close_overdue() override { connections_.close_overdue(Clock::now()); }

 private:
  static void on_connection(void* self, MHD_Connection* connection, void** context,
                            enum MHD_ConnectionNotificationCode code) noexcept {
    static_cast<MicroServer*>(self)->note_connection(connection, context, code);
  }
  static enum MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                                    const char* method, const char* /*version*/, const char* data,
                                    std::size_t* size, void** exchange) noexcept {
    try {
      return static_cast<MicroServer*>(self)->receive(connection, url, method, data, size,
                                                      reinterpret_cast<Exchange**>(exchange));
    } catch (const std::exception&) {
      return MHD_NO;  // out of memory: the connection is closed
    }
  }
  static void on_end(void* self, MHD_Connection* connection, void** exchange,
                     enum MHD_RequestTerminationCode /*code*/) noexcept {
    auto* server = static_cast<MicroServer*>(self);
    delete static_cast<Exchange*>(*exchange);
    *exchange = nullptr;
    server->set_phase(connection, Phase::kAsking, seconds(server->limits_.request_seconds));
  }

  static std::chrono::seconds seconds(unsigned count) { return std::chrono::seconds(count); }

  void note_connection(MHD_Connection* connection, void** context,
                       enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
      const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      const Clock::time_point now = Clock::now();
      *context = connections_.add(info->connect_fd, peer_of(info->connect_fd), now,
                                  now + seconds(limits_.request_seconds));
    } else if (*context != nullptr) {
      connections_.remove(static_cast<const ConnectionDeadlines::Connection*>(*context));
    }
  }

  // Clock::duration::max(): for as long as it takes.
  void set_phase(MHD_Connection* connection, Phase phase, Clock::duration most) {
    const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info == nullptr || info->socket_context == nullptr) return;
    const Clock::time_point now = Clock::now();
    connections_.set(static_cast<ConnectionDeadlines::Connection*>(info->socket_context), phase,
                     now, most == Clock::duration::max() ? Clock::time_point::max() : now + most);
  }

  // Called for the head, for each piece of the body, at its end, and when the answer is there.
  enum MHD_Result receive(MHD_Connection* connection, const char* url, const char* method,
                          const char* data, std::size_t* size, Exchange** kept) {
    if (*kept == nullptr) {
      *kept = new Exchange;
      return read_head(connection, url, method, **kept);
    }
    Exchange& exchange = **kept;
    if (*size > 0) {
      exchange.is_too_large |= exchange.request.body.size() + *size > limits_.body_bytes;
      if (!exchange.is_too_large) exchange.request.body.append(data, *size);
      *size = 0;
      return MHD_YES;
    }
    if (exchange.is_submitted) return send(connection, std::move(exchange.response));
    if (exchange.is_too_large) return send(connection, too_large());
    submit(connection, exchange);
    return MHD_YES;
  }

  HttpResponse too_large() const {
    return plain(413, fmt::format("the request is larger than {} bytes", limits_.body_bytes));
  }

  enum MHD_Result read_head(MHD_Connection* connection, const char* url, const char* method,
                            Exchange& exchange) {
    HttpRequest& request = exchange.request;
    request.method = method;
    request.path = url;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_field, &request.headers);
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, add_field, &request.query);
    if (request.headers.size() > limits_.header_fields)
      return send(connection,
                  plain(431, fmt::format("more than {} header fields", limits_.header_fields)));
    const std::string length(request.header("content-length"));
    // Before a byte of it is read.
    if (length.size() > 9 || std::strtoull(length.c_str(), nullptr, 10) > limits_.body_bytes)
      return send(connection, too_large());
    return MHD_YES;
  }

  void submit(MHD_Connection* connection, Exchange& exchange) {
    exchange.is_submitted = true;
    set_phase(connection, Phase::kAnswering, Clock::duration::max());
    // Before another thread may resume it.
    MHD_suspend_connection(connection);
    const auto resume = [this, connection, &exchange](HttpResponse response) {
      exchange.response = std::move(response);
      set_phase(connection, Phase::kTaking, seconds(limits_.answer_seconds));
      MHD_resume_connection(connection);
    };
    RequestQueue::Job job;
    job.is_slow = is_slow_(exchange.request);
    job.run = [this, resume, &exchange](std::size_t worker) {
      resume(responders_[worker](exchange.request));
    };
    job.refuse = [resume] { resume(plain(503, "the server is stopping")); };
    if (!queue_.submit(std::move(job))) resume(plain(503, "too many requests at once: try again"));
  }

  // Suspends the connection until a responder has made the next piece.
  void make_piece(MHD_Connection* connection, BodyStream& stream) {
    set_phase(connection, Phase::kAnswering, Clock::duration::max());
    MHD_suspend_connection(connection);
    const auto resume = [this, connection, &stream](BodyRest::State state) {
      stream.state = state;
      set_phase(connection, Phase::kTaking, seconds(limits_.answer_seconds));
      MHD_resume_connection(connection);
    };
    stream.piece.clear();
    stream.sent = 0;
    RequestQueue::Job job;
    job.is_slow = true;
    job.run = [resume, &stream](std::size_t /*worker*/) {
      resume(stream.rest->next(&stream.piece));
    };
    job.refuse = [resume] { resume(BodyRest::State::kFailed); };
    if (!queue_.submit(std::move(job))) resume(BodyRest::State::kFailed);
  }

  MHD_Response* streamed(MHD_Connection* connection, HttpResponse& answer) {
    constexpr std::size_t kBlock = 32u << 10;
    auto* stream = new BodyStream(std::move(answer.body), std::move(answer.rest));
    stream->ask = [this, connection](BodyStream& asked) { make_piece(connection, asked); };
    MHD_Response* response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock,
                                                               read_stream, stream, delete_stream);
    if (response == nullptr) delete stream;
    return response;
  }

  static MHD_Response* whole(HttpResponse& answer) {
    auto* body = new std::string(std::move(answer.body));
    MHD_Response* response = MHD_create_response_from_buffer_with_free_callback_cls(
        body->size(), body->data(), delete_body, body);
    if (response == nullptr) delete body;
    return response;
  }

  enum MHD_Result send(MHD_Connection* connection, HttpResponse answer) {
    MHD_Response* response = answer.rest == nullptr ? whole(answer) : streamed(connection, answer);
    if (response == nullptr) return MHD_NO;
    enum MHD_Result done = MHD_YES;
    for (const auto& [name, value] : answer.headers)
      if (done == MHD_YES) done = MHD_add_response_header(response, name.c_str(), value.c_str());
    if (done == MHD_YES)
      done = MHD_queue_response(connection, static_cast<unsigned>(answer.status), response);
    MHD_destroy_response(response);
    return done;
  }

  const HttpLimits limits_;
  const std::vector<Responder> responders_;
  const std::function<bool(const HttpRequest&)> is_slow_;
  ConnectionDeadlines connections_;
  MHD_Daemon* daemon_ = nullptr;
  uint16_t port_ = 0;
  RequestQueue queue_;  // the last: its threads use all the others
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(
    const Place& place, const HttpLimits& limits, std::vector<Responder> responders,
    std::function<bool(const HttpRequest&)> is_slow) {
  auto listening = listen_at(place);
  if (!listening) return listening.error();
  auto server = std::make_unique<MicroServer>(limits, std::move(responders), std::move(is_slow));
  if (!server->listen(*listening)) {
    close(*listening);
    return Error{ErrorCode::kIo, "the HTTP server can't start: too few open files (ulimit -n)?"};
  }
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace explore
