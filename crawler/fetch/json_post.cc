#include "crawler/fetch/json_post.h"

#include <curl/curl.h>

#include <memory>

namespace crawler {
namespace {

using PostHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

std::size_t ignore_body(char* /*bytes*/, std::size_t size, std::size_t count, void* /*user*/) {
  return size * count;
}

class PostHeaders {
 public:
  ~PostHeaders() { curl_slist_free_all(list_); }
  PostHeaders() = default;
  PostHeaders(const PostHeaders&) = delete;
  PostHeaders& operator=(const PostHeaders&) = delete;
  void add(const char* line) {
    if (curl_slist* longer = curl_slist_append(list_, line)) list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

}  // namespace

PostAnswer send_post(const JsonPost& post) {
  const PostHandle easy(curl_easy_init(), &curl_easy_cleanup);
  if (!easy) return {0, "libcurl can't be used"};
  PostHeaders headers;
  headers.add("Content-Type: application/json");
  headers.add("Expect:");
  for (const std::string& header : post.headers) headers.add(header.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_URL, post.url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, post.body.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(post.body.size()));
  curl_easy_setopt(easy.get(), CURLOPT_USERAGENT, post.user_agent.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(post.timeout.count()));
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &ignore_body);
  if (!post.ca_file.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, post.ca_file.c_str());
  const CURLcode code = curl_easy_perform(easy.get());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) return {0, curl_easy_strerror(code)};
  return {static_cast<int>(status), ""};
}

}  // namespace crawler
