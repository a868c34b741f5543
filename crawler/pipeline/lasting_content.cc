#include "crawler/pipeline/lasting_content.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "ground/word_hash.h"
#include "storage/history/lasting_hashes.h"

namespace crawler {

// Others (images, scripts, feeds …) have new addresses with each release of a site, and the page
// says the same.
bool is_content_link(parser::LinkKind kind) {
  using enum parser::LinkKind;
  return kind == kA || kind == kArea || kind == kIframe || kind == kFrame || kind == kHreflang ||
         kind == kNext || kind == kPrev || kind == kSitemap;
}

storage::LastingHashes lasting_hashes_of(const parser::PageRest& rest) {
  storage::LastingContent content{rest.title, rest.description, rest.text, {}, {}};
  for (const parser::ParsedLink& link : rest.links)
    if (is_content_link(link.kind)) content.links.push_back(link.url);
  for (const parser::StructuredItem& item : rest.structured)
    content.structured.push_back({static_cast<uint8_t>(item.syntax), item.json});
  return storage::lasting_hashes(content);
}

uint64_t number_of_ignored(const parser::Rules& rules) {
  uint64_t number = rules.ignore_text.size();
  for (const char letter : rules.ignore_text)
    number = ground::word_hash::mix((number ^ static_cast<unsigned char>(letter)) *
                                    ground::word_hash::kMix1);
  return number != 0 ? number : 1;
}

KeptPageReader::KeptPageReader(const parser::Rules& rules, bool structured)
    : rules_(std::make_shared<parser::Rules>()), parser_(std::make_shared<parser::PageParser>()) {
  rules_->ignores = rules.ignores;
  wishes_.rules = rules_.get();
  wishes_.structured = structured;
  wishes_.facts = wishes_.access = false;
}

std::optional<storage::LastingHashes> KeptPageReader::operator()(
    const storage::KeptBody& page) const {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const storage::Header& header : page.headers)
    // It is kept without.
    if (!ground::ascii::equals(header.name, "content-encoding"))
      headers.emplace_back(header.name, header.value);
  parser::RawPage raw;
  raw.url = page.url;
  raw.status = page.status;
  raw.headers = &headers;
  raw.body = page.body;
  parser::PageLimits limits;
  limits.max_body_bytes =
      std::max(limits.max_body_bytes, page.body.size());  // bounded when fetched
  const parser::ParsedPage& parsed = parser_->parse(raw, limits, wishes_);
  if (parsed.rest == nullptr) return std::nullopt;
  return lasting_hashes_of(*parsed.rest);
}

}  // namespace crawler
