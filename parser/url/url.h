// WHATWG URLs for http and https: parse, resolve, serialise, normalise, and name by key.
// Thread: values; every function is pure and may run on any thread.
// Source: https://url.spec.whatwg.org/ (URL parsing, host parsing), UTS 46, publicsuffix.org.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ground/url_key.h"
#include "parser/encoding/encoding_labels.h"

namespace parser {

enum class UrlStatus : uint8_t {
  kOk,
  kInvalid,  // the URL parser returns failure
  kScheme,   // a URL, but of a scheme that is not http or https (mailto:, javascript:, data:)
};

// One parsed http(s) URL: the serialisation and where its components lie in it. Assigning into an
// existing Url reuses its storage, so a loop over links allocates nothing once warm.
class Url {
 public:
  // Parses `input` (UTF-8, lone bytes are replaced as the standard's decoder does), relative to
  // `base` if given. On anything but kOk the object is left empty.
  UrlStatus assign(std::string_view input, const Url* base = nullptr);

  bool empty() const { return href_.empty(); }
  std::string_view href() const { return href_; }
  std::string_view scheme() const;    // "http" or "https", without the colon
  std::string_view username() const;  // percent-encoded, "" if none
  std::string_view password() const;  // percent-encoded, "" if none
  std::string_view host() const;      // lower-case ASCII (punycode), "[::1]" for IPv6
  uint16_t port() const;              // the default port of the scheme if none is written
  std::string_view origin() const;    // "scheme://host[:port]" of a URL without credentials, as
                                      // every URL is after normalise(); else they stand in it
  std::string_view path() const;      // starts with '/'
  std::string_view query() const;     // without '?', "" if none
  bool has_query() const;
  std::string_view fragment() const;        // without '#', "" if none
  std::string_view path_and_query() const;  // what robots.txt rules are matched against

  // The encoding of the document that this URL is the base of: what is parsed relative to it has
  // its query in this encoding, and so on in turn. UTF-8 if nothing is said.
  Encoding query_encoding() const { return query_encoding_; }
  void set_query_encoding(Encoding document);  // UTF-8 in place of what nothing is sent in

  // Turns this URL into our normal form, in place: credentials and fragment dropped, unreserved
  // characters percent-decoded in path and query, the hex of other escapes in upper case. A '%'
  // that begins no escape stays as it is, and so does an escape whose character would make one of
  // it ("%%341"): the normal form means to a server what the URL means. Idempotent. Two URLs are
  // one page to us exactly if their normal forms are equal.
  void normalise();

 private:
  friend class UrlParser;
  void clear();
  std::string_view part(std::size_t begin, std::size_t end) const;
  uint32_t authority_begin() const { return static_cast<uint32_t>(scheme().size()) + 3; }
  std::size_t path_end() const;
  std::size_t query_end() const;
  void drop_credentials();
  void settle_escapes(std::size_t from);

  static constexpr uint32_t kNone = UINT32_MAX;
  std::string href_;
  uint32_t username_end_ = 0, host_begin_ = 0, host_end_ = 0, path_begin_ = 0;
  uint32_t query_begin_ = kNone, fragment_begin_ = kNone;  // position of '?' / '#', or kNone
  uint16_t port_ = 0;
  Encoding query_encoding_ = Encoding::kUtf8;
};

// XXH3-64 of the origin, XXH3-64 of the whole.
ground::UrlKey key_of(const Url& normal);
// Its `url`, of the text of a normal form.
uint64_t key_of_href(std::string_view href);

// The registrable domain ("example.co.uk") of a host as Url::host() gives it, by the Public Suffix
// List; the host itself if it is an address, a public suffix, a single label, or longer than any
// DNS name. A trailing dot of the host is one of the answer's.
std::string_view registrable_domain(std::string_view host);

// True for a host under which anyone may register names ("co.uk", "com"), by the same list; a
// single label that it does not know is one too.
bool is_public_suffix(std::string_view host);

// True for a host under a public suffix that the list names: "example.com", but neither "com" nor
// "seeds.txt".
bool is_under_known_suffix(std::string_view host);

// True for a host that is an IPv4 or IPv6 address literal, as Url::host() gives it.
bool is_address(std::string_view host);

}  // namespace parser
