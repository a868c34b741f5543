#include "crawler/notices/webhook.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "crawler/notices/signature.h"

namespace crawler {
namespace {

bool is_worth_a_try(const PostAnswer& answer) {
  return answer.status == 0 || answer.status == 408 || answer.status == 429 || answer.status >= 500;
}

std::string words_of(const PostAnswer& answer) {
  return answer.status == 0 ? answer.problem : fmt::format("answered {}", answer.status);
}

}  // namespace

Webhook::Parts Webhook::real_parts() {
  return {
      send_post, [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); },
      [] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return static_cast<int64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
      }};
}

Webhook::Webhook(JsonPost post, std::string secret, Parts parts)
    : post_(std::move(post)), secret_(std::move(secret)), parts_(std::move(parts)) {}

PostAnswer Webhook::try_once(const std::string& body, const std::string& id) {
  const std::string time = std::to_string(parts_.now());
  JsonPost post = post_;
  post.body = body;
  post.headers.push_back("webhook-id: " + id);
  post.headers.push_back("webhook-timestamp: " + time);
  if (!secret_.empty())
    post.headers.push_back("webhook-signature: " + webhook_signature(secret_, id, time, body));
  return parts_.send(post);
}

std::string Webhook::deliver(const std::string& body) {
  const std::string id = new_message_id();
  std::chrono::milliseconds pause = kFirstPause;
  for (int tries = 1;; ++tries) {
    const PostAnswer answer = try_once(body, id);
    if (answer.status / 100 == 2) return "";
    if (!is_worth_a_try(answer)) return words_of(answer);
    if (tries == kTries) return fmt::format("{} ({} tries)", words_of(answer), tries);
    parts_.sleep(pause);
    pause *= 2;
  }
}

}  // namespace crawler
