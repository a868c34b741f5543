#include "crawler/notices/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace crawler {
namespace {

using Bytes = std::vector<unsigned char>;

// "" as the rest: it is no base64.
Bytes bytes_of_base64(std::string_view text) {
  Bytes bytes(text.size() / 4 * 3 + 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (size < 0) return {};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

Bytes key_of(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (secret.starts_with(kPrefix)) {
    Bytes key = bytes_of_base64(secret.substr(kPrefix.size()));
    if (!key.empty()) return key;
  }
  return {secret.begin(), secret.end()};
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view time,
                              std::string_view body) {
  const Bytes key = key_of(secret);
  const std::string signed_text = fmt::format("{}.{}.{}", id, time, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  std::size_t size = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
                mac.data(), mac.size(), &size) == nullptr)
    throw std::runtime_error("OpenSSL makes no HMAC-SHA256");
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text{};
  const int length = EVP_EncodeBlock(text.data(), mac.data(), static_cast<int>(size));
  return "v1," + std::string(text.begin(), text.begin() + length);
}

std::string new_message_id() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    throw std::runtime_error("OpenSSL gives no random bytes");
  std::string id = "msg_";
  for (const unsigned char byte : bytes) fmt::format_to(std::back_inserter(id), "{:02x}", byte);
  return id;
}

}  // namespace crawler
