// One URL: its facts, its page, its links, its headers, and what robots.txt says of it.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "explore/mcp/asked_url.h"
#include "explore/mcp/data_fence.h"
#include "explore/mcp/table_part.h"
#include "explore/mcp/token_budget.h"
#include "explore/mcp/tool.h"
#include "explore/show/reading.h"
#include "explore/show/url_verdicts.h"
#include "ground/utf8.h"
#include "parser/url/url.h"

namespace explore {
namespace {

constexpr std::size_t kFactBytes = 200;
constexpr std::size_t kMostReadText = 32u << 20;

constexpr char kUrlRow[] =
    "SELECT url, state, reason, detail, role, depth, attempts, found_on FROM url_rows "
    "WHERE id = ?1";
constexpr char kPageRow[] =
    "SELECT status, content_type, charset, title, description, lang, canonical, robots, size, "
    "ttfb_ms, total_ms, http_version, last_modified, fetched_at, word_count, redirect_to, "
    "limits_hit FROM pages WHERE id = ?1";
constexpr char kCheckRow[] =
    "SELECT status, content_type, total_ms, redirect_to, detail FROM answer_rows WHERE id = ?1";

void add_row(storage::Database& db, const char* sql, int64_t id, Json& facts) {
  storage::Statement row = db.prepare(sql);
  if (row.with(id).step()) facts.update(facts_of_row(row, kFactBytes));
}

Json facts_of_url(storage::Database& db, const FoundUrl& found) {
  Json facts = Json::object();
  add_row(db, kUrlRow, found.id, facts);
  if (!found.page_id) return facts;
  const std::size_t before = facts.size();
  add_row(db, kPageRow, *found.page_id, facts);
  if (facts.size() == before) add_row(db, kCheckRow, *found.page_id, facts);
  return facts;
}

// What there is of the page to read; without it `note` says why.
struct ReadText {
  std::string text, note;
};

ground::Result<ReadText> visible_text(const ToolCall& call, int64_t page_id) {
  storage::Statement row =
      call.file.database().prepare("SELECT text FROM text_rows WHERE page_id = ?1");
  if (!row.with(page_id).step()) return ReadText{"", "No text was kept of it."};
  return ReadText{std::string(ground::utf8_prefix(row.text(0), kMostReadText)), ""};
}

// Of a crawl that kept articles instead of bodies.
std::string kept_article(storage::Database& db, int64_t page_id) {
  storage::Statement row = db.prepare("SELECT markdown FROM pages WHERE id = ?1");
  return row.with(page_id).step() ? row.string(0) : "";
}

ground::Result<ReadText> body_text(const ToolCall& call, const MeantUrl& meant, bool is_article) {
  const int64_t page_id = *meant.found->page_id;
  auto body = call.file.pages().decoded_body(page_id);
  if (!body) return body.error();
  if (!body->has_value()) {
    std::string kept = is_article ? kept_article(call.file.database(), page_id) : "";
    if (kept.empty()) return ReadText{"", "No body was kept of it; part: text may have more."};
    return ReadText{std::move(kept), ""};
  }
  if (!is_article) return ReadText{std::string(ground::utf8_prefix(**body, kMostReadText)), ""};
  auto charset = call.file.pages().charset(page_id);
  if (!charset) return charset.error();
  Reading reading = read_article(**body, meant.url, *charset);
  return ReadText{std::move(reading.markdown),
                  reading.is_article ? ""
                                     : "Nothing on it looks like an article; this is the "
                                       "part that comes closest. part: text has all of it."};
}

bool is_html(const Json& facts) {
  const std::string type = facts.value("content_type", "");
  return type == "text/html" || type == "application/xhtml+xml";
}

ToolResult page_answer(const ToolCall& call, const MeantUrl& meant) {
  const std::string asked = call.text("part");
  ToolAnswer answer;
  Json facts = facts_of_url(call.file.database(), *meant.found);
  const bool has_text = meant.found->page_id.has_value() && asked != "facts";
  if (!meant.found->page_id) answer.note = "It was not fetched.";
  ReadText read;
  if (has_text) {
    const bool is_article = (asked.empty() || asked == "article") && is_html(facts);
    auto made = is_article || asked == "html" ? body_text(call, meant, is_article)
                                              : visible_text(call, *meant.found->page_id);
    if (!made) return made.error();
    read = std::move(made).value();
    answer.note = read.note;
  }
  const Json all{{"facts", facts}};
  const std::size_t taken = tokens_of(json_text(all));
  if (taken > call.tokens) return refusal("Its facts do not fit: give more max_tokens.");
  TextPart part = text_part(text_for_model(read.text), call.place(), call.tokens - taken);
  answer.data = all;
  answer.text = std::move(part.text);
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  return answer;
}

constexpr char kLinksOut[] =
    "SELECT o.url, l.kind, l.anchor, l.rel, l.nofollow, o.state, o.reason, op.status "
    "FROM page_links l JOIN url_rows o ON o.id = l.target_id "
    "LEFT JOIN answer_rows op ON op.id = o.page_id WHERE l.page_id = ?1 ORDER BY l.id";
constexpr char kLinksIn[] =
    "SELECT o.url, l.kind, l.anchor, l.rel, l.nofollow, p.status "
    "FROM link_rows l JOIN answer_rows p ON p.id = l.page_id JOIN url_rows o ON o.id = p.url_id "
    "WHERE l.target_id = ?1 ORDER BY l.id";

ToolResult links_answer(const ToolCall& call, const MeantUrl& meant) {
  const bool is_in = call.text("direction") == "in";
  storage::Database& db = call.file.database();
  if (is_in && !may_look_for_targets(db))
    return refusal("Links to a page can be looked up when the crawl has ended by itself.");
  if (!is_in && !meant.found->page_id) return refusal("It was not fetched: it has no links.");
  storage::Statement link = db.prepare(is_in ? kLinksIn : kLinksOut);
  link.with(is_in ? meant.found->id : *meant.found->page_id);
  TablePart part = table_part(link, call.place(), call.tokens);
  ToolAnswer answer;
  answer.data = Json::object();
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  std::move(part.rows).put_into(answer.data, std::move(part.columns));
  return answer;
}

ToolResult headers_answer(const ToolCall& call, const MeantUrl& meant) {
  if (!meant.found->page_id) return refusal("It was not fetched: there was no response.");
  auto lines = call.file.pages().headers(*meant.found->page_id);
  if (!lines) return lines.error();
  if (!lines->has_value()) return refusal("No headers were kept of it.");
  ToolAnswer answer;
  answer.data = {{"url", ground::utf8_prefix(text_for_model(meant.url), kFactBytes)}};
  storage::Statement line =
      call.file.database().prepare("SELECT status_line FROM body_rows WHERE page_id = ?1");
  if (line.with(*meant.found->page_id).step())
    answer.data["status_line"] = ground::utf8_prefix(text_for_model(line.text(0)), kFactBytes);
  line.reset();
  TableRows rows(call.tokens - std::min(call.tokens, tokens_of(json_text(answer.data))));
  uint64_t place = 0;
  for (const auto& [name, value] : shown_headers(std::move(**lines))) {
    if (place++ < call.place()) continue;
    if (rows.add({name, value})) continue;
    answer.data["next_cursor"] = std::to_string(place - 1);
    break;
  }
  std::move(rows).put_into(answer.data, {"name", "value"});
  return answer;
}

}  // namespace

ToolResult read_page(const ToolCall& call) {
  return of_asked_url(call, [&](const MeantUrl& meant) { return page_answer(call, meant); });
}

ToolResult list_links(const ToolCall& call) {
  return of_asked_url(call, [&](const MeantUrl& meant) { return links_answer(call, meant); });
}

ToolResult show_headers(const ToolCall& call) {
  return of_asked_url(call, [&](const MeantUrl& meant) { return headers_answer(call, meant); });
}

// Also of a URL that the crawl has not met, if it has its host.
ToolResult judge_robots(const ToolCall& call) {
  auto meant = find_meant(call.file.pages(), call.text("url"));
  if (!meant) return meant.error();
  parser::Url url;
  if (meant->url.empty() || url.assign(meant->url) != parser::UrlStatus::kOk)
    return refusal("This is not a URL: https://example.com/page is one.");
  storage::Database& db = call.file.database();
  storage::Statement host = db.prepare(
      "SELECT id, origin, robots_status, crawl_delay_ms, robots_txt FROM host_rows "
      "WHERE origin = ?1");
  const std::string origin(url.origin());
  if (!host.with(origin).step())
    return refusal("This host is not in the crawl, so its robots.txt is not known.");
  ToolAnswer answer;
  Json facts{{"url", ground::utf8_prefix(text_for_model(meant->url), kFactBytes)},
             {"origin", ground::utf8_prefix(text_for_model(origin), kFactBytes)},
             {"verdict", text_for_model(robots_verdict(db, meant->url, host.integer(0)))}};
  if (!host.is_null(2)) facts["robots_status"] = host.integer(2);
  if (!host.is_null(3)) facts["crawl_delay_ms"] = host.integer(3);
  answer.data = {{"facts", std::move(facts)}};
  const std::size_t taken = std::min(call.tokens, tokens_of(json_text(answer.data)));
  TextPart part = text_part(text_for_model(host.text(4)), call.place(), call.tokens - taken);
  answer.text = std::move(part.text);
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  return answer;
}

}  // namespace explore
