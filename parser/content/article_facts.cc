// Pages state title, author and date in many places, and rarely in all of them. The places are
// ranked by how reliable they are, and one pass over the tree keeps the most reliable value so far
// for each fact. The date in JSON-LD is searched for in the text of the script, so that it is found
// without parsing and in broken scripts too.
#include "parser/content/article_facts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/content/article_date.h"
#include "parser/content/article_title.h"
#include "parser/content/block_names.h"
#include "parser/content/byline.h"
#include "parser/content/heading.h"
#include "parser/extract/date_in_text.h"
#include "parser/extract/plain_letters.h"
#include "parser/extract/written_date.h"
#include "parser/html/element_value.h"
#include "parser/json/json_text.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

constexpr std::size_t kMaxFieldBytes = 1'000;
constexpr std::size_t kMaxScriptBytes = 256u << 10;  // what such scripts have, many times over
constexpr std::size_t kMaxLanguageBytes = 35;        // BCP 47, 4.4.1
constexpr std::size_t kMaxAuthors = 5;
constexpr std::size_t kDayBytes = 10;  // "2021-03-05"
constexpr std::size_t kMaxOffers = 50;
constexpr std::size_t kMaxHeadings = 100;

// Names of meta elements, the surest first.
constexpr std::array<std::string_view, 3> kTitles = {"og:title", "twitter:title", "dc.title"};
constexpr std::array<std::string_view, 6> kAuthors = {
    "author", "article:author", "byl", "dc.creator", "sailthru.author", "parsely-author"};
constexpr std::array<std::string_view, 25> kDates = {"article:published_time",
                                                     "datepublished",
                                                     "og:published_time",
                                                     "date",
                                                     "dc.date",
                                                     "dc:date",
                                                     "pubdate",
                                                     "publish-date",
                                                     "sailthru.date",
                                                     "parsely-pub-date",
                                                     "publishdate",
                                                     "publish_date",
                                                     "publication_date",
                                                     "og:article:published_time",
                                                     "og:release_date",
                                                     "article:published",
                                                     "article.published",
                                                     "dcterms.date",
                                                     "dcterms.issued",
                                                     "dcterms.created",
                                                     "dc.date.issued",
                                                     "dc.date.created",
                                                     "citation_publication_date",
                                                     "bepress_citation_date",
                                                     "cxenseparse:recs:publishtime"};

template <std::size_t kCount>
std::size_t place_in(const std::array<std::string_view, kCount>& names, std::string_view name) {
  const auto found = std::find_if(names.begin(), names.end(), [name](std::string_view one) {
    return ascii::equals(name, one);
  });
  return static_cast<std::size_t>(found - names.begin());
}

// The value of the surest name so far.
struct Best {
  std::size_t place = SIZE_MAX;
  std::string value;

  void offer(std::size_t at, std::string_view found) {
    const std::string_view trimmed = ascii::trim(found);
    if (at >= place || trimmed.empty()) return;
    place = at;
    value.clear();
    ascii::append_folded(ground::utf8_prefix(trimmed, kMaxFieldBytes), value);
  }
};

// The text right inside of a script, which comes in pieces.
std::string raw_text_of(const Tree& tree, NodeId id, std::size_t most) {
  std::string text;
  for (NodeId piece = id + 1; piece < tree[id].end && text.size() < most; ++piece)
    if (!tree[piece].is_element()) text += tree[piece].text.substr(0, most - text.size());
  return text;
}

std::string iso_date(std::string_view text) {
  const auto date = read_written_date(text);
  return date ? iso_as_written(*date) : "";
}

// A date in a script of JSON-LD, without reading all of it.
std::string_view date_in_script(std::string_view script) {
  constexpr std::string_view kName = "\"datePublished\"";
  std::size_t at = script.find(kName);
  if (at == script.npos) return "";
  at = script.find('"', at + kName.size());
  if (at == script.npos) return "";
  const std::string_view rest = script.substr(at + 1);
  return rest.substr(0, rest.find('"'));
}

// A day that a program wrote as the hour in UTC at which it begins there.
bool is_midnight_elsewhere(std::string_view iso) {
  return iso.ends_with(":00:00Z") && iso.find("T2") == kDayBytes;
}

