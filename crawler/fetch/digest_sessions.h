// DigestSessions: which servers have asked for Digest, by origin, and what each is to be sent. A
// server that was asked once gets its answers beforehand from then on. Thread: one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "crawler/fetch/digest_auth.h"
#include "crawler/fetch/header.h"

namespace crawler {

class DigestSessions {
 public:
  // Origins that asked for Digest: more than seeds have, and each takes a few KB.
  static constexpr std::size_t kMost = 1000;

  // What a request is sent with: both "" where the origin has not asked.
  struct Sent {
    std::string nonce;  // of the challenge that it answers
    std::string value;  // of Authorization
  };

  // `credentials`: "user:password".
  explicit DigestSessions(std::string credentials) : credentials_(std::move(credentials)) {}

  // For the next GET of `target`, as DigestSession::answer().
  Sent answer(const std::string& origin, std::string_view target);

  // The answer to a request that was sent with `nonce`. Accepted: it was another than 401.
  void accepted(const std::string& origin, std::string_view nonce);
  // Refused with 401: whether another request may do better. An answer to an old nonce is worth
  // another, and so is one where another request has met a challenge meanwhile; one with the wrong
  // password is not.
  bool refused(const std::string& origin, std::string_view nonce, const Headers& headers);

 private:
  struct Known {
    DigestSession session;
    bool has_worked = false;  // an answer was taken
  };

  std::string credentials_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace crawler
