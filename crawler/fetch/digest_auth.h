// Digest authentication: what a server's challenge asks, and what is to be sent in answer. So the
// password itself is not sent. Thread: values. Errors: a challenge that can't be read or answered
// (an unknown algorithm, no nonce) is none. Source: RFC 7616; RFC 2617 for servers without qop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/fetch/header.h"

namespace crawler {

struct DigestChallenge {
  enum class Hash : uint8_t { kMd5, kSha256, kSha512_256 };

  std::string realm, nonce;
  std::optional<std::string> opaque;  // to be given back
  std::string algorithm;              // as written, "" for none: then MD5
  Hash hash = Hash::kMd5;
  bool is_session = false;  // "-sess"
  std::string qop;          // "auth", "auth-int", or "" if the server knows none
  bool is_stale = false;    // only the nonce was too old
  bool hides_user = false;  // userhash
};

// Of the WWW-Authenticate fields the first challenge that can be answered: the server names the one
// that it likes best first (3.7).
std::optional<DigestChallenge> find_digest_challenge(const Headers& headers);

// The answers to one challenge, each for one request.
class DigestSession {
 public:
  // `credentials`: "user:password". `cnonce`: text that nobody can guess, letters and digits.
  DigestSession(DigestChallenge challenge, std::string_view credentials, std::string cnonce);

  const DigestChallenge& challenge() const { return challenge_; }
  // The value of Authorization for the next GET of `target` (path and query, as it is sent).
  std::string answer(std::string_view target);

 private:
  DigestChallenge challenge_;
  std::string cnonce_;
  std::string user_;    // as it is sent
  std::string secret_;  // H(A1)
  uint32_t count_ = 0;
};

// A cnonce; random.
std::string make_cnonce();

}  // namespace crawler
