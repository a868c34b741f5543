// A heading that says what <title> or og:title says, or a part of it, is the title: sites add their
// name there, and put it into headings too. Where several do, the one that stands nearest to the
// text is meant. A heading that neither knows may still be the title, if it has a word of it.
#include "parser/content/article_title.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "ground/ascii.h"
#include "parser/extract/plain_letters.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::array<std::string_view, 12> kDividers = {
    "|",        " - ",      " \u2013 ", " \u2014 ", " :: ",     " \u00BB ",
    " \u00B7 ", " \u2022 ", "\u2502",   " \u203A ", " \u22C6 ", " : "};

struct Divider {
  std::size_t at = std::string::npos, size = 0;
};

Divider first_divider(std::string_view title, std::size_t from) {
  Divider first;
  for (const std::string_view divider : kDividers) {
    const std::size_t at = title.find(divider, from);
    if (at < first.at) first = {at, divider.size()};
  }
  return first;
}

std::vector<std::string> parts_of(std::string_view title) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const Divider divider = first_divider(title, from);
    parts.emplace_back(ascii::trim(title.substr(from, divider.at - from)));
    if (divider.at == title.npos) return parts;
    from = divider.at + divider.size;
  }
}

// "Title | Site" and "Title - Site" without the site, which stands last but for some long titles.
std::string without_last(const std::string& title) {
  Divider last;
  for (Divider next = first_divider(title, 0); next.at != title.npos;
       next = first_divider(title, next.at + next.size))
    last = next;
  if (last.at == title.npos) return title;
  const std::string before = title.substr(0, last.at), behind = title.substr(last.at + last.size);
  return 2 * before.size() >= behind.size() ? before : behind;
}

class Chooser {
 public:
  explicit Chooser(const TitleSources& sources)
      : sources_(sources),
        site_(plain_letters(sources.site)),
        said_(plain_letters(sources.said)),
        element_(plain_letters(sources.element)),
        own_said_(plain_letters(without_site(sources.said))),
        own_element_(plain_letters(without_site(sources.element))),
        is_only_(std::count_if(sources.headings.begin(), sources.headings.end(),
                               [](const auto& heading) {
                                 return heading.level == 1 && !heading.leads_home;
                               }) == 1) {
    for (const std::string& title : {sources.element, sources.said})
      for (const std::string& part : parts_of(title))
        if (std::string letters = plain_letters(part); !letters.empty())
          parts_.push_back(std::move(letters));
  }

  std::string choose() const {
    const TitleSources::Heading* best = nullptr;
    int best_rank = 0;
    for (const TitleSources::Heading& heading : sources_.headings) {
      const int rank = rank_of(heading);
      if (rank > 0 && rank >= best_rank) {
        best = &heading;
        best_rank = rank;
      }
    }
    if (best != nullptr) return without_kicker(best->words);
    if (!said_.empty() && said_ != site_) return without_site(sources_.said);
    if (!element_.empty() && element_ != site_) return without_site(sources_.element);
    for (const TitleSources::Heading& heading : sources_.headings)
      if (heading.level == 1) return heading.words;
    return sources_.said.empty() ? sources_.element : sources_.said;
  }

 private:
  // 0: none. A heading that comes later is nearer to the text.
  int rank_of(const TitleSources::Heading& heading) const {
    const std::string letters = plain_letters(heading.words);
    const bool is_all = letters == said_ || letters == element_;
    if (letters.empty() || letters == site_) return 0;
    const bool is_part = std::find(parts_.begin(), parts_.end(), letters) != parts_.end();
    const int nearness = heading.is_in_article ? 1 : 0;
    if (heading.level > 1) {
      if (is_all) return 5 + nearness;
      return is_part && (heading.is_in_article || 2 * letters.size() > element_.size()) ? 2 : 0;
    }
    if (!is_all && is_last_part(letters)) return nearness;
    if (heading.leads_home && !is_all) return 0;
    if (is_all || is_part) return 7 + nearness;
    if (begins(said_, letters) || begins(element_, letters) || begins(letters, said_))
      return 5 + nearness;
    return is_likely(heading.words) ? 3 + nearness : 0;
  }

