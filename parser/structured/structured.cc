// OpenGraph, Twitter cards, feeds and icons are single elements, so they are collected in the walk
// that every page gets anyway. JSON-LD is the text of scripts, and is collected there too. Only
// microdata and RDFa need the flat tree, which is built if the page has traces of them. Everything
// ends as JSON, so that one SQL function reads all of it.
#include "parser/structured/structured.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/element_value.h"
#include "parser/structured/json_ld.h"
#include "parser/structured/nested_items.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxSaid = 1'000;  // of one card, and of links
constexpr std::size_t kMaxValueBytes = 16u << 10;

// OpenGraph's own, the vocabularies that it names (https://ogp.me/#types), and those of Facebook.
constexpr std::array<std::string_view, 12> kOpenGraphNames = {
    "og:",      "article:", "book:",  "books:", "business:", "music:",
    "product:", "profile:", "place:", "video:", "fb:",       "al:"};

template <typename Starts>
bool begins_with_any(std::string_view name, const Starts& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [name](std::string_view start) { return ascii::starts_with(name, start); });
}

// As std::string_view's, which is slow where the first letter is frequent.
std::size_t place_of(std::string_view word, std::string_view utf8, std::size_t from = 0) {
  const void* const found =
      memmem(utf8.data() + from, utf8.size() - from, word.data(), word.size());
  return found == nullptr ? utf8.npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - utf8.data());
}

bool has(std::string_view utf8, std::string_view word) { return place_of(word, utf8) != utf8.npos; }

// The name of the tag that this is the beginning of.
std::string_view tag_of(std::string_view beginning) {
  const std::size_t open = beginning.rfind('<');
  if (open == beginning.npos) return "";
  std::size_t end = open + 1;
  while (end < beginning.size() && ascii::is_alphanumeric(beginning[end])) ++end;
  return beginning.substr(open + 1, end - open - 1);
}

// Whether an element says something in RDFa that is in no card: a name with a prefix, not of a
// meta element, or one of a vocabulary.
bool may_have_properties(std::string_view utf8) {
  constexpr std::string_view kName = "property=";
  constexpr std::size_t kLongestTag = 2'000;
  std::optional<bool> has_vocabulary;
  std::size_t at = place_of(kName, utf8);
  for (; at != utf8.npos; at = place_of(kName, utf8, at + 1)) {
    // Scripts have 'meta[property="og:title"]'.
    if (at == 0 || !ascii::is_space(utf8[at - 1])) continue;
    std::string_view value = utf8.substr(at + kName.size(), kLongestTag);
    if (value.starts_with('\\')) continue;
    const bool is_quoted = value.starts_with('"') || value.starts_with('\'');
    value = is_quoted ? value.substr(1, value.find(value[0], 1) - 1)
                      : value.substr(0, value.find_first_of(" \t\r\n\f>"));
    if (value.find(':') != value.npos) {
      const std::size_t begin = at - std::min(at, kLongestTag);
      if (!ascii::equals(tag_of(utf8.substr(begin, at - begin)), "meta")) return true;
      continue;
    }
    if (!has_vocabulary) has_vocabulary = has(utf8, "vocab=");
    if (*has_vocabulary) return true;
  }
  return false;
}

bool is_json_ld(std::string_view type) {
  return ascii::equals(ascii::trim(type.substr(0, type.find(';'))), "application/ld+json");
}

bool is_feed(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {"application/rss+xml", "application/atom+xml",
                                                      "application/feed+json",
                                                      "application/rdf+xml"};
  const std::string_view essence = ascii::trim(type.substr(0, type.find(';')));
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [essence](std::string_view one) { return ascii::equals(essence, one); });
}

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string cut(std::string_view text) {
  return std::string(ground::utf8_prefix(ascii::trim(text), kMaxValueBytes));
}

}  // namespace

