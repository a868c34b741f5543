#include "explore/export/http_message.h"

#include <fmt/format.h>

#include <algorithm>

#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "parser/url/url.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

// "HTTP/1.1 200 OK": with a version that HTTP/1 readers know, and three digits.
std::string status_line(const ReceivedHead& received) {
  std::string line = one_line(received.status_line);
  const auto is_digit_at = [&](std::size_t at) {
    return at < line.size() && ascii::is_digit(line[at]);
  };
  const bool is_one = line.starts_with("HTTP/1.") && is_digit_at(7) && line.size() > 8 &&
                      line[8] == ' ' && is_digit_at(9) && is_digit_at(10) && is_digit_at(11) &&
                      (line.size() == 12 || line[12] == ' ');
  if (is_one) return line;
  return fmt::format("HTTP/1.1 {:03} ", std::clamp(received.status, 0, 999));
}

// Spaces around it would fold it into the line before, or hide it from readers.
std::string field_name(std::string_view stored) {
  const std::string line = one_line(ground::bytes_of_characters(stored));
  return std::string(ascii::trim(line));
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  return line;
}

std::string response_head(const ReceivedHead& received, uint64_t body_size) {
  const std::string length = std::to_string(body_size);
  std::string head = status_line(received) + "\r\n";
  bool is_changed = false;
  bool has_length = false;
  for (const auto& [stored_name, stored_value] : received.headers) {
    const std::string name = field_name(stored_name);
    if (name.empty()) continue;
    const std::string value = one_line(ground::bytes_of_characters(stored_value));
    bool is_original =
        ascii::equals(name, "content-encoding") || ascii::equals(name, "transfer-encoding");
    if (ascii::equals(name, "content-length")) {
      is_original = has_length || ascii::trim(value) != length;
      has_length = has_length || !is_original;
    }
    is_changed = is_changed || is_original;
    head += fmt::format("{}{}: {}\r\n", is_original ? "X-Orig-" : "", name, value);
  }
  if (is_changed && !has_length) head += fmt::format("Content-Length: {}\r\n", length);
  return head + "\r\n";
}

bool announces_body(const HeaderLines& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& field) {
    const auto& [name, value] = field;
    if (ascii::equals(name, "content-length")) return ascii::trim(value) != "0";
    return ascii::equals(name, "content-encoding") || ascii::equals(name, "transfer-encoding");
  });
}

std::string request_head(std::string_view url, std::string_view user_agent) {
  parser::Url parsed;
  if (parsed.assign(url) != parser::UrlStatus::kOk) return "";
  const std::string_view origin = parsed.origin();
  std::string head = fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n", parsed.path_and_query(),
                                 origin.substr(origin.find("//") + 2));
  if (!user_agent.empty()) head += fmt::format("User-Agent: {}\r\n", one_line(user_agent));
  return head + "\r\n";
}

}  // namespace explore
