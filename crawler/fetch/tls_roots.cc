#include "crawler/fetch/tls_roots.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <utility>

namespace crawler {

struct TlsRoots::Impl {
  std::string ca_file;
  X509_STORE* store = nullptr;

  bool load() {
    if (store) return true;
    X509_STORE* fresh = X509_STORE_new();
    if (!fresh) return false;
    // Where the system keeps its roots, OpenSSL knows: one file, or a folder in which it looks up
    // what a chain needs. If there are none, each handshake fails and says so.
    const int loaded = ca_file.empty() ? X509_STORE_set_default_paths(fresh)
                                       : X509_STORE_load_file(fresh, ca_file.c_str());
    // What could not be read leaves errors behind that the next handshake would report as its own.
    ERR_clear_error();
    if (loaded != 1 && !ca_file.empty()) {
      X509_STORE_free(fresh);
      return false;
    }
    // A trusted certificate ends the chain, be it a root or not: as in curl.
    X509_STORE_set_flags(fresh, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    store = fresh;
    return true;
  }
};

TlsRoots::TlsRoots(std::string ca_file) : impl_(std::make_unique<Impl>()) {
  impl_->ca_file = std::move(ca_file);
  if (!impl_->ca_file.empty() && !impl_->load())
    throw std::runtime_error("--ca-file: no certificate can be read from " + impl_->ca_file +
                             " (PEM expected)");
}

TlsRoots::~TlsRoots() { X509_STORE_free(impl_->store); }

bool TlsRoots::apply(void* ssl_ctx) {
  if (!impl_->load()) return false;
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(ssl_ctx), impl_->store);
  return true;
}

}  // namespace crawler
