#include "tests/support/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace tests {
namespace {

void require(bool holds) {
  if (!holds) std::abort();  // OpenSSL without memory or without its own curve
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  require(extension && X509_add_ext(certificate, extension, -1));
  X509_EXTENSION_free(extension);
}

X509* make_certificate(const std::string& name, long serial, EVP_PKEY* key, long valid_for) {
  X509* certificate = X509_new();
  require(certificate && X509_set_version(certificate, X509_VERSION_3) &&
          ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) &&
          X509_gmtime_adj(X509_getm_notBefore(certificate), -7200) &&
          X509_gmtime_adj(X509_getm_notAfter(certificate), valid_for) &&
          X509_set_pubkey(certificate, key));
  require(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                     0));
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) &&
          X509_sign(certificate, key, EVP_sha256()));
}

}  // namespace

struct TlsIdentity::Impl {
  X509* authority = nullptr;
  SSL_CTX* context = nullptr;
};

TlsIdentity::TlsIdentity(const std::string& host, long valid_for)
    : impl_(std::make_unique<Impl>()) {
  EVP_PKEY* authority_key = EVP_EC_gen("P-256");
  EVP_PKEY* host_key = EVP_EC_gen("P-256");
  require(authority_key && host_key);
  impl_->authority = make_certificate("An authority of tests", 1, authority_key, 3600);
  add_extension(impl_->authority, impl_->authority, NID_basic_constraints, "critical,CA:TRUE");
  sign(impl_->authority, impl_->authority, authority_key);
  X509* certificate = make_certificate(host, 2, host_key, valid_for);
  add_extension(certificate, impl_->authority, NID_subject_alt_name, "DNS:" + host);
  sign(certificate, impl_->authority, authority_key);
  impl_->context = SSL_CTX_new(TLS_server_method());
  require(impl_->context && SSL_CTX_use_certificate(impl_->context, certificate) == 1 &&
          SSL_CTX_use_PrivateKey(impl_->context, host_key) == 1);
  X509_free(certificate);
  EVP_PKEY_free(host_key);
  EVP_PKEY_free(authority_key);
}

TlsIdentity::~TlsIdentity() {
  SSL_CTX_free(impl_->context);
  X509_free(impl_->authority);
}

std::string TlsIdentity::authority_pem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  require(memory && PEM_write_bio_X509(memory, impl_->authority));
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

void* TlsIdentity::server_context() const { return impl_->context; }

}  // namespace tests
