// Certificate: what a server's certificate says that its owner wants to know before visitors do.
// Thread: the loop's, while the connection is in use. Errors: none; what can't be read is left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace crawler {

struct Certificate {
  int64_t expires = 0;  // seconds since 1970, in no case before or beyond what views can show
  std::string issuer;   // "Let's Encrypt R11", UTF-8; hostile as all that servers send
  std::string version;  // of the protocol, "TLSv1.3"
};

// `ssl`: an OpenSSL SSL*, as CURLINFO_TLS_SSL_PTR gives it. Nothing if the server showed none.
std::optional<Certificate> certificate_of(const void* ssl);

}  // namespace crawler
