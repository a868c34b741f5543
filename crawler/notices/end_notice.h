// EndNotice: --on-end and --webhook. Tells a command and a server of the user's how a crawl ended.
// Thread: one that may block.
#pragma once

#include <functional>
#include <string>

#include "crawler/options/options.h"
#include "ground/result.h"

namespace crawler {

class EndNotice {
 public:
  // Reads the secret: of CRAWL_WEBHOOK_SECRET in the environment, or else the first line of
  // --webhook-secret. Errors: kIo: there is none in that file. Before the crawl, so that a slip of
  // the pen changes nothing.
  static ground::Result<EndNotice> prepare(const Options& options);

  bool has_someone() const { return !command_.empty() || !url_.empty(); }  // to tell
  // `summary`: an object of JSON on a line. What fails is a warning.
  void tell(const std::string& summary, const std::function<void(const std::string&)>& warn) const;

 private:
  EndNotice(const Options& options, std::string secret);

  std::string command_, url_, secret_, user_agent_, ca_file_;
  std::chrono::milliseconds at_most_;
};

}  // namespace crawler
