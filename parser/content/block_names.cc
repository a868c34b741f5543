#include "parser/content/block_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ground/ascii.h"
#include "parser/content/heading.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Words of names, in lower case: "post-meta" and "postMeta" are two words each.
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

constexpr std::array<std::string_view, 7> kAuthor = {"author", "authorname", "authors", "autor",
                                                     "autore", "autoren",    "byline"};
constexpr std::array<std::string_view, 21> kDate = {
    "byline",      "created", "data",      "date",      "dateline", "dato",     "datum",
    "fecha",       "meta",    "metadata",  "postdate",  "posted",   "postmeta", "pubdate",
    "publication", "publish", "published", "submitted", "time",     "timedata", "timestamp"};
constexpr std::array<std::string_view, 13> kKicker = {
    "catchline",  "dachzeile",  "eyebrow", "kicker",   "overhead",   "overline", "roofline",
    "spitzmarke", "subheading", "subline", "subtitle", "supertitle", "topline"};
constexpr std::array<std::string_view, 3> kCaption = {"caption", "captions", "legend"};

// Beside the senses, what a word says about an element's place.
constexpr uint16_t kIsAround = 1 << 12, kIsPerhaps = 1 << 13, kIsNote = 1 << 14,
                   kIsContent = 1 << 15;
constexpr uint16_t kOfPlace = kIsAround | kIsPerhaps | kIsNote | kIsContent;

using Meanings = std::unordered_map<std::string_view, uint16_t>;

// Of each word in all of the lists, so that it is looked up once.
Meanings all_meanings() {
  Meanings meanings;
  const auto add = [&](const auto& words, uint16_t meaning) {
    for (const std::string_view word : words) meanings[word] |= meaning;
  };
  add(kAround, kIsAround);
  add(kPerhaps, kIsPerhaps);
  add(kNote, kIsNote);
  add(kContent, kIsContent);
  add(kLead, static_cast<uint16_t>(Sense::kLead));
  add(kOthers, static_cast<uint16_t>(Sense::kOthers));
  add(kAuthor, static_cast<uint16_t>(Sense::kAuthor));
  add(kDate, static_cast<uint16_t>(Sense::kDate));
  add(kKicker, static_cast<uint16_t>(Sense::kKicker));
  add(kCaption, static_cast<uint16_t>(Sense::kCaption));
  add(kNoLead, static_cast<uint16_t>(Sense::kBeside));
  return meanings;
}

uint16_t meaning_of(std::string_view word) {
  static const Meanings meanings = all_meanings();
  const auto found = meanings.find(word);
  return found == meanings.end() ? uint16_t{0} : found->second;
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

uint16_t meanings_in(std::string_view names) {
  uint16_t meanings = 0;
  for_each_word(names, [&](std::string_view word) { meanings |= meaning_of(word); });
  return meanings;
}

Place place_of_role(std::string_view role) {
  constexpr std::array<std::string_view, 13> kRoles = {
      "alert", "alertdialog", "banner",     "button", "complementary", "contentinfo", "dialog",
      "menu",  "menubar",     "navigation", "search", "toolbar",       "tooltip"};
  if (std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end()) return Place::kAround;
  return role == "main" || role == "article" ? Place::kContent : Place::kUnknown;
}

Place place_of_property(std::string_view property) {
  if (property == "articleBody") return Place::kContent;
  return property == "comment" || property == "author" ? Place::kAround : Place::kUnknown;
}

Place place_of_words(uint16_t meanings) {
  if ((meanings & kIsAround) != 0) return Place::kAround;
  if ((meanings & kIsPerhaps) != 0) return Place::kPerhapsAround;
  if ((meanings & kIsContent) != 0) return Place::kContent;
  return (meanings & kIsNote) != 0 ? Place::kNote : Place::kUnknown;
}

}  // namespace

ElementNames names_of(const Tree& tree, const Tree::Node& element) {
  ElementNames names;
  uint16_t of_place = 0;
  for (const Tree::Attribute& attribute : tree.attributes(element)) {
    const bool is_class = attribute.name == "class", is_id = attribute.name == "id";
    const bool is_property = attribute.name == "itemprop";
    if (is_class || is_id || is_property) {
      const uint16_t meanings = meanings_in(attribute.value);
      names.senses |= meanings & ~kOfPlace;
      // The id of a heading is made of its words.
      if (is_class || (is_id && !is_heading(element.tag))) of_place |= meanings;
    }
    // What machines read is surer than words. The first counts.
    if (names.place != Place::kUnknown) continue;
    if (is_property) names.place = place_of_property(attribute.value);
    if (attribute.name == "role") names.place = place_of_role(attribute.value);
  }
  if (names.place == Place::kUnknown) names.place = place_of_words(of_place);
  return names;
}

bool is_review(const Tree& tree, const Tree::Node& element) {
  return std::ranges::any_of(tree.attributes(element), [](const Tree::Attribute& attribute) {
    const std::string_view value = attribute.value;
    if (attribute.name == "itemtype")
      return value.ends_with("/Review") || value.ends_with("/Comment");
    return attribute.name == "itemprop" && (value == "review" || value == "reviews" ||
                                            value == "comment" || value == "suggestedAnswer");
  });
}

}  // namespace parser
