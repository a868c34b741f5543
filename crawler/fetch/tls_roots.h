// TlsRoots: the certificates that TLS trusts, read once and shared by all connections. (Read for
// each connection, as libcurl does by itself, they cost over 20 ms and 0.8 MB a handshake.) The
// only user of OpenSSL's headers. Thread: the loop's.
#pragma once

#include <memory>
#include <string>

namespace crawler {

class TlsRoots {
 public:
  // `ca_file`: PEM; "" means what SSL_CERT_FILE and SSL_CERT_DIR name, else the system's. The
  // system's are not touched before the first apply(): a crawl of plain http does not pay for
  // them. Throws std::runtime_error if a given `ca_file` holds no certificate.
  explicit TlsRoots(std::string ca_file);
  ~TlsRoots();
  TlsRoots(const TlsRoots&) = delete;
  TlsRoots& operator=(const TlsRoots&) = delete;

  // Gives `ssl_ctx` (an SSL_CTX*) the shared store. False: memory ran out.
  bool apply(void* ssl_ctx);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