std::string_view name_of(Syntax syntax) {
  static constexpr std::string_view kNames[] = {"json-ld", "microdata", "rdfa", "opengraph",
                                                "twitter", "hreflang",  "feed", "icon"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Syntax::kIcon) + 1);
  return kNames[static_cast<std::size_t>(syntax)];
}

bool may_have_items(std::string_view utf8) {
  return has(utf8, "itemscope") || has(utf8, "typeof=") || may_have_properties(utf8);
}

void StructuredCollector::begin(const StructuredLimits& limits) {
  limits_ = limits;
  items_.clear();
  scripts_.clear();
  open_graph_.clear();
  twitter_.clear();
  prefixes_.clear();
  links_.clear();
  base_.clear();
  bytes_ = link_bytes_ = 0;
  in_script_ = has_base_ = hit_limit_ = false;
}

bool StructuredCollector::spend(std::size_t bytes) {
  bytes_ += bytes;
  hit_limit_ |= bytes_ > limits_.max_bytes;
  return bytes_ <= limits_.max_bytes;
}

void StructuredCollector::open(const Element& element) {
  switch (element.tag()) {
    case Tag::kHtml:
    case Tag::kHead:
      return add_prefixes(element.attribute("prefix").value_or(""));
    case Tag::kMeta:
      return open_meta(element);
    case Tag::kLink:
      return open_link(element);
    case Tag::kBase:
      if (const auto href = element.attribute("href"); href && !has_base_) {
        if (href->size() <= kMaxBaseBytes) base_ = *href;
        has_base_ = true;
      }
      return;
    case Tag::kScript:
      in_script_ = is_json_ld(element.attribute("type").value_or(""));
      if (in_script_) scripts_.emplace_back();
      return;
    default:
      return;
  }
}

void StructuredCollector::add_script(std::string_view text) {
  if (spend(text.size())) scripts_.back().append(text);
}

// prefix="shop: https://shop.example/ns#": names and addresses in turn.
void StructuredCollector::add_prefixes(std::string_view prefixes) {
  constexpr std::size_t kMostBytes = 2'000, kMost = 20;
  if (prefixes.size() > kMostBytes) return;
  for (auto word = ascii::next_token(prefixes); !word.empty(); word = ascii::next_token(prefixes))
    if (word.size() > 1 && word.ends_with(':') && prefixes_.size() < kMost)
      prefixes_.push_back(ascii::lowered(word));
}

void StructuredCollector::open_meta(const Element& element) {
  const auto content = element.attribute("content");
  if (!content) return;
  const std::string_view property = ascii::trim(element.attribute("property").value_or(""));
  const std::string_view name =
      property.empty() ? element.attribute("name").value_or("") : property;
  const bool is_twitter = ascii::starts_with(name, "twitter:");
  add_prefixes(element.attribute("prefix").value_or(""));
  const bool is_open_graph = begins_with_any(name, kOpenGraphNames) ||
                             (!property.empty() && begins_with_any(property, prefixes_));
  if (!is_twitter && !is_open_graph) return;
  std::vector<Said>& card = is_twitter ? twitter_ : open_graph_;
  if (card.size() >= kMaxSaid || !spend(name.size() + content->size())) {
    hit_limit_ = true;
    return;
  }
  card.push_back({cut(name), cut(*content)});
}

void StructuredCollector::open_link(const Element& element) {
  const std::string_view rel = element.attribute("rel").value_or("");
  const auto href = element.attribute("href");
  if (!href || rel.empty()) return;
  Link link;
  const std::string_view type = element.attribute("type").value_or("");
  const std::string_view lang = element.attribute("hreflang").value_or("");
  const bool is_alternate = ascii::has_token(rel, "alternate");
  // A feed is none of the page in another language, whatever its own is.
  if (is_alternate && is_feed(type))
    link.syntax = Syntax::kFeed;
  else if (is_alternate && !lang.empty())
    link.syntax = Syntax::kHreflang;
  else if (!ascii::has_token(rel, "icon") && !ascii::has_token(rel, "apple-touch-icon") &&
           !ascii::has_token(rel, "apple-touch-icon-precomposed") &&
           !ascii::has_token(rel, "mask-icon"))
    return;
  if (links_.size() >= kMaxSaid || !spend(href->size())) {
    hit_limit_ = true;
    return;
  }
  link.rel = cut(rel);
  link.href = *href;
  link.lang = cut(lang);
  link.type = cut(type);
  link.title = cut(element.attribute("title").value_or(""));
  link.sizes = cut(element.attribute("sizes").value_or(""));
  links_.push_back(std::move(link));
}

