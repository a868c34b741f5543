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
constexpr std::array<std::string_view, 94> kAround = {"addthis",       "ads",
                                                      "adsense",       "advert",
                                                      "advertisement", "advertising",
                                                      "anzeige",       "bio",
                                                      "breadcrumb",    "breadcrumbs",
                                                      "carousel",      "comentarios",
                                                      "comment",       "commentaires",
                                                      "commentform",   "commenti",
                                                      "commentlist",   "comments",
                                                      "consent",       "cookie",
                                                      "cookies",       "cta",
                                                      "disclaimer",    "disclosure",
                                                      "disqus",        "donate",
                                                      "donation",      "dropdown",
                                                      "editsection",   "footer",
                                                      "form",          "gallery",
                                                      "gdpr",          "infobox",
                                                      "komentarze",    "kommentar",
                                                      "kommentare",    "login",
                                                      "masthead",      "menu",
                                                      "modal",         "mostpopular",
                                                      "mostread",      "nav",
                                                      "navbar",        "navbox",
                                                      "navigation",    "newsletter",
                                                      "noprint",       "outbrain",
                                                      "overlay",       "pager",
                                                      "pagination",    "paywall",
                                                      "permalink",     "player",
                                                      "popular",       "popup",
                                                      "promo",         "promoted",
                                                      "promotion",     "publicidad",
                                                      "reacties",      "recirc",
                                                      "recommend",     "recommendations",
                                                      "recommended",   "register",
                                                      "reklama",       "related",
                                                      "relatedposts",  "reply",
                                                      "respond",       "rss",
                                                      "share",         "sharedaddy",
                                                      "sharethis",     "sharing",
                                                      "sidebar",       "signup",
                                                      "slideshow",     "sociable",
                                                      "social",        "sponsor",
                                                      "sponsored",     "subscribe",
                                                      "subscription",  "tableofcontents",
                                                      "taboola",       "toc",
                                                      "toolbar",       "trending",
                                                      "video",         "werbung"};
// These have other uses too: the label of a Drupal field is hidden, a gallery is told in sentences.
constexpr std::array<std::string_view, 26> kPerhaps = {
    "ad",     "banner", "fb",   "feedback", "foot",  "hidden",  "jp",       "latest", "links",
    "more",   "most",   "next", "ob",       "offer", "prev",    "previous", "print",  "rail",
    "review", "shop",   "skip", "teaser",   "tweet", "utility", "widget",   "widgets"};
constexpr std::array<std::string_view, 25> kNote = {
    "author", "authors", "byline",    "bylines",  "caption", "category",  "copyright",
    "credit", "credits", "date",      "dateline", "header",  "info",      "kicker",
    "label",  "meta",    "posted",    "postmeta", "pubdate", "published", "tag",
    "tags",   "time",    "timestamp", "topics"};
constexpr std::array<std::string_view, 14> kContent = {
    "article", "articlebody", "blog", "body",  "content", "entry",     "hentry",
    "main",    "maincontent", "post", "prose", "story",   "storybody", "text"};

// In the languages whose press has a word of its own for it.
constexpr std::array<std::string_view, 36> kLead = {
    "abstract", "anreisser", "bajada",       "chapeau",    "chapo",     "copete",
    "deck",     "dek",       "einleitung",   "entradilla", "epigraph",  "excerpt",
    "ingress",  "intro",     "introduction", "introtext",  "kurztext",  "lead",
    "leadtext", "lede",      "lid",          "occhiello",  "perex",     "preamble",
    "preface",  "sapo",      "sommario",     "standfirst", "strapline", "subheadline",
    "subline",  "subtitle",  "sumario",      "summary",    "teaser",    "vorspann"};
// Of what belongs to a picture, a service or the site.
constexpr std::array<std::string_view, 18> kNoLead = {
    "alert",   "author",     "caption",    "captions", "copyright", "credit",
    "credits", "disclaimer", "disclosure", "figure",   "gallery",   "image",
    "img",     "legend",     "media",      "notice",   "photo",     "picture"};

// What is long on some pages, and longer than the article of short ones.
constexpr std::array<std::string_view, 7> kOthers = {
    "commentlist", "comments", "footer", "recommended", "related", "relatedposts", "sidebar"};

static_assert(std::is_sorted(kAround.begin(), kAround.end()) &&
              std::is_sorted(kPerhaps.begin(), kPerhaps.end()) &&
              std::is_sorted(kNote.begin(), kNote.end()) &&
              std::is_sorted(kContent.begin(), kContent.end()) &&
              std::is_sorted(kLead.begin(), kLead.end()) &&
              std::is_sorted(kNoLead.begin(), kNoLead.end()) &&
              std::is_sorted(kOthers.begin(), kOthers.end()));

