// The URL Standard's state machine for special schemes, written as one pass: scheme, authority,
// path, query, fragment, each appended to the serialisation as it is read. A path is kept as
// "/segment/segment", so that ".." is a truncation.
#include "parser/url.h"

#include <libpsl.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/host.h"

namespace parser {
namespace {

// What a byte is to the parser, one bit each; the encode sets are the standard's.
enum ByteClass : uint8_t {
  kPathSet = 1,   // to be percent-encoded in a path
  kQuerySet = 2,  // special-query percent-encode set
  kFragmentSet = 4,
  kUserinfoSet = 8,
  kUnreserved = 16,  // RFC 3986 2.3
  kHex = 32,
};

constexpr std::array<uint8_t, 256> kClass = [] {
  std::array<uint8_t, 256> table{};
  const auto mark = [&table](std::string_view bytes, unsigned bits) {
    for (const char c : bytes) table[static_cast<unsigned char>(c)] |= static_cast<uint8_t>(bits);
  };
  constexpr unsigned kAll = kPathSet | kQuerySet | kFragmentSet | kUserinfoSet;
  for (unsigned c = 0; c < 256; ++c)
    if (c < 0x20 || c > 0x7E) table[c] = kAll;
  mark(" \"<>", kAll);
  mark("#", kPathSet | kQuerySet | kUserinfoSet);
  mark("'", kQuerySet);
  mark("`", kPathSet | kFragmentSet | kUserinfoSet);
  mark("?{}^", kPathSet | kUserinfoSet);
  mark("/:;=@[\\]|", kUserinfoSet);
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", kUnreserved);
  mark("0123456789abcdefABCDEF", kHex);
  return table;
}();

constexpr bool is(char c, unsigned bits) {
  return (kClass[static_cast<unsigned char>(c)] & bits) != 0;
}
constexpr bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_slash(char c) { return c == '/' || c == '\\'; }

constexpr unsigned hex_value(char c) {
  return is_digit(c) ? static_cast<unsigned>(c - '0')
                     : static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

void append_escape(unsigned char byte, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out.push_back('%');
  out.push_back(kDigits[byte >> 4]);
  out.push_back(kDigits[byte & 15]);
}

// Runs of plain bytes are appended at once: most of most URLs is one run.
void append_encoded(std::string_view text, unsigned set, std::string& out) {
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is(text[i], set)) continue;
    out.append(text, run, i - run);
    append_escape(static_cast<unsigned char>(text[i]), out);
    run = i + 1;
  }
  out.append(text, run);
}

// How many bytes of well-formed UTF-8 begin `text`, 0 if its first byte begins none (Unicode table
// 3-7).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !tail(1)) return 0;
  if (first < 0xE0) return 2;
  const unsigned char second = byte(1);
  if (first < 0xF0) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return tail(2) ? 3 : 0;
  }
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return tail(2) && tail(3) ? 4 : 0;
}

// White space around the input dropped, tabs and newlines within; bytes that are no UTF-8 replaced.
std::string_view clean(std::string_view input, std::string& storage) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!input.empty() && blank(input.front())) input.remove_prefix(1);
  while (!input.empty() && blank(input.back())) input.remove_suffix(1);
  const bool plain = std::none_of(input.begin(), input.end(), [](char c) {
    return c == '\t' || c == '\n' || c == '\r' || static_cast<unsigned char>(c) >= 0x80;
  });
  if (plain) return input;
  storage.clear();
  while (!input.empty()) {
    const std::size_t length = utf8_length(input);
    if (length == 0)
      storage += "\xEF\xBF\xBD";
    else if (input[0] != '\t' && input[0] != '\n' && input[0] != '\r')
      storage.append(input, 0, length);
    input.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return storage;
}

// The scheme that `input` begins with, without its colon; "" if it begins with none.
std::string_view scheme_of(std::string_view input) {
  if (input.empty() || !is_alpha(input[0])) return {};
  for (std::size_t i = 1; i < input.size(); ++i) {
    if (input[i] == ':') return input.substr(0, i);
    if (!is_alpha(input[i]) && !is_digit(input[i]) && input[i] != '+' && input[i] != '-' &&
        input[i] != '.')
      return {};
  }
  return {};
}

