// A server on loopback is reachable from every web page that the user has open, so being local is
// not enough. The Host header must name loopback (against DNS rebinding), requests from other sites
// are refused by what browsers say of their origin, and with a token a cookie is required. All of
// this is decided before the database is touched.
#include "explore/serve/access_rules.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "explore/rows/row_writer.h"
#include "ground/ascii.h"

namespace explore {
namespace {

HttpResponse refuse(int status, std::string_view words) {
  return {
      status, {{"Content-Type", "text/plain; charset=utf-8"}}, fmt::format("crawl: {}\n", words)};
}

// "localhost:8080" without the port; "[::1]:8080" too.
std::string_view without_port(std::string_view host) {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return host.substr(0, colon);
}

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kHeaders{{
    {"Content-Security-Policy", kPolicy},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-DNS-Prefetch-Control", "off"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"Cache-Control", "no-store"},
}};

bool is_there(const HttpFields& fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return field.first == name; });
}

}  // namespace

AccessRules::AccessRules(bool is_loopback, std::string token, std::string session)
    : is_loopback_(is_loopback),
      cookie_name_("crawl_" + session.substr(0, 8)),
      token_(std::move(token)),
      session_(std::move(session)) {}

std::optional<HttpResponse> AccessRules::judge(const HttpRequest& request) const {
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (!is_read && request.method != "POST") {
    HttpResponse answer = refuse(405, "only GET and HEAD are allowed, and POST for SQL");
    answer.headers.emplace_back("Allow", "GET, HEAD, POST");
    return answer;
  }
  if (is_loopback_ && !is_host_ours(request.header("host")))
    return refuse(403, "the Host header names another server; use localhost");
  if (is_from_elsewhere(request))
    return refuse(403, "requests from pages of other sites are refused");
  if (!token_.empty() && !has_session(request)) {
    const auto given = request.parameter("token");
    if (given && is_read && is_equal_in_constant_time(*given, token_)) return welcome(request);
    HttpResponse answer =
        refuse(401, "open this address with ?token= and the token given to crawl serve");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
  }
  // Also where it was not needed: it is to stand in no address bar.
  if (request.parameter("token") && is_read) return welcome(request);
  return std::nullopt;
}

bool AccessRules::is_host_ours(std::string_view host) const {
  const std::string_view name = without_port(host);
  return ground::ascii::equals(name, "localhost") || name == "[::1]" ||
         (name.starts_with("127.") && is_loopback_address(name));
}

bool AccessRules::is_from_elsewhere(const HttpRequest& request) const {
  const std::string_view site = request.header("sec-fetch-site");
  if (request.method == "POST") {
    // Browsers send at least one of the two with every POST; others have to say so.
    const std::string_view origin = request.header("origin");
    const std::string ours = fmt::format("http://{}", request.header("host"));
    if (origin.empty() && site.empty()) return true;
    if (!site.empty() && site != "same-origin") return true;
    return !origin.empty() && origin != ours && origin != "https" + ours.substr(4);
  }
  // A link that someone follows to here is no harm; what a page loads by itself is refused.
  const bool is_visit = request.header("sec-fetch-mode") == "navigate" &&
                        request.header("sec-fetch-dest") == "document";
  return (site == "cross-site" || site == "same-site") && !is_visit;
}

bool AccessRules::has_session(const HttpRequest& request) const {
  constexpr std::string_view kBearer = "bearer ";
  const std::string_view given = request.header("authorization");
  if (ground::ascii::starts_with(given, kBearer) &&
      is_equal_in_constant_time(given.substr(kBearer.size()), token_))
    return true;
  std::string_view cookies = request.header("cookie");
  while (!cookies.empty()) {
    const std::size_t end = cookies.find(';');
    const std::string_view cookie = ground::ascii::trim(cookies.substr(0, end));
    cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
    if (cookie.size() <= cookie_name_.size() || !cookie.starts_with(cookie_name_)) continue;
    const std::string_view value = cookie.substr(cookie_name_.size());
    if (value.front() == '=' && is_equal_in_constant_time(value.substr(1), session_)) return true;
  }
  return false;
}

HttpResponse AccessRules::welcome(const HttpRequest& request) const {
  HttpResponse answer = refuse(303, "see /");
  // The view is in the fragment, which the browser keeps.
  answer.headers.emplace_back("Location", "/");
  const auto given = request.parameter("token");
  if (!token_.empty() && given && is_equal_in_constant_time(*given, token_))
    answer.headers.emplace_back(
        "Set-Cookie",
        fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name_, session_));
  return answer;
}

void add_security_headers(HttpResponse& response) {
  for (const auto& [name, value] : kHeaders)
    if (!is_there(response.headers, name)) response.headers.emplace_back(name, value);
}

bool is_loopback_address(std::string_view address) {
  if (address == "::1") return true;
  if (!address.starts_with("127.")) return false;
  return address.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(address.begin(), address.end(), '.') == 3;
}

bool is_equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

std::string random_session() {
  std::array<char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the system gives no random bytes");
  return hex({bytes.data(), bytes.size()});
}

}  // namespace explore
