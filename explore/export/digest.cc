#include "explore/export/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace explore {
namespace {

// Made once, at random, for the names that crawl gives.
constexpr std::string_view kNameSpace(
    "\x5b\x0c\x3d\x1e\x8a\x47\x4f\x62\xb1\x9d\x2e\x70\xc4\x56\xd8\x13", 16);

void check(int done) {
  if (done != 1) throw std::runtime_error("OpenSSL can't make SHA-1 digests here");
}

}  // namespace

Sha1::Sha1() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr) throw std::bad_alloc();
  const int done = EVP_DigestInit_ex(context_, EVP_sha1(), nullptr);
  if (done != 1) EVP_MD_CTX_free(context_);
  check(done);
}

Sha1::~Sha1() { EVP_MD_CTX_free(context_); }

void Sha1::add(std::string_view bytes) {
  check(EVP_DigestUpdate(context_, bytes.data(), bytes.size()));
}

Sha1Digest Sha1::end() {
  Sha1Digest digest{};
  unsigned int size = 0;
  check(EVP_DigestFinal_ex(context_, digest.data(), &size));
  return digest;
}

Sha1Digest sha1_of(std::string_view bytes) {
  Sha1 sha1;
  sha1.add(bytes);
  return sha1.end();
}

std::string labelled(const Sha1Digest& digest) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text = "sha1:";
  uint32_t bits = 0;
  int count = 0;
  for (const uint8_t byte : digest) {
    bits = (bits << 8 | byte) & 0xFFFF;
    for (count += 8; count >= 5; count -= 5) text += kLetters[bits >> (count - 5) & 31];
  }
  return text;
}

std::string uuid_of(std::string_view name) {
  Sha1 sha1;
  sha1.add(kNameSpace);
  sha1.add(name);
  Sha1Digest id = sha1.end();
  id[6] = static_cast<uint8_t>((id[6] & 0x0F) | 0x50);
  id[8] = static_cast<uint8_t>((id[8] & 0x3F) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < 16; ++i)
    text += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
  return text;
}

}  // namespace explore
