#include "explore/export/warc_page.h"

#include <fmt/format.h>

#include <utility>

#include "explore/export/http_message.h"
#include "explore/export/warc_record.h"
#include "explore/file/stored_pages.h"
#include "ground/ascii.h"
#include "storage/history/delta.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr std::string_view kSameBody =
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

class PageRecords {
 public:
  PageRecords(const WarcPage& page, const WarcStyle& style, const HeaderLines& headers,
              std::string_view body)
      : page_(page),
        style_(style),
        headers_(headers),
        body_(body),
        digest_(page.original ? page.original->digest : sha1_of(body)),
        answer_id_(page.original ? record_id("revisit", page.url, page.date, labelled(digest_))
                                 : response_id(page.url, page.date, digest_)) {}

  std::string write() {
    answer();
    request();
    metadata();
    return std::move(out_);
  }

 private:
  WarcRecord record(std::string_view type, std::string id) const {
    WarcRecord made;
    made.type = type;
    made.id = std::move(id);
    made.date = page_.date;
    made.target = as_target(page_.url);
    made.more.emplace_back("WARC-Warcinfo-ID", style_.info_id);
    return made;
  }

  // Of a record that stands beside the answer.
  WarcRecord beside(std::string_view type) const {
    WarcRecord made = record(type, record_id(type, page_.url, page_.date, labelled(digest_)));
    made.more.emplace_back("WARC-Concurrent-To", answer_id_);
    return made;
  }

  void answer() {
    WarcRecord made = record(page_.original ? "revisit" : "response", answer_id_);
    made.content_type = "application/http; msgtype=response";
    if (!page_.ip.empty()) made.more.emplace_back("WARC-IP-Address", one_line(page_.ip));
    if (page_.http_version == "2") made.more.emplace_back("WARC-Protocol", "h2");
    made.more.emplace_back("WARC-Payload-Digest", labelled(digest_));
    if (page_.original) {
      made.more.emplace_back("WARC-Profile", kSameBody);
      made.more.emplace_back("WARC-Refers-To", page_.original->id);
      made.more.emplace_back("WARC-Refers-To-Target-URI", as_target(page_.original->url));
      made.more.emplace_back("WARC-Refers-To-Date", page_.original->date);
    } else if (const std::string_view why = why_truncated(); !why.empty()) {
      made.more.emplace_back("WARC-Truncated", why);
    }
    const std::string head = response_head({page_.status, page_.status_line, headers_},
                                           page_.original ? page_.original->size : body_.size());
    made.head = head;
    if (!page_.original) made.payload = body_;
    append_record(made, style_.is_plain, &out_);
  }

  // "" if the body is all that came.
  std::string_view why_truncated() const {
    std::string_view limits = page_.limits_hit;
    for (auto limit = ground::ascii::next_token(limits, ','); !limit.empty();
         limit = ground::ascii::next_token(limits, ','))
      if (limit == "body") return "length";
    const bool is_missing = body_.empty() && (page_.size > 0 || announces_body(headers_));
    return is_missing ? "unspecified" : "";
  }

  void request() {
    const std::string head = request_head(page_.url, page_.user_agent);
    if (head.empty()) return;
    WarcRecord made = beside("request");
    made.content_type = "application/http; msgtype=request";
    made.head = head;
    append_record(made, style_.is_plain, &out_);
  }

  void metadata() {
    std::string text = field_line("fetchTimeMs", std::to_string(page_.total_ms));
    if (!page_.found_on.empty()) text += field_line("via", as_target(page_.found_on));
    if (!page_.limits_hit.empty()) text += field_line("limitsHit", page_.limits_hit);
    WarcRecord made = beside("metadata");
    made.content_type = "application/warc-fields";
    made.head = text;
    made.payload = page_.outlinks;
    append_record(made, style_.is_plain, &out_);
  }

  const WarcPage& page_;
  const WarcStyle& style_;
  const HeaderLines& headers_;
  const std::string_view body_;
  const Sha1Digest digest_;
  const std::string answer_id_;
  std::string out_;
};

Error damaged(const WarcPage& page, std::string_view what) {
  return {ErrorCode::kCorrupt,
          fmt::format("{}: {}: exclude it with --where \"url <> '…'\"", page.url, what)};
}

}  // namespace

std::string field_line(std::string_view name, std::string_view value) {
  return fmt::format("{}: {}\r\n", name, one_line(value));
}

std::string response_id(const std::string& url, const std::string& date, const Sha1Digest& digest) {
  return record_id("response", url, date, labelled(digest));
}

Result<std::string> body_of(const WarcPage& page) {
  auto kept = decompress(*page.zstd);
  if (!kept || page.raw_delta.empty()) return kept;
  auto received = storage::Delta().apply(page.raw_delta, *kept, kMaxBodyBytes);
  if (!received) return Error{ErrorCode::kCorrupt, "its body does not fit what scripts made of it"};
  return std::move(*received);
}

Result<std::string> records_of(const WarcPage& page, const WarcStyle& style) {
  HeaderLines headers;
  if (!page.headers_json.empty()) {
    auto lines = header_lines(page.headers_json);
    if (!lines) return damaged(page, "its headers are damaged");
    headers = std::move(*lines);
  }
  std::string inflated;
  if (!page.body && page.zstd) {
    auto bytes = body_of(page);
    if (!bytes) return damaged(page, bytes.error().message);
    inflated = std::move(bytes).value();
  }
  return PageRecords(page, style, headers, page.body ? *page.body : inflated).write();
}

}  // namespace explore