template <std::size_t kCount>
bool is_in(const std::array<std::string_view, kCount>& words, std::string_view word) {
  return std::binary_search(words.begin(), words.end(), word);
}

// Shows each word. Words end at what is no letter, and where a capital follows a small letter.
// Names that programs make ("hJpRRP") have such by chance, short ones above all. What stands behind
// "has" is in the element, or is not.
template <typename Show>
void for_each_word(std::string_view names, Show&& show) {
  constexpr std::size_t kByChance = 4;
  std::string word;
  bool is_camel = false, is_about_it = true, is_negated = false;
  const auto end_word = [&](bool at_capital) {
    if (is_negated && word == "print") show("noprint");
    is_negated = word == "no";
    if (word == "has" || word == "with" || is_negated) is_about_it = false;
    if (!word.empty() && is_about_it && (word.size() > kByChance || !(is_camel || at_capital)))
      show(word);
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
    if (ascii::is_space(c)) is_about_it = true;
    before = c;
  }
  end_word(false);
}

struct Words {
  bool around = false, perhaps = false, note = false, content = false;

  void take(std::string_view word) {
    around |= is_in(kAround, word);
    perhaps |= is_in(kPerhaps, word);
    note |= is_in(kNote, word);
    content |= is_in(kContent, word);
  }
};

template <std::size_t kCount>
bool has_word(const Tree& tree, const Tree::Node& element,
              const std::array<std::string_view, kCount>& words) {
  bool has = false;
  for (const Tree::Attribute& attribute : tree.attributes(element))
    if (attribute.name == "class" || attribute.name == "id" || attribute.name == "itemprop")
      for_each_word(attribute.value, [&](std::string_view word) { has |= is_in(words, word); });
  return has;
}

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
  // The id of a heading is made of its words.
  const bool is_heading = element.tag >= Tag::kH1 && element.tag <= Tag::kH6;
  for (const Tree::Attribute& attribute : tree.attributes(element)) {
    if (attribute.name == "class" || (attribute.name == "id" && !is_heading))
      for_each_word(attribute.value, [&](std::string_view word) { words.take(word); });
    if (attribute.name == "itemprop") {
      if (attribute.value == "articleBody") return Place::kContent;
      if (attribute.value == "comment" || attribute.value == "author") return Place::kAround;
    }
    if (attribute.name != "role") continue;
    const Place place = place_of_role(attribute.value);
    if (place != Place::kUnknown) return place;
  }
  if (words.around) return Place::kAround;
  if (words.perhaps) return Place::kPerhapsAround;
  if (words.content) return Place::kContent;
  return words.note ? Place::kNote : Place::kUnknown;
}

bool is_named_lead(const Tree& tree, const Tree::Node& element) {
  return has_word(tree, element, kLead);
}

bool is_named_of_others(const Tree& tree, const Tree::Node& element) {
  return has_word(tree, element, kOthers);
}

bool is_named_author(const Tree& tree, const Tree::Node& element) {
  constexpr std::array<std::string_view, 7> kAuthor = {"author", "authorname", "authors", "autor",
                                                       "autore", "autoren",    "byline"};
  static_assert(std::is_sorted(kAuthor.begin(), kAuthor.end()));
  return has_word(tree, element, kAuthor);
}

bool is_named_date(const Tree& tree, const Tree::Node& element) {
  constexpr std::array<std::string_view, 21> kDate = {
      "byline",      "created", "data",      "date",      "dateline", "dato",     "datum",
      "fecha",       "meta",    "metadata",  "postdate",  "posted",   "postmeta", "pubdate",
      "publication", "publish", "published", "submitted", "time",     "timedata", "timestamp"};
  static_assert(std::is_sorted(kDate.begin(), kDate.end()));
  return has_word(tree, element, kDate);
}

bool is_named_kicker(const Tree& tree, const Tree::Node& element) {
  constexpr std::array<std::string_view, 13> kKicker = {
      "catchline",  "dachzeile",  "eyebrow", "kicker",   "overhead",   "overline", "roofline",
      "spitzmarke", "subheading", "subline", "subtitle", "supertitle", "topline"};
  static_assert(std::is_sorted(kKicker.begin(), kKicker.end()));
  return has_word(tree, element, kKicker);
}

bool is_named_caption(const Tree& tree, const Tree::Node& element) {
  constexpr std::array<std::string_view, 3> kCaption = {"caption", "captions", "legend"};
  return has_word(tree, element, kCaption);
}

bool is_named_beside(const Tree& tree, const Tree::Node& element) {
  return has_word(tree, element, kNoLead);
}

}  // namespace parser
