// Bot walls: what a protection service answers in place of the page, as headers or title say.
// Thread: pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ground {

inline constexpr std::array<std::string_view, 10> kTitlesOfWalls{
    "Just a moment...",
    "Attention Required! | Cloudflare",
    "DDoS-Guard",
    "Pardon Our Interruption",
    "Access to this page has been denied",
    "Please Wait... | Cloudflare",
    "Client Challenge",
    "Human Verification",
    "Are you a robot?",
    "Verifying you are human"};

// How its title begins.
inline bool is_title_of_wall(std::string_view title) {
  return std::any_of(kTitlesOfWalls.begin(), kTitlesOfWalls.end(),
                     [title](std::string_view known) { return title.starts_with(known); });
}

constexpr bool is_status_of_wall(int64_t status) {
  return status == 202 || status == 403 || status == 405 || status == 429 || status == 503;
}

// `header(name)`: the value of that field, in small letters, as an optional text.
template <typename Header>
bool is_bot_wall(int64_t status, std::string_view title, uint64_t size, const Header& header) {
  constexpr uint64_t kSmallPage = 2000;
  if (is_title_of_wall(title)) return true;
  if (!is_status_of_wall(status)) return false;
  const auto mitigated = header("cf-mitigated");
  return (mitigated && *mitigated == "challenge") || header("x-datadome") ||
         header("x-amzn-waf-action") || header("x-sucuri-block") ||
         (size < kSmallPage && header("x-iinfo"));
}

}  // namespace ground
