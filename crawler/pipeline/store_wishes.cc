#include "crawler/pipeline/store_wishes.h"

#include <string>
#include <utility>

#include "parser/page/link_kind.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

// What people follow. Others (images, scripts, feeds …) have new addresses with each release of a
// site, and the page says the same.
bool is_content(parser::LinkKind kind) {
  using enum parser::LinkKind;
  return kind == kA || kind == kArea || kind == kIframe || kind == kFrame || kind == kHreflang ||
         kind == kNext || kind == kPrev || kind == kSitemap;
}

}  // namespace

storage::StoreOptions store_options(const Options& options,
                                    std::vector<storage::UserTable> tables) {
  storage::StoreOptions wishes;
  wishes.tables = std::move(tables);
  for (int syntax = 0; syntax <= static_cast<int>(parser::Syntax::kIcon); ++syntax)
    wishes.syntaxes.emplace_back(name_of(static_cast<parser::Syntax>(syntax)));
  for (int number = 0; number <= static_cast<int>(parser::kLastLinkKind); ++number) {
    const auto kind = static_cast<parser::LinkKind>(number);
    wishes.link_kinds.push_back(
        {static_cast<uint8_t>(number), std::string(name_of(kind)), is_content(kind)});
  }
  wishes.durable = options.durable;
  wishes.follows_shorter_ways = options.has_max_depth;
  wishes.key_of_url = parser::key_of_href;
  return wishes;
}

}  // namespace crawler
