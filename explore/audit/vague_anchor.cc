#include "explore/audit/vague_anchor.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ground/ascii.h"

namespace explore {
namespace {

constexpr std::array<std::string_view, 40> kVague{"click here",
                                                  "here",
                                                  "click",
                                                  "read more",
                                                  "more",
                                                  "learn more",
                                                  "see more",
                                                  "this",
                                                  "this page",
                                                  "this link",
                                                  "link",
                                                  "go",
                                                  "go here",
                                                  "details",
                                                  "more details",
                                                  "more info",
                                                  "more information",
                                                  "continue",
                                                  "continue reading",
                                                  "find out more",
                                                  "hier",
                                                  "hier klicken",
                                                  "mehr",
                                                  "mehr erfahren",
                                                  "weiterlesen",
                                                  "weiter lesen",
                                                  "mehr lesen",
                                                  "ici",
                                                  "cliquez ici",
                                                  "en savoir plus",
                                                  "lire la suite",
                                                  "plus",
                                                  "aqu\xC3\xAD",
                                                  "haga clic aqu\xC3\xAD",
                                                  "leer m\xC3\xA1s",
                                                  "m\xC3\xA1s",
                                                  "qui",
                                                  "clicca qui",
                                                  "leggi tutto",
                                                  "lees meer"};
constexpr std::size_t kLongest = 24;

// Of each length the letters that one of them begins with, a bit each: most anchors of a crawl are
// told by these.
constexpr std::array<uint32_t, kLongest + 1> kFirstLetters = [] {
  std::array<uint32_t, kLongest + 1> letters{};
  for (const std::string_view each : kVague) letters[each.size()] |= 1u << (each[0] - 'a');
  return letters;
}();

}  // namespace

bool is_vague_anchor(std::string_view anchor) {
  while (!anchor.empty() && std::string_view(" .:>!").find(anchor.back()) != std::string_view::npos)
    anchor.remove_suffix(1);
  if (anchor.empty() || anchor.size() > kLongest) return false;
  const char first = ground::ascii::lower(anchor[0]);
  if (first < 'a' || first > 'z' || (kFirstLetters[anchor.size()] >> (first - 'a') & 1u) == 0)
    return false;
  return std::any_of(kVague.begin(), kVague.end(), [anchor](std::string_view each) {
    return ground::ascii::equals(anchor, each);
  });
}

}  // namespace explore
