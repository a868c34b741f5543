#include "parser/content/block_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Sorted. Words of names, in lower case: "post-meta" and "postMeta" are two words each.
constexpr std::array<std::string_view, 104> kAround = {
    "ad",          "addthis",     "ads",        "adsense",      "advert",       "advertisement",
    "advertising", "banner",      "bio",        "breadcrumb",   "breadcrumbs",  "carousel",
    "comment",     "commentlist", "comments",   "consent",      "cookie",       "cookies",
    "cta",         "disqus",      "donate",     "donation",     "dropdown",     "editsection",
    "fb",          "feedback",    "foot",       "footer",       "form",         "gallery",
    "gdpr",        "hidden",      "infobox",    "jp",           "latest",       "links",
    "login",       "masthead",    "menu",       "modal",        "more",         "most",
    "mostpopular", "mostread",    "nav",        "navbar",       "navbox",       "navigation",
    "newsletter",  "next",        "noprint",    "ob",           "offer",        "outbrain",
    "overlay",     "pager",       "pagination", "paywall",      "permalink",    "player",
    "popular",     "popup",       "prev",       "previous",     "print",        "promo",
    "promoted",    "promotion",   "rail",       "recirc",       "recommend",    "recommendations",
    "recommended", "register",    "related",    "relatedposts", "reply",        "respond",
    "review",      "rss",         "share",      "sharedaddy",   "sharethis",    "sharing",
    "shop",        "sidebar",     "signup",     "skip",         "slideshow",    "social",
    "sociable",    "sponsor",     "sponsored",  "subscribe",    "subscription", "taboola",
    "teaser",      "toolbar",     "trending",   "tweet",        "utility",      "video",
    "widget",      "widgets"};
constexpr std::array<std::string_view, 26> kNote = {
    "author", "authors", "byline",    "bylines",  "caption",   "category", "copyright",
    "credit", "credits", "date",      "dateline", "header",    "info",     "kicker",
    "label",  "meta",    "postmeta",  "posted",   "published", "pubdate",  "tag",
    "tags",   "time",    "timestamp", "toc",      "topics"};
constexpr std::array<std::string_view, 14> kContent = {
    "article", "articlebody", "blog", "body",  "content", "entry",     "hentry",
    "main",    "maincontent", "post", "prose", "story",   "storybody", "text"};

template <std::size_t kCount>
bool is_in(const std::array<std::string_view, kCount>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Words {
  bool around = false, note = false, content = false;

  void take(std::string_view word) {
    around |= is_in(kAround, word);
    note |= is_in(kNote, word);
    content |= is_in(kContent, word);
  }
  // Words end at what is no letter, and where a capital follows a small letter. Names that programs
  // make ("hJpRRP") have such by chance, short ones above all.
  void read(std::string_view names) {
    constexpr std::size_t kByChance = 4;
    std::string word;
    bool is_camel = false;
    const auto end_word = [&](bool at_capital) {
      if (!word.empty() && (word.size() > kByChance || !(is_camel || at_capital))) take(word);
      word.clear();
      is_camel = at_capital;
    };
    char before = '\0';
    for (const char c : names) {
      const bool is_capital = ascii::is_upper(c);
      if (!ascii::is_alpha(c))
        end_word(false);
      else if (is_capital && ascii::is_alpha(before) && !ascii::is_upper(before))
        end_word(true);
      if (ascii::is_alpha(c)) word.push_back(ascii::lower(c));
      before = c;
    }
    end_word(false);
  }
};

Place place_of_role(std::string_view role) {
  constexpr std::array<std::string_view, 13> kRoles = {
      "alert", "alertdialog", "banner",     "button", "complementary", "contentinfo", "dialog",
      "menu",  "menubar",     "navigation", "search", "toolbar",       "tooltip"};
  if (is_in(kRoles, role)) return Place::kAround;
  return role == "main" || role == "article" ? Place::kContent : Place::kUnknown;
}

}  // namespace

Place place_of(const Tree& tree, const Tree::Node& element) {
  Words words;
  for (const Tree::Attribute& attribute : tree.attributes(element)) {
    if (attribute.name == "class" || attribute.name == "id") words.read(attribute.value);
    if (attribute.name == "itemprop") {
      if (attribute.value == "articleBody") return Place::kContent;
      if (attribute.value == "comment" || attribute.value == "author") return Place::kAround;
    }
    if (attribute.name != "role") continue;
    const Place place = place_of_role(attribute.value);
    if (place != Place::kUnknown) return place;
  }
  if (words.around) return Place::kAround;
  if (words.content) return Place::kContent;
  return words.note ? Place::kNote : Place::kUnknown;
}

}  // namespace parser
