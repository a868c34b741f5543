#include "crawler/pipeline/store_wishes.h"

#include <string>
#include <utility>

#include "crawler/pipeline/lasting_content.h"
#include "parser/page/link_kind.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"

namespace crawler {
storage::StoreOptions store_options(const Options& options, std::vector<storage::UserTable> tables,
                                    const parser::Rules& rules) {
  storage::StoreOptions wishes;
  wishes.tables = std::move(tables);
  for (int syntax = 0; syntax <= static_cast<int>(parser::Syntax::kIcon); ++syntax)
    wishes.syntaxes.emplace_back(name_of(static_cast<parser::Syntax>(syntax)));
  for (int number = 0; number <= static_cast<int>(parser::kLastLinkKind); ++number) {
    const auto kind = static_cast<parser::LinkKind>(number);
    wishes.link_kinds.push_back(
        {static_cast<uint8_t>(number), std::string(name_of(kind)), is_content_link(kind)});
  }
  wishes.durable = options.durable;
  wishes.host_delay = options.delay;
  wishes.follows_shorter_ways = options.has_max_depth;
  wishes.key_of_url = parser::key_of_href;
  if (!rules.ignores.empty()) {
    wishes.ignoring = number_of_ignored(rules);
    wishes.lasting_of = KeptPageReader(rules, options.structured);
  }
  return wishes;
}

}  // namespace crawler