bool is_day_before(std::string_view iso, std::string_view day) {
  const auto before = read_written_date(iso.substr(0, kDayBytes)), after = read_written_date(day);
  return before && after &&
         std::chrono::sys_days(after->day) - std::chrono::sys_days(before->day) ==
             std::chrono::days(1);
}

// Most names don't, and this is asked of each element.
bool may_name_author(std::string_view names) {
  return names.find("utor") != names.npos || names.find("uthor") != names.npos ||
         names.find("yline") != names.npos;
}

// To the front page of a site, by a path or with its host.
bool leads_home(std::string_view href) {
  if (const std::size_t scheme = href.find("://"); scheme != href.npos) {
    const std::size_t path = href.find('/', scheme + 3);
    href = path == href.npos ? "/" : href.substr(path);
  }
  return href == "/" || href == "./" || href == "../" || href == "/index.html";
}

// "/2021/03/05/", "/2021-03-05-title", "/20210305-title", "/25-03-2021" of an address.
std::string date_in_path(std::string_view address) {
  constexpr std::size_t kDigits = 8;
  for (std::size_t at = address.find('/'); at != address.npos; at = address.find('/', at + 1)) {
    const std::string_view part = address.substr(at + 1, kDayBytes + 1);
    const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
    std::string written(part.substr(0, kDayBytes));
    if (digits == kDigits)
      written = written.substr(0, 4) + "-" + written.substr(4, 2) + "-" + written.substr(6, 2);
    const std::size_t end = digits == kDigits ? kDigits : kDayBytes;
    if (part.size() < end || (part.size() > end && ascii::is_alphanumeric(part[end]))) continue;
    if (const auto date = date_in_text(written, ""); date && date->end - date->begin == kDayBytes)
      return date->iso;
  }
  return "";
}

class Reader {
 public:
  Reader(const Tree& tree, const Article& article) : tree_(tree), article_(article) {}

  ArticleFacts read() {
    for (NodeId id = 0; id < tree_.end(); ++id) {
      const Node& node = tree_[id];
      if (node.is_element()) look_at(id, node);
    }
    ArticleFacts facts;
    sources_.said = said_title_.value;
    facts.title = article_title(sources_);
    facts.byline = byline();
    facts.published = date_.value;
    if (facts.published.empty()) facts.published = date_in_path(address_);
    if (facts.published.empty() || is_midnight_elsewhere(facts.published)) {
      const std::string said = date_beside(tree_, article_, heading_of(facts.title), language_);
      if (facts.published.empty() || is_day_before(facts.published, said)) facts.published = said;
    }
    facts.language = language_;
    return facts;
  }

 private:
  // The last heading before the text that says the title; else the last before it.
  NodeId heading_of(const std::string& title) const {
    NodeId found = kNoNode;
    for (std::size_t i = 0; i < sources_.headings.size(); ++i) {
      const bool is_title = sources_.headings[i].words == title;
      if (is_title || (found == kNoNode && sources_.headings[i].level == 1))
        found = heading_ids_[i];
      if (is_title) break;
    }
    return found;
  }

  // Authors of comments and of other articles stand elsewhere.
  bool is_beside(NodeId id) const {
    if (article_.root == kNoNode || id >= tree_[article_.root].end) return false;
    for (NodeId around = id; around != kNoNode; around = tree_[around].parent) {
      const Node& node = tree_[around];
      if (around == article_.root || node.tag == Tag::kBody) break;
      if (node.tag == Tag::kFooter || node.tag == Tag::kNav ||
          names_of(tree_, node).has(Sense::kOthers))
        return false;
    }
    return true;
  }

  void offer_author(std::size_t place, std::string_view text, NodeId id = kNoNode) {
    if (authors_.size() < kMaxOffers)
      authors_.push_back({place, id, std::string(text.substr(0, kMaxFieldBytes))});
  }

