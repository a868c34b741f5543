#include "explore/serve/application.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "explore/web/assets.h"

namespace explore {
namespace {

constexpr std::string_view kFolder = "/web/";

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "text/javascript; charset=utf-8";
}

HttpResponse plain(int status, std::string words) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(words)};
}

}  // namespace

HttpResponse answer_file(const HttpRequest& request) {
  if (request.method == "POST") {
    HttpResponse answer = plain(405, "crawl: use GET for this\n");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  std::string_view name = request.path;
  if (name == "/") {
    name = "app.html";
  } else if (name.starts_with(kFolder)) {
    name.remove_prefix(kFolder.size());
  } else {
    name = "";
  }
  const auto all = assets();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const Asset& one) { return one.name == name; });
  if (found == all.end()) return plain(404, "crawl: no such file; start at /\n");
  // Asked about each time, and sent again only by another version of the program.
  const std::string tag = '"' + std::string(found->sha256_hex.substr(0, 32)) + '"';
  HttpResponse answer{
      200,
      {{"Content-Type", std::string(type_of(name))}, {"Cache-Control", "no-cache"}, {"ETag", tag}},
      std::string(found->bytes)};
  if (request.header("if-none-match") == tag) {
    answer.status = 304;
    answer.body.clear();
  }
  return answer;
}

}  // namespace explore
