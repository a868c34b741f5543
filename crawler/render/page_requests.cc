#include "crawler/render/page_requests.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "crawler/render/base64_text.h"
#include "crawler/render/json_reading.h"
#include "crawler/render/resource_words.h"
#include "ground/ascii.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

using Json = nlohmann::json;
using storage::ResourceFate;
using storage::ResourceKind;

// A page that asks for more than this is asking for no content any more.
constexpr uint32_t kMostRequests = 1'000;
constexpr std::size_t kMostNoted = 1'000;
constexpr std::size_t kMostLinks = 1'000;
constexpr std::size_t kMostKeptBytes = 32u << 20;
// A script may load its page anew, for a cookie that it has set.
constexpr uint32_t kMostDocuments = 3;
constexpr const char* kPreflightMethod = "Access-Control-Request-Method";

// What the connection to the server said of the body, which has gone another way to the browser.
bool is_of_connection(std::string_view name) {
  constexpr std::array<std::string_view, 8> kThose{
      "content-encoding", "content-length", "transfer-encoding", "connection",
      "keep-alive",       "alt-svc",        "trailer",           "upgrade"};
  return std::any_of(kThose.begin(), kThose.end(),
                     [&](std::string_view those) { return ground::ascii::equals(name, those); });
}

// Of the request's own headers those that a script chose, or that an answer may hang on.
bool is_to_be_sent(std::string_view name) {
  constexpr std::array<std::string_view, 8> kOurs{
      "user-agent",      "cookie",         "host",          "connection",
      "accept-encoding", "content-length", "cache-control", "pragma"};
  if (name.starts_with("sec-") || name.starts_with("Sec-")) return false;
  return std::none_of(kOurs.begin(), kOurs.end(),
                      [&](std::string_view ours) { return ground::ascii::equals(name, ours); });
}

std::string without_fragment(const std::string& url) { return url.substr(0, url.find('#')); }

bool is_of_one_site(const std::string& url, const std::string& page) {
  parser::Url a, b;
  return a.assign(url) == parser::UrlStatus::kOk && b.assign(page) == parser::UrlStatus::kOk &&
         parser::registrable_domain(a.host()) == parser::registrable_domain(b.host());
}

std::string body_of(const Json& request) {
  if (std::string text = text_at(request, "postData"); !text.empty()) return text;
  std::string body;
  const auto entries = request.find("postDataEntries");
  if (entries == request.end() || !entries->is_array()) return body;
  for (const Json& entry : *entries)
    if (const auto bytes = from_base64(text_at(entry, "bytes"))) body += *bytes;
  return body;
}

}  // namespace

struct PageRequests::Paused {
  std::string session, id, url, method;
  ResourceKind kind = ResourceKind::kOther;
};

void PageRequests::close() {
  if (std::exchange(is_closed_, true)) return;
  parts_.source.forget(parts_.page);
  waiting_ = 0;
  parts_.changed();
}

void PageRequests::add_link(const std::string& url) {
  const bool is_new = std::find(links_.begin(), links_.end(), url) == links_.end();
  const bool leads_on = url.starts_with("http://") || url.starts_with("https://");
  if (leads_on && is_new && links_.size() < kMostLinks) links_.push_back(url);
}

void PageRequests::paused(const std::string& session, const Json& params, bool is_main) {
  const Json& request = member(params, "request");
  Paused paused{session, text_at(params, "requestId"), without_fragment(text_at(request, "url")),
                text_at(request, "method"), resource_kind(text_at(params, "resourceType"))};
  if (paused.method == "OPTIONS" && !text_at(member(request, "headers"), kPreflightMethod).empty())
    paused.kind = ResourceKind::kPreflight;
  ++count_;
  if (is_closed_) return refuse(paused, "Aborted");
  if (paused.kind == ResourceKind::kFrame && is_main) return answer_document(paused);
  if (paused.kind == ResourceKind::kPreflight)
    return answer_preflight(paused, member(request, "headers"));
  if (empty_answer(paused.kind, parts_.pictures) != EmptyAnswer::kNone) return answer_empty(paused);
  if (const ResourceFate fate = refusal(paused); fate != ResourceFate::kAnswered) {
    note(paused, fate);
    return refuse(paused, "BlockedByClient");
  }
  ask(paused, request);
}

void PageRequests::answer_document(const Paused& paused) {
  // The browser may write the URL in another way than we do: the first is the page, whatever it is.
  if (documents_ == 0) main_url_ = paused.url;
  const bool is_its_own = paused.method == "GET" && paused.url == main_url_;
  if (is_its_own && documents_ < kMostDocuments) {
    ++documents_;
    --count_;  // the crawl has asked for it
    return fulfil(paused, job_.status, job_.headers, job_.body);
  }
  if (paused.method == "GET" && !is_its_own) add_link(paused.url);
  refuse(paused, "Aborted");
}

