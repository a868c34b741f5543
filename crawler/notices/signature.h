// How a webhook is signed, so that its receiver knows who sent it and that nobody changed it: by
// the Standard Webhooks, for which there are libraries in most languages.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace crawler {

// The value of the header webhook-signature: "v1," and the HMAC-SHA256 of id, time (seconds since
// 1970) and body, in base64. `secret`: "whsec_" and base64, or any other text, which is taken for
// the key as it is.
std::string webhook_signature(std::string_view secret, std::string_view id, std::string_view time,
                              std::string_view body);

// "msg_" and 32 hex digits that nobody can guess; the same for each try of one message.
std::string new_message_id();

}  // namespace crawler
