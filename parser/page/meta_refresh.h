// The value of <meta http-equiv=refresh content> and of the Refresh header.
// Thread: pure.
// Source: https://html.spec.whatwg.org/#shared-declarative-refresh-steps
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parser {

struct MetaRefresh {
  uint64_t seconds = 0;
  std::string_view url;  // as written, a view into the content; "": the page itself
};

// Nothing if a browser would ignore it.
std::optional<MetaRefresh> parse_meta_refresh(std::string_view content);

}  // namespace parser
