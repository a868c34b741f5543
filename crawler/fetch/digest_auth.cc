// A WWW-Authenticate field may hold several challenges, whose parameters are parted by the same
// commas as the challenges are: a word is a parameter if '=' follows, else the scheme of the next
// challenge (RFC 9110 11.6.1).
#include "crawler/fetch/digest_auth.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "ground/ascii.h"

namespace crawler {

namespace ascii = ground::ascii;

namespace {

using Hash = DigestChallenge::Hash;

struct Challenge {
  std::string_view scheme;
  std::vector<std::pair<std::string_view, std::string>> parameters;

  const std::string* find(std::string_view name) const {
    for (const auto& [known, value] : parameters)
      if (ascii::equals(known, name)) return &value;
    return nullptr;
  }
  std::string value(std::string_view name) const {
    const std::string* found = find(name);
    return found == nullptr ? std::string() : *found;
  }
};

class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view field) : rest_(field) {}

  std::vector<Challenge> read() {
    std::vector<Challenge> challenges;
    for (;;) {
      skip(" \t,=");  // '=' ends a token68, which we have no use for
      const std::string_view word = take_word();
      if (word.empty()) return challenges;
      skip(" \t");
      if (!rest_.starts_with('=')) {
        challenges.push_back({word, {}});
        continue;
      }
      rest_.remove_prefix(1);
      skip(" \t");
      std::string value = take_value();
      if (!challenges.empty()) challenges.back().parameters.emplace_back(word, std::move(value));
    }
  }

 private:
  void skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  std::string_view take_word() {
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t,=\""));
    rest_.remove_prefix(word.size());
    return word;
  }

  // A word, or what stands in quotes.
  std::string take_value() {
    if (!rest_.starts_with('"')) return std::string(take_word());
    std::string value;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      value += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return value;
  }

  std::string_view rest_;
};

const EVP_MD* method_of(Hash hash) {
  switch (hash) {
    case Hash::kMd5:
      return EVP_md5();
    case Hash::kSha256:
      return EVP_sha256();
    case Hash::kSha512_256:
      return EVP_sha512_256();
  }
  return nullptr;
}

std::string in_hex(std::span<const unsigned char> bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += ascii::kLowerHex[byte >> 4];
    hex += ascii::kLowerHex[byte & 0xF];
  }
  return hex;
}

// H() of the RFC; "" if OpenSSL was told not to have this one.
std::string hashed(Hash hash, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, method_of(hash), nullptr) != 1)
    return {};
  return in_hex(std::span(bytes).first(size));
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part).append(":");
  text.pop_back();
  return text;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool read_algorithm(std::string_view name, DigestChallenge& challenge) {
  challenge.algorithm = name;
  challenge.is_session = name.size() > 5 && ascii::equals(name.substr(name.size() - 5), "-sess");
  if (challenge.is_session) name.remove_suffix(5);
  if (name.empty() || ascii::equals(name, "md5"))
    challenge.hash = Hash::kMd5;
  else if (ascii::equals(name, "sha-256"))
    challenge.hash = Hash::kSha256;
  else if (ascii::equals(name, "sha-512-256"))
    challenge.hash = Hash::kSha512_256;
  else
    return false;
  return !hashed(challenge.hash, "").empty();
}

// A list that names neither is of a server that wants what we don't know.
bool read_qop(const std::string* list, DigestChallenge& challenge) {
  if (list == nullptr || ascii::trim(*list).empty()) return true;
  for (const std::string_view known : {"auth-int", "auth"}) {
    std::string_view left = *list;
    for (auto word = ascii::next_token(left, ','); !word.empty();
         word = ascii::next_token(left, ','))
      if (ascii::equals(word, known)) challenge.qop = known;
  }
  return !challenge.qop.empty();
}

// It goes back to the server with each request.
bool may_be_sent(const DigestChallenge& challenge) {
  constexpr std::size_t kMostBytes = 4096;
  const std::string all = challenge.realm + challenge.nonce + challenge.opaque.value_or("");
  return all.size() <= kMostBytes && std::none_of(all.begin(), all.end(), ascii::is_control);
}

std::optional<DigestChallenge> digest_in(const Challenge& written) {
  if (!ascii::equals(written.scheme, "digest")) return std::nullopt;
  DigestChallenge challenge;
  challenge.realm = written.value("realm");
  challenge.nonce = written.value("nonce");
  if (const std::string* opaque = written.find("opaque")) challenge.opaque = *opaque;
  challenge.is_stale = ascii::equals(written.value("stale"), "true");
  challenge.hides_user = ascii::equals(written.value("userhash"), "true");
  if (challenge.nonce.empty() || !read_algorithm(written.value("algorithm"), challenge) ||
      !read_qop(written.find("qop"), challenge) || !may_be_sent(challenge))
    return std::nullopt;
  return challenge;
}

}  // namespace

std::optional<DigestChallenge> find_digest_challenge(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (!ascii::equals(name, "www-authenticate")) continue;
    for (const Challenge& written : ChallengeReader(value).read())
      if (auto challenge = digest_in(written)) return challenge;
  }
  return std::nullopt;
}

DigestSession::DigestSession(DigestChallenge challenge, std::string_view credentials,
                             std::string cnonce)
    : challenge_(std::move(challenge)), cnonce_(std::move(cnonce)) {
  const std::size_t colon = std::min(credentials.find(':'), credentials.size());
  const std::string_view user = credentials.substr(0, colon);
  const std::string_view password = credentials.substr(std::min(colon + 1, credentials.size()));
  const Hash hash = challenge_.hash;
  user_ = challenge_.hides_user ? hashed(hash, joined({user, challenge_.realm})) : user;
  secret_ = hashed(hash, joined({user, challenge_.realm, password}));
  if (challenge_.is_session) secret_ = hashed(hash, joined({secret_, challenge_.nonce, cnonce_}));
}

std::string DigestSession::answer(std::string_view target) {
  const DigestChallenge& of = challenge_;
  std::string request = hashed(of.hash, joined({"GET", target}));
  // The body of a GET is empty.
  if (of.qop == "auth-int") request = hashed(of.hash, joined({"GET", target, hashed(of.hash, "")}));
  std::array<char, 9> count{};
  std::snprintf(count.data(), count.size(), "%08x", ++count_);
  const std::string response =
      hashed(of.hash, of.qop.empty()
                          ? joined({secret_, of.nonce, request})
                          : joined({secret_, of.nonce, count.data(), cnonce_, of.qop, request}));
  std::string value = "Digest username=" + in_quotes(user_) + ", realm=" + in_quotes(of.realm) +
                      ", nonce=" + in_quotes(of.nonce) + ", uri=" + in_quotes(target) +
                      ", response=" + in_quotes(response);
  if (!of.algorithm.empty()) value += ", algorithm=" + of.algorithm;
  if (of.opaque) value += ", opaque=" + in_quotes(*of.opaque);
  if (!of.qop.empty()) value.append(", qop=").append(of.qop).append(", nc=").append(count.data());
  if (!of.qop.empty() || of.is_session) value += ", cnonce=" + in_quotes(cnonce_);
  if (of.hides_user) value += ", userhash=true";
  return value;
}

std::string make_cnonce() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    throw std::runtime_error("OpenSSL has no random numbers");
  return in_hex(bytes);
}

}  // namespace crawler
