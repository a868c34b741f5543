// Sends a message to a webhook, and again where that may help. Thread: one that may block.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "crawler/fetch/json_post.h"

namespace crawler {

class Webhook {
 public:
  struct Parts {
    std::function<PostAnswer(const JsonPost&)> send;
    std::function<void(std::chrono::milliseconds)> sleep;
    std::function<int64_t()> now;  // seconds since 1970
  };
  // What production takes.
  static Parts real_parts();

  // `secret`: "" signs nothing; it is never in what is said.
  Webhook(JsonPost post, std::string secret, Parts parts = real_parts());

  // "": it was taken (2xx). Else what the last try came to. No answer, 408, 429 and 5xx are tried
  // again, with growing pauses; a receiver that got it twice knows by its id.
  std::string deliver(const std::string& body);

  static constexpr int kTries = 5;
  static constexpr std::chrono::milliseconds kFirstPause{1'000};  // doubled each time

 private:
  PostAnswer try_once(const std::string& body, const std::string& id);

  JsonPost post_;
  const std::string secret_;
  const Parts parts_;
};

}  // namespace crawler
