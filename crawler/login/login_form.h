// LoginForm: the form of a login page, filled in.
// Thread: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/url/url.h"

namespace crawler {

struct LoginForm {
  parser::Url action;
  std::string body;  // application/x-www-form-urlencoded
};

// The first form of the page that has all of these fields, sent by POST. What else it has (hidden
// fields, such as those against forged requests, what is chosen, its first button) is sent as it
// stands there. None: there is no such form.
std::optional<LoginForm> fill_login_form(
    std::string_view html, const parser::Url& page,
    const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace crawler
