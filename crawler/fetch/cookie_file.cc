#include "crawler/fetch/cookie_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>

#include "crawler/fetch/cookie.h"
#include "crawler/fetch/cookie_jar.h"
#include "ground/ascii.h"
#include "ground/number.h"

namespace crawler {
namespace {

constexpr std::string_view kHttpOnly = "#HttpOnly_";  // a mark before the domain, not a comment

std::string read_whole(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  std::string text;
  std::array<char, 4096> buffer;
  std::size_t got = 0;
  while (file && (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0)
    text.append(buffer.data(), got);
  // A folder opens, but can't be read.
  if (!file || std::ferror(file.get()))
    throw std::runtime_error("--cookie-file: can't read " + path + ": " + std::strerror(errno));
  return text;
}

// The seven fields of a line; the last takes what is left. False: there are fewer.
bool split(std::string_view line, std::array<std::string_view, 7>& fields) {
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    const std::size_t tab = line.find('\t');
    // A cookie may have no value, and exporters then leave out the tab too.
    if (tab == std::string_view::npos && i + 2 < fields.size()) return false;
    fields[i] = line.substr(0, tab);
    line = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
  }
  fields.back() = line;
  return true;
}

// Seconds since 1970. Some exporters write a fraction, and browsers' own clocks have one.
std::optional<int64_t> read_expiry(std::string_view text) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::string_view fraction = text.substr(std::min(dot + 1, text.size()));
  if (!fraction.empty() && !ground::ascii::is_digits(fraction)) return std::nullopt;
  return ground::number_of<int64_t>(text.substr(0, dot));
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), ground::ascii::is_control);
}

}  // namespace

CookieFile::CookieFile(const std::string& path) { *this = parse(read_whole(path), path); }

CookieFile CookieFile::parse(std::string_view text, std::string_view name) {
  CookieFile file;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kHttpOnly))
      line.remove_prefix(kHttpOnly.size());
    else if (line.starts_with('#'))
      continue;
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;

    std::array<std::string_view, 7> fields;
    Line cookie;
    const bool has_fields = split(line, fields);
    const auto expires = read_expiry(fields[4]);
    if (!has_fields || !expires || fields[0].empty() || has_control(fields[5]) ||
        has_control(fields[6]))
      throw std::runtime_error("--cookie-file: " + std::string(name) + ":" +
                               std::to_string(number) +
                               ": not a line in Netscape's cookie format (seven fields, tabs "
                               "between them)");
    cookie.expires = *expires;
    cookie.domain = fields[0];
    ground::ascii::make_lower(cookie.domain);
    // A leading dot says the same as TRUE in the second field.
    cookie.subdomains = fields[1] == "TRUE" || cookie.domain.starts_with('.');
    if (cookie.domain.starts_with('.')) cookie.domain.erase(0, 1);
    cookie.path = fields[2];
    cookie.secure = fields[3] == "TRUE";
    cookie.name = fields[5];
    cookie.value = fields[6];
    file.cookies_.push_back(std::move(cookie));
  }
  std::stable_sort(file.cookies_.begin(), file.cookies_.end(),
                   [](const Line& a, const Line& b) { return a.path.size() > b.path.size(); });
  return file;
}

bool CookieFile::is_for(std::string_view host, const Line& cookie) {
  return cookie.subdomains ? domain_matches(host, cookie.domain) : host == cookie.domain;
}

void CookieFile::take_precedence(CookieJar& jar) const {
  for (const Line& cookie : cookies_) jar.forget(cookie.name, cookie.domain, cookie.path);
}

std::string CookieFile::header_for(bool is_https, std::string_view host, std::string_view path,
                                   int64_t now, CookieJar* jar) const {
  std::string header;
  for (const Line& cookie : cookies_) {
    if ((cookie.secure && !is_https) || (cookie.expires != 0 && cookie.expires <= now) ||
        !is_for(host, cookie) || !path_matches(path, cookie.path))
      continue;
    if (jar != nullptr && jar->has(cookie.name, cookie.domain, cookie.path)) continue;
    if (!header.empty()) header += "; ";
    header.append(cookie.name).append("=").append(cookie.value);
  }
  return header;
}

}  // namespace crawler
