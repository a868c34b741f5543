#include "crawler/fetch/digest_sessions.h"

#include <utility>

namespace crawler {

DigestSessions::Sent DigestSessions::answer(const std::string& origin, std::string_view target) {
  const auto known = known_.find(origin);
  if (known == known_.end()) return {};
  DigestSession& session = known->second.session;
  return {session.challenge().nonce, session.answer(target)};
}

void DigestSessions::accepted(const std::string& origin, std::string_view nonce) {
  const auto known = known_.find(origin);
  if (known != known_.end() && known->second.session.challenge().nonce == nonce)
    known->second.has_worked = true;
}

bool DigestSessions::refused(const std::string& origin, std::string_view nonce,
                             const Headers& headers) {
  auto challenge = find_digest_challenge(headers);
  if (!challenge) return false;
  const auto known = known_.find(origin);
  if (known == known_.end()) {
    if (known_.size() >= kMost) return false;
  } else {
    if (known->second.session.challenge().nonce != nonce) return true;
    if (!challenge->is_stale && !known->second.has_worked) return false;
  }
  known_.insert_or_assign(
      origin, Known{DigestSession(std::move(*challenge), credentials_, make_cnonce()), false});
  return true;
}

}  // namespace crawler
