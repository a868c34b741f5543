#include "crawler/tls_roots.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdexcept>
#include <utility>

namespace crawler {

struct TlsRoots::Impl {
  std::string ca_file;
  X509_STORE* store = nullptr;

  X509_STORE* load() {
    if (store) return store;
    store = X509_STORE_new();
    if (!store) return nullptr;
    // Without any certificate the store stays empty and every handshake is refused, which says more
    // than an error here.
    const int loaded = ca_file.empty() ? X509_STORE_set_default_paths(store)
                                       : X509_STORE_load_file(store, ca_file.c_str());
    if (loaded == 1 || ca_file.empty()) return store;
    X509_STORE_free(store);
    return store = nullptr;
  }
};

TlsRoots::TlsRoots(std::string ca_file) : impl_(std::make_unique<Impl>()) {
  impl_->ca_file = std::move(ca_file);
  if (!impl_->ca_file.empty() && !impl_->load())
    throw std::runtime_error("--ca-file: " + impl_->ca_file +
                             " holds no certificate (PEM expected)");
}

TlsRoots::~TlsRoots() { X509_STORE_free(impl_->store); }

bool TlsRoots::apply(void* ssl_ctx) {
  X509_STORE* store = impl_->load();
  if (!store) return false;
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(ssl_ctx), store);
  return true;
}

}  // namespace crawler
