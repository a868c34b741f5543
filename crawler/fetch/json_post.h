// One POST of JSON, for a notice to a server of the user's: no crawling, and none of its rules.
// Thread: any that may block. Errors: in words.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace crawler {

struct JsonPost {
  std::string url;
  std::string body;
  std::vector<std::string> headers;  // "Name: value"
  std::string user_agent;
  std::string ca_file;  // "": what libcurl trusts by itself
  std::chrono::milliseconds timeout{10'000};
};

struct PostAnswer {
  int status = 0;       // 0: none came
  std::string problem;  // then: why
};

// Follows no redirect, reads no more of the answer than its status.
PostAnswer send_post(const JsonPost& post);

}  // namespace crawler
