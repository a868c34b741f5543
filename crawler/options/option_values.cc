// Values are read by hand and not by the option parser's conversions, because the same reader
// serves the command line and the config file, and because a message has to name the value, the
// accepted range and the remedy. Nothing depends on the locale. A value is quoted and made safe for
// the terminal before it is repeated; secrets are never repeated.
#include "crawler/options/option_values.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "ground/ascii.h"
#include "ground/number.h"
#include "terminal/terminal_text.h"

namespace crawler {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMaxQuotedColumns = 80;
constexpr std::string_view kBlanks = " \t";

// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return ascii::is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

std::string size_text(uint64_t bytes) {
  constexpr std::array<char, 3> kSuffixes{'G', 'M', 'K'};
  int shift = 30;
  for (const char suffix : kSuffixes) {
    if (bytes != 0 && bytes % (uint64_t{1} << shift) == 0)
      return fmt::format("{}{}", bytes >> shift, suffix);
    shift -= 10;
  }
  return std::to_string(bytes);
}

std::string seconds_text(std::chrono::milliseconds time) {
  return fmt::format("{:g}", static_cast<double>(time.count()) / 1000.0);
}

// The number of milliseconds of the unit that ends `text`, which is cut off; seconds without one.
double cut_time_unit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  constexpr std::array<Unit, 5> kUnits{
      {{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}}};
  for (const Unit& unit : kUnits)
    if (text.ends_with(unit.name)) {
      text.remove_suffix(unit.name.size());
      return unit.milliseconds;
    }
  return 1e3;
}

bool is_decimal(std::string_view text) {
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  return ascii::is_digits(whole) && ascii::is_digits(rest);
}

}  // namespace

std::string in_quotes(std::string_view value) {
  return '"' + terminal::safe_text(value, kMaxQuotedColumns) + '"';
}

Read<uint64_t> read_count(std::string_view value, uint64_t min, uint64_t max,
                          std::string_view unit) {
  const auto number = ground::number_of<uint64_t>(value);
  if (number && *number >= min && *number <= max) return *number;
  const std::string of = unit.empty() ? "" : fmt::format(" of {}", unit);
  if (max == UINT64_MAX)
    return BadValue{
        fmt::format("{} is not a whole number{} from {} up", in_quotes(value), of, min)};
  return BadValue{
      fmt::format("{} is not a whole number{} from {} to {}", in_quotes(value), of, min, max)};
}

Read<uint64_t> read_size(std::string_view value, uint64_t min, uint64_t max) {
  std::string_view number = value;
  int shift = 0;
  if (!number.empty()) {
    const auto suffix = std::string_view("kmg").find(ascii::lower(number.back()));
    if (suffix != std::string_view::npos) {
      shift = 10 * (static_cast<int>(suffix) + 1);
      number.remove_suffix(1);
    }
  }
  const auto found = ground::number_of<uint64_t>(number);
  if (found && *found <= (UINT64_MAX >> shift)) {
    const uint64_t bytes = *found << shift;
    if (bytes >= min && bytes <= max) return bytes;
  }
  return BadValue{
      fmt::format("{} is not a number of bytes from {} to {} (K, M and G may follow the number)",
                  in_quotes(value), size_text(min), size_text(max))};
}

Read<std::chrono::milliseconds> read_seconds(std::string_view value, std::chrono::milliseconds min,
                                             std::chrono::milliseconds max) {
  std::string_view number = value;
  const double unit = cut_time_unit(number);
  double found = 0;
  // Digits are checked first: from_chars would also take "inf", "nan" and exponents.
  if (is_decimal(number) &&
      std::from_chars(number.data(), number.data() + number.size(), found).ec == std::errc{}) {
    const double milliseconds = std::round(found * unit);
    if (milliseconds >= static_cast<double>(min.count()) &&
        milliseconds <= static_cast<double>(max.count()))
      return std::chrono::milliseconds(static_cast<int64_t>(milliseconds));
  }
  return BadValue{
      fmt::format("{} is not a number of seconds from {} to {} (ms, s, m, h or d may follow it)",
                  in_quotes(value), seconds_text(min), seconds_text(max))};
}

Read<std::size_t> read_word(std::string_view value, std::span<const std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  return BadValue{fmt::format("{} is not one of {}", in_quotes(value),
                              fmt::join(words.begin(), words.end(), ", "))};
}

Read<std::vector<std::string>> read_types(std::string_view value) {
  std::vector<std::string> types;
  std::string_view rest = value;
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view type = ascii::trim(rest.substr(0, comma), kBlanks);
    const auto slash = type.find('/');
    if (slash == std::string_view::npos || !is_token(type.substr(0, slash)) ||
        !is_token(type.substr(slash + 1)) || type.find('*') != std::string_view::npos)
      return BadValue{fmt::format("{} is not a media type like text/html (several: with commas)",
                                  in_quotes(type))};
    std::string name = ascii::lowered(type);
    if (std::find(types.begin(), types.end(), name) == types.end())
      types.push_back(std::move(name));
    if (comma == std::string_view::npos) return types;
    rest.remove_prefix(comma + 1);
  }
}

