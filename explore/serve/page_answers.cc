// All of these answers are about one URL, and all begin the same way: find the URL, or say that it
// is unknown and name similar ones. Everything is read by key. Bodies are the dangerous part: they
// are sent either as plain text, or as HTML whose scripts, links and loads have been disarmed and
// whose policy forbids them once more.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "explore/serve/answers.h"
#include "explore/serve/disarm.h"
#include "explore/serve/download.h"
#include "explore/serve/json_value.h"
#include "explore/serve/meant_answer.h"
#include "explore/show/reading.h"
#include "explore/show/url_search.h"
#include "explore/show/url_verdicts.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr int kMostHops = 20;
constexpr int kMostLinks = 500;
constexpr int kUsualLinks = 100;

Json first_row(storage::Database& db, const std::string& sql, int64_t id) {
  storage::Statement row = db.prepare(sql);
  return row.with(id).step() ? object_of(row) : Json::object();
}

Json redirects_of(storage::Database& db, int64_t page_id) {
  storage::Statement hop = db.prepare(
      "SELECT p.status, p.redirect_to, t.page_id FROM answer_rows p "
      "LEFT JOIN url_rows t ON t.id = p.redirect_id WHERE p.id = ?1 AND p.is_redirect");
  storage::Statement status = db.prepare("SELECT status FROM answer_rows WHERE id = ?1");
  Json hops = Json::array();
  while (hops.size() < kMostHops && hop.with(page_id).step()) {
    Json one{{"status", hop.integer(0)}, {"target", hop.string(1)}};
    const bool is_fetched = !hop.is_null(2);
    page_id = hop.integer(2);
    hop.reset();
    if (is_fetched && status.with(page_id).step()) one["target_status"] = status.integer(0);
    status.reset();
    hops.push_back(std::move(one));
    if (!is_fetched) break;
  }
  return hops;
}

Json links_out(storage::Database& db, int64_t page_id) {
  storage::Statement states = db.prepare(
      "SELECT u.state, u.reason, count(*) AS links, count(DISTINCT u.id) AS urls "
      "FROM page_links l JOIN url_rows u ON u.id = l.target_id WHERE l.page_id = ?1 "
      "GROUP BY u.state_id, u.reason_id");
  states.with(page_id);
  Json rows = Json::array();
  while (states.step()) rows.push_back(object_of(states));
  return rows;
}

// Not counted on and on: for a page that everything links to, "more than" is enough.
constexpr int64_t kMostCounted = 20'000;

Json links_in(storage::Database& db, int64_t url_id) {
  if (!may_look_for_targets(db)) return nullptr;
  storage::Statement count =
      db.prepare(fmt::format("SELECT count(*), count(DISTINCT page_id) FROM (SELECT page_id "
                             "FROM link_rows WHERE target_id = ?1 LIMIT {})",
                             kMostCounted));
  if (!count.with(url_id).step()) return nullptr;
  return {{"links", count.integer(0)},
          {"pages", count.integer(1)},
          {"is_more", count.integer(0) == kMostCounted}};
}

constexpr char kUrlFacts[] =
    "SELECT id, state, reason, detail, role, depth, attempts, found_on FROM url_rows "
    "WHERE id = ?1";

constexpr char kPageFacts[] =
    "SELECT status, content_type, charset, title, description, lang, canonical, robots, size, "
    "transferred, ttfb_ms, total_ms, http_version, ip, etag, last_modified, fetched_at, "
    "content_hash, simhash, word_count, limits_hit, detail FROM pages WHERE id = ?1";

// Of one that was only checked.
constexpr char kCheckFacts[] =
    "SELECT status, content_type, nullif(size, 0) AS size, total_ms, redirect_to, detail "
    "FROM answer_rows WHERE id = ?1";

