// ResponseReader: header lines and body bytes as a transfer delivers them, into a FetchedPage; says
// when enough has come. Knows HTTP's shape, not libcurl. Thread: the loop's. Source: RFC 9112
// (status line, field lines), RFC 9110 15.2 (interim answers), 6.5 (trailers).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetcher.h"

namespace crawler {

struct ReaderLimits {
  std::size_t max_body_bytes = 0;
  std::size_t max_header_bytes = 0;
  std::size_t max_headers = 0;
  const std::vector<std::string>* wanted_types = nullptr;  // null: any
};

class ResponseReader {
 public:
  // What the transfer is to do next.
  enum class Next { kGoOn, kStop };
  // Why it was stopped.
  enum class Stopped { kNo, kBodyCut, kUnwanted, kHeaders };

  void begin(const ReaderLimits& limits);
  // One line as received, line end included; the empty line ends the fields.
  Next header_line(std::string_view line);
  Next body(std::string_view bytes);

  Stopped stopped() const { return stopped_; }
  // Bytes of body held.
  std::size_t held() const { return page_.body.size(); }
  FetchedPage& page() { return page_; }

 private:
  Next end_of_fields();
  Next stop(Stopped why);
  bool wanted() const;
  std::size_t announced_length() const;

  ReaderLimits limits_;
  FetchedPage page_;
  std::size_t header_bytes_ = 0;
  bool in_body_ = false;  // what comes as a header now is a trailer
  bool discard_ = false;  // the rest is short: reading it keeps the connection
  Stopped stopped_ = Stopped::kNo;
};

}  // namespace crawler