bool equals_lower(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  });
}

// 1 for ".", 2 for "..", each dot also as %2e; 0 for any other segment.
int dots(std::string_view segment) {
  int count = 0;
  while (!segment.empty()) {
    if (segment[0] == '.')
      segment.remove_prefix(1);
    else if (segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' &&
             (segment[2] | 0x20) == 'e')
      segment.remove_prefix(3);
    else
      return 0;
    if (++count > 2) return 0;
  }
  return count;
}

// Appends "/segment", dot segments resolved, to the path that begins at `begin` in `out`.
void append_segment(std::string_view segment, bool last, std::size_t begin, std::string& out) {
  const int count = dots(segment);
  if (count == 0) {
    out.push_back('/');
    append_encoded(segment, kPathSet, out);
    return;
  }
  if (count == 2 && out.size() > begin) out.resize(out.rfind('/'));
  if (last) out.push_back('/');
}

bool ends_in_escape(std::string_view text) {
  const std::size_t size = text.size();
  return size >= 3 && text[size - 3] == '%' && is(text[size - 2], kHex) && is(text[size - 1], kHex);
}

// The escape that ends `text` becomes its character if that is unreserved, else its hex goes to
// upper case. True: decoded.
bool decode_last_escape(std::string& text) {
  const std::size_t begin = text.size() - 3;
  const auto byte =
      static_cast<unsigned char>(hex_value(text[begin + 1]) * 16 + hex_value(text[begin + 2]));
  text.resize(begin);
  const bool plain = is(static_cast<char>(byte), kUnreserved);
  if (plain)
    text.push_back(static_cast<char>(byte));
  else
    append_escape(byte, text);
  return plain;
}

constexpr uint16_t default_port(bool https) { return https ? 443 : 80; }

}  // namespace

class UrlParser {
 public:
  UrlParser(Url& url, const Url* base) : url_(url), base_(base) {}

  UrlStatus parse(std::string_view input) {
    const std::string_view scheme = scheme_of(input);
    if (scheme.empty()) {
      if (!base_ || base_->empty()) return UrlStatus::kInvalid;
      return relative(input);
    }
    const bool https = equals_lower(scheme, "https");
    if (!https && !equals_lower(scheme, "http")) return UrlStatus::kScheme;
    input.remove_prefix(scheme.size() + 1);
    const bool same = base_ && !base_->empty() && base_->scheme() == (https ? "https" : "http");
    if (same && !(input.size() >= 2 && is_slash(input[0]) && is_slash(input[1])))
      return relative(input);
    return after_scheme(input, https);
  }

 private:
  std::string& out() { return url_.href_; }
  static uint32_t at(std::size_t position) { return static_cast<uint32_t>(position); }

  UrlStatus after_scheme(std::string_view input, bool https) {
    out() = https ? "https://" : "http://";
    while (!input.empty() && is_slash(input[0])) input.remove_prefix(1);
    const std::size_t end = std::min(input.find_first_of("/\\?#"), input.size());
    if (!authority(input.substr(0, end), https)) return UrlStatus::kInvalid;
    input.remove_prefix(end);
    url_.path_begin_ = at(out().size());
    path_and_rest(input);
    return UrlStatus::kOk;
  }

  UrlStatus relative(std::string_view input) {
    const Url& base = *base_;
    if (input.size() >= 2 && is_slash(input[0]) && is_slash(input[1]))
      return after_scheme(input, base.scheme() == "https");
    const std::string_view from = base.href_;
    out().assign(from.substr(0, base.path_begin_));
    url_.username_end_ = base.username_end_;
    url_.host_begin_ = base.host_begin_;
    url_.host_end_ = base.host_end_;
    url_.path_begin_ = base.path_begin_;
    url_.port_ = base.port_;
    if (!input.empty() && is_slash(input[0])) {
      path_and_rest(input);
      return UrlStatus::kOk;
    }
    const std::string_view path = base.path();
    if (input.empty() || input[0] == '#') {
      out() += path;
      if (base.query_begin_ != Url::kNone) {
        url_.query_begin_ = at(out().size());
        out() += '?';
        out() += base.query();
      }
    } else if (input[0] == '?') {
      out() += path;
    } else {
      out() += path.substr(0, path.rfind('/'));
      path_and_rest(input, /*more=*/true);
      return UrlStatus::kOk;
    }
    query_and_fragment(input);
    return UrlStatus::kOk;
  }

