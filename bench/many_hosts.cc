// A web of many hosts for long runs: every address 127.1.x.y is a host of PAGES small pages, which
// link to each other and to the start pages of three further hosts, so that all are reached from
// host 0.
//   many_hosts PORT HOSTS PAGES [troubled | MS]
// With `troubled` a tenth of the hosts is slow (each answer after SLOW_MS), a tenth never answers,
// and a tenth answers 500. With MS every answer comes after so many milliseconds. robots.txt is
// allowed for all; it fails as the host does. Prints what it was asked when it is told to end
// (SIGTERM).
#include <uv.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

constexpr uint64_t kSlowMs = 2'000;

enum class Kind { kHealthy, kSlow, kSilent, kFailing };

struct Web {
  long hosts = 10'000, pages = 100;
  uint64_t latency_ms = 0;
  bool troubled = false;
  unsigned long long asked = 0, healthy = 0;

  Kind kind_of(long host) const {
    if (!troubled || host == 0) return Kind::kHealthy;
    if (host % 10 == 3) return Kind::kSlow;
    if (host % 10 == 5) return Kind::kSilent;
    return host % 10 == 7 ? Kind::kFailing : Kind::kHealthy;
  }
};

Web web;
uint16_t port = 0;
uv_loop_t loop;

std::string url_of(long host, long page) {
  return "http://127.1." + std::to_string(host / 256) + "." + std::to_string(host % 256) + ":" +
         std::to_string(port) + "/" + std::to_string(page);
}

std::string link_to(const std::string& url) { return "<a href=\"" + url + "\">on</a>"; }

// A host that does not answer leads nowhere: what lies behind it is linked beside it.
void link_hosts_behind(long host, std::string* body) {
  for (long next = 3 * host + 1; next <= 3 * host + 3 && next < web.hosts; ++next) {
    *body += link_to(url_of(next, 0));
    if (web.kind_of(next) != Kind::kHealthy) link_hosts_behind(next, body);
  }
}

std::string page_of(long host, long page) {
  const std::string name = "page " + std::to_string(page) + " of host " + std::to_string(host);
  std::string body = "<!doctype html><title>The " + name + "</title><p>Words of " + name + ".</p>";
  for (const long next : {2 * page + 1, 2 * page + 2})
    if (next < web.pages) body += link_to("/" + std::to_string(next));
  if (page == 0) link_hosts_behind(host, &body);
  return body;
}

struct Connection {
  uv_tcp_t tcp{};
  uv_timer_t timer{};
  uv_write_t write{};
  std::string in, out;
  char buffer[4096];
  int open_handles = 2;
  bool busy = false, closing = false;

  void close() {
    if (closing) return;
    closing = true;
    const auto gone = [](uv_handle_t* handle) {
      auto* self = static_cast<Connection*>(handle->data);
      if (--self->open_handles == 0) delete self;
    };
    uv_close(reinterpret_cast<uv_handle_t*>(&tcp), gone);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer), gone);
  }

  void send() {
    uv_buf_t piece = uv_buf_init(out.data(), static_cast<unsigned>(out.size()));
    write.data = this;
    uv_write(&write, reinterpret_cast<uv_stream_t*>(&tcp), &piece, 1,
             [](uv_write_t* done, int status) {
               auto* self = static_cast<Connection*>(done->data);
               self->busy = false;
               if (status < 0) return self->close();
               self->answer_next();
             });
  }

  void answer_next() {
    const std::size_t end = in.find("\r\n\r\n");
    if (busy || closing || end == std::string::npos) return;
    const std::string head = in.substr(0, end + 4);
    in.erase(0, end + 4);
    busy = true;
    ++web.asked;
    const std::string path = head.substr(4, head.find(' ', 4) - 4);
    const std::size_t at = head.find("127.1.");
    int high = 0, low = 0;
    if (at != std::string::npos) std::sscanf(head.c_str() + at, "127.1.%d.%d", &high, &low);
    const long host = high * 256L + low;
    const Kind kind = web.kind_of(host);
    web.healthy += kind == Kind::kHealthy;
    if (kind == Kind::kSilent) return;
    const bool is_page = path.size() > 1 && path[1] >= '0' && path[1] <= '9';
    std::string status = is_page ? "200 OK" : "404 Not Found";
    if (kind == Kind::kFailing && is_page) status = "500 Broken";
    const std::string body = status[0] == '2' ? page_of(host, std::atol(path.c_str() + 1)) : "";
    out = "HTTP/1.1 " + status +
          "\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + body;
    const uint64_t wait = kind == Kind::kSlow ? kSlowMs : web.latency_ms;
    if (wait == 0) return send();
    uv_timer_start(
        &timer, [](uv_timer_t* due) { static_cast<Connection*>(due->data)->send(); }, wait, 0);
  }

  void start(uv_stream_t* server) {
    uv_tcp_init(&loop, &tcp);
    uv_timer_init(&loop, &timer);
    tcp.data = timer.data = this;
    auto* stream = reinterpret_cast<uv_stream_t*>(&tcp);
    if (uv_accept(server, stream) != 0) return close();
    uv_tcp_nodelay(&tcp, 1);
    uv_read_start(
        stream,
        [](uv_handle_t* handle, size_t, uv_buf_t* piece) {
          auto* self = static_cast<Connection*>(handle->data);
          *piece = uv_buf_init(self->buffer, sizeof self->buffer);
        },
        [](uv_stream_t* from, ssize_t size, const uv_buf_t* piece) {
          auto* self = static_cast<Connection*>(from->data);
          if (size < 0) return self->close();
          self->in.append(piece->base, static_cast<std::size_t>(size));
          self->answer_next();
        });
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: many_hosts PORT HOSTS PAGES [troubled | MS]\n");
    return 2;
  }
  port = static_cast<uint16_t>(std::atoi(argv[1]));
  web.hosts = std::atol(argv[2]);
  web.pages = std::atol(argv[3]);
  web.troubled = argc > 4 && std::string_view(argv[4]) == "troubled";
  if (argc > 4 && !web.troubled) web.latency_ms = std::strtoull(argv[4], nullptr, 10);
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_init(&loop);
  uv_tcp_t server;
  uv_tcp_init(&loop, &server);
  sockaddr_in address;
  uv_ip4_addr("0.0.0.0", port, &address);
  if (uv_tcp_bind(&server, reinterpret_cast<sockaddr*>(&address), 0) != 0) return 1;
  const int listening =
      uv_listen(reinterpret_cast<uv_stream_t*>(&server), 4096, [](uv_stream_t* from, int status) {
        if (status == 0) (new Connection)->start(from);
      });
  if (listening != 0) {
    std::fprintf(stderr, "many_hosts: port %d: %s\n", port, uv_strerror(listening));
    return 1;
  }
  uv_signal_t end;
  uv_signal_init(&loop, &end);
  uv_signal_start(
      &end, [](uv_signal_t*, int) { uv_stop(&loop); }, SIGTERM);
  uv_run(&loop, UV_RUN_DEFAULT);
  std::printf("asked %llu, of healthy hosts %llu\n", web.asked, web.healthy);
  return 0;
}