Answer whole_page(const Asking& asking, const MeantUrl& meant) {
  storage::Database& db = asking.file.database();
  const FoundUrl& found = *meant.found;
  Json answer{{"url", meant.url},
              {"facts", first_row(db, kUrlFacts, found.id)},
              {"robots_verdict", robots_verdict(db, meant.url, found.host_id)},
              {"links_in", links_in(db, found.id)}};
  if (found.page_id) {
    Json page = first_row(db, kPageFacts, *found.page_id);
    answer["page"] = !page.empty() ? std::move(page) : first_row(db, kCheckFacts, *found.page_id);
    answer["redirects"] = redirects_of(db, *found.page_id);
    answer["links_out"] = links_out(db, *found.page_id);
    answer["status_line"] =
        first_row(db, "SELECT status_line FROM body_rows WHERE page_id = ?1", *found.page_id)
            .value("status_line", "");
    answer["has_body"] =
        !first_row(db, "SELECT 1 AS one FROM body_rows WHERE page_id = ?1 AND zstd IS NOT NULL",
                   *found.page_id)
             .empty();
    // The database's failure first: a page whose headers are damaged still has its facts.
    auto lines = asking.file.pages().headers(*found.page_id);
    if (!lines) {
      answer["headers_problem"] = lines.error().message;
    } else if (lines->has_value()) {
      answer["headers"] = shown_headers(std::move(**lines));
    }
  }
  return json_answer(answer);
}

int64_t number_or(std::optional<std::string_view> written, int64_t otherwise) {
  int64_t number = otherwise;
  if (written) std::from_chars(written->data(), written->data() + written->size(), number);
  return number;
}

enum class Direction { kIn, kOut };

// What is said of a URL is said of the one that the row names.
std::string links_sql(Direction direction, std::string_view columns) {
  const bool is_in = direction == Direction::kIn;
  return fmt::format(
      "SELECT {} {} LEFT JOIN answer_rows op ON op.id = o.page_id WHERE {} = ?1", columns,
      is_in ? "FROM link_rows l JOIN answer_rows p ON p.id = l.page_id JOIN url_rows "
              "o ON o.id = p.url_id"
            : "FROM page_links l JOIN url_rows o ON o.id = l.target_id",
      is_in ? "l.target_id" : "l.page_id");
}

// Calls `answer` with the direction and with the id of the URL that the links lead to, or of the
// page that they stand on (none: it was not fetched).
template <typename Make>
Answer of_links(const Asking& asking, Make make) {
  const std::string_view written = asking.request.parameter("direction").value_or("");
  if (written != "in" && written != "out") return json_problem(400, "direction: in or out");
  const bool is_in = written == "in";
  return of_url(asking, [&](const MeantUrl& meant) -> Answer {
    if (!is_in) return make(Direction::kOut, meant.found->page_id);
    if (!may_look_for_targets(asking.file.database()))
      return json_problem(503, "links to a page are available when the crawl has ended by itself");
    return make(Direction::kIn, std::optional<int64_t>(meant.found->id));
  });
}

Answer links_page(const Asking& asking, Direction direction, int64_t id) {
  const auto most = static_cast<int>(std::clamp<int64_t>(
      number_or(asking.request.parameter("limit"), kUsualLinks), 1, kMostLinks));
  storage::Database& db = asking.file.database();
  storage::Statement link =
      db.prepare(links_sql(direction,
                           "l.id, o.url, l.kind, l.anchor, l.rel, l.nofollow, o.state, o.reason, "
                           "op.status") +
                 " AND l.id > ?2 ORDER BY l.id LIMIT ?3");
  link.with(id, number_or(asking.request.parameter("after"), -1), most + 1);
  Json rows = Json::array();
  Json next;
  for (int64_t last = 0; link.step(); last = link.integer(0)) {
    if (rows.size() == static_cast<std::size_t>(most)) {
      next = std::to_string(last);
      break;
    }
    rows.push_back(object_of(link));
  }
  return json_answer({{"rows", rows}, {"next", next}});
}

// The page's bytes as UTF-8, or an answer that says why there are none.
template <typename Make>
Answer of_body(const Asking& asking, Make make) {
  return of_url(asking, [&](const MeantUrl& meant) -> Answer {
    if (!meant.found->page_id) return json_problem(404, meant.url + " was not fetched");
    auto body = asking.file.pages().decoded_body(*meant.found->page_id);
    if (!body) return body.error();
    if (!body->has_value()) return json_problem(404, "no body is stored for " + meant.url);
    return make(std::move(**body));
  });
}

constexpr std::string_view kTextType = "text/plain; charset=utf-8";
// Nothing runs, nothing is loaded, nothing is shown but what stands in the page itself.
constexpr std::string_view kPicturePolicy =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'";
// What a browser renders without being held up by.
constexpr std::size_t kMostShown = 4u << 20;

}  // namespace

