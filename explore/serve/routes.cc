// Every path is a row of a table that says what answers it and whether it may be slow; slow ones
// get only a part of the threads. Errors of the database become responses with a status and a
// sentence, so that no request ends without an answer, not even one that runs out of time or
// memory.
#include "explore/serve/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <nlohmann/json.hpp>

#include "explore/control/served_control.h"
#include "explore/serve/answers.h"
#include "explore/serve/download.h"
#include "explore/serve/json_value.h"
#include "explore/serve/listing.h"

namespace explore {
namespace {

using ground::ErrorCode;
using std::chrono::milliseconds;

struct Route {
  std::string_view path;
  std::string_view method;
  milliseconds limit;
  bool is_slow;
  Answer (*answer)(const Asking&);
};

constexpr milliseconds kUsualLimit{5'000};
constexpr milliseconds kSqlLimit{10'000};

constexpr std::array kRoutes{
    Route{"/api/page", "GET", kUsualLimit, false, answer_page},
    Route{"/api/links", "GET", kUsualLimit, false, answer_links},
    Route{"/api/export/links", "GET", kUsualLimit, true, answer_links_download},
    Route{"/api/export/finding", "GET", kUsualLimit, true, answer_finding_download},
    Route{"/api/export/sql", "GET", kUsualLimit, true, answer_sql_download},
    Route{"/api/source", "GET", kUsualLimit, false, answer_source},
    Route{"/api/text", "GET", kUsualLimit, false, answer_text},
    Route{"/api/article", "GET", kUsualLimit, true, answer_article},
    Route{"/api/structured", "GET", kUsualLimit, false, answer_structured},
    Route{"/api/picture", "GET", kUsualLimit, false, answer_picture},
    Route{"/api/changes", "GET", kUsualLimit, true, answer_changes},
    Route{"/api/history", "GET", kUsualLimit, false, answer_history},
    Route{"/api/diff", "GET", kUsualLimit, true, answer_diff},
    Route{"/api/search", "GET", kUsualLimit, true, answer_search},
    Route{"/api/start", "GET", kUsualLimit, false, answer_start},
    Route{"/api/sql", "POST", kSqlLimit, true, answer_sql},
};

constexpr std::string_view kListPath = "/api/list/";
constexpr std::string_view kExportPath = "/api/export/";

const Route* find_route(std::string_view path) {
  const auto* const found = std::find_if(kRoutes.begin(), kRoutes.end(),
                                         [path](const Route& route) { return route.path == path; });
  return found == kRoutes.end() ? nullptr : found;
}

bool is_reading(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

HttpResponse wrong_method(std::string_view right) {
  HttpResponse answer = json_problem(405, fmt::format("use {} for this", right));
  answer.headers.emplace_back("Allow", right == "GET" ? "GET, HEAD" : right);
  return answer;
}

HttpResponse problem_of(const ground::Error& error, milliseconds limit) {
  switch (error.code) {
    case ErrorCode::kInterrupted:
      return json_problem(
          503, fmt::format("took longer than {} s and was stopped: filter first, or don't sort",
                           limit.count() / 1000));
    case ErrorCode::kBusy:
      return json_problem(503, error.message);
    case ErrorCode::kQuery:
      return json_problem(400, error.message);
    default:
      return json_problem(500, error.message);
  }
}

// Asks the file, and turns what went wrong into an answer.
HttpResponse answer_from_file(const HttpRequest& request, ServedFile& file,
                              const FindingList& findings, milliseconds limit,
                              const std::function<Answer(const Asking&)>& make) {
  HttpResponse response;
  const auto done = file.ask(limit, [&](CrawlFile& crawl) -> ground::Result<void> {
    Answer made = make({request, crawl, file, findings});
    if (!made) return made.error();
    response = std::move(made).value();
    return {};
  });
  return done ? response : problem_of(done.error(), limit);
}

HttpResponse not_modified_or(const HttpRequest& request, uint64_t version, std::string json) {
  const std::string tag = fmt::format("\"{}\"", version);
  HttpResponse response{
      200,
      {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}, {"ETag", tag}},
      std::move(json)};
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

HttpResponse answer_listing_download(const Listing& listing, const HttpRequest& request,
                                     const ServedFile& file) {
  ListingQuery query = listing_query(listing, request);
  if (!query.problem.empty()) return json_problem(400, query.problem);
  return start_download({std::move(query.sql), std::move(query.values), std::string(listing.name)},
                        request.parameter("format").value_or(""), file);
}

HttpResponse answer_api(const HttpRequest& request, ServedFile& file, const Follower& follower,
                        Auditor& auditor) {
  const std::string_view path = request.path;
  if (const Route* route = find_route(path)) {
    if (is_reading(request) != (route->method == "GET")) return wrong_method(route->method);
    return answer_from_file(request, file, auditor.findings(), route->limit, route->answer);
  }
  if (!is_reading(request)) return wrong_method("GET");
  if (path == "/api/overview") {
    Follower::Overview overview = follower.overview();
    return not_modified_or(request, overview.version, std::move(overview.json));
  }
  if (path == "/api/map") {
    auto map = follower.map(request.parameter("place").value_or(""));
    if (!map) return json_problem(404, "no page was fetched from there");
    return not_modified_or(request, map->version, std::move(map->json));
  }
  if (path == "/api/findings") {
    Auditor::Answer list = auditor.list();
    return not_modified_or(request, list.version, std::move(list.json));
  }
  if (path == "/api/finding") {
    auto one = auditor.one(request.parameter("id").value_or(""));
    if (!one) return json_problem(404, "no finding has this id");
    return not_modified_or(request, one->version, std::move(one->json));
  }
  if (path.starts_with(kListPath)) {
    const Listing* listing = find_listing(path.substr(kListPath.size()));
    if (listing != nullptr)
      return answer_from_file(
          request, file, auditor.findings(), kUsualLimit, [listing](const Asking& asking) {
            return answer_listing(*listing, asking.request, asking.file.database(), asking.served);
          });
  }
  if (path.starts_with(kExportPath)) {
    if (const Listing* listing = find_listing(path.substr(kExportPath.size())))
      return answer_listing_download(*listing, request, file);
  }
  return json_problem(404, "no such API path");
}

}  // namespace

HttpResponse answer_route(const HttpRequest& request, ServedFile& file, const Follower& follower,
                          Auditor& auditor) {
  try {
    return answer_api(request, file, follower, auditor);
  } catch (const std::bad_alloc&) {
    return json_problem(503, "not enough memory for this answer: ask for less");
  } catch (const std::exception& error) {
    return json_problem(500, error.what());
  }
}

bool is_slow_route(const HttpRequest& request) {
  const Route* route = find_route(request.path);
  return request.path == kControlPath || (route != nullptr && route->is_slow) ||
         request.path.starts_with(kListPath) || request.path.starts_with(kExportPath);
}

}  // namespace explore
