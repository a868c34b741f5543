#include "explore/show/url_verdicts.h"

#include <fmt/format.h>

#include "parser/robots/robots.h"
#include "parser/url/url.h"
#include "storage/sqlite/sqlite_schema.h"

namespace explore {
namespace {

// Without the index of targets all links are read: at a million, in a tenth of a second.
constexpr int64_t kMaxLinksRead = 1'000'000;

}  // namespace

std::string robots_verdict(storage::Database& db, std::string_view url, int64_t host_id) {
  storage::Statement host = db.prepare(
      "SELECT robots_status, robots_txt, (SELECT CASE WHEN json_valid(options) "
      "THEN options ->> 'user-agent' END FROM run_rows ORDER BY id DESC LIMIT 1) "
      "FROM host_rows WHERE id = ?1");
  if (!host.with(host_id).step()) return "";
  if (host.is_null(0)) return "never requested";
  const int64_t status = host.integer(0);
  if (status == 0) return "no response: nothing is allowed";
  const std::string answer = fmt::format("(robots.txt: {})", status);
  // That of a redirect is kept where there were too many, which is as if there were none.
  if (status >= 300 && status < 500 && status != 429) return "allowed " + answer;
  if (status < 200 || status >= 300) return "nothing is allowed " + answer;
  parser::Url parsed;
  if (parsed.assign(url) != parser::UrlStatus::kOk) return "";
  const std::string agent = host.is_null(2) ? "crawl" : host.string(2);
  const bool is_allowed =
      parser::Robots::parse(host.text(1), agent).allows(parsed.path_and_query());
  return fmt::format("{} for {} {}", is_allowed ? "allowed" : "disallowed", agent, answer);
}

bool may_look_for_targets(storage::Database& db) {
  return storage::has_report_indexes(db) ||
         db.integer_of("SELECT links FROM link_count") <= kMaxLinksRead;
}

}  // namespace explore
