// AccessRules: who may request what from the server, decided before anything is read from the
// database; and the headers that tell the browser what responses may do.
// Thread: any; nothing changes after the start.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "explore/serve/http_message.h"

namespace explore {

class AccessRules {
 public:
  // `is_loopback`: the server listens on loopback alone; then the Host header must name loopback,
  // which keeps pages of other sites out that lead their own name here (DNS rebinding).
  // `token`: "" for none. `session`: a random value that the token is exchanged for, kept by the
  // browser in a cookie.
  AccessRules(bool is_loopback, std::string token, std::string session);

  // The refusal, or the redirect that takes the token out of the address; none: go on.
  std::optional<HttpResponse> judge(const HttpRequest& request) const;

 private:
  bool is_host_ours(std::string_view host) const;
  bool is_from_elsewhere(const HttpRequest& request) const;
  bool has_session(const HttpRequest& request) const;
  HttpResponse welcome(const HttpRequest& request) const;

  bool is_loopback_;
  std::string cookie_name_;  // one for each server: cookies know no ports
  std::string token_, session_;
};

// Adds what every answer carries: no scripts but ours, no frames around it, no guessing of types,
// nothing kept by others. What the response already has stays.
void add_security_headers(HttpResponse& response);

// Whether an address (numeric) is loopback's.
bool is_loopback_address(std::string_view address);

// Takes the same time for all texts of one length.
bool is_equal_in_constant_time(std::string_view a, std::string_view b);

// 32 hex digits from the system's random source.
std::string random_session();

}  // namespace explore
