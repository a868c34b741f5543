#include "crawler/fetch/certificate.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace crawler {
namespace {

// RFC 5280 appendix A.1: ub-organization-name and ub-common-name.
constexpr int kMostNameBytes = 64 * 4;

// The end of the year 2099: the last time that the views can show.
constexpr int64_t kLatest = 4'102'444'799;

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// "" if the name has no such part.
std::string part_of(const X509_NAME* name, int part) {
  const int at = X509_NAME_get_index_by_NID(name, part, -1);
  if (at < 0) return "";
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  std::string value;
  if (size > 0 && size <= kMostNameBytes)
    value.assign(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return value;
}

std::string name_of(const X509_NAME* name) {
  const std::string organisation = part_of(name, NID_organizationName);
  const std::string common = part_of(name, NID_commonName);
  return organisation + (organisation.empty() || common.empty() ? "" : " ") + common;
}

}  // namespace

std::optional<Certificate> certificate_of(const void* ssl) {
  const auto* const connection = static_cast<const SSL*>(ssl);
  const std::unique_ptr<X509, FreeCertificate> shown(SSL_get1_peer_certificate(connection));
  if (!shown) return std::nullopt;
  std::tm until{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(shown.get()), &until) != 1) return std::nullopt;
  return Certificate{std::clamp<int64_t>(timegm(&until), 0, kLatest),
                     name_of(X509_get_issuer_name(shown.get())), SSL_get_version(connection)};
}

}  // namespace crawler
