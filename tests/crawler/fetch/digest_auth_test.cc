#include "crawler/fetch/digest_auth.h"

#include <gtest/gtest.h>

#include <string>

#include "crawler/fetch/digest_sessions.h"

namespace crawler {
namespace {

std::optional<DigestChallenge> challenge(const std::string& value) {
  return find_digest_challenge({{"Server", "x"}, {"www-AUTHENTICATE", value}});
}

Headers asks_with(const std::string& nonce, const std::string& more = "") {
  return {{"WWW-Authenticate", "Digest realm=r, nonce=" + nonce + more}};
}

// To "/x?y"; the expected values are those of another implementation.
std::string answer(const std::string& value, int times = 1) {
  const auto found = challenge(value);
  if (!found) return "no challenge";
  DigestSession session(*found, "ann:p:w", "c0ffee");
  for (int i = 1; i < times; ++i) session.answer("/");
  return session.answer(times > 1 ? "/z" : "/x?y");
}

TEST(DigestAuth, Rfc7616Section33ReadsAChallengeAmongOthers) {
  const auto found = challenge(
      "Negotiate YII=, Basic realm=\"a, Digest \\\"b\\\"\" ,, DIGEST  Realm = \"r "
      "\\\"q\\\"\",qop=\"auth-int , auth\","
      "nonce=\"n=1,\", opaque=\"\", algorithm=sha-256-SESS, stale=TRUE, userhash=true, new=x, "
      "Other");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm, "r \"q\"");
  EXPECT_EQ(found->nonce, "n=1,");
  EXPECT_EQ(found->opaque, "");
  EXPECT_EQ(found->algorithm, "sha-256-SESS");
  EXPECT_EQ(found->hash, DigestChallenge::Hash::kSha256);
  EXPECT_EQ(found->qop, "auth");
  EXPECT_TRUE(found->is_session && found->is_stale && found->hides_user);
}

TEST(DigestAuth, TheFirstThatCanBeAnsweredCounts) {
  const auto found = find_digest_challenge(
      {{"WWW-Authenticate", "Digest realm=a, nonce=1, algorithm=SHA-1024"},
       {"WWW-Authenticate", "Basic realm=b"},
       {"WWW-Authenticate", "Digest realm=c, nonce=2, Digest realm=d, nonce=3"}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->realm + found->nonce, "c2");
  EXPECT_FALSE(found->opaque);
  EXPECT_FALSE(found->is_stale || found->hides_user || found->is_session);
}

TEST(DigestAuth, WhatCantBeAnsweredIsNone) {
  for (const std::string& bad :
       {std::string(), std::string("Basic realm=\"Digest\""), std::string("Digest"),
        std::string("Digest realm=r"), std::string("Digest realm=r, nonce=\"\""),
        std::string("Digest realm=r, nonce=n, qop=\"other\""), std::string("realm=r, nonce=n"),
        std::string("Digest realm=r, nonce=n, algorithm=-sess-"),
        std::string("Digest realm=\"a\x1B[1m\", nonce=n"),
        "Digest realm=r, nonce=" + std::string(5000, 'n')})
    EXPECT_FALSE(challenge(bad)) << bad;
}

TEST(DigestAuth, Rfc7616Section341TheAnswerProvesThePassword) {
  EXPECT_EQ(answer("Digest realm=r, nonce=n1, qop=auth"),
            "Digest username=\"ann\", realm=\"r\", nonce=\"n1\", uri=\"/x?y\", "
            "response=\"dc9b4cc80f1914a64a99fc37fe408eed\", qop=auth, nc=00000001, "
            "cnonce=\"c0ffee\"");
  EXPECT_EQ(answer("Digest realm=\"the \\\"realm\\\"\", nonce=n1, opaque=o"),
            "Digest username=\"ann\", realm=\"the \\\"realm\\\"\", nonce=\"n1\", uri=\"/x?y\", "
            "response=\"80596a12c5650c554100d3d69764170f\", opaque=\"o\"");
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has(answer("Digest realm=r, nonce=n1, qop=auth", 2),
                  "response=\"fa1044a1998dcfc8704acc41beb28bd9\", qop=auth, nc=00000002"));
  const std::string session = answer("Digest realm=r, nonce=n1, qop=auth-int, algorithm=MD5-sess");
  EXPECT_TRUE(
      has(session, "\"003ad467e79c2958730860370ac94d5a\", algorithm=MD5-sess, qop=auth-int"))
      << session;
  EXPECT_TRUE(has(answer("Digest realm=r, nonce=n1, qop=auth, algorithm=SHA-256"),
                  "cb0e19d2b97d4489d9b98a2731b78a32df13f71106f981de571453932b9a9387"));
  EXPECT_TRUE(has(answer("Digest realm=r, nonce=n1, qop=auth, algorithm=SHA-512-256"),
                  "4bcdace83595cc06f2414455e14ed2e04bb0ca317a6b5b61c859d634e39bcd70"));
}

TEST(DigestAuth, Rfc7616Section344TheNameMayBeHidden) {
  const std::string sent =
      answer("Digest realm=r, nonce=n1, qop=auth, algorithm=SHA-256, userhash=true");
  EXPECT_NE(
      sent.find("username=\"860af1d0c03997c79a9685747ae15cf6e87eb7f7c768b9e34e079eb80dee5716\""),
      std::string::npos)
      << sent;
  EXPECT_NE(sent.find(", userhash=true"), std::string::npos);
  EXPECT_EQ(sent.find("ann"), std::string::npos);
}

TEST(DigestAuth, EachCnonceIsAnother) {
  EXPECT_EQ(make_cnonce().size(), 32u);
  EXPECT_NE(make_cnonce(), make_cnonce());
}

TEST(DigestSessions, AnAnswerGoesToWhoHasAsked) {
  DigestSessions sessions("ann:pw");
  EXPECT_EQ(sessions.answer("http://a.test", "/").value, "");
  EXPECT_TRUE(sessions.refused("http://a.test", "", asks_with("n1")));
  const DigestSessions::Sent sent = sessions.answer("http://a.test", "/x");
  EXPECT_EQ(sent.nonce, "n1");
  EXPECT_NE(sent.value.find("nonce=\"n1\", uri=\"/x\""), std::string::npos) << sent.value;
  EXPECT_EQ(sessions.answer("https://a.test", "/x").value, "");
  EXPECT_FALSE(sessions.refused("http://b.test", "", {{"WWW-Authenticate", "Basic realm=r"}}));
}

TEST(DigestSessions, AWrongPasswordIsNotTriedAgain) {
  DigestSessions sessions("ann:pw");
  const std::string origin = "http://a.test";
  ASSERT_TRUE(sessions.refused(origin, "", asks_with("n1")));
  EXPECT_FALSE(sessions.refused(origin, "n1", asks_with("n2")));
  EXPECT_EQ(sessions.answer(origin, "/").nonce, "n1");
  EXPECT_TRUE(sessions.refused(origin, "n1", asks_with("n2", ", stale=true"))) << "it was too old";
  EXPECT_EQ(sessions.answer(origin, "/").nonce, "n2");
  EXPECT_TRUE(sessions.refused(origin, "n1", asks_with("n3"))) << "there is a newer one";
  EXPECT_EQ(sessions.answer(origin, "/").nonce, "n2");
  sessions.accepted(origin, "n1");
  EXPECT_FALSE(sessions.refused(origin, "n2", asks_with("n3"))) << "that was the older one";
  sessions.accepted(origin, "n2");
  EXPECT_TRUE(sessions.refused(origin, "n2", asks_with("n3"))) << "the password is right";
}

TEST(DigestSessions, ThereAreNotMoreThanSeedsHave) {
  DigestSessions sessions("ann:pw");
  for (std::size_t i = 0; i < DigestSessions::kMost; ++i)
    ASSERT_TRUE(sessions.refused("http://" + std::to_string(i), "", asks_with("n")));
  EXPECT_FALSE(sessions.refused("http://one-more", "", asks_with("n")));
  EXPECT_TRUE(sessions.refused("http://7", "", asks_with("n2")));
}

}  // namespace
}  // namespace crawler
