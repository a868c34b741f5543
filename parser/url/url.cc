// A Url is its serialisation plus positions of its parts, so that getting a part is a view and
// copying is one string. Normalising goes a little further than the standard, but only where
// servers can't tell the difference: escapes of unreserved characters are decoded, unless that
// would create a new escape.
#include "parser/url/url.h"

#include <libpsl.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ground/ascii.h"
#include "parser/encoding/encoder.h"
#include "parser/url/host_address.h"
#include "parser/url/url_bytes.h"
#include "parser/url/url_parser.h"

namespace parser {
namespace {

using url_bytes::is;

// A host's name without the dot at its end, as libpsl takes it.
class TerminatedName {
 public:
  explicit TerminatedName(std::string_view host) {
    const std::string_view name = host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0));
    if (name.empty() || name.size() > kMaxName) return;
    std::copy(name.begin(), name.end(), text_.begin());
  }
  bool is_none() const { return text_[0] == '\0'; }  // or one longer than any DNS name
  const char* text() const { return text_.data(); }

 private:
  static constexpr std::size_t kMaxName = 253;  // RFC 1035, 2.3.4, in its written form
  std::array<char, kMaxName + 1> text_{};
};

// True if `digit`, written after `text`, would be read as part of an escape that is none now. A '%'
// that ends `text`, or stands one digit before its end, has no two digits yet.
bool would_join_escape(std::string_view text, char digit) {
  if (!is(digit, url_bytes::kHex)) return false;
  if (text.ends_with('%')) return true;
  return text.size() >= 2 && text[text.size() - 2] == '%' && is(text.back(), url_bytes::kHex);
}

}  // namespace

UrlStatus Url::assign(std::string_view input, const Url* base) {
  Url copy;
  if (base == this) {
    copy = *base;
    base = &copy;
  }
  query_begin_ = fragment_begin_ = kNone;
  query_encoding_ = base ? base->query_encoding_ : Encoding::kUtf8;
  const UrlStatus status = UrlParser(*this, base).parse(input);
  if (status != UrlStatus::kOk) clear();
  return status;
}

void Url::clear() {
  href_.clear();
  username_end_ = host_begin_ = host_end_ = path_begin_ = 0;
  query_begin_ = fragment_begin_ = kNone;
  port_ = 0;
}

std::string_view Url::part(std::size_t begin, std::size_t end) const {
  return std::string_view(href_).substr(begin, end - begin);
}

std::size_t Url::path_end() const {
  return std::min<std::size_t>({query_begin_, fragment_begin_, href_.size()});
}

std::size_t Url::query_end() const { return std::min<std::size_t>(fragment_begin_, href_.size()); }

std::string_view Url::scheme() const { return part(0, std::min(href_.find(':'), href_.size())); }

std::string_view Url::username() const {
  return empty() ? "" : part(authority_begin(), username_end_);
}

std::string_view Url::password() const {
  if (username_end_ == host_begin_ || href_[username_end_] != ':') return {};
  return part(username_end_ + 1, host_begin_ - 1);
}

std::string_view Url::host() const { return part(host_begin_, host_end_); }

uint16_t Url::port() const { return port_; }

std::string_view Url::origin() const { return part(0, path_begin_); }

std::string_view Url::path() const { return part(path_begin_, path_end()); }

std::string_view Url::query() const {
  return has_query() ? part(query_begin_ + 1, query_end()) : "";
}

bool Url::has_query() const { return query_begin_ != kNone; }

std::string_view Url::fragment() const {
  return fragment_begin_ == kNone ? "" : part(fragment_begin_ + 1, href_.size());
}

std::string_view Url::path_and_query() const { return part(path_begin_, query_end()); }

void Url::set_query_encoding(Encoding document) { query_encoding_ = output_encoding(document); }

void Url::normalise() {
  if (fragment_begin_ != kNone) href_.resize(fragment_begin_);
  fragment_begin_ = kNone;
  drop_credentials();
  const std::size_t first = href_.find('%', path_begin_);
  if (first != std::string::npos) settle_escapes(first);
}

void Url::drop_credentials() {
  if (empty()) return;
  const uint32_t begin = authority_begin();
  const uint32_t length = host_begin_ - begin;
  username_end_ = begin;
  if (length == 0) return;
  href_.erase(begin, length);
  host_begin_ -= length;
  host_end_ -= length;
  path_begin_ -= length;
  if (query_begin_ != kNone) query_begin_ -= length;
}

// In place, since nothing gets longer. No dot segment can come to light: the parser has read "%2e"
// as a dot already, and would_join_escape() lets no new escape arise.
void Url::settle_escapes(std::size_t from) {
  const std::string_view text = href_;
  std::size_t to = from;
  uint32_t query_begin = query_begin_;
  for (std::size_t i = from; i < text.size();) {
    if (i == query_begin_) query_begin = static_cast<uint32_t>(to);
    if (!url_bytes::begins_with_escape(text.substr(i))) {
      href_[to++] = href_[i++];
      continue;
    }
    const unsigned char byte = url_bytes::escaped_byte(text.substr(i));
    const char decoded = static_cast<char>(byte);
    if (is(decoded, url_bytes::kUnreserved) && !would_join_escape(part(path_begin_, to), decoded)) {
      href_[to++] = decoded;
    } else {
      href_[to++] = '%';
      href_[to++] = ground::ascii::kUpperHex[byte >> 4];
      href_[to++] = ground::ascii::kUpperHex[byte & 15];
    }
    i += 3;
  }
  href_.resize(to);
  query_begin_ = query_begin;
}

ground::UrlKey key_of(const Url& normal) {
  const std::string_view origin = normal.origin();
  return {XXH3_64bits(origin.data(), origin.size()), key_of_href(normal.href())};
}

uint64_t key_of_href(std::string_view href) { return XXH3_64bits(href.data(), href.size()); }

bool is_address(std::string_view host) {
  // A domain whose last label is a number does not exist: the host parser refuses it.
  return host.starts_with('[') || ends_in_number(host);
}

std::string_view registrable_domain(std::string_view host) {
  const TerminatedName name(host);
  if (name.is_none() || is_address(host)) return host;
  const char* domain = psl_registrable_domain(psl_builtin(), name.text());
  return domain ? host.substr(static_cast<std::size_t>(domain - name.text())) : host;
}

bool is_public_suffix(std::string_view host) {
  const TerminatedName name(host);
  if (name.is_none() || is_address(host)) return false;
  return psl_is_public_suffix2(psl_builtin(), name.text(), PSL_TYPE_ANY) != 0;
}

bool is_under_known_suffix(std::string_view host) {
  const TerminatedName name(host);
  if (name.is_none() || is_address(host)) return false;
  const char* dot = std::strrchr(name.text(), '.');
  return dot != nullptr &&
         psl_is_public_suffix2(psl_builtin(), dot + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1;
}

}  // namespace parser
