#include "crawler/options/host_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "crawler/options/option_values.h"
#include "ground/ascii.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;

constexpr std::size_t kMostSecretBytes = 64u << 10;
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr uint64_t kMostSlots = 10'000;
constexpr std::chrono::milliseconds kLongestDelay{86'400'000};

template <typename T>
std::string take(std::optional<T>& member, Read<uint64_t> read) {
  if (const auto* bad = std::get_if<BadValue>(&read)) return bad->words;
  member = static_cast<T>(std::get<uint64_t>(read));
  return "";
}

std::string take_delay(HostSettings& host, const std::string& text) {
  auto read = read_milliseconds(text, kLongestDelay);
  if (const auto* bad = std::get_if<BadValue>(&read)) return bad->words;
  host.delay = std::get<std::chrono::milliseconds>(read);
  return "";
}

// Of what may be a secret the words don't repeat the value.
std::string take_header(HostSettings& host, const std::string& line) {
  if (!check_header(line).empty())
    return "has a value that is no header: \"Name: value\" is wanted";
  host.headers.push_back(line);
  return "";
}

std::string take_cookie(HostSettings& host, const std::string& pair) {
  const auto equals = pair.find('=');
  const bool is_good = equals != std::string::npos && equals > 0 &&
                       std::none_of(pair.begin(), pair.end(), [](char c) {
                         return c == ';' || c == ' ' || c == ',' || ascii::is_control(c);
                       });
  if (!is_good) return "has a value that is no cookie: name=value is wanted";
  host.cookies.push_back(pair);
  return "";
}

std::string take_pattern(std::vector<std::string>& patterns, const std::string& pattern) {
  std::string wrong = check_pattern(pattern);
  if (wrong.empty()) patterns.push_back(pattern);
  return wrong;
}

// Options of a host that are one value.
std::string take_one(HostSettings& host, std::string_view key, const std::string& text) {
  if (key == "delay") return take_delay(host, text);
  if (key == "slots") return take(host.slots, read_count(text, 1, kMostSlots));
  if (key == "max-pages") return take(host.max_pages, read_count(text, 0, UINT64_MAX));
  if (!check_auth(text).empty()) return "has no USER:PASSWORD";
  host.auth = text;
  return "";
}

}  // namespace

std::string set_host_value(HostSettings& host, std::string_view key, const SectionValue& value) {
  constexpr std::array<std::string_view, 4> kOne{"delay", "slots", "max-pages", "auth"};
  if (std::find(kOne.begin(), kOne.end(), key) != kOne.end()) {
    if (value.is_array) return "takes one value, not an array";
    return take_one(host, key, value.texts.front());
  }
  for (const std::string& text : value.texts) {
    std::string wrong;
    if (key == "headers")
      wrong = take_header(host, text);
    else if (key == "cookies")
      wrong = take_cookie(host, text);
    else if (key == "include")
      wrong = take_pattern(host.include, text);
    else if (key == "exclude")
      wrong = take_pattern(host.exclude, text);
    else
      wrong =
          "is unknown; a host has delay, slots, max-pages, include, exclude, headers, cookies, "
          "auth";
    if (!wrong.empty()) return wrong;
  }
  return "";
}

std::string set_host_pattern(HostSettings& host, std::string_view written) {
  constexpr std::string_view kRemedy =
      "a host is a name as \"example.com\", \"*.example.com\" or \"localhost:8080\"";
  if (written.empty() || written.find_first_of("/@#% \t") != std::string_view::npos)
    return std::string(kRemedy);
  if (written.find_first_of("*?") != std::string_view::npos) {
    host.pattern.clear();
    for (const char c : written) host.pattern.push_back(ascii::lower(c));
    return "";
  }
  parser::Url url;
  if (url.assign(fmt::format("http://{}", written)) != parser::UrlStatus::kOk)
    return std::string(kRemedy);
  const bool has_port = written.back() != ']' && written.rfind(':') != std::string_view::npos;
  host.pattern = url.host();
  if (has_port) host.pattern += fmt::format(":{}", url.port());
  return "";
}

Secret secret_of_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr)
    return {"", fmt::format("the environment has no variable {}", in_quotes(name))};
  return {std::string(ascii::trim(value, kWhiteSpace)), ""};
}

Secret secret_of_file(const std::string& path) {
  std::string problem = check_readable(path);
  std::ifstream file(path, std::ios::binary);
  if (problem.empty() && !file) problem = fmt::format("can't read {}", in_quotes(path));
  if (!problem.empty()) return {"", std::move(problem)};
  std::string text(kMostSecretBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostSecretBytes)
    return {"", fmt::format("{} has more than {} KB", in_quotes(path), kMostSecretBytes >> 10)};
  return {std::string(ascii::trim(text, kWhiteSpace)), ""};
}

}  // namespace crawler
