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
#include <limits>
#include <optional>
#include <utility>

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

struct Unit {
  std::string_view name;
  double factor;
};

// From the largest to the smallest, in which order the parts of a duration stand.
constexpr std::array<Unit, 8> kTimeUnits{{{"w", 7 * 86400e3},
                                          {"d", 86400e3},
                                          {"h", 3600e3},
                                          {"min", 60e3},
                                          {"m", 60e3},
                                          {"sec", 1e3},
                                          {"s", 1e3},
                                          {"ms", 1}}};

// "366d", "1ms": as an option takes it, in the largest unit of which it is a whole number.
std::string limit_text(std::chrono::milliseconds time) {
  constexpr std::array<std::pair<std::string_view, int64_t>, 5> kUnits{
      {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
  for (const auto& [name, size] : kUnits)
    if (time.count() != 0 && time.count() % size == 0)
      return fmt::format("{}{}", time.count() / size, name);
  return "0";
}

// The letters after the last digit may be "k", "KB", "KiB", "b" and the like, of any case.
std::optional<double> size_factor(std::string_view letters) {
  std::string unit = ascii::lowered(letters);
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.size() == 2 && unit[1] == 'i') unit.pop_back();
  if (unit.empty()) return 1.0;
  const auto power = std::string_view("kmg").find(unit);
  if (unit.size() != 1 || power == std::string_view::npos) return std::nullopt;
  return static_cast<double>(uint64_t{1} << (10 * (power + 1)));
}

// Digits, which may have a point and more digits behind them. from_chars alone would also take
// "inf", "nan" and exponents.
std::optional<double> decimal(std::string_view text) {
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  double found = 0;
  if (!ascii::is_digits(whole) || !ascii::is_digits(rest) ||
      std::from_chars(text.data(), text.data() + text.size(), found).ec != std::errc{})
    return std::nullopt;
  return found;
}

// "1d12h", "1.5s", "90": parts from the largest unit to the smallest, of which the last may have
// decimals; a number alone is of `unit` milliseconds.
std::optional<double> milliseconds_of(std::string_view text, double unit) {
  if (const auto bare = decimal(text)) return *bare * unit;
  double sum = 0;
  double last = std::numeric_limits<double>::infinity();
  while (!text.empty()) {
    const std::size_t size = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = decimal(text.substr(0, size));
    text.remove_prefix(size);
    const std::string_view name = text.substr(0, text.find_first_of("0123456789."));
    const auto* const found = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                           [&](const Unit& each) { return each.name == name; });
    text.remove_prefix(name.size());
    if (!number || found == kTimeUnits.end() || found->factor >= last) return std::nullopt;
    if (!text.empty() && *number != std::floor(*number)) return std::nullopt;
    last = found->factor;
    sum += *number * found->factor;
  }
  return std::isinf(last) ? std::nullopt : std::optional(sum);
}

}  // namespace

std::string in_quotes(std::string_view value) {
  return '"' + terminal::safe_text(value, kMaxQuotedColumns) + '"';
}

Read<uint64_t> read_count(std::string_view value, uint64_t min, uint64_t max) {
  const auto number = ground::number_of<uint64_t>(value);
  if (number && *number >= min && *number <= max) return *number;
  if (max == UINT64_MAX)
    return BadValue{fmt::format("{} is not a whole number from {} up", in_quotes(value), min)};
  return BadValue{
      fmt::format("{} is not a whole number from {} to {}", in_quotes(value), min, max)};
}

Read<uint64_t> read_size(std::string_view value, uint64_t min, uint64_t max) {
  std::string_view number = value.substr(0, value.find_last_of("0123456789") + 1);
  const auto factor = size_factor(ascii::trim(value.substr(number.size()), kBlanks));
  if (const auto whole = ground::number_of<uint64_t>(number); whole && factor == 1.0) {
    if (*whole >= min && *whole <= max) return *whole;
  } else if (const auto found = decimal(number); found && factor) {
    const double bytes = std::round(*found * *factor);
    if (bytes >= static_cast<double>(min) && bytes <= static_cast<double>(max))
      return static_cast<uint64_t>(bytes);
  }
  return BadValue{
      fmt::format("{} is not a number of bytes from {} to {} (K, M and G may follow the number)",
                  in_quotes(value), size_text(min), size_text(max))};
}

Read<std::chrono::milliseconds> read_seconds(std::string_view value, std::chrono::milliseconds min,
                                             std::chrono::milliseconds max) {
  if (const auto found = milliseconds_of(value, 1e3)) {
    const double milliseconds = std::round(*found);
    if (milliseconds >= static_cast<double>(min.count()) &&
        milliseconds <= static_cast<double>(max.count()))
      return std::chrono::milliseconds(static_cast<int64_t>(milliseconds));
  }
  return BadValue{fmt::format(
      "{} is not a number of seconds from {} to {}, such as 90, 1.5, 250ms, 5m or 1d12h",
      in_quotes(value), limit_text(min), limit_text(max))};
}

Read<std::chrono::milliseconds> read_milliseconds(std::string_view value,
                                                  std::chrono::milliseconds max) {
  // Whoever writes "1.5" alone has seconds in mind, as other programs do.
  const bool is_doubtful = decimal(value) && !ascii::is_digits(value);
  if (const auto found = milliseconds_of(value, 1); found && !is_doubtful) {
    const double milliseconds = std::round(*found);
    if (milliseconds <= static_cast<double>(max.count()))
      return std::chrono::milliseconds(static_cast<int64_t>(milliseconds));
  }
  if (is_doubtful)
    return BadValue{fmt::format("{} is not a whole number of milliseconds; did you mean {}s?",
                                in_quotes(value), terminal::safe_text(value, kMaxQuotedColumns))};
  return BadValue{
      fmt::format("{} is not a number of milliseconds from 0 to {}, such as 250, 1.5s or 2m",
                  in_quotes(value), limit_text(max))};
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

Read<std::vector<bool>> read_words(std::string_view value,
                                   std::span<const std::string_view> words) {
  std::vector<bool> chosen(words.size(), value == "all");
  if (value == "all" || value == "none") return chosen;
  for (std::string_view rest = value;;) {
    const auto comma = rest.find(',');
    const std::string_view word = ascii::trim(rest.substr(0, comma), kBlanks);
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
      return BadValue{fmt::format("{} is not one of {}, all, none (several: with commas)",
                                  in_quotes(word), fmt::join(words, ", "))};
    chosen[static_cast<std::size_t>(found - words.begin())] = true;
    if (comma == std::string_view::npos) return chosen;
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
  if (host.find_first_not_of('.') == std::string_view::npos ||
      std::any_of(host.begin(), host.end(), is_odd) ||
      std::any_of(address.begin(), address.end(), ascii::is_control))
    return bad;
  return address;
}

std::string check_pattern(const std::string& value) {
  if (value.empty()) return "an empty expression, which is in every URL; give one like /private/";
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
