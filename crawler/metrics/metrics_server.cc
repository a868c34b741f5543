#include "crawler/metrics/metrics_server.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "crawler/metrics/metrics_text.h"

namespace crawler {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr int kMetricsBacklog = 16;

std::size_t end_of_head(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t end = bytes.find(kEnd);
  return end == std::string_view::npos ? 0 : end + kEnd.size();
}

std::string http_answer(std::string_view status, std::string_view type, std::string_view body,
                        bool is_head = false) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{}",
      status, type, body.size(), is_head ? "" : body);
}

std::string refusal_of(std::string_view status, std::string_view words) {
  return http_answer(status, "text/plain; charset=utf-8", words);
}

Error cannot_listen(const std::string& address, std::string_view why) {
  return {ErrorCode::kIo, fmt::format("--metrics {}: {}", address, why)};
}

// The port that was got, behind what was asked for.
std::string url_of(int socket, const std::string& host) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  std::array<char, NI_MAXSERV> port{};
  auto* const generic = reinterpret_cast<sockaddr*>(&bound);
  if (getsockname(socket, generic, &size) == 0)
    getnameinfo(generic, size, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV);
  return fmt::format("http://{}:{}/metrics", host, port.data());
}

Result<int> listen_at(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error =
          getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &wanted, &found);
      error != 0)
    return cannot_listen(address, gai_strerror(error));
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool listens = fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 &&
                       listen(fd, kMetricsBacklog) == 0;
  const int why = errno;
  freeaddrinfo(found);
  if (listens) return fd;
  if (fd >= 0) close(fd);
  return cannot_listen(address, std::strerror(why));
}

StreamServer::Settings settings_of(std::function<std::string()> text) {
  StreamServer::Settings settings;
  settings.end_of_request = end_of_head;
  settings.too_long =
      refusal_of("431 Request Header Fields Too Large", "the request is too long\n");
  settings.answer = [text = std::move(text)](std::string_view request,
                                             const StreamServer::Reply& reply) {
    reply(answer_to_request(request, text), false);
  };
  return settings;
}

}  // namespace

std::string answer_to_request(std::string_view request, const std::function<std::string()>& text) {
  const std::string_view line = request.substr(0, request.find("\r\n"));
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last ||
      !line.substr(last).starts_with(" HTTP/1."))
    return refusal_of("400 Bad Request", "not a request of HTTP/1\n");
  const std::string_view method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  target = target.substr(0, target.find('?'));
  if (target != "/metrics") return refusal_of("404 Not Found", "the metrics are at /metrics\n");
  if (method != "GET" && method != "HEAD")
    return refusal_of("405 Method Not Allowed", "use GET for this\n");
  return http_answer("200 OK", kMetricsType, text(), method == "HEAD");
}

Result<std::unique_ptr<MetricsServer>> MetricsServer::open(EventLoop& loop,
                                                           const std::string& address,
                                                           std::function<std::string()> text) {
  auto listening = listen_at(address);
  if (!listening) return listening.error();
  std::string url = url_of(*listening, address.substr(0, address.rfind(':')));
  return std::unique_ptr<MetricsServer>(
      new MetricsServer(loop, *listening, std::move(url), std::move(text)));
}

MetricsServer::MetricsServer(EventLoop& loop, int listening, std::string url,
                             std::function<std::string()> text)
    : url_(std::move(url)), server_(loop, listening, settings_of(std::move(text))) {}

}  // namespace crawler
