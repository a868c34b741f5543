// ContentType: of which type a response's body is, as browsers take it: by its headers, or by its
// first bytes where they name none. The fetcher and the parser ask here, so that what is fetched as
// a page is read as one. Thread: a value. Lifetime: views the header fields. Errors: none; what is
// no type is none. Source: https://mimesniff.spec.whatwg.org/ and
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
#pragma once

#include <cstddef>
#include <string_view>

namespace parser {

struct MimeType {
  std::string_view essence;  // "text/html", in the case it was written in; "" if it is none
  std::string_view charset;  // the value of the first such parameter, "" if there is none
};

// Of one value. As browsers do, and the standard does not, a subtype ends at white space:
// "text/html charset=utf-8" is text/html, without a charset.
MimeType parse_mime_type(std::string_view value);

// MIME Sniffing, "resource header": as many bytes as are looked at.
inline constexpr std::size_t kSniffedBytes = 1445;

class ContentType {
 public:
  // Takes the next header field, in the order received; true if it says something about the type.
  bool take(std::string_view name, std::string_view value);

  // What the headers say: the last type among all of them, and the charset that goes with it.
  const MimeType& named() const { return type_; }
  // True if that is nothing, and the bytes decide.
  bool is_unknown() const;
  // The type that a body beginning with `bytes` has, in lower case, where it is not the named one:
  // where none is named, or where binary bytes are called plain text as old servers call all that
  // they don't know. "" if the named one holds.
  std::string_view of_bytes(std::string_view bytes) const;

 private:
  void add(std::string_view field);

  MimeType type_;
  bool may_be_binary_ = false;  // MIME Sniffing, "check-for-apache-bug flag"
  bool has_options_ = false;    // the first X-Content-Type-Options counts
  bool nosniff_ = false;
};

}  // namespace parser
