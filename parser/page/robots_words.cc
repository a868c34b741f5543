#include "parser/page/robots_words.h"

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::string_view kOurAgent = "crawl";

// Words that have a value behind a colon, and so are no agents.
constexpr std::string_view kWordsWithValue[] = {"unavailable_after", "max-snippet",
                                                "max-image-preview", "max-video-preview"};

void add_word(std::string_view word, RobotsWords& words) {
  const bool none = ascii::equals(word, "none");
  words.noindex |= none || ascii::equals(word, "noindex");
  words.nofollow |= none || ascii::equals(word, "nofollow");
}

bool has_value(std::string_view word) {
  for (const std::string_view known : kWordsWithValue)
    if (ascii::equals(word, known)) return true;
  return false;
}

std::string_view take_part(std::string_view& list) {
  const std::size_t comma = list.find(',');
  const std::string_view part = ascii::trim(list.substr(0, comma));
  list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  return part;
}

}  // namespace

void read_meta_robots(std::string_view content, RobotsWords& words) {
  for (auto word = ascii::next_token(content, ','); !word.empty();
       word = ascii::next_token(content, ','))
    add_word(word, words);
}

void read_header_robots(std::string_view value, RobotsWords& words) {
  bool for_us = true;
  while (!value.empty()) {
    std::string_view part = take_part(value);
    if (const std::size_t colon = part.find(':'); colon != std::string_view::npos) {
      const std::string_view name = ascii::trim(part.substr(0, colon));
      if (has_value(name)) continue;
      for_us = ascii::equals(name, kOurAgent);
      part = ascii::trim(part.substr(colon + 1));
    }
    if (for_us) read_meta_robots(part, words);
  }
}

}  // namespace parser