  bool authority(std::string_view text, bool https) {
    url_.username_end_ = at(out().size());
    if (const std::size_t sign = text.rfind('@'); sign != std::string_view::npos) {
      credentials(text.substr(0, sign));
      text.remove_prefix(sign + 1);
    }
    url_.host_begin_ = at(out().size());
    const std::size_t bracket = text.find(']');
    const bool v6 = text.starts_with('[') && bracket != std::string_view::npos;
    const std::size_t colon = text.find(':', v6 ? bracket : 0);
    const std::string_view host = text.substr(0, colon);
    if (host.empty() || !append_host(host, out())) return false;
    url_.host_end_ = at(out().size());
    url_.port_ = default_port(https);
    return colon == std::string_view::npos || port(text.substr(colon + 1), https);
  }

  void credentials(std::string_view text) {
    const std::size_t colon = text.find(':');
    append_encoded(text.substr(0, colon), kUserinfoSet, out());
    url_.username_end_ = at(out().size());
    if (colon != std::string_view::npos && colon + 1 < text.size()) {
      out() += ':';
      append_encoded(text.substr(colon + 1), kUserinfoSet, out());
    }
    const bool none = text.empty() || text == ":";
    if (!none) out() += '@';
  }

  bool port(std::string_view text, bool https) {
    if (text.empty()) return true;
    uint32_t value = 0;
    for (const char c : text) {
      if (!is_digit(c)) return false;
      value = value * 10 + static_cast<uint32_t>(c - '0');
      if (value > 65535) return false;
    }
    url_.port_ = static_cast<uint16_t>(value);
    if (value != default_port(https)) {
      out() += ':';
      std::array<char, 5> digits{};
      const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
      out().append(digits.data(), end);
    }
    return true;
  }

  // `more`: the path goes on where a base's folder ends; otherwise a leading slash is the path's
  // own.
  void path_and_rest(std::string_view input, bool more = false) {
    const std::size_t end = std::min(input.find_first_of("?#"), input.size());
    std::string_view path = input.substr(0, end);
    if (!more && !path.empty() && is_slash(path[0])) path.remove_prefix(1);
    while (true) {
      const std::size_t slash = path.find_first_of("/\\");
      append_segment(path.substr(0, slash), slash == std::string_view::npos, url_.path_begin_,
                     out());
      if (slash == std::string_view::npos) break;
      path.remove_prefix(slash + 1);
    }
    query_and_fragment(input.substr(end));
  }

  void query_and_fragment(std::string_view input) {
    if (input.starts_with('?')) {
      input.remove_prefix(1);
      const std::size_t end = std::min(input.find('#'), input.size());
      url_.query_begin_ = at(out().size());
      out() += '?';
      append_encoded(input.substr(0, end), kQuerySet, out());
      input.remove_prefix(end);
    }
    if (input.starts_with('#')) {
      url_.fragment_begin_ = at(out().size());
      out() += '#';
      append_encoded(input.substr(1), kFragmentSet, out());
    }
  }

  Url& url_;
  const Url* base_;
};

UrlStatus Url::assign(std::string_view input, const Url* base) {
  // Positions are 32 bits, and an escape triples a byte.
  constexpr std::size_t kMaxInput = 256u << 20;
  Url copy;
  if (base == this) {
    copy = *base;
    base = &copy;
  }
  std::string storage;
  query_begin_ = fragment_begin_ = kNone;
  const UrlStatus status = input.size() > kMaxInput
                               ? UrlStatus::kInvalid
                               : UrlParser(*this, base).parse(clean(input, storage));
  if (status != UrlStatus::kOk) href_.clear();
  return status;
}

