// The standard describes a state machine with one character per step and buffers between the
// states. Here each state is a function that takes a whole part at once and appends it to the
// result, which gives the same URL in a single pass. Where the code looks odd, the standard is odd:
// comments name the state.
#include "parser/url/url_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/encoding/encoder.h"
#include "parser/url/host.h"
#include "parser/url/url_bytes.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using url_bytes::append_encoded;
using url_bytes::is_slash;

constexpr uint16_t default_port(bool https) { return https ? 443 : 80; }

constexpr bool is_tab_or_newline(char c) { return c == '\t' || c == '\n' || c == '\r'; }

// What the standard does to its input before the state machine: decoded as UTF-8, control
// characters and spaces around it dropped, tabs and newlines within. Only the few inputs that this
// changes inside are copied into `storage`.
std::string_view cleaned(std::string_view input, std::string& storage) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!input.empty() && blank(input.front())) input.remove_prefix(1);
  while (!input.empty() && blank(input.back())) input.remove_suffix(1);
  unsigned seen = 0;
  for (const char c : input) seen |= url_bytes::classes_of(c);
  if ((seen & url_bytes::kNotVerbatim) == 0) return input;
  const std::string_view valid = ground::repaired_utf8(input, storage);
  if (valid.data() == input.data()) {
    if (std::none_of(input.begin(), input.end(), is_tab_or_newline)) return input;
    storage = input;
  }
  std::erase_if(storage, is_tab_or_newline);
  return storage;
}

