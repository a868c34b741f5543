#include "explore/serve/disarm.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ground/ascii.h"

namespace explore {
namespace {

// Of two attributes of one name the first counts: what is put before them takes their place. An
// element of an unknown name shows what is in it, and does nothing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kReplacements{{
    {"a", "a href=# "},
    {"area", "area href=# "},
    {"base", "meta"},
    {"embed", "x-embed"},
    {"frame", "x-frame"},
    {"iframe", "x-iframe"},
    {"link", "meta"},
    {"object", "x-object"},
    {"portal", "x-portal"},
    {"script", "script type=x "},
}};

std::string_view name_at(std::string_view html) {
  return html.substr(0, html.find_first_of(" \t\n\f\r/>"));
}

}  // namespace

std::string disarmed(std::string_view html) {
  std::string out;
  out.reserve(html.size() + html.size() / 16);
  while (!html.empty()) {
    const std::size_t at = html.find('<');
    if (at == std::string_view::npos) break;
    out += html.substr(0, at + 1);
    html.remove_prefix(at + 1);
    const std::string_view name = name_at(html.substr(0, 16));
    const auto* const found =
        std::find_if(kReplacements.begin(), kReplacements.end(),
                     [name](const auto& one) { return ground::ascii::equals(name, one.first); });
    if (found == kReplacements.end()) continue;
    out += found->second;
    html.remove_prefix(name.size());
  }
  return out += html;
}

}  // namespace explore
