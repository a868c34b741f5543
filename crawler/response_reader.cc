#include "crawler/response_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crawler/header.h"

namespace crawler {
namespace {

// A body that is not wanted but this short is read and dropped: a new connection costs more.
constexpr std::size_t kCheapRest = 64u << 10;
// Content-Length is a promise, not a fact: no more is reserved on its word.
constexpr std::size_t kMaxReserve = 1u << 20;

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

void ResponseReader::begin(const ReaderLimits& limits) {
  limits_ = limits;
  page_ = FetchedPage{};
  header_bytes_ = 0;
  in_body_ = discard_ = false;
  stopped_ = Stopped::kNo;
}

ResponseReader::Next ResponseReader::stop(Stopped why) {
  stopped_ = why;
  return Next::kStop;
}

ResponseReader::Next ResponseReader::header_line(std::string_view line) {
  if (in_body_) return Next::kGoOn;
  header_bytes_ += line.size();
  if (header_bytes_ > limits_.max_header_bytes || page_.headers.size() >= limits_.max_headers)
    return stop(Stopped::kHeaders);
  if (page_.headers.empty() && line.starts_with("HTTP/")) {
    page_.status_line = trim(line);
    const std::size_t space = line.find(' ');
    page_.status = 0;
    if (space != std::string_view::npos)
      std::from_chars(line.data() + space + 1, line.data() + line.size(), page_.status);
    return Next::kGoOn;
  }
  if (trim(line).empty()) return end_of_fields();
  if ((line[0] == ' ' || line[0] == '\t') && !page_.headers.empty()) {  // obs-fold, RFC 9112 5.2
    page_.headers.back().second.append(" ").append(trim(line));
    return Next::kGoOn;
  }
  const std::size_t colon = line.find(':');
  const std::string_view value =
      colon == std::string_view::npos ? "" : trim(line.substr(colon + 1));
  page_.headers.emplace_back(trim(line.substr(0, colon)), value);
  return Next::kGoOn;
}

std::size_t ResponseReader::announced_length() const {
  const std::string_view text = header_value(page_.headers, "content-length");
  std::size_t length = SIZE_MAX;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

bool ResponseReader::wanted() const {
  if (!limits_.wanted_types || page_.status < 200 || page_.status > 299) return true;
  const std::string_view type = header_value(page_.headers, "content-type");
  const std::string_view essence = trim(type.substr(0, type.find(';')));
  if (essence.empty()) return true;
  return std::any_of(limits_.wanted_types->begin(), limits_.wanted_types->end(),
                     [&](const std::string& want) { return same_field(want, essence); });
}

ResponseReader::Next ResponseReader::end_of_fields() {
  if (page_.status >= 100 && page_.status < 200 &&
      page_.status != 101) {  // an interim answer: the real one follows
    page_.headers.clear();
    page_.status_line.clear();
    return Next::kGoOn;
  }
  in_body_ = true;
  const std::size_t length = announced_length();
  if (wanted()) {
    if (length != SIZE_MAX)
      page_.body.reserve(std::min({length, limits_.max_body_bytes, kMaxReserve}));
    return Next::kGoOn;
  }
  page_.body_unwanted = true;
  if (length > kCheapRest) return stop(Stopped::kUnwanted);
  discard_ = true;
  return Next::kGoOn;
}

ResponseReader::Next ResponseReader::body(std::string_view bytes) {
  in_body_ = true;
  page_.transferred += bytes.size();
  if (discard_) return page_.transferred <= kCheapRest ? Next::kGoOn : stop(Stopped::kUnwanted);
  const std::size_t room = limits_.max_body_bytes - page_.body.size();
  page_.body.append(bytes.substr(0, room));
  if (bytes.size() <= room) return Next::kGoOn;
  page_.body_cut = true;
  return stop(Stopped::kBodyCut);
}

}  // namespace crawler