// The server's answer to the request itself says whether the page may read it; that it may be made
// is for us to say.
void PageRequests::answer_preflight(const Paused& paused, const Json& headers) {
  note(paused, ResourceFate::kUnneeded);
  fulfil(paused, 204,
         {{"Access-Control-Allow-Origin", text_at(headers, "Origin")},
          {"Access-Control-Allow-Credentials", "true"},
          {"Access-Control-Allow-Methods", text_at(headers, kPreflightMethod)},
          {"Access-Control-Allow-Headers", text_at(headers, "Access-Control-Request-Headers")}},
         {});
}

void PageRequests::answer_empty(const Paused& paused) {
  note(paused,
       paused.kind == ResourceKind::kWebSocket ? ResourceFate::kScheme : ResourceFate::kUnneeded);
  switch (empty_answer(paused.kind, parts_.pictures)) {
    case EmptyAnswer::kPicture:
      return fulfil(paused, 200,
                    {{"Content-Type", "image/gif"}, {"Access-Control-Allow-Origin", "*"}},
                    empty_picture());
    case EmptyAnswer::kNothing:
      return fulfil(paused, 204, {{"Access-Control-Allow-Origin", "*"}}, {});
    default:
      return refuse(paused, "BlockedByClient");
  }
}

ResourceFate PageRequests::refusal(const Paused& paused) const {
  if (!paused.url.starts_with("http://") && !paused.url.starts_with("https://"))
    return ResourceFate::kScheme;
  if (count_ > kMostRequests) return ResourceFate::kTooMany;
  if (parts_.is_blocked && parts_.is_blocked(paused.url)) return ResourceFate::kBlocked;
  if (paused.method == "GET" || paused.method == "HEAD") return ResourceFate::kAnswered;
  const bool may_post =
      paused.method == "POST" && parts_.post && is_of_one_site(paused.url, job_.url);
  return may_post ? ResourceFate::kAnswered : ResourceFate::kMethod;
}

void PageRequests::ask(const Paused& paused, const Json& request) {
  const std::size_t at = note(paused, ResourceFate::kUnfinished);
  ResourceRequest wanted{paused.url, paused.kind, paused.method, {}, body_of(request), job_.url};
  const Json& headers = member(request, "headers");
  for (const auto& [name, value] : headers.items())
    if (value.is_string() && is_to_be_sent(name))
      wanted.headers.push_back({name, value.get<std::string>()});
  ++waiting_;
  parts_.changed();
  parts_.source.ask(parts_.page, std::move(wanted), [this, at, paused](ResourceAnswer answer) {
    answered(at, paused, std::move(answer));
  });
}

void PageRequests::answered(std::size_t at, const Paused& paused, ResourceAnswer answer) {
  --waiting_;
  if (answer.record.fate == ResourceFate::kAnswered)
    fulfil(paused, answer.record.status, answer.record.headers, answer.body);
  else
    refuse(paused,
           answer.record.fate == ResourceFate::kFailed ? "ConnectionFailed" : "BlockedByClient");
  if (at < resources_.size()) {
    RenderedResource& noted = resources_[at];
    noted.record = std::move(answer.record);
    noted.record.url = paused.url;
    noted.record.kind = paused.kind;
    noted.record.method = paused.method;
    kept_bytes_ += answer.body.size();
    if (parts_.keep_bodies && !noted.record.from_cache && kept_bytes_ <= kMostKeptBytes)
      noted.body = std::move(answer.body);
  }
  parts_.changed();
}

void PageRequests::fulfil(const Paused& paused, int status,
                          const std::vector<storage::Header>& headers, std::string_view body) {
  Json list = Json::array();
  for (const storage::Header& header : headers)
    if (!is_of_connection(header.name))
      list.push_back({{"name", header.name}, {"value", header.value}});
  // An empty body must be there, too: without it the request never ends.
  parts_.connection.tell(paused.session, "Fetch.fulfillRequest",
                         {{"requestId", paused.id},
                          {"responseCode", std::clamp(status, 100, 599)},
                          {"responseHeaders", std::move(list)},
                          {"body", to_base64(body)}});
}

void PageRequests::refuse(const Paused& paused, const char* reason) {
  parts_.connection.tell(paused.session, "Fetch.failRequest",
                         {{"requestId", paused.id}, {"errorReason", reason}});
}

std::size_t PageRequests::note(const Paused& paused, ResourceFate fate) {
  if (resources_.size() >= kMostNoted) return kMostNoted;
  storage::ResourceRecord& record = resources_.emplace_back().record;
  record.url = paused.url;
  record.kind = paused.kind;
  record.fate = fate;
  record.method = paused.method;
  return resources_.size() - 1;
}

std::vector<RenderedResource> PageRequests::take_resources() { return std::move(resources_); }

}  // namespace crawler