  std::string byline() {
    std::stable_sort(authors_.begin(), authors_.end(),
                     [](const Author& a, const Author& b) { return a.place < b.place; });
    const std::string site = plain_letters(sources_.site), publisher = plain_letters(publisher_);
    for (const Author& author : authors_) {
      if (author.at != kNoNode && !is_beside(author.at)) continue;
      std::string folded;
      ascii::append_folded(ground::utf8_prefix(author.text, kMaxFieldBytes), folded);
      std::string name = clean_byline(folded);
      const std::string letters = plain_letters(name);
      // What stands beside a text and has digits tells how long it takes to read.
      const bool is_number =
          author.at != kNoNode && std::any_of(name.begin(), name.end(), ascii::is_digit);
      if (!name.empty() && !is_number && letters != site && letters != publisher) return name;
    }
    return "";
  }

  std::string first_line_of(NodeId id) const {
    std::string words;
    append_words(tree_, id, '\n', kMaxFieldBytes, words);
    const std::string_view line = ascii::trim(words);
    return std::string(line.substr(0, line.find('\n')));
  }

  // What can't be read is no date, so another may be.
  void offer_date(std::size_t at, std::string_view found) {
    if (at >= date_.place) return;
    std::string text;
    ascii::append_folded(ground::utf8_prefix(found, kMaxFieldBytes), text);
    std::string date = iso_date(text);
    if (date.empty())
      if (const auto written = date_in_text(text, language_)) date = written->iso;
    date_.offer(at, date);
  }

  void look_at(NodeId id, const Node& node) {
    if (node.tag == Tag::kHtml) take_language(tree_.attribute(node, "lang").value_or(""));
    if (node.tag == Tag::kMeta) return look_at_meta(id, node);
    if (node.tag == Tag::kLink && tree_.attribute(node, "rel") == std::string_view("canonical"))
      address_ = tree_.attribute(node, "href").value_or("").substr(0, kMaxFieldBytes);
    if (node.tag == Tag::kTitle && sources_.element.empty())
      sources_.element = words_of(tree_, id, kMaxFieldBytes);
    if (is_heading(node.tag)) look_at_heading(id, node);
    if (node.tag == Tag::kScript &&
        ascii::equals(tree_.attribute(node, "type").value_or(""), "application/ld+json"))
      look_at_json(raw_text_of(tree_, id, kMaxScriptBytes));
    if (node.attributes > 0) look_at_marks(id, node);
  }

  // Each date that may be one is read with it.
  void take_language(std::string_view language) {
    if (language.size() <= kMaxLanguageBytes) language_ = language;
  }

  void look_at_json(const std::string& script) {
    offer_date(kDates.size(), date_in_script(script));
    std::string reason;
    const auto json = JsonText::parse(script, reason);
    if (!json) return;  // parser/structured says what is wrong with it
    // Objects of this text that are named by their id are looked up only if nothing else is found.
    JsonText::References references;
    const auto find = [&](const std::vector<std::string>& path, std::vector<std::string>& found) {
      if (found.empty()) json->find(path, kMaxAuthors, found, &references);
    };
    std::vector<std::string> names, publishers;
    find({"author", "name"}, names);
    find({"@graph", "author", "name"}, names);
    if (names.empty() && script.find("\"author\"") != script.npos) {
      json->add_to(references);
      find({"@graph", "author", "name"}, names);
    }
    find({"author"}, names);
    find({"publisher", "name"}, publishers);
    find({"@graph", "publisher", "name"}, publishers);
    if (publisher_.empty() && !publishers.empty()) publisher_ = publishers.front();
    std::erase_if(names, [](const std::string& name) {
      return name.starts_with('{') || name.starts_with('[') || name.starts_with("http");
    });
    std::string all;
    for (const std::string& name : names)
      if (all.find(name) == std::string::npos) all += (all.empty() ? "" : ", ") + name;
    offer_author(kAuthors.size(), all);
  }

  void look_at_meta(NodeId id, const Node& node) {
    const auto content = tree_.attribute(node, "content");
    if (!content) return;
    for (const std::string_view attribute : {"property", "name", "itemprop"}) {
      const auto name = tree_.attribute(node, attribute);
      if (!name) continue;
      if (const std::size_t place = place_in(kTitles, *name); place < kTitles.size())
        said_title_.offer(place, *content);
      if (ascii::equals(*name, "og:url") && address_.empty())
        address_ = content->substr(0, kMaxFieldBytes);
      if (ascii::equals(*name, "og:site_name") && sources_.site.empty())
        sources_.site = ground::utf8_prefix(*content, kMaxFieldBytes);
      // Some put a page of theirs in place of a name.
      if (const std::size_t place = place_in(kAuthors, *name);
          place < kAuthors.size() && !content->starts_with("http"))
        offer_author(place, *content);
      const std::size_t date = place_in(kDates, *name);
      if (date < std::min(kDates.size(), date_.place) &&
          (attribute != "itemprop" || !is_in_review(id)))
        offer_date(date, *content);
    }
  }

