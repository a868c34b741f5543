// HostPace: what is otherwise for one host than Politeness says. Plain data.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "crawler/loop/scheduler.h"

namespace crawler {

struct HostPace {
  std::optional<Milliseconds> delay;  // 0 also switches the adaptive part off
  std::optional<std::size_t> slots;   // transfers in flight to it
};

// Of an origin ("https://example.com").
using PaceOf = std::function<HostPace(const std::string& origin)>;

}  // namespace crawler