Answer of_url(const Asking& asking, const std::function<Answer(const MeantUrl& meant)>& make) {
  const auto typed = asking.request.parameter("url");
  if (!typed || typed->empty()) return json_problem(400, "url is missing");
  auto meant = find_meant(asking.file.pages(), *typed);
  if (!meant) return meant.error();
  if (meant->url.empty()) return json_problem(400, fmt::format("not a URL: \"{}\"", *typed));
  if (meant->found) return make(*meant);
  constexpr std::size_t kOffered = 5;
  auto nearest = nearest_urls(asking.file.database(), asking.file.pages(), meant->url, kOffered);
  if (!nearest) return nearest.error();
  return json_answer({{"error", meant->url + " is not in the database"}, {"nearest", *nearest}},
                     404);
}

Answer answer_page(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) { return whole_page(asking, meant); });
}

Answer answer_links(const Asking& asking) {
  return of_links(asking, [&](Direction direction, std::optional<int64_t> id) -> Answer {
    if (!id) return json_answer({{"rows", Json::array()}, {"next", nullptr}});
    return links_page(asking, direction, *id);
  });
}

Answer answer_links_download(const Asking& asking) {
  return of_links(asking, [&](Direction direction, std::optional<int64_t> id) -> Answer {
    const std::string sql =
        links_sql(direction,
                  "o.url, op.status, o.state, o.reason, l.kind, l.anchor, l.rel, "
                  "l.nofollow") +
        " ORDER BY l.id";
    const bool is_in = direction == Direction::kIn;
    return start_download({sql, {id.value_or(-1)}, is_in ? "links-here" : "links-from-here"},
                          asking.request.parameter("format").value_or(""), asking.served);
  });
}

Answer answer_source(const Asking& asking) {
  return of_body(asking, [](std::string body) -> Answer {
    HttpResponse response{200, {{"Content-Type", std::string(kTextType)}}, std::move(body)};
    if (response.body.size() > kMostShown) {
      response.headers.emplace_back("X-Cut-From", std::to_string(response.body.size()));
      response.body = ground::utf8_prefix(response.body, kMostShown);
    }
    return response;
  });
}

Answer answer_text(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) -> Answer {
    storage::Statement row =
        asking.file.database().prepare("SELECT text FROM text_rows WHERE page_id = ?1");
    if (!meant.found->page_id || !row.with(*meant.found->page_id).step())
      return json_problem(404, meant.url + " has no text");
    return HttpResponse{200, {{"Content-Type", std::string(kTextType)}}, row.string(0)};
  });
}

Answer answer_article(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) -> Answer {
    return of_body(asking, [&](const std::string& body) -> Answer {
      auto charset = asking.file.pages().charset(*meant.found->page_id);
      if (!charset) return charset.error();
      const Reading reading = read_article(body, meant.url, *charset);
      return json_answer({{"markdown", ground::utf8_prefix(reading.markdown, kMostShown)},
                          {"is_article", reading.is_article}});
    });
  });
}

Answer answer_structured(const Asking& asking) {
  return of_url(asking, [&](const MeantUrl& meant) -> Answer {
    if (!meant.found->page_id) return json_problem(404, meant.url + " was not fetched");
    auto items = asking.file.pages().structured(*meant.found->page_id);
    if (!items) return json_problem(404, items.error().message);
    Json rows = Json::array();
    for (const StructuredData& item : *items)
      rows.push_back({{"syntax", item.syntax}, {"type", item.type}, {"json", item.json}});
    return json_answer({{"rows", rows}});
  });
}

Answer answer_picture(const Asking& asking) {
  Answer answer = of_body(asking, [](const std::string& body) -> Answer {
    return HttpResponse{200,
                        {{"Content-Type", "text/html; charset=utf-8"}},
                        disarmed(std::string_view(body).substr(0, kMostShown))};
  });
  if (!answer) return answer;
  answer->headers.emplace_back("Content-Security-Policy", kPicturePolicy);
  answer->headers.emplace_back("X-Frame-Options", "SAMEORIGIN");
  return answer;
}

}  // namespace explore
