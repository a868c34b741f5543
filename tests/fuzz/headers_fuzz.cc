// What reads a response's head: crawler/fetch/response_reader, and of the fields retry_after, Link
// and all of parser/page/page_headers; and crawler/fetch/cookie_file and digest_auth. A byte that
// chooses limits, then head and body as on the wire.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crawler/fetch/cookie_file.h"
#include "crawler/fetch/digest_auth.h"
#include "crawler/fetch/header.h"
#include "crawler/fetch/response_reader.h"
#include "crawler/fetch/retry_after.h"
#include "ground/utf8.h"
#include "parser/page/link_header.h"
#include "parser/page/page_headers.h"
#include "tests/fuzz/require.h"

namespace {

using crawler::ResponseReader;
using fuzz::require;

crawler::ReaderLimits limits_of(uint8_t choice) {
  static const std::vector<std::string> kWanted = {"text/html", "text/plain"};
  crawler::ReaderLimits limits{1000, 4000, 50, nullptr};
  if ((choice & 1) != 0) limits.wanted_types = &kWanted;
  if ((choice & 2) != 0) limits.max_body_bytes = 10;
  if ((choice & 4) != 0) limits.max_headers = 2;
  if ((choice & 8) != 0) limits.max_header_bytes = 60;
  return limits;
}

// As libcurl does: line by line until the fields are complete, then pieces of body.
void feed(std::string_view wire, ResponseReader& reader) {
  while (!wire.empty() && !reader.answered()) {
    const std::size_t end = std::min(wire.find('\n'), wire.size() - 1) + 1;
    if (reader.header_line(wire.substr(0, end)) == ResponseReader::Next::kStop) return;
    wire.remove_prefix(end);
  }
  while (!wire.empty()) {
    const std::string_view piece = wire.substr(0, 100);
    if (reader.body(piece) == ResponseReader::Next::kStop) return;
    wire.remove_prefix(piece.size());
  }
}

void check_fields(const crawler::FetchedPage& page) {
  constexpr auto kLongest = std::chrono::milliseconds(3'600'000);
  const std::chrono::system_clock::time_point now(std::chrono::seconds(1'700'000'000));
  for (const auto& [name, value] : page.headers) {
    const auto wait = crawler::retry_after(value, now, kLongest);
    require(!wait || (wait->count() >= 0 && *wait <= kLongest), "a wait is within its bounds");
    for (const parser::HeaderLink& link : parser::parse_link_header(value))
      require(link.target.size() + link.rel.size() <= value.size(), "a link is part of its header");
  }
  parser::PageHeaders headers;
  headers.read(&page.headers);
  require(ground::is_valid_utf8(headers.robots()) && ground::is_valid_utf8(headers.essence()) &&
              ground::is_valid_utf8(headers.language_or("")),
          "what is said of a page is UTF-8");
}

void check_challenge(const crawler::Headers& headers) {
  auto challenge = crawler::find_digest_challenge(headers);
  if (!challenge) return;
  crawler::DigestSession session(std::move(*challenge), "user:password", "c0");
  const std::string answer = session.answer("/x?y");
  require(answer.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
          "an Authorization header is one line");
}

void check_cookies(std::string_view text) {
  try {
    const auto cookies = crawler::CookieFile::parse(text, "cookies.txt");
    const std::string header = cookies.header_for(true, "www.a.test", "/x/y", 1'700'000'000);
    require(header.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
            "a Cookie header is one line");
  } catch (const std::runtime_error&) {
    // a file that is not of the format: the option's documented answer
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view wire = fuzz::text_of(data, size);
  const crawler::ReaderLimits limits = limits_of(fuzz::take_byte(wire));
  ResponseReader reader;
  reader.begin(limits);
  feed(wire, reader);
  const crawler::FetchedPage& page = reader.page();
  require(page.headers.size() <= limits.max_headers, "fields are bounded");
  require(page.body.size() <= limits.max_body_bytes, "the body is bounded");
  require(page.status >= 0 && page.status <= 999, "a status has three digits");
  require(reader.held() == page.body.size(), "what is held is the body");
  check_fields(page);
  check_challenge(page.headers);
  check_cookies(wire);
  return 0;
}