Read<std::string> read_proxy(std::string_view value) {
  constexpr std::array<std::string_view, 6> kSchemes{"http",    "https",  "socks4",
                                                     "socks4a", "socks5", "socks5h"};
  // Never shown as given: a password may stand in it.
  const BadValue bad{"not a proxy like http://host:3128 or socks5h://user:password@host:1080"};
  const auto mark = value.find("://");
  const std::string scheme =
      mark == std::string_view::npos ? "http" : ascii::lowered(value.substr(0, mark));
  if (std::find(kSchemes.begin(), kSchemes.end(), scheme) == kSchemes.end())
    return BadValue{
        fmt::format("{} is not one of {}", in_quotes(scheme), fmt::join(kSchemes, ", "))};
  std::string_view rest = mark == std::string_view::npos ? value : value.substr(mark + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::string address = fmt::format("{}://{}", scheme, rest);
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos) rest.remove_prefix(at + 1);
  const bool is_v6 = rest.starts_with('[');
  const auto host_end = is_v6 ? rest.find(']') : rest.find(':');
  if (is_v6 && host_end == std::string_view::npos) return bad;
  const std::string_view host = rest.substr(0, host_end);
  std::string_view port =
      host_end == std::string_view::npos ? std::string_view{} : rest.substr(host_end + is_v6);
  if (!port.empty()) {
    if (!port.starts_with(':')) return bad;
    const auto number = ground::number_of<uint64_t>(port.substr(1));
    if (!number || *number == 0 || *number > 65535) return bad;
  }
  const auto is_odd = [](char c) {
    return ascii::is_control(c) || c == ' ' || c == '/' || c == '@';
  };
  if (host.empty() || std::any_of(host.begin(), host.end(), is_odd) ||
      std::any_of(address.begin(), address.end(), ascii::is_control))
    return bad;
  return address;
}

std::string check_pattern(const std::string& value) {
  const RE2 pattern(value, RE2::Quiet);
  if (pattern.ok()) return "";
  return fmt::format("{} is not a regular expression in RE2 syntax: {}", in_quotes(value),
                     terminal::safe_text(pattern.error(), kMaxQuotedColumns));
}

bool may_be_secret(std::string_view header) {
  constexpr std::array<std::string_view, 5> kHarmless{"accept", "accept-encoding",
                                                      "accept-language", "from", "referer"};
  const std::string name = ascii::lowered(header.substr(0, header.find(':')));
  return std::find(kHarmless.begin(), kHarmless.end(), name) == kHarmless.end();
}

std::string check_header(std::string_view value) {
  const auto colon = value.find(':');
  const std::string_view name = value.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name))
    return fmt::format("{} is not a header like \"Name: value\"", in_quotes(name));
  const std::string_view content = ascii::trim(value.substr(colon + 1), kBlanks);
  if (content.empty()) return fmt::format("{} has no value", in_quotes(name));
  if (std::any_of(content.begin(), content.end(),
                  [](char c) { return ascii::is_control(c) && c != '\t'; }))
    return fmt::format("the value of {} has a line break or another control character",
                       in_quotes(name));
  const std::string known = ascii::lowered(name);
  if (known == "user-agent") return "User-Agent is set with --user-agent";
  constexpr std::array<std::string_view, 4> kOwn{"host", "connection", "content-length",
                                                 "transfer-encoding"};
  if (std::find(kOwn.begin(), kOwn.end(), known) != kOwn.end())
    return fmt::format("{} differs from request to request and can't be set", in_quotes(name));
  return "";
}

std::string check_user_agent(std::string_view value) {
  if (std::any_of(value.begin(), value.end(), ascii::is_control))
    return fmt::format("{} has a control character", in_quotes(value));
  // RFC 9309 2.2.1: without a product token no group of a robots.txt can mean us.
  if (value.empty() || !(ascii::is_alpha(value[0]) || value[0] == '_' || value[0] == '-'))
    return fmt::format("{} does not begin with a name like mybot/1.0, to which robots.txt speaks",
                       in_quotes(value));
  return "";
}

std::string check_auth(std::string_view value) {
  if (value.find(':') == std::string_view::npos || value.starts_with(':'))
    return "not of the form USER:PASSWORD";
  if (std::any_of(value.begin(), value.end(), ascii::is_control)) return "has a control character";
  return "";
}

std::string check_readable(const std::string& path) {
  std::string wrong = check_file_name(path);
  if (!wrong.empty()) return wrong;
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fmt::format("{} is a directory, a file is wanted", in_quotes(path));
  errno = 0;
  const std::ifstream file(path);
  if (file) return "";
  return fmt::format("can't read {}: {}", in_quotes(path),
                     std::error_code(errno, std::generic_category()).message());
}

std::string check_file_name(const std::string& path) {
  if (path.empty()) return "an empty name; give the name of a file";
  if (path.find('\0') != std::string::npos) return "a NUL byte in the name of a file";
  return "";
}

}  // namespace crawler
