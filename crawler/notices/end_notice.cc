#include "crawler/notices/end_notice.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <utility>

#include "crawler/changes/shell_command.h"
#include "crawler/notices/webhook.h"
#include "ground/ascii.h"

namespace crawler {

EndNotice::EndNotice(const Options& options, std::string secret)
    : command_(options.on_end),
      url_(options.webhook),
      secret_(std::move(secret)),
      user_agent_(default_user_agent()),
      ca_file_(options.ca_file),
      at_most_(options.on_change_timeout) {}

ground::Result<EndNotice> EndNotice::prepare(const Options& options) {
  const char* kept = std::getenv("CRAWL_WEBHOOK_SECRET");
  std::string secret = kept == nullptr ? "" : kept;
  if (secret.empty() && !options.webhook_secret.empty()) {
    std::ifstream file(options.webhook_secret);
    std::getline(file, secret);
    secret = std::string(ground::ascii::trim(secret));
    if (secret.empty())
      return ground::Error{
          ground::ErrorCode::kIo,
          "--webhook-secret: its first line is empty: write the secret there, as \"openssl rand "
          "-hex 32\" makes one"};
  }
  return EndNotice(options, std::move(secret));
}

void EndNotice::tell(const std::string& summary,
                     const std::function<void(const std::string&)>& warn) const {
  if (!url_.empty()) {
    JsonPost post;
    post.url = url_;
    post.user_agent = user_agent_;
    post.ca_file = ca_file_;
    const std::string problem = Webhook(std::move(post), secret_).deliver(summary);
    if (!problem.empty()) warn("--webhook: the summary was not taken: " + problem);
  }
  if (command_.empty()) return;
  std::optional<std::string> rest = summary;
  const std::string became =
      run_shell_command(command_, at_most_, [&rest] { return std::exchange(rest, std::nullopt); });
  if (!became.empty()) warn("--on-end: the command " + became);
}

}  // namespace crawler
