#include "storage/sqlite/view_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/sqlite/link_id.h"
#include "storage/sqlite/sqlite_facts.h"
#include "storage/store/changes.h"
#include "storage/store/records.h"

namespace storage {
namespace {

// What a URL is, which `u` stands for: by what it is fetched as, and by the type of what came. As
// crawler/pipeline judges what --max-pages counts.
constexpr std::string_view kRole = R"sql(CASE WHEN u.role = $sitemap THEN 'sitemap'
  WHEN u.role = $style THEN 'style' WHEN u.role = $resource THEN 'resource'
  WHEN u.role = $link THEN 'link'
  WHEN u.url = (SELECT origin FROM host WHERE id = u.host_id) || '/robots.txt' THEN 'robots'
  ELSE coalesce((SELECT CASE WHEN content_type IN ('application/rss+xml', 'application/atom+xml')
    THEN 'feed' WHEN content_type NOT IN ('text/html', 'application/xhtml+xml') THEN 'file' END
    FROM page WHERE id = u.page_id AND status BETWEEN 200 AND 299), 'page') END)sql";

// Nobody could ask for the URL that `u` stands for, as its host has a robots.txt that it could not
// give (RFC 9309 2.3.1.4): no reason to call it broken. A host that gave no answer at all is.
constexpr std::string_view kClosed = R"sql((coalesce(u.reason, 0) = $unreachable
  AND coalesce((SELECT robots_status FROM host WHERE id = u.host_id), 0) > 0))sql";

// Milliseconds since 1970 as ISO 8601. SQLite and DuckDB have no function of dates in common, so
// this is arithmetic, and good for the years 1970 to 2099. Each product and shift is a division,
// exact for what it is of, since "/" makes a fraction in DuckDB: by a day (84,375 * 1,024 ms), by
// 1,461 (the days of four years, in quarters), by 2,141 (of 65,536 for a day in its month), by
// 28,125, 1,875 and 125 (of an hour, a minute and a second). Years count from 1968, months from the
// March of it: https://doi.org/10.1002/spe.3172.
std::string time_text(std::string_view x) {
  const std::string quarters = fmt::format("(({} >> 10) * 833999931 >> 46) * 4", x);
  const std::string month = fmt::format("((({} + 2687) % 1461 >> 2) * 2141 + 197913)", quarters);
  return fmt::format(
      "printf('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', (({0} + 2924) * 183735 >> 28) + 1968, "
      "(({1} >> 16) - 1) % 12 + 1, (({1} & 65535) * 31345 >> 26) + 1, "
      "({2} % 86400000 >> 7) * 76355 >> 31, ({2} % 3600000 >> 5) * 71583 >> 27, "
      "({2} % 60000 >> 3) * 8389 >> 20, {2} % 1000)",
      quarters, month, x);
}

// Replaces each "$name(argument)" by what `expansion` makes of the argument.
template <typename Expansion>
void expand(std::string* sql, std::string_view name, Expansion expansion) {
  const std::string call = fmt::format("${}(", name);
  for (std::size_t at = sql->find(call); at != std::string::npos; at = sql->find(call, at)) {
    const std::size_t open = at + call.size();
    const std::size_t close = sql->find(')', open);
    sql->replace(at, close + 1 - at, expansion(sql->substr(open, close - open)));
  }
}

// Replaces each "$name" by the number.
void fill_in(std::string* sql, std::string_view name, int64_t number) {
  const std::string word = fmt::format("${}", name);
  for (std::size_t at = sql->find(word); at != std::string::npos; at = sql->find(word, at))
    sql->replace(at, word.size(), std::to_string(number));
}

void put_in(std::string* sql, std::string_view name, std::string_view words) {
  const std::string word = fmt::format("${}", name);
  for (std::size_t at = sql->find(word); at != std::string::npos; at = sql->find(word, at))
    sql->replace(at, word.size(), words);
}

// The names of what has changed, in their order, with commas between: of bits.
std::string field_names(std::string_view bits) {
  std::string names;
  for (const ChangedFieldRow& row : kChangedFields)
    names +=
        fmt::format("{}CASE WHEN ({} & {}) <> 0 THEN ',{}' ELSE '' END",
                    names.empty() ? "" : " || ", bits, static_cast<uint32_t>(row.field), row.name);
  return fmt::format("nullif(ltrim({}, ','), '')", names);
}

// The name of a change's kind: without a look into a table for each of the changes that are
// counted.
std::string kind_name(std::string_view kind) {
  std::string names;
  for (const ChangeKindRow& row : kChangeKinds)
    names += fmt::format(" WHEN {} THEN '{}'", static_cast<int>(row.kind), row.name);
  return fmt::format("CASE {}{} END", kind, names);
}

// A text of a version, "table.column": "" stands for that of the next one that has its own, or of
// the present page.
std::string text_of_version(std::string_view name) {
  const std::size_t dot = name.find('.');
  const std::string_view version = name.substr(0, dot), column = name.substr(dot + 1);
  std::string of_page = fmt::format("p.{}", column);
  if (column == "redirect_to") of_page = "$redirect_of(p)";
  if (column == "robots") of_page = "$robots_of(p)";
  return fmt::format(
      "nullif(CASE WHEN {0}.{1} = '' THEN coalesce((SELECT coalesce(w.{1}, '') FROM page_version w "
      "WHERE w.url_id = {0}.url_id AND w.id > {0}.id AND coalesce(w.{1}, '-') <> '' "
      "ORDER BY w.id LIMIT 1), (SELECT coalesce({2}, '') FROM url x JOIN page p ON p.id = "
      "x.page_id "
      "WHERE x.id = {0}.url_id)) ELSE {0}.{1} END, '')",
      version, column, of_page);
}

