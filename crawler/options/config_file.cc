// Ours and not CLI11's: that of Debian 12 cuts quoted strings at '#' and does not count lines.
#include "crawler/options/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>

#include "crawler/options/option_values.h"

namespace crawler {
namespace {

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

void append_utf8(std::string& out, uint32_t code) {
  const auto add = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

// Reads the document from left to right. Every function that returns false has set error_.
class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : text_(text), name_(name) {
    if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  }

  ConfigFile read() {
    while (error_.empty() && skip_blank_lines()) {
      ConfigEntry entry;
      entry.line = line_;
      if (!read_key(entry.key) || !read_value(entry) || !end_line()) break;
      const auto same = [&](const ConfigEntry& other) { return other.key == entry.key; };
      if (std::any_of(file_.entries.begin(), file_.entries.end(), same)) {
        fail(fmt::format("{} is given twice", entry.key));
        break;
      }
      file_.entries.push_back(std::move(entry));
    }
    file_.error = std::move(error_);
    return std::move(file_);
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[position_]; }
  bool at_newline() const { return peek() == '\n' || text_.substr(position_, 2) == "\r\n"; }

  bool fail(std::string words) {
    error_ = fmt::format("{}:{}: {}", name_, line_, words);
    return false;
  }

  void skip_spaces() {
    while (!at_end() && (peek() == ' ' || peek() == '\t')) ++position_;
  }

  void skip_comment() {
    if (peek() != '#') return;
    while (!at_end() && peek() != '\n') ++position_;
  }

  // To the next thing that is no space, comment or end of line; false at the end of the text.
  bool skip_blank_lines() {
    while (true) {
      skip_spaces();
      skip_comment();
      if (at_end()) return false;
      if (!at_newline()) return true;
      position_ += peek() == '\r' ? 2 : 1;
      ++line_;
    }
  }

  bool end_line() {
    skip_spaces();
    skip_comment();
    if (at_end() || at_newline()) return true;
    return fail(fmt::format("{} after the value", in_quotes(rest_of_line())));
  }

  std::string_view rest_of_line() const {
    const std::string_view rest = text_.substr(position_);
    return rest.substr(0, rest.find_first_of("\r\n"));
  }

  bool read_key(std::string& key) {
    if (peek() == '[') return fail("no [tables] are known here, write each option as name = value");
    if (peek() == '"' || peek() == '\'') {
      if (!read_string(key)) return false;
    } else {
      while (is_bare(peek())) key.push_back(text_[position_++]);
    }
    skip_spaces();
    if (key.empty() || peek() != '=')
      return fail(
          fmt::format("{} is not name = value", in_quotes(key + std::string(rest_of_line()))));
    ++position_;
    skip_spaces();
    return true;
  }

  bool read_value(ConfigEntry& entry) {
    if (peek() == '[') return read_array(entry);
    std::string value;
    bool is_boolean = false;
    if (!read_scalar(value, is_boolean)) return false;
    if (is_boolean) entry.kind = ConfigEntry::Kind::kBoolean;
    entry.values.push_back(std::move(value));
    return true;
  }

  bool read_array(ConfigEntry& entry) {
    entry.kind = ConfigEntry::Kind::kArray;
    ++position_;
    while (skip_blank_lines()) {
      if (peek() != ']') {
        std::string value;
        bool is_boolean = false;
        if (!read_scalar(value, is_boolean)) return false;
        entry.values.push_back(std::move(value));
        if (!skip_blank_lines()) break;
      }
      if (peek() == ',') {
        ++position_;
      } else if (peek() == ']') {
        ++position_;
        return true;
      } else {
        return fail(fmt::format("{} where , or ] is expected", in_quotes(rest_of_line())));
      }
    }
    return fail("an array without its ]");
  }

  bool read_scalar(std::string& value, bool& is_boolean) {
    if (peek() == '"' || peek() == '\'') return read_string(value);
    const std::size_t start = position_;
    while (is_bare(peek()) || peek() == '.' || peek() == '+') ++position_;
    const std::string_view word = text_.substr(start, position_ - start);
    is_boolean = word == "true" || word == "false";
    if (is_boolean) {
      value = word;
      return true;
    }
    const auto is_of_number = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; };
    const std::string_view digits =
        word.starts_with('-') || word.starts_with('+') ? word.substr(1) : word;
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_of_number)) {
      position_ = start;
      return fail(fmt::format("{} is no number, true or false; a string needs quotes",
                              in_quotes(rest_of_line())));
    }
    std::remove_copy(word.begin(), word.end(), std::back_inserter(value), '_');
    if (value.starts_with('+')) value.erase(0, 1);
    return true;
  }

  bool read_string(std::string& value) {
    const char quote = peek();
    if (text_.substr(position_, 3) == std::string(3, quote))
      return fail("strings over several lines are not read here");
    ++position_;
    while (!at_end() && !at_newline()) {
      const char c = text_[position_++];
      if (c == quote) return true;
      if (c == '\\' && quote == '"') {
        if (!read_escape(value)) return false;
      } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
        return fail("a control character in a string");
      } else {
        value.push_back(c);
      }
    }
    return fail("a string without its closing quote");
  }

  bool read_escape(std::string& value) {
    constexpr std::string_view kNames = "btnfr\"\\";
    constexpr std::string_view kMeanings = "\b\t\n\f\r\"\\";
    const char c = peek();
    const auto known = at_end() ? std::string_view::npos : kNames.find(c);
    if (known != std::string_view::npos) {
      ++position_;
      value.push_back(kMeanings[known]);
      return true;
    }
    if (c != 'u' && c != 'U')
      return fail("an unknown escape in a string; 'single quotes' keep backslashes as they are");
    ++position_;
    uint32_t code = 0;
    for (int left = c == 'u' ? 4 : 8; left > 0; --left, ++position_) {
      const auto digit = std::string_view("0123456789abcdefABCDEF").find(peek());
      if (at_end() || digit == std::string_view::npos) return fail("a bad \\u escape in a string");
      code = code << 4 | static_cast<uint32_t>(digit < 16 ? digit : digit - 6);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
      return fail("a \\u escape that names no character");
    append_utf8(value, code);
    return true;
  }

  std::string_view text_;
  std::string_view name_;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
  std::string error_;
  ConfigFile file_;
};

}  // namespace

ConfigFile parse_config(std::string_view text, std::string_view name) {
  return Reader(text, name).read();
}

ConfigFile read_config(const std::string& path) {
  std::string wrong = check_readable(path);
  std::ifstream file(path, std::ios::binary);
  if (wrong.empty() && !file) wrong = fmt::format("can't read {}", in_quotes(path));
  if (!wrong.empty()) return {{}, "--config: " + wrong};
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return parse_config(text, path);
}

}  // namespace crawler
