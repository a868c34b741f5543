#include "crawler/fetch/response_reader.h"

#include <algorithm>

#include "crawler/fetch/header.h"
#include "ground/ascii.h"
#include "ground/number.h"
#include "parser/http/content_type.h"

namespace crawler {

namespace ascii = ground::ascii;

namespace {

// A rest this short is read and dropped: a new connection costs more.
constexpr uint64_t kCheapRest = 64u << 10;
// Content-Length is a promise, not a fact: no more is reserved on its word.
constexpr uint64_t kMaxReserve = 1u << 20;
// Of an answer that is not 2xx: the body is for people to read, not to crawl.
constexpr std::size_t kMaxErrorBody = 256u << 10;

std::string_view trim(std::string_view text) { return ascii::trim(text, ascii::kHttpBlanks); }

// Three digits between spaces (RFC 9112 4); 0 for anything else.
int status_in(std::string_view status_line) {
  status_line.remove_prefix(std::min(status_line.find(' ') + 1, status_line.size()));
  const std::string_view word = status_line.substr(0, status_line.find(' '));
  return word.size() == 3 && ascii::is_digits(word) ? ground::number_of<int>(word).value_or(0) : 0;
}

std::optional<uint64_t> length_in(const Headers& headers) {
  // With a transfer coding the length, if one is given, is not that of the body (RFC 9112 6.3).
  if (!header_value(headers, "transfer-encoding").empty()) return std::nullopt;
  return ground::number_of<uint64_t>(header_value(headers, "content-length"));
}

}  // namespace

void ResponseReader::begin(const ReaderLimits& limits) {
  limits_ = limits;
  page_ = FetchedPage{};
  length_.reset();
  header_bytes_ = 0;
  in_body_ = dropping_ = looks_at_bytes_ = false;
  stopped_ = Stopped::kNo;
}

ResponseReader::Next ResponseReader::stop(Stopped why) {
  stopped_ = why;
  return Next::kStop;
}

ResponseReader::Next ResponseReader::header_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > limits_.max_header_bytes) return stop(Stopped::kHeaders);
  if (in_body_) return Next::kGoOn;  // a trailer
  if (line == "\r\n" || line == "\n" || line.empty()) return end_of_fields();
  if (page_.headers.empty() && line.starts_with("HTTP/")) {
    page_.status_line = trim(line);
    page_.status = status_in(page_.status_line);
    return Next::kGoOn;
  }
  return field_line(line);
}

ResponseReader::Next ResponseReader::field_line(std::string_view line) {
  const std::string_view text = trim(line);
  if (line.front() == ' ' || line.front() == '\t') {  // obs-fold, RFC 9112 5.2
    if (!page_.headers.empty() && !text.empty())
      page_.headers.back().second.append(" ").append(text);
    return Next::kGoOn;
  }
  if (page_.headers.size() >= limits_.max_headers) return stop(Stopped::kHeaders);
  const std::size_t colon = text.find(':');
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : trim(text.substr(colon + 1));
  page_.headers.emplace_back(trim(text.substr(0, colon)), value);
  return Next::kGoOn;
}

ResponseReader::Next ResponseReader::end_of_fields() {
  if (page_.status >= 100 && page_.status < 200 && page_.status != 101) {
    page_.headers.clear();  // an interim answer: the real one follows
    page_.status_line.clear();
    page_.status = 0;
    return Next::kGoOn;
  }
  if (page_.status == 0) return stop(Stopped::kNoStatus);
  in_body_ = true;
  length_ = length_in(page_.headers);
  if (page_.status < 200 || page_.status > 299)
    limits_.max_body_bytes = std::min(limits_.max_body_bytes, kMaxErrorBody);
  const Next next = judge_type();
  if (page_.body_unwanted) return next;
  if (limits_.ends_by_length && length_ == uint64_t{0}) return stop(Stopped::kWhole);
  if (length_)
    page_.body.reserve(std::min({*length_, uint64_t{limits_.max_body_bytes}, kMaxReserve}));
  return Next::kGoOn;
}

bool ResponseReader::is_wanted(std::string_view essence) const {
  return std::any_of(
      limits_.wanted_types->begin(), limits_.wanted_types->end(),
      [&](const std::string& want) { return ascii::same_but_for_case(want, essence); });
}

ResponseReader::Next ResponseReader::judge_type() {
  if (!limits_.wanted_types || page_.status < 200 || page_.status > 299) return Next::kGoOn;
  parser::ContentType type;
  bool is_coded = false;
  for (const auto& [name, value] : page_.headers)
    is_coded |= !type.take(name, value) && ascii::equals(name, "content-encoding");
  // Below a coding the bytes can't be seen yet: the parser judges them.
  looks_at_bytes_ = type.is_unknown() && !is_coded;
  return type.is_unknown() || is_wanted(type.named().essence) ? Next::kGoOn : drop_unwanted();
}

// A body without a type is taken until enough of it is there to tell.
ResponseReader::Next ResponseReader::judge_bytes() {
  if (!looks_at_bytes_ || page_.body.size() < parser::kSniffedBytes) return Next::kGoOn;
  looks_at_bytes_ = false;
  parser::ContentType type;
  for (const auto& [name, value] : page_.headers) type.take(name, value);
  if (is_wanted(type.of_bytes(page_.body))) return Next::kGoOn;
  page_.body.clear();
  return drop_unwanted();
}

ResponseReader::Next ResponseReader::drop_unwanted() {
  page_.body_unwanted = true;
  return drop_rest(Stopped::kUnwanted);
}

ResponseReader::Next ResponseReader::drop_rest(Stopped why) {
  stopped_ = why;
  // Ending a stream of HTTP/2 leaves its connection as it is.
  const bool is_stream = page_.status_line.starts_with("HTTP/2");
  dropping_ = !limits_.leave_rest && !is_stream && length_ && *length_ >= page_.transferred &&
              *length_ - page_.transferred <= kCheapRest;
  return dropping_ ? Next::kGoOn : Next::kStop;
}

ResponseReader::Next ResponseReader::body(std::string_view bytes) {
  in_body_ = true;
  const bool ends = limits_.ends_by_length && length_;
  if (ends) bytes = bytes.substr(0, *length_ - std::min(*length_, page_.transferred));
  page_.transferred += bytes.size();
  const Next next = dropping_ ? Next::kGoOn : keep(bytes);
  if (next == Next::kStop || !ends || page_.transferred < *length_) return next;
  return stop(stopped_ == Stopped::kNo ? Stopped::kWhole : stopped_);
}

ResponseReader::Next ResponseReader::keep(std::string_view bytes) {
  const std::size_t room = limits_.max_body_bytes - page_.body.size();
  page_.body.append(bytes.substr(0, room));
  if (bytes.size() <= room) return judge_bytes();
  page_.body_cut = true;
  return drop_rest(Stopped::kBodyCut);
}

}  // namespace crawler
