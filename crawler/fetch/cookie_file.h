// CookieFile: the cookies of --cookie-file, a fixed list. Each is sent to the hosts, paths and
// schemes it names, and to no others, until the site sets another in its place. What a site takes
// back is still sent: a link to log out ends nothing that the user brought. Thread: values. Source:
// RFC 6265 5.1.3 (domain-match), 5.1.4 (path-match), 5.4 (order); the file has Netscape's format,
// as browsers' exporters and curl write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crawler {

class CookieJar;

class CookieFile {
 public:
  CookieFile() = default;
  // Throws std::runtime_error naming the file, and the line if it is not of the format: seven
  // fields, tabs between them (domain, subdomains, path, secure, expires, name, value).
  explicit CookieFile(const std::string& path);
  // As above; `name` stands for the file in messages.
  static CookieFile parse(std::string_view text, std::string_view name);

  bool empty() const { return cookies_.empty(); }
  // The Cookie field for a request, "" for none. `host` as parser::Url has it; `now` in seconds
  // since 1970. Those that `jar` has in their place are left out.
  std::string header_for(bool is_https, std::string_view host, std::string_view path, int64_t now,
                         CookieJar* jar = nullptr) const;
  // Drops from `jar`, which has those of an earlier run, what the file names: the file is newer.
  void take_precedence(CookieJar& jar) const;

 private:
  struct Line {
    std::string domain;  // lower case, without a leading dot
    bool subdomains = false;
    std::string path;
    bool secure = false;
    int64_t expires = 0;  // 0: never
    std::string name, value;
  };
  static bool is_for(std::string_view host, const Line& cookie);

  std::vector<Line> cookies_;  // longer paths first
};

}  // namespace crawler
