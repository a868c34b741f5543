#include "crawler/options/live_options.h"

#include <algorithm>
#include <array>

#include "crawler/options/option_table.h"

namespace crawler {

std::vector<std::string_view> change_while_running(Options& now, const Options& wanted) {
  constexpr std::array<std::string_view, 3> kChange{"delay", "per-host", "per-address"};
  std::vector<std::string_view> others;
  for (const OptionRow& row : option_table()) {
    const bool changes = std::find(kChange.begin(), kChange.end(), row.name) != kChange.end();
    if (!changes && row.get(now) != row.get(wanted)) others.push_back(row.name);
  }
  now.delay = wanted.delay;
  now.per_host = wanted.per_host;
  now.per_address = wanted.per_address;
  if (!follow_alike(now.hosts, wanted.hosts)) others.emplace_back("include or exclude of a host");
  now.hosts = wanted.hosts;
  return others;
}

}  // namespace crawler
