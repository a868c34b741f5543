#include "crawler/options/host_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "crawler/options/option_values.h"
#include "ground/base64.h"

namespace crawler {

HostTable::HostTable(const std::vector<HostSettings>& hosts) : hosts_(hosts) {
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const std::string& pattern = hosts_[i].pattern;
    if (pattern.find_first_of("*?") == std::string::npos)
      names_.emplace(pattern, i);
    else
      globs_.push_back(i);
  }
  std::stable_sort(globs_.begin(), globs_.end(), [this](std::size_t a, std::size_t b) {
    return hosts_[a].pattern.size() > hosts_[b].pattern.size();
  });
}

const HostSettings* HostTable::find(std::string_view host, uint16_t port) const {
  if (hosts_.empty()) return nullptr;
  const std::string name(host);
  const std::string with_port = fmt::format("{}:{}", host, port);
  for (const std::string& written : {with_port, name})
    if (const auto found = names_.find(written); found != names_.end())
      return &hosts_[found->second];
  for (const std::size_t i : globs_) {
    const std::string& glob = hosts_[i].pattern;
    if (matches_glob(glob, name) || matches_glob(glob, with_port)) return &hosts_[i];
  }
  return nullptr;
}

std::size_t HostTable::most_slots(std::size_t otherwise) const {
  for (const HostSettings& host : hosts_) otherwise = std::max(otherwise, host.slots.value_or(0));
  return otherwise;
}

bool follow_alike(const std::vector<HostSettings>& one, const std::vector<HostSettings>& other) {
  const auto rules_of = [](const std::vector<HostSettings>& hosts) {
    std::vector<std::tuple<std::string, std::vector<std::string>, std::vector<std::string>>> rules;
    for (const HostSettings& host : hosts)
      if (!host.include.empty() || !host.exclude.empty())
        rules.emplace_back(host.pattern, host.include, host.exclude);
    std::sort(rules.begin(), rules.end());
    return rules;
  };
  return rules_of(one) == rules_of(other);
}

bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t at = 0, in = 0;
  // Where the last '*' stands, and how much of the text it has taken so far.
  std::size_t star = std::string_view::npos, taken = 0;
  while (in < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      taken = in;
    } else if (at < glob.size() && (glob[at] == '?' || glob[at] == text[in])) {
      ++at;
      ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++taken;
    } else {
      return false;
    }
  }
  while (at < glob.size() && glob[at] == '*') ++at;
  return at == glob.size();
}

std::vector<std::string> header_lines(const HostSettings& host, bool secrets) {
  std::vector<std::string> lines;
  for (const std::string& header : host.headers)
    if (secrets || !may_be_secret(header)) lines.push_back(header);
  if (secrets && !host.auth.empty())
    lines.push_back(fmt::format("Authorization: Basic {}", ground::base64(host.auth)));
  return lines;
}

std::string cookie_pairs(const HostSettings& host) {
  return fmt::format("{}", fmt::join(host.cookies, "; "));
}

}  // namespace crawler
