#include "explore/audit/vague_anchor.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"

namespace explore {

bool is_vague_anchor(std::string_view anchor) {
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
  while (!anchor.empty() && std::string_view(" .:>!").find(anchor.back()) != std::string_view::npos)
    anchor.remove_suffix(1);
  if (anchor.empty() || anchor.size() > kLongest) return false;
  return std::any_of(kVague.begin(), kVague.end(), [anchor](std::string_view each) {
    return ground::ascii::equals(anchor, each);
  });
}

}  // namespace explore
