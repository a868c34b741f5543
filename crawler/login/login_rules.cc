#include "crawler/login/login_rules.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>

namespace crawler {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr std::size_t kMostLoginBytes = 64u << 10;

Error mistake(const std::string& path, const toml::source_region& where, std::string_view words) {
  return Error{ErrorCode::kQuery, fmt::format("{}:{}: {}", path, where.begin.line, words)};
}

class LoginReader {
 public:
  LoginReader(const std::string& path, const toml::table& file) : path_(path), file_(file) {}

  Result<LoginRules> read() {
    check_names();
    read_page();
    read_fields();
    read_out();
    if (error_) return *error_;
    return std::move(rules_);
  }

 private:
  void fail(const toml::node& node, std::string_view words) {
    if (!error_) error_ = mistake(path_, node.source(), words);
  }

  void check_names() {
    constexpr std::array<std::string_view, 5> kNames{"page", "fields", "out_status", "out_redirect",
                                                     "out_text"};
    for (const auto& [key, node] : file_)
      if (std::find(kNames.begin(), kNames.end(), key.str()) == kNames.end())
        fail(node, "no such name; there are page, fields, out_status, out_redirect and out_text");
  }

  void read_page() {
    const auto page = file_["page"].value<std::string>();
    if (!page || rules_.page.assign(*page) != parser::UrlStatus::kOk)
      return fail(file_, "page is to be the URL of the page with the form");
    rules_.page.normalise();
    rules_.out_redirects = {std::string(rules_.page.path())};
  }

  void read_fields() {
    const toml::table* const fields = file_["fields"].as_table();
    if (fields == nullptr || fields->empty())
      return fail(file_, "[fields] is to have the names and values of the form's fields");
    for (const auto& [key, node] : *fields) {
      const auto value = node.value<std::string>();
      if (!value) return fail(node, "the value of a field is to be a text");
      rules_.fields.emplace_back(std::string(key.str()), value_of(node, *value));
    }
  }

  // "$NAME" is what the environment has.
  std::string value_of(const toml::node& node, const std::string& written) {
    if (!written.starts_with('$')) return written;
    const char* const kept = std::getenv(written.c_str() + 1);
    if (kept == nullptr || *kept == '\0')
      fail(node, fmt::format("the environment has no {}: export {}=...", written.substr(1),
                             written.substr(1)));
    return kept == nullptr ? "" : kept;
  }

  void read_out() {
    if (const toml::node* const node = file_.get("out_text")) {
      rules_.out_text = node->value_or(std::string());
      if (rules_.out_text.empty()) fail(*node, "out_text is to be a text");
    }
    if (const toml::node* const node = file_.get("out_redirect")) {
      const std::string path = node->value_or(std::string());
      if (!path.starts_with('/')) fail(*node, "out_redirect is to be the beginning of a path");
      rules_.out_redirects = {path};
    }
    const toml::node* const statuses = file_.get("out_status");
    if (statuses == nullptr) return;
    const toml::array* const list = statuses->as_array();
    if (list == nullptr) return fail(*statuses, "out_status is to be a list of numbers");
    for (const toml::node& status : *list) {
      const int64_t number = status.value_or(int64_t{0});
      if (number < 200 || number > 599) return fail(status, "not the status of an answer");
      rules_.out_statuses.push_back(static_cast<int>(number));
    }
  }

  const std::string& path_;
  const toml::table& file_;
  LoginRules rules_;
  std::optional<Error> error_;
};

}  // namespace

Result<LoginRules> read_login(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostLoginBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() || file.bad())
    return Error{ErrorCode::kQuery,
                 fmt::format("--login {}: can't be read, or is larger than {} KB", path,
                             kMostLoginBytes >> 10)};
  text.resize(static_cast<std::size_t>(file.gcount()));
  try {
    const toml::table table = toml::parse(text, path);
    return LoginReader(path, table).read();
  } catch (const toml::parse_error& error) {
    return mistake(path, error.source(), error.description());
  }
}

}  // namespace crawler
