// ResponseReader: turns header lines and body bytes, as a transfer delivers them, into a
// FetchedPage; says when it has enough. Knows HTTP, not libcurl. Thread: the loop's. Source: RFC
// 9112 (status line, field lines), RFC 9110 15.2 (interim responses), 6.5 (trailers).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/fetch/fetcher.h"

namespace crawler {

struct ReaderLimits {
  std::size_t max_body_bytes = 0;
  std::size_t max_header_bytes = 0;  // interim answers and the final one together
  std::size_t max_headers = 0;
  // Essences; null: any. A body whose type its headers do not name is judged by its first bytes.
  const std::vector<std::string>* wanted_types = nullptr;
  bool ends_by_length = false;  // who delivers the body does not look at Content-Length
  bool leave_rest = false;      // FetchJob::leave_rest
};

class ResponseReader {
 public:
  // What the transfer is to do next.
  enum class Next { kGoOn, kStop };
  // Why it was stopped.
  enum class Stopped { kNo, kBodyCut, kUnwanted, kWhole, kHeaders, kNoStatus };

  void begin(const ReaderLimits& limits);
  // One line as received, line end included; the empty line ends the fields. Lines after the body
  // has begun are trailers and are dropped.
  Next header_line(std::string_view line);
  // A body that is not wanted, or the end of one that is too long, is read and dropped if that is
  // cheaper than a new connection; otherwise the transfer is to stop.
  Next body(std::string_view bytes);

  Stopped stopped() const { return stopped_; }
  // True once the fields of the final answer are complete.
  bool answered() const { return in_body_; }
  // True if fewer bytes of body have come than the answer announced, as far as they were counted
  // here.
  bool lacks_bytes() const { return limits_.ends_by_length && page_.transferred < length_; }
  // Bytes of body held.
  std::size_t held() const { return page_.body.size(); }
  FetchedPage& page() { return page_; }
  const FetchedPage& page() const { return page_; }

 private:
  Next field_line(std::string_view line);
  Next end_of_fields();
  Next keep(std::string_view bytes);
  Next drop_rest(Stopped why);
  Next stop(Stopped why);
  bool is_wanted(std::string_view essence) const;
  Next judge_type();
  Next judge_bytes();
  Next drop_unwanted();

  ReaderLimits limits_;
  FetchedPage page_;
  std::optional<uint64_t> length_;  // as Content-Length announces it
  std::size_t header_bytes_ = 0;
  bool in_body_ = false;
  bool dropping_ = false;
  bool looks_at_bytes_ = false;
  Stopped stopped_ = Stopped::kNo;
};

}  // namespace crawler