void StructuredCollector::add(Syntax syntax, std::string type, std::string json) {
  if (items_.size() >= limits_.max_items)
    hit_limit_ = true;
  else
    items_.push_back({syntax, std::move(type), std::move(json)});
}

void StructuredCollector::add_card(Syntax syntax, const std::vector<Said>& card,
                                   std::string_view type_name) {
  if (card.empty()) return;
  Json json = Json::object();
  std::string type;
  for (const Said& said : card) {
    if (type.empty() && ascii::equals(said.name, type_name)) type = said.value;
    if (!json.contains(said.name)) {
      json[said.name] = said.value;
      continue;
    }
    Json& there = json[said.name];
    if (!there.is_array()) there = Json::array({std::move(there)});
    there.push_back(said.value);
  }
  add(syntax, std::move(type), compact(json));
}

void StructuredCollector::add_link(const Link& link, const Url& base) {
  Url url;
  const bool is_url = url.assign(link.href, &base) == UrlStatus::kOk;
  const std::string href = is_url ? std::string(url.href()) : cut(link.href);
  // What was spent is the address as it was written: against a long base it is as long as that.
  link_bytes_ += href.size();
  if (link_bytes_ > limits_.max_bytes) {
    hit_limit_ = true;
    return;
  }
  Json json = Json::object();
  if (link.syntax == Syntax::kHreflang) {
    json = {{"lang", link.lang}, {"href", href}};
  } else if (link.syntax == Syntax::kFeed) {
    json = {{"title", link.title}, {"href", href}, {"type", link.type}};
  } else {
    json = {{"rel", link.rel}, {"href", href}, {"sizes", link.sizes}, {"type", link.type}};
  }
  const bool is_icon = link.syntax == Syntax::kIcon;
  add(link.syntax,
      is_icon                        ? link.rel
      : link.syntax == Syntax::kFeed ? link.type
                                     : link.lang,
      compact(json));
}

void StructuredCollector::add_translation(std::string_view lang, std::string_view href,
                                          const Url& page) {
  if (!spend(lang.size() + href.size())) {
    hit_limit_ = true;
    return;
  }
  Link link;
  link.syntax = Syntax::kHreflang;
  link.lang = cut(lang);
  link.href = href;
  add_link(link, page);
}

void StructuredCollector::finish(const Url& page, const Tree* tree) {
  Url base;
  if (base_.empty() || base.assign(base_, &page) != UrlStatus::kOk) base = page;
  std::vector<StructuredItem> found;
  for (const std::string& script : scripts_) read_json_ld(script, found);
  if (tree != nullptr) {
    hit_limit_ |= !read_nested_items(*tree, base, Syntax::kMicrodata, limits_.max_bytes, found);
    hit_limit_ |= !read_nested_items(*tree, base, Syntax::kRdfa, limits_.max_bytes, found);
  }
  std::size_t bytes = 0;
  for (StructuredItem& item : found) {
    bytes += item.json.size();
    if (bytes > limits_.max_bytes) {
      hit_limit_ = true;
      break;
    }
    add(item.syntax, std::move(item.type), std::move(item.json));
  }
  add_card(Syntax::kOpenGraph, open_graph_, "og:type");
  add_card(Syntax::kTwitter, twitter_, "twitter:card");
  for (const Link& link : links_) add_link(link, base);
}

}  // namespace parser