// What only the views of history say.
void spell_out_history(std::string* sql) {
  // What a page was before a change `c`, and what it is after it: each is a version by now, or
  // still the present page. Subqueries: what nobody asks for is not looked up.
  const auto either = [](std::string_view id, std::string_view column, std::string_view of_page) {
    return fmt::format(
        "coalesce((SELECT {1} FROM page_version o WHERE o.id = c.{0}), "
        "(SELECT {2} FROM page p WHERE p.id = c.{0}))",
        id, column, of_page);
  };
  for (const auto& [name, id] : {std::pair("was", "old_id"), std::pair("is", "new_id")}) {
    put_in(sql, fmt::format("{}_redirect", name),
           either(id, "$text(o.redirect_to)", "$redirect_of(p)"));
    put_in(sql, fmt::format("{}_robots", name), either(id, "$text(o.robots)", "$robots_of(p)"));
    expand(sql, fmt::format("{}_text", name), [&either, id = id](std::string_view column) {
      return either(id, fmt::format("$text(o.{})", column), fmt::format("p.{}", column));
    });
    expand(sql, name, [&either, id = id](std::string_view column) {
      return either(id, fmt::format("o.{}", column), fmt::format("p.{}", column));
    });
  }
  expand(sql, "text", text_of_version);
  // When the present content was found last by a visit since it came.
  expand(sql, "last_seen", [](std::string_view page) {
    return fmt::format(
        "(SELECT $time(v.at) FROM url_visit v WHERE v.url_id = {0}.url_id AND v.at >= "
        "{0}.fetched_at "
        "AND v.outcome IN ($not_modified, $unchanged) ORDER BY v.at DESC LIMIT 1)",
        page);
  });
  expand(sql, "fields", field_names);
  expand(sql, "kind", kind_name);
  expand(sql, "run_of", [](std::string_view at) {
    return fmt::format("(SELECT max(r.id) FROM run r WHERE r.started_at <= {})", at);
  });
  expand(sql, "had_page", [](std::string_view url) {
    return fmt::format("({0}.page_id IS NOT NULL OR {0}.reason = $robots)", url);
  });
}

}  // namespace

std::string spelled_out(std::string sql, bool has_checks) {
  spell_out_history(&sql);
  expand(&sql, "time", time_text);
  expand(&sql, "url", [](std::string_view id) {
    return fmt::format("(SELECT url FROM url_text WHERE id = {})", id);
  });
  expand(&sql, "page",
         [](std::string_view link) { return fmt::format("({}.id >> {})", link, kLinkPlaceBits); });
  expand(&sql, "facts", fact_columns);
  expand(&sql, "redirect_of", [](std::string_view page) {
    return fmt::format(
        "coalesce((SELECT url FROM url_text WHERE id = {0}.redirect_id), {0}.redirect_to)", page);
  });
  expand(&sql, "robots_of", [](std::string_view page) {
    return fmt::format(
        "coalesce({0}.meta_robots || ', ' || {0}.header_robots, {0}.meta_robots, "
        "{0}.header_robots)",
        page);
  });
  expand(&sql, "is_page", [has_checks](std::string_view page) {
    return has_checks ? fmt::format("{}.method IS NULL", page) : std::string("1");
  });
  expand(&sql, "is_check", [has_checks](std::string_view url) {
    return has_checks ? fmt::format("{}.role >= $link", url) : std::string("0");
  });
  put_in(&sql, "role", kRole);
  put_in(&sql, "closed", kClosed);
  fill_in(&sql, "places", kMostLinkPlaces - 1);
  fill_in(&sql, "bits", kLinkPlaceBits);
  fill_in(&sql, "sitemap", static_cast<int>(Role::kSitemap));
  fill_in(&sql, "link", static_cast<int>(Role::kLink));
  fill_in(&sql, "resource", static_cast<int>(Role::kResource));
  fill_in(&sql, "style", static_cast<int>(Role::kStyle));
  fill_in(&sql, "head", static_cast<int>(Method::kHead));
  fill_in(&sql, "fetched", static_cast<int>(UrlState::kFetched));
  fill_in(&sql, "skipped", static_cast<int>(UrlState::kSkipped));
  fill_in(&sql, "failed", static_cast<int>(UrlState::kFailed));
  fill_in(&sql, "private", static_cast<int>(Reason::kPrivateAddress));
  fill_in(&sql, "unreachable", static_cast<int>(Reason::kRobotsUnreachable));
  fill_in(&sql, "robots", static_cast<int>(Reason::kRobots));
  fill_in(&sql, "not_modified", static_cast<int>(VisitOutcome::kNotModified));
  fill_in(&sql, "unchanged", static_cast<int>(VisitOutcome::kUnchanged));
  return sql;
}

std::string statement_of(const View& view, bool has_checks) {
  return spelled_out(fmt::format("VIEW {} AS{}", view.name, view.body), has_checks);
}

std::string absent_statement_of(const View& view) {
  std::string columns = view.columns;
  put_in(&columns, "facts", fact_columns(""));
  std::string nothing;
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", at), columns.size());
    nothing += fmt::format("{}NULL AS {}", at == 0 ? "" : ", ", columns.substr(at, end - at));
    at = end + 2;
  }
  return fmt::format("TEMP VIEW {} AS SELECT {} WHERE 0", view.name, nothing);
}

}  // namespace storage
