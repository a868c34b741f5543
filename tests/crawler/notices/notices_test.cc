#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "crawler/notices/signature.h"
#include "crawler/notices/webhook.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

// The example of the Standard Webhooks' own libraries.
TEST(WebhookSignature, IsThatOfTheStandard) {
  EXPECT_EQ(
      webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330", R"({"test": 2432232314})"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, AnyOtherTextIsTheKeyItself) {
  EXPECT_NE(webhook_signature("secret", "a", "1", "x"), webhook_signature("Secret", "a", "1", "x"));
  EXPECT_NE(webhook_signature("secret", "a", "1", "x"), webhook_signature("secret", "b", "1", "x"));
  EXPECT_EQ(webhook_signature("whsec_%", "a", "1", "x").substr(0, 3), "v1,");
}

TEST(WebhookSignature, NoTwoMessagesHaveOneId) {
  EXPECT_EQ(new_message_id().size(), 36u);
  EXPECT_NE(new_message_id(), new_message_id());
}

class WebhookTest : public testing::Test {
 protected:
  std::string deliver(std::vector<PostAnswer> answers, const std::string& secret = "secret") {
    JsonPost to;
    to.url = "https://example.com/hook";
    Webhook webhook(std::move(to), secret,
                    {[this, answers](const JsonPost& post) {
                       posts_.push_back(post);
                       return answers[std::min(posts_.size(), answers.size()) - 1];
                     },
                     [this](milliseconds pause) { pauses_.push_back(pause.count()); },
                     [this] { return 1'700'000'000 + static_cast<int64_t>(posts_.size()); }});
    return webhook.deliver("{}");
  }
  static std::string value(const JsonPost& post, const std::string& name) {
    for (const std::string& header : post.headers)
      if (header.starts_with(name + ": ")) return header.substr(name.size() + 2);
    return "";
  }

  std::vector<JsonPost> posts_;
  std::vector<int64_t> pauses_;
};

TEST_F(WebhookTest, WhatIsTakenIsSentOnce) {
  EXPECT_EQ(deliver({{204, ""}}), "");
  ASSERT_EQ(posts_.size(), 1u);
  EXPECT_EQ(posts_[0].body, "{}");
  EXPECT_EQ(value(posts_[0], "webhook-timestamp"), "1700000000");
  EXPECT_EQ(value(posts_[0], "webhook-signature"),
            webhook_signature("secret", value(posts_[0], "webhook-id"), "1700000000", "{}"));
}

TEST_F(WebhookTest, TroubleIsTriedAgainAsTheSameMessageSignedAnew) {
  EXPECT_EQ(deliver({{0, "refused"}, {503, ""}, {200, ""}}), "");
  ASSERT_EQ(posts_.size(), 3u);
  EXPECT_EQ(pauses_, (std::vector<int64_t>{1'000, 2'000}));
  EXPECT_EQ(value(posts_[0], "webhook-id"), value(posts_[2], "webhook-id"));
  EXPECT_NE(value(posts_[0], "webhook-signature"), value(posts_[2], "webhook-signature"));
}

TEST_F(WebhookTest, AReceiverThatDoesNotWantItIsNotAskedAgain) {
  EXPECT_EQ(deliver({{404, ""}}), "answered 404");
  EXPECT_EQ(posts_.size(), 1u);
}

TEST_F(WebhookTest, ItIsGivenUpInTheEnd) {
  EXPECT_EQ(deliver({{0, "refused"}}), "refused (5 tries)");
  EXPECT_EQ(pauses_, (std::vector<int64_t>{1'000, 2'000, 4'000, 8'000}));
}

TEST_F(WebhookTest, WithoutASecretNothingIsSigned) {
  EXPECT_EQ(deliver({{200, ""}}, ""), "");
  EXPECT_EQ(value(posts_[0], "webhook-signature"), "");
}

}  // namespace
}  // namespace crawler
