#include "explore/extract/one_page_crawl.h"

#include <vector>

#include "terminal/exit_status.h"

namespace explore {

ground::Result<std::unique_ptr<OnePageCrawl>> OnePageCrawl::of(const std::string& url,
                                                               const std::string& config) {
  auto folder = PassingFolder::make("try");
  if (!folder) return folder.error();
  std::unique_ptr<OnePageCrawl> crawl(new OnePageCrawl(std::move(*folder)));
  std::vector<std::string> words = {url,           "--db", crawl->db(),        "--quiet",
                                    "--max-depth", "0",    "--scope",          "all",
                                    "--sitemaps",  "no",   "--wait-for-hosts", "0"};
  if (!config.empty()) words.insert(words.end(), {"--config", config});
  auto status = run_crawl(std::move(words));
  if (!status) return status.error();
  // Why there is no answer stands in the database.
  if (*status != terminal::kAsAsked && *status != terminal::kUnavailable)
    return ground::Error{ground::ErrorCode::kIo, url + ": can't be fetched, see above"};
  return crawl;
}

}  // namespace explore
