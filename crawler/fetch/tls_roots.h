// TlsRoots: the certificates that TLS trusts, read once and shared by all connections. (libcurl by
// itself reads them for each connection, which costs over 20 ms and 0.8 MB per handshake.) The only
// place that touches OpenSSL's TLS; explore/export/digest uses its digests. Thread: the loop's.
#pragma once

#include <memory>
#include <string>

namespace crawler {

class TlsRoots {
 public:
  // `ca_file`: PEM, read at once; throws std::runtime_error if no certificate can be read from it.
  // "" means those that SSL_CERT_FILE and SSL_CERT_DIR name, or else the system's. These are not
  // read before the first apply(), so a crawl of plain http does not pay for them; if they can't be
  // read, each handshake fails.
  explicit TlsRoots(std::string ca_file);
  ~TlsRoots();
  TlsRoots(const TlsRoots&) = delete;
  TlsRoots& operator=(const TlsRoots&) = delete;

  // Makes `ssl_ctx` (an SSL_CTX*) use the shared certificates. False: memory ran out.
  bool apply(void* ssl_ctx);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crawler
