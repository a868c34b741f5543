// Which of the titles that a page has is its article's.
// Thread: pure. Cost: linear in what it is given.
#pragma once

#include <string>
#include <vector>

namespace parser {

struct TitleSources {
  struct Heading {
    std::string words;
    int level = 1;               // of <h1> to <h6>
    bool leads_home = false;     // it is a link to the site's front page
    bool is_in_article = false;  // right before its text, or in it
  };

  std::string element;            // of <title>
  std::string said;               // og:title and the like
  std::string site;               // og:site_name
  std::vector<Heading> headings;  // in order
};

// Without the site's name where that can be told. "" if there is no title at all.
std::string article_title(const TitleSources& sources);

}  // namespace parser
