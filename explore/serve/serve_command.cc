// Everything that can be wrong is checked before the server starts: the address, the token, the
// file. After that the threads share a Follower, an Auditor and the rules of access, and each has
// its own connection to the database, since SQLite connections are not shared. Ctrl-C ends it by a
// signal that the main thread waits for.
#include "explore/serve/serve_command.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/control/served_control.h"
#include "explore/file/crawl_file.h"
#include "explore/serve/access_rules.h"
#include "explore/serve/application.h"
#include "explore/serve/auditor.h"
#include "explore/serve/follower.h"
#include "explore/serve/http_server.h"
#include "explore/serve/routes.h"
#include "explore/serve/served_file.h"
#include "ground/number.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

constexpr std::array kServeFlags{
    Flag{{"port", "N", "where to listen; 0: any port that is free"}, "8080"},
    Flag{{"listen", "ADDRESS", "an IP address of this machine"}, "127.0.0.1"},
    Flag{{"token", "SECRET", "asked of every visitor; at least 16 characters"}, "", "none"},
    Flag{{"findings", "FILE", "more findings, from a file of TOML"}, "", "none"},
};

}  // namespace

constinit const Usage kServeUsage{
    "serve",
    "DB",
    "Shows a crawl in the browser, also while it runs: overview, pages, links, map,\n"
    "search, SQL. Read-only, but with --token it can steer a crawl that runs. Listens\n"
    "on this machine alone (127.0.0.1); with another --listen, which others can\n"
    "reach, --token is needed.\n",
    kServeFlags,
    "Examples\n"
    "  crawl serve crawl.db\n"
    "  crawl serve crawl.db --port 0\n"
    "  crawl serve crawl.db --listen 192.168.1.5 --token \"$(openssl rand -hex 16)\"\n"
    "\nThe token may also stand in the environment: CRAWL_TOKEN. There is no TLS: what\n"
    "is to cross a network that others read goes through a tunnel (ssh -L).\n"
    "\nExit status: 0 ended (Ctrl-C), 1 failed, 2 usage.\n",
    1,
    1};

namespace {

constexpr std::size_t kWorkers = 4;
constexpr std::size_t kShortestToken = 16;
constexpr int kBetweenLooksMs = 200;

struct Asked {
  HttpServer::Place place;
  std::string token;
  bool is_loopback = true;
  std::string problem;
};

std::string token_of(const Arguments& arguments) {
  const char* kept = std::getenv("CRAWL_TOKEN");
  return kept == nullptr || arguments.has("token") ? arguments.value("token") : kept;
}

Asked read_arguments(const Arguments& arguments) {
  Asked asked;
  const std::string port = arguments.value("port");
  const auto number = ground::number_of<uint16_t>(port);
  asked.place.port = number.value_or(0);
  if (!number)
    asked.problem = fmt::format("--port: use a number from 0 to 65535, not \"{}\"", port);
  asked.place.address = arguments.value("listen");
  if (asked.place.address == "localhost") asked.place.address = "127.0.0.1";
  asked.is_loopback = is_loopback_address(asked.place.address);
  asked.token = token_of(arguments);
  if (!asked.token.empty() && asked.token.size() < kShortestToken)
    asked.problem = fmt::format("--token: use at least {} characters", kShortestToken);
  if (asked.token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-._~") != std::string::npos)
    asked.problem = "--token: use only letters, digits and -._~ (it is part of an address)";
  if (!asked.is_loopback && asked.token.empty())
    asked.problem = fmt::format(
        "--listen {}: other machines can reach this address; give --token SECRET with at least {} "
        "characters",
        asked.place.address, kShortestToken);
  return asked;
}

std::string url_of(const HttpServer::Place& place, uint16_t port) {
  const bool is_six = place.address.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}/", is_six ? "[" : "", place.address, is_six ? "]" : "",
                     port);
}

// What all threads of the server share.
struct Shared {
  Shared(const Asked& asked, const std::string& path_, FindingList list)
      : path(path_),
        may_steer(!asked.token.empty()),
        rules(asked.is_loopback, asked.token, random_session()),
        follower(path_),
        auditor(path_, std::move(list)) {}

  std::string path;
  bool may_steer;
  std::atomic<bool> is_ending = false;
  AccessRules rules;
  Follower follower;
  Auditor auditor;
};

HttpResponse answer_control(const HttpRequest& request, const Shared& shared) {
  ControlReply reply = request.method == "POST"
                           ? control_crawl(request.body, shared.path, shared.may_steer)
                           : control_state(shared.path, shared.may_steer);
  return {reply.status, {{"Content-Type", "application/json"}}, std::move(reply.json)};
}

HttpResponse respond(const HttpRequest& request, Shared& shared, ServedFile& file) {
  HttpResponse response;
  if (auto refused = shared.rules.judge(request)) {
    response = std::move(*refused);
  } else if (request.path == kControlPath) {
    response = answer_control(request, shared);
  } else if (request.path.starts_with("/api/")) {
    response = answer_route(request, file, shared.follower, shared.auditor);
  } else {
    response = answer_file(request);
  }
  add_security_headers(response);
  return response;
}

std::vector<HttpServer::Responder> responders(Shared& shared) {
  std::vector<HttpServer::Responder> made;
  for (std::size_t i = 0; i < kWorkers; ++i) {
    auto file = std::make_shared<ServedFile>(shared.path, shared.is_ending);
    made.emplace_back(
        [&shared, file](const HttpRequest& request) { return respond(request, shared, *file); });
  }
  return made;
}

void wait_for_the_end(HttpServer& server) {
  while (!is_interrupted()) {
    poll(nullptr, 0, kBetweenLooksMs);  // a signal ends it early
    server.close_overdue();
  }
}

int serve(const Asked& asked, const std::string& path, FindingList list) {
  Shared shared(asked, path, std::move(list));
  auto server = HttpServer::start(asked.place, HttpLimits(), responders(shared), is_slow_route);
  if (!server) {
    complain(server.error().message);
    return terminal::kFailed;
  }
  const std::string url = url_of(asked.place, (*server)->port());
  Output output(STDOUT_FILENO);
  output.write(fmt::format("Serving {} at {}\n", path, url));
  if (!asked.token.empty()) output.write("Open it once with ?token=SECRET at the end.\n");
  output.write("Press Ctrl-C to stop.\n");
  const int written = output.finish();
  wait_for_the_end(**server);
  shared.is_ending = true;
  server->reset();
  return written == terminal::kInterrupted ? terminal::kAsAsked : written;
}

}  // namespace

int run_serve(std::span<const char* const> words) {
  const Arguments arguments(kServeUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const Asked asked = read_arguments(arguments);
  if (!asked.problem.empty()) return arguments.refuse(asked.problem);
  note_interrupts();
  const std::string& path = arguments.operands()[0];
  auto list = FindingList::with(arguments.value("findings"));
  if (!list) {
    complain(list.error().message);
    return terminal::kFailed;
  }
  // A file that can't be shown is said at once, not in the browser.
  auto file = CrawlFile::open(path);
  auto ready = file ? list->check((*file)->database()) : ground::Result<void>(file.error());
  if (!ready) {
    complain(ready.error().message);
    return terminal::kFailed;
  }
  file->reset();
  return serve(asked, path, std::move(list).value());
}

}  // namespace explore
