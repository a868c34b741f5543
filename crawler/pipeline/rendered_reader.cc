#include "crawler/pipeline/rendered_reader.h"

#include <algorithm>
#include <unordered_set>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace crawler {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Shows each line that has something in it.
template <typename Show>
void for_each_line(std::string_view text, Show show) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!line.empty()) show(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
}

bool is_for_people(const parser::ParsedLink& link) {
  return link.kind == parser::LinkKind::kA || link.kind == parser::LinkKind::kArea;
}

// Two URLs of different hosts are not confused: the half of the host is mixed in.
uint64_t number_of(const ground::UrlKey& key) { return key.host * 0x9E3779B97F4A7C15u ^ key.url; }

void cut(std::string* text) { text->resize(ground::utf8_prefix(*text, kMostConsoleBytes).size()); }

}  // namespace

const parser::ParsedPage& RenderedReader::read(const PageWork& work,
                                               const parser::ParsedPage& plain,
                                               const parser::PageLimits& limits,
                                               const parser::PageWishes& wishes) {
  const RenderedPage& rendered = *work.rendered;
  if (parser_ == nullptr) parser_ = std::make_unique<parser::PageParser>();
  headers_ = work.page.headers;
  std::erase_if(headers_, [](const auto& header) {
    return ground::ascii::equals(header.first, "content-encoding") ||
           ground::ascii::equals(header.first, "content-type");
  });
  headers_.emplace_back("content-type", plain.content_type);
  url_ = rendered.url.empty() ? work.lease.url : rendered.url;
  body_.assign(kByteOrderMark);
  body_ += rendered.html;
  parser::RawPage raw;
  raw.url = url_;
  raw.status = work.page.status;
  raw.headers = &headers_;
  raw.body = body_;
  return parser_->parse(raw, limits, wishes);
}

storage::RenderRecord RenderedReader::record(RenderedPage rendered, const parser::ParsedPage& plain,
                                             const parser::ParsedPage* read, const Kept& kept) {
  storage::RenderRecord record;
  record.rendered = read != nullptr;
  record.reason = rendered.reason;
  record.error = std::move(rendered.error);
  record.url = std::move(rendered.url);
  record.total = rendered.total;
  record.requests = rendered.requests;
  record.screenshot = std::move(rendered.screenshot);
  if (read != nullptr) {
    const ScriptGain gain = script_gain(plain, *read);
    record.text_gain = gain.text;
    record.links_gain = gain.links;
    if (kept.bodies) record.raw_delta = delta_.make(plain.body, read->body);
  }
  record.console = std::move(rendered.console);
  record.console.resize(std::min(record.console.size(), kMostConsoleRecords));
  for (storage::ConsoleRecord& one : record.console) {
    cut(&one.text);
    cut(&one.source);
  }
  rendered.resources.resize(std::min(rendered.resources.size(), kMostResourceRecords));
  record.resources.reserve(rendered.resources.size());
  for (RenderedResource& one : rendered.resources) {
    storage::ResourceRecord& resource = record.resources.emplace_back(std::move(one.record));
    if (kept.bodies && !one.body.empty()) resource.body_zstd = kept.compress(one.body);
    if (!kept.bodies) resource.headers.clear();
  }
  return record;
}

ScriptGain script_gain(const parser::ParsedPage& plain, const parser::ParsedPage& rendered) {
  ScriptGain gain;
  std::unordered_set<std::string_view> lines;
  for_each_line(plain.text, [&](std::string_view line) { lines.insert(line); });
  for_each_line(rendered.text, [&](std::string_view line) {
    if (!lines.insert(line).second) return;
    gain.text += static_cast<uint64_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return !is_continuation(c); }));
  });
  std::unordered_set<uint64_t> targets;
  for (const parser::ParsedLink& link : plain.links)
    if (is_for_people(link)) targets.insert(number_of(link.key));
  for (const parser::ParsedLink& link : rendered.links)
    if (is_for_people(link) && targets.insert(number_of(link.key)).second) ++gain.links;
  return gain;
}

}  // namespace crawler
