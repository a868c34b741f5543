// TlsIdentity: an authority and a certificate that it signed for one host, made anew for a test.
#pragma once

#include <memory>
#include <string>

namespace tests {

class TlsIdentity {
 public:
  // `host`: a DNS name. `valid_for`: seconds from now; negative: it has expired.
  explicit TlsIdentity(const std::string& host, long valid_for = 3600);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  std::string authority_pem() const;
  void* server_context() const;  // an SSL_CTX*

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tests