std::string_view Url::scheme() const { return std::string_view(href_).substr(0, href_.find(':')); }

std::string_view Url::username() const {
  const std::size_t begin = scheme().size() + 3;
  return empty() ? std::string_view()
                 : std::string_view(href_).substr(begin, username_end_ - begin);
}

std::string_view Url::password() const {
  if (empty() || username_end_ >= host_begin_ || href_[username_end_] != ':') return {};
  return std::string_view(href_).substr(username_end_ + 1, host_begin_ - username_end_ - 2);
}

std::string_view Url::host() const {
  return std::string_view(href_).substr(host_begin_, host_end_ - host_begin_);
}

uint16_t Url::port() const { return port_; }

std::string_view Url::origin() const { return std::string_view(href_).substr(0, path_begin_); }

std::string_view Url::path() const {
  return std::string_view(href_).substr(path_begin_, path_end() - path_begin_);
}

std::size_t Url::path_end() const {
  return std::min<std::size_t>({query_begin_, fragment_begin_, href_.size()});
}

std::string_view Url::query() const {
  if (query_begin_ == kNone) return {};
  const std::size_t end = std::min<std::size_t>(fragment_begin_, href_.size());
  return std::string_view(href_).substr(query_begin_ + 1, end - query_begin_ - 1);
}

bool Url::has_query() const { return query_begin_ != kNone; }

std::string_view Url::fragment() const {
  return fragment_begin_ == kNone ? std::string_view()
                                  : std::string_view(href_).substr(fragment_begin_ + 1);
}

std::string_view Url::path_and_query() const {
  return std::string_view(href_).substr(
      path_begin_, std::min<std::size_t>(fragment_begin_, href_.size()) - path_begin_);
}

void Url::normalise() {
  if (empty()) return;
  if (fragment_begin_ != kNone) href_.resize(fragment_begin_);
  fragment_begin_ = kNone;
  drop_credentials();
  if (href_.find('%', path_begin_) == std::string::npos) return;

  // An escape is looked for at the end of what has been written, not in what is read: a decoded
  // character may complete another escape ("%%34%31"), and then that one counts too. So the normal
  // form of a normal form is itself.
  std::string plain;
  plain.reserve(href_.size() - path_begin_);
  for (std::size_t i = path_begin_; i < href_.size(); ++i) {
    plain.push_back(href_[i]);
    while (ends_in_escape(plain) && decode_last_escape(plain)) {
    }
  }
  href_.resize(path_begin_);
  query_begin_ = kNone;
  const std::size_t query = plain.find('?');
  rebuild_path(std::string_view(plain).substr(0, query));
  if (query != std::string::npos) {
    query_begin_ = static_cast<uint32_t>(href_.size());
    href_.append(plain, query);
  }
}

void Url::rebuild_path(std::string_view path) {
  path.remove_prefix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    append_segment(path.substr(0, slash), slash == std::string_view::npos, path_begin_, href_);
    if (slash == std::string_view::npos) return;
    path.remove_prefix(slash + 1);
  }
}

void Url::drop_credentials() {
  const auto begin = static_cast<uint32_t>(scheme().size() + 3);
  const uint32_t length = host_begin_ - begin;
  username_end_ = begin;
  if (length == 0) return;
  href_.erase(begin, length);
  host_begin_ -= length;
  host_end_ -= length;
  path_begin_ -= length;
  if (query_begin_ != kNone) query_begin_ -= length;
}

UrlKey key_of(const Url& normal) {
  const std::string_view origin = normal.origin(), href = normal.href();
  return {XXH3_64bits(origin.data(), origin.size()), XXH3_64bits(href.data(), href.size())};
}

bool is_address(std::string_view host) {
  if (host.starts_with('[')) return true;
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

std::string_view registrable_domain(std::string_view host) {
  if (is_address(host)) return host;
  const std::string name(host);
  const char* domain = psl_registrable_domain(psl_builtin(), name.c_str());
  return domain ? host.substr(static_cast<std::size_t>(domain - name.c_str())) : host;
}

}  // namespace parser