  void look_at_marks(NodeId id, const Node& node) {
    std::string_view property, names, relation;
    for (const Tree::Attribute& attribute : tree_.attributes(node)) {
      if (attribute.name == "class") names = attribute.value;
      if (attribute.name == "itemprop") property = attribute.value;
      if (attribute.name == "rel") relation = attribute.value;
    }
    if (property.empty() && names.empty() && relation.empty()) return;
    if (property == "author" || relation == "author")
      offer_author(kAuthors.size() + 1, first_line_of(id), id);
    else if (ascii::has_token(names, "byline") || ascii::has_token(names, "author"))
      offer_author(kAuthors.size() + 2, first_line_of(id), id);
    else if (may_name_author(names) && names_of(tree_, node).has(Sense::kAuthor))
      offer_author(kAuthors.size() + 3, first_line_of(id), id);
    if ((property == "datePublished" || property == "dateCreated" ||
         ascii::has_token(names, "published")) &&
        !is_in_review(id))
      offer_date(kDates.size() + 1 + (property == "datePublished" ? 0 : 1), said_date(id, node));
  }

  // What readers wrote about it has dates of its own.
  bool is_in_review(NodeId id) const {
    for (NodeId around = tree_[id].parent; around != kNoNode; around = tree_[around].parent) {
      if (article_.root != kNoNode && around == article_.root) return false;
      if (is_review(tree_, tree_[around])) return true;
    }
    return false;
  }

  std::string said_date(NodeId id, const Node& node) const {
    for (const std::string_view name : {"datetime", "content", "title"})
      if (const auto value = tree_.attribute(node, name)) return std::string(*value);
    return words_of(tree_, id, kMaxFieldBytes);
  }

  void look_at_heading(NodeId id, const Node& node) {
    const bool is_hidden =
        node.unseen || tree_.attribute(node, "aria-hidden") == std::string_view("true");
    if (id < heading_end_ || is_hidden) return;
    heading_end_ = node.end;
    TitleSources::Heading heading;
    heading.level = level_of(node.tag);
    if (heading.level > 2 || headings_ >= kMaxHeadings) return;
    ++headings_;
    heading.words = heading_words(tree_, id);
    if (heading.words.empty()) return;
    place(id, heading);
    sources_.headings.push_back(std::move(heading));
    heading_ids_.push_back(id);
  }

  void place(NodeId id, TitleSources::Heading& heading) const {
    for (NodeId inside = id + 1; inside < tree_[id].end; ++inside)
      if (tree_[inside].tag == Tag::kA &&
          leads_home(tree_.attribute(tree_[inside], "href").value_or("")))
        heading.leads_home = true;
    for (NodeId around = id; around != kNoNode; around = tree_[around].parent) {
      const Node& node = tree_[around];
      if (node.tag == Tag::kArticle || node.tag == Tag::kMain || around == article_.root)
        heading.is_in_article = true;
      if (heading.is_in_article || node.tag == Tag::kBody) return;
    }
  }

  const Tree& tree_;
  struct Author {
    std::size_t place = 0;
    NodeId at = kNoNode;  // where it stands in the text; kNoNode: it is said of the page
    std::string text;
  };

  Best said_title_, date_;
  std::vector<Author> authors_;
  std::string publisher_;
  const Article& article_;
  TitleSources sources_;
  std::vector<NodeId> heading_ids_;  // of sources_.headings
  std::string address_;              // its own, as the page says
  NodeId heading_end_ = 0;           // headings may stand in each other
  std::size_t headings_ = 0;         // whose words were read: the cost of each is all of the tree
  std::string language_;
};

}  // namespace

ArticleFacts facts_of(const Tree& tree, const Article& article) {
  return Reader(tree, article).read();
}

}  // namespace parser
