// LoginRules: how to log in to a site (--login FILE), and how to see that one is out again. Secrets
// come from the environment; the file names the variables. Thread: any; constant once it is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/result.h"
#include "parser/url/url.h"

namespace crawler {

struct LoginRules {
  parser::Url page;                                         // with the form; in normal form
  std::vector<std::pair<std::string, std::string>> fields;  // names and values to fill in
  // An answer shows that one is out by its status, by a redirect to a path that begins so (that of
  // `page`, if none is given), or by a text in it.
  std::vector<int> out_statuses;
  std::vector<std::string> out_redirects;
  std::string out_text;  // "": no text shows it
};

// Patterns (RE2) of URLs that are not followed while one is logged in: they log out.
inline constexpr std::string_view kLogoutPattern =
    R"((?i)[/?&=_.-](log|sign)[-_]?(out|off)([/?&=#._-]|$))";

// Errors (kQuery): the file can't be read, or is none; a variable that it names is not set. File,
// line and remedy are named, no value is.
ground::Result<LoginRules> read_login(const std::string& path);

}  // namespace crawler