  // Of "Title | Site". What is most of it is the title of "Site | Title".
  bool is_last_part(std::string_view letters) const {
    return letters.size() < element_.size() && element_.ends_with(letters) && !is_most(letters) &&
           parts_of(sources_.element).size() > 1;
  }

  // Of <title>.
  bool is_most(std::string_view letters) const { return 5 * letters.size() > 3 * element_.size(); }

  static bool begins(std::string_view all, std::string_view front) {
    return !front.empty() && 2 * front.size() >= all.size() && all.starts_with(front);
  }

  // It has a word of the titles that says something; or it is the only one, and no label.
  bool is_likely(std::string_view words) const {
    constexpr std::size_t kLong = 4;
    std::size_t count = 0;
    while (!words.empty()) {
      const std::string_view word = words.substr(0, words.find(' '));
      words.remove_prefix(std::min(words.size(), word.size() + 1));
      ++count;
      const std::string letters = plain_letters(word);
      if (letters.size() >= kLong && (own_said_.find(letters) != own_said_.npos ||
                                      own_element_.find(letters) != own_element_.npos))
        return true;
    }
    return is_only_ && (count > 1 || said_.empty());
  }

  // What stands above a title in its heading, or a date or the site's name behind it, is not in
  // og:title or <title>. Nobody writes a site's name at all three places.
  std::string without_kicker(const std::string& words) const {
    constexpr double kMost = 0.7, kLeast = 0.5;
    const std::string letters = plain_letters(words);
    if (letters == said_ && letters == element_ && site_.empty()) return words;
    for (const std::string& title : {sources_.said, sources_.element}) {
      std::string whole = without_site(title);
      const std::string plain = plain_letters(whole);
      if (plain.empty() || plain.size() >= letters.size()) continue;
      const std::size_t tail = std::min(words.size(), whole.size());
      const std::string_view before =
          ascii::trim(std::string_view(words).substr(0, words.size() - tail));
      const bool is_marked =
          words.ends_with(whole) && (before.ends_with(':') || before.ends_with('/'));
      const auto most =
          static_cast<double>(letters.size()) * (is_marked || plain == said_ ? kLeast : kMost);
      const bool has_kicker = letters.ends_with(plain) && static_cast<double>(plain.size()) >= most;
      const bool has_date = letters.starts_with(plain) && ascii::is_digit(letters[plain.size()]);
      const bool has_site = plain == said_ && plain_letters(parts_of(words).front()) == plain;
      if (has_kicker || has_date || has_site) return whole;
    }
    return words;
  }

  std::string without_site(const std::string& title) const {
    const std::vector<std::string> parts = parts_of(title);
    if (parts.size() == 1) return title;
    const std::string first = plain_letters(parts.front()), last = plain_letters(parts.back());
    const bool is_of_two =
        title == sources_.said && said_ != element_ && !title.ends_with("| " + parts.back());
    if (is_site(first) && !is_site(last))
      return title.substr(title.find(parts[1], parts[0].size()));
    // Who knows what og:title is for puts no site's name there.
    if (!is_site(last) && (is_of_two || !site_.empty())) return title;
    return without_last(title);
  }

  bool is_site(std::string_view letters) const {
    return !site_.empty() &&
           (letters == site_ || letters.starts_with(site_) || site_.starts_with(letters));
  }

  const TitleSources& sources_;
  std::string site_, said_, element_;   // their letters
  std::string own_said_, own_element_;  // the same without the site
  bool is_only_;                        // one <h1> that is not the site's
  std::vector<std::string> parts_;      // letters of the parts of both titles
};

}  // namespace

std::string article_title(const TitleSources& sources) {
  return std::string(ascii::trim(Chooser(sources).choose()));
}

}  // namespace parser