// The scheme that `input` begins with, without its colon; "" if it begins with none.
std::string_view scheme_of(std::string_view input) {
  if (input.empty() || !ascii::is_alpha(input[0])) return {};
  for (std::size_t i = 1; i < input.size(); ++i) {
    const char c = input[i];
    if (c == ':') return input.substr(0, i);
    if (!ascii::is_alpha(c) && !ascii::is_digit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

// 1 for ".", 2 for "..", each dot also as "%2e"; 0 for any other segment.
int dots_of(std::string_view segment) {
  int count = 0;
  while (!segment.empty()) {
    if (segment[0] == '.')
      segment.remove_prefix(1);
    else if (ascii::starts_with(segment, "%2e"))
      segment.remove_prefix(3);
    else
      return 0;
    if (++count > 2) return 0;
  }
  return count;
}

// Appends the path at the front of `input`, as "/segment/segment", to the one that begins at
// `begin` in `out`; so ".." is a truncation. Gives what follows the path.
std::string_view append_path(std::string_view input, std::size_t begin, std::string& out) {
  while (true) {
    std::size_t size = 0;
    unsigned seen = 0;
    for (; size < input.size(); ++size) {
      const unsigned classes = url_bytes::classes_of(input[size]);
      if ((classes & url_bytes::kSegmentEnd) != 0) break;
      seen |= classes;
    }
    const std::string_view segment = input.substr(0, size);
    input.remove_prefix(size);
    const bool last = input.empty() || !is_slash(input[0]);
    const int dots = dots_of(segment);
    if (dots == 0) {
      out += '/';
      if ((seen & url_bytes::kPathSet) != 0)
        append_encoded(segment, url_bytes::kPathSet, out);
      else
        out += segment;
    } else {
      if (dots == 2 && out.size() > begin) out.resize(out.rfind('/'));
      if (last) out += '/';
    }
    if (last) return input;
    input.remove_prefix(1);
  }
}

// "Percent-encode after encoding". What `encoding` lacks is written as a reference, which a server
// can't tell from one that was typed.
void append_query(std::string_view query, Encoding encoding, std::string& out) {
  // ISO-2022-JP has bytes of ASCII that mean something else.
  const bool is_as_written =
      encoding == Encoding::kUtf8 || (encoding != Encoding::kIso2022Jp && ground::is_ascii(query));
  if (is_as_written) return append_encoded(query, url_bytes::kQuerySet, out);
  Encoder encoder(encoding);
  std::string bytes;
  for (bool is_whole = false; !is_whole;) {
    bytes.clear();
    const auto missing = encoder.encode(query, bytes);
    append_encoded(bytes, url_bytes::kQuerySet, out);
    is_whole = !missing;
    if (missing)
      out.append("%26%23").append(std::to_string(static_cast<uint32_t>(*missing))).append("%3B");
  }
}

}  // namespace

UrlParser::UrlParser(Url& url, const Url* base)
    : url_(url), base_(base && !base->empty() ? base : nullptr), out_(url.href_) {}

UrlStatus UrlParser::parse(std::string_view raw) {
  // Positions are 32 bits, an escape triples a byte, and U+FFFD for a bad byte is three more.
  constexpr std::size_t kMaxInput = std::numeric_limits<uint32_t>::max() / 16;
  if (raw.size() > kMaxInput || (base_ && base_->href_.size() > 8 * kMaxInput))
    return UrlStatus::kInvalid;
  std::string storage;
  std::string_view input = cleaned(raw, storage);
  out_.clear();
  out_.reserve(input.size() + (base_ ? base_->href_.size() : 1));

  const std::string_view scheme = scheme_of(input);
  if (scheme.empty()) return base_ ? relative(input) : UrlStatus::kInvalid;
  const bool https = ascii::equals(scheme, "https");
  if (!https && !ascii::equals(scheme, "http")) return UrlStatus::kScheme;
  const bool same = base_ && base_->scheme().size() == scheme.size();
  input.remove_prefix(scheme.size() + 1);
  // "https:page.html" is relative to a base of its own scheme: the standard's "special relative or
  // authority state".
  return same ? relative(input) : after_scheme(input, https);
}

UrlStatus UrlParser::after_scheme(std::string_view input, bool https) {
  out_ = https ? "https://" : "http://";
  while (!input.empty() && is_slash(input[0])) input.remove_prefix(1);
  std::size_t end = 0;
  while (end < input.size() && !url_bytes::is(input[end], url_bytes::kSegmentEnd)) ++end;
  if (!authority(input.substr(0, end), https)) return UrlStatus::kInvalid;
  input.remove_prefix(end);
  url_.path_begin_ = written();
  if (!input.empty() && is_slash(input[0])) input.remove_prefix(1);
  path_query_fragment(input);
  return UrlStatus::kOk;
}

UrlStatus UrlParser::relative(std::string_view input) {
  if (input.size() >= 2 && is_slash(input[0]) && is_slash(input[1]))
    return after_scheme(input, base_->scheme() == "https");
  take_origin_of_base();
  const std::string_view path = base_->path();
  if (input.empty() || input[0] == '#') {
    out_ += path;
    if (base_->has_query()) {
      url_.query_begin_ = written();
      out_ += '?';
      out_ += base_->query();
    }
    query_fragment(input);
  } else if (input[0] == '?') {
    out_ += path;
    query_fragment(input);
  } else if (is_slash(input[0])) {
    path_query_fragment(input.substr(1));
  } else {
    out_ += path.substr(0, path.rfind('/'));
    path_query_fragment(input);
  }
  return UrlStatus::kOk;
}

void UrlParser::take_origin_of_base() {
  out_.assign(base_->href_, 0, base_->path_begin_);
  url_.username_end_ = base_->username_end_;
  url_.host_begin_ = base_->host_begin_;
  url_.host_end_ = base_->host_end_;
  url_.path_begin_ = base_->path_begin_;
  url_.port_ = base_->port_;
}

bool UrlParser::authority(std::string_view text, bool https) {
  url_.username_end_ = written();
  if (const std::size_t sign = text.rfind('@'); sign != std::string_view::npos) {
    credentials(text.substr(0, sign));
    text.remove_prefix(sign + 1);
  }
  url_.host_begin_ = written();
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = text.substr(0, colon);
  if (host.empty() || !append_host(host, out_)) return false;
  url_.host_end_ = written();
  return port(colon == std::string_view::npos ? "" : text.substr(colon + 1), https);
}

void UrlParser::credentials(std::string_view text) {
  if (text.empty() || text == ":") return;
  const std::size_t colon = std::min(text.find(':'), text.size());
  append_encoded(text.substr(0, colon), url_bytes::kUserinfoSet, out_);
  url_.username_end_ = written();
  if (colon + 1 < text.size()) {
    out_ += ':';
    append_encoded(text.substr(colon + 1), url_bytes::kUserinfoSet, out_);
  }
  out_ += '@';
}

bool UrlParser::port(std::string_view text, bool https) {
  url_.port_ = default_port(https);
  if (text.empty()) return true;
  uint32_t value = 0;
  for (const char c : text) {
    if (!ascii::is_digit(c)) return false;
    value = value * 10 + static_cast<uint32_t>(c - '0');
    if (value > std::numeric_limits<uint16_t>::max()) return false;
  }
  url_.port_ = static_cast<uint16_t>(value);
  if (url_.port_ == default_port(https)) return true;
  std::array<char, 5> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_ += ':';
  out_.append(digits.data(), end);
  return true;
}

// `input` begins after the slash of its first segment.
void UrlParser::path_query_fragment(std::string_view input) {
  query_fragment(append_path(input, url_.path_begin_, out_));
}

void UrlParser::query_fragment(std::string_view input) {
  if (input.starts_with('?')) {
    const std::size_t end = std::min(input.find('#'), input.size());
    url_.query_begin_ = written();
    out_ += '?';
    append_query(input.substr(1, end - 1), url_.query_encoding_, out_);
    input.remove_prefix(end);
  }
  if (input.starts_with('#')) {
    url_.fragment_begin_ = written();
    out_ += '#';
    append_encoded(input.substr(1), url_bytes::kFragmentSet, out_);
  }
}

}  // namespace parser
