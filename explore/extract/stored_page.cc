#include "explore/extract/stored_page.h"

#include <fmt/format.h>

#include "ground/ascii.h"

namespace explore {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

Result<const parser::ParsedPage*> StoredPageParser::parse(const StoredPage& page,
                                                          const parser::PageWishes& wishes) {
  auto body = page.has_body ? decompress(page.zstd) : Result<std::string>(std::string());
  auto headers = header_lines(page.headers);
  if (!body || !headers)
    return Error{ErrorCode::kCorrupt, fmt::format("the stored page {} is damaged", page.url)};
  body_ = std::move(*body);
  headers_ = std::move(*headers);
  // It is stored without.
  std::erase_if(headers_, [](const auto& header) {
    return ground::ascii::equals(header.first, "content-encoding");
  });
  parser::RawPage raw;
  raw.url = page.url;
  raw.status = page.status;
  raw.headers = &headers_;
  raw.body = body_;
  parser::PageLimits limits;
  limits.max_body_bytes = kMaxBodyBytes;  // it was bounded when it was fetched
  return &parser_.parse(raw, limits, wishes);
}

}  // namespace explore
