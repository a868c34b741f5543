// Digests of what archives contain, and names made from them. The only user of OpenSSL in explore/.
// Thread: pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace explore {

using Sha1Digest = std::array<uint8_t, 20>;

class Sha1 {
 public:
  Sha1();
  ~Sha1();
  Sha1(const Sha1&) = delete;
  Sha1& operator=(const Sha1&) = delete;
  void add(std::string_view bytes);
  Sha1Digest end();

 private:
  evp_md_ctx_st* context_;
};

Sha1Digest sha1_of(std::string_view bytes);

// "sha1:" and the digest in base32 (RFC 4648), as WARC readers check it.
std::string labelled(const Sha1Digest& digest);

// A UUID of version 5 (RFC 9562) in a name space of our own: the same for the same name, whenever
// and wherever it is made.
std::string uuid_of(std::string_view name);

}  // namespace explore
