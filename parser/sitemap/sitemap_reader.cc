// Sitemaps and feeds differ only in names: which element is an entry, which field holds the URL. So
// the formats are a table, and one reader follows the scanner's elements. It is tolerant, since
// generators forget end tags and even <loc>, but it counts faults and gives up on what is not XML
// at all.
#include "parser/sitemap/sitemap_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/sitemap/sitemap_extensions.h"
#include "parser/sitemap/sitemap_field.h"
#include "parser/sitemap/xml_scanner.h"

namespace parser {
namespace {

// What has more faults than that is not XML, and each one costs a search.
constexpr std::size_t kMaxFaults = 10'000;

constexpr std::size_t kMaxShownBytes = 64;

struct Format {
  std::string_view root;   // local name of the outermost element
  std::string_view entry;  // local name of the element that is an entry
  SitemapType type;
};

constexpr Format kFormats[] = {
    {"urlset", "url", SitemapType::kUrlset}, {"sitemapindex", "sitemap", SitemapType::kIndex},
    {"rss", "item", SitemapType::kRss},      {"RDF", "item", SitemapType::kRss},
    {"feed", "entry", SitemapType::kAtom},
};

enum class Field {
  kNone,
  kLoc,        // its text is a URL; each one is an entry
  kLink,       // its text is a URL; the first of an entry counts
  kReference,  // its href is a URL, if it is an alternate; the first of an entry counts
  kGuid,       // a URL perhaps, for want of a link
  kLastmod,
  kPublished,  // for want of a kLastmod
  kPriority,
};

struct FieldName {
  SitemapType type;
  std::string_view name;
  Field field;
};

constexpr FieldName kFields[] = {
    {SitemapType::kUrlset, "loc", Field::kLoc},
    {SitemapType::kUrlset, "lastmod", Field::kLastmod},
    {SitemapType::kUrlset, "priority", Field::kPriority},
    {SitemapType::kIndex, "loc", Field::kLoc},
    {SitemapType::kIndex, "lastmod", Field::kLastmod},
    {SitemapType::kRss, "link", Field::kLink},
    {SitemapType::kRss, "guid", Field::kGuid},
    {SitemapType::kRss, "pubDate", Field::kLastmod},
    {SitemapType::kAtom, "link", Field::kReference},
    {SitemapType::kAtom, "updated", Field::kLastmod},
    {SitemapType::kAtom, "published", Field::kPublished},
};

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

// A name as a fault is told with it.
std::string shown(std::string_view name) {
  std::string text(ground::utf8_prefix(name, kMaxShownBytes));
  std::replace(text.begin(), text.end(), '\0', '?');  // the detail column ends at a NUL for some
  return text;
}

// Follows the elements, gathers the text of those that matter, and adds an entry for each URL.
class Reader {
 public:
  Reader(std::string_view text, const SitemapLimits& limits, Sitemap& sitemap)
      : scanner_(text), limits_(limits), sitemap_(sitemap), extensions_(limits.max_details) {}

  void read();

 private:
  void on_start(const XmlToken& token);
  void on_end(std::string_view name);
  void on_text(const XmlToken& token);

  bool find_format(std::string_view root);
  bool is_entry(std::string_view name) const;
  void begin_entry(std::string_view name);
  bool begin_field(const XmlToken& token);
  void close_down_to(std::size_t depth);
  void end_field();
  void end_entry();
  void add_entry();
  void note(std::string_view problem);
  void stop(std::string_view problem);

  XmlScanner scanner_;
  const SitemapLimits& limits_;
  Sitemap& sitemap_;

  const Format* format_ = nullptr;
  std::string_view root_prefix_;
  std::vector<std::string_view> open_;  // names of the elements that we are in
  std::size_t faults_ = 0;
  bool stopped_ = false;

  std::size_t entry_depth_ = 0;  // open_.size() inside the entry; 0: in none
  std::string_view entry_prefix_;
  SitemapEntry entry_;
  std::string guid_, published_;
  SitemapText bare_text_;  // of the entry element itself, outside its fields
  SitemapExtensions extensions_;

  Field field_ = Field::kNone;
  std::size_t field_depth_ = 0;  // open_.size() inside the field
  SitemapText value_;
};

void Reader::read() {
  XmlToken token;
  while (!stopped_ && scanner_.next(token)) {
    if (token.broken) note("not well-formed");
    switch (token.kind) {
      case XmlToken::Kind::kStart:
        on_start(token);
        break;
      case XmlToken::Kind::kEnd:
        on_end(token.name);
        break;
      case XmlToken::Kind::kText:
        on_text(token);
        break;
    }
  }
  sitemap_.truncated |= extensions_.hit_limit();
  if (stopped_) return;
  if (!open_.empty())
    note(fmt::format("ends inside <{}>", shown(open_.back())));
  else if (scanner_.ended_inside_markup())
    note("ends inside a tag or comment");
  else if (!format_)
    note("no element");
  close_down_to(0);
}

void Reader::on_start(const XmlToken& token) {
  // Only white space may precede an element in a field, as in <loc><url>http://…</url></loc>; a
  // URL that is already there ends here, for want of its end tag.
  if (field_ != Field::kNone && value_.has_any()) end_field();
  if (!format_ && !find_format(token.name))
    return stop(fmt::format("<{}> is no sitemap", shown(token.name)));
  if (open_.size() >= kMaxSitemapDepth) {
    sitemap_.truncated = true;
    return stop("nested too deep");
  }
  open_.push_back(token.name);
  if (field_ == Field::kNone) {
    if (is_entry(token.name))
      begin_entry(token.name);
    else if (entry_depth_ != 0 && !begin_field(token) && format_->type == SitemapType::kUrlset)
      extensions_.open(token, open_.size());
  }
  if (token.empty_element) close_down_to(open_.size() - 1);
}

void Reader::on_end(std::string_view name) {
  const auto match = std::find_if(open_.rbegin(), open_.rend(), [&](std::string_view open) {
    return ground::ascii::same_but_for_case(open, name);
  });
  if (match != open_.rbegin()) note(fmt::format("</{}> does not match", shown(name)));
  if (match != open_.rend()) close_down_to(static_cast<std::size_t>(open_.rend() - match) - 1);
}

void Reader::on_text(const XmlToken& token) {
  if (field_ != Field::kNone)
    value_.append(token);
  else if (entry_depth_ != 0 && open_.size() == entry_depth_)
    bare_text_.append(token);
  else
    extensions_.text(token);
}

bool Reader::find_format(std::string_view root) {
  const auto* found =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](const Format& format) {
        return ground::ascii::same_but_for_case(format.root, xml_local_name(root));
      });
  if (found == std::end(kFormats)) return false;
  format_ = found;
  root_prefix_ = prefix_of(root);
  sitemap_.type = found->type;
  return true;
}

bool Reader::is_entry(std::string_view name) const {
  // In RSS 1.0 the outermost element is of another namespace than the items.
  const bool same_namespace = format_->type == SitemapType::kRss || prefix_of(name) == root_prefix_;
  return same_namespace && ground::ascii::same_but_for_case(xml_local_name(name), format_->entry);
}

void Reader::begin_entry(std::string_view name) {
  if (entry_depth_ != 0) end_entry();
  entry_depth_ = open_.size();
  entry_prefix_ = prefix_of(name);
}

// False if the element is none of the format's fields.
bool Reader::begin_field(const XmlToken& token) {
  if (prefix_of(token.name) != entry_prefix_) return false;
  const auto* found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const FieldName& field) {
        return field.type == format_->type &&
               ground::ascii::same_but_for_case(field.name, xml_local_name(token.name));
      });
  if (found == std::end(kFields)) return false;
  field_ = found->field;
  field_depth_ = open_.size();
  if (field_ != Field::kReference) return true;
  XmlToken reference;
  reference.text = xml_attribute(token.attributes, "href");
  const std::string_view relation = trim_unicode(xml_attribute(token.attributes, "rel"));
  if (relation.empty() || ground::ascii::same_but_for_case(relation, "alternate"))
    value_.append(reference);
  end_field();
  return true;
}

void Reader::close_down_to(std::size_t depth) {
  if (field_ != Field::kNone && depth < field_depth_) end_field();
  extensions_.close_down_to(depth);
  if (entry_depth_ != 0 && depth < entry_depth_) end_entry();
  open_.resize(std::min(depth, open_.size()));
}

void Reader::end_field() {
  const Field field = std::exchange(field_, Field::kNone);
  const std::string value = value_.take();
  switch (field) {
    case Field::kLoc:
      add_entry();
      entry_.url = value;
      break;
    case Field::kLink:
    case Field::kReference:
      if (entry_.url.empty()) entry_.url = value;
      break;
    case Field::kGuid:
      guid_ = value;
      break;
    case Field::kLastmod:
      entry_.lastmod = value;
      break;
    case Field::kPublished:
      published_ = value;
      break;
    case Field::kPriority:
      entry_.priority = read_sitemap_priority(value);
      break;
    case Field::kNone:
      break;
  }
}

void Reader::end_entry() {
  // Generators that forget the <loc>, and feeds whose only link is the guid, called permanent link
  // or not.
  if (entry_.url.empty() && begins_http_url(guid_)) entry_.url = guid_;
  const std::string bare = bare_text_.take();
  if (entry_.url.empty() && begins_http_url(bare)) entry_.url = bare;
  if (entry_.lastmod.empty()) entry_.lastmod = published_;
  add_entry();
  entry_ = {};
  extensions_.take();
  guid_.clear();
  published_.clear();
  entry_depth_ = 0;
}

// Keeps what was read before a URL (a lastmod may precede its loc) if there is no URL yet.
void Reader::add_entry() {
  if (entry_.url.empty()) return;
  if (sitemap_.entries.size() >= limits_.max_entries) {
    sitemap_.truncated = true;
    stopped_ = true;
    return;
  }
  entry_.details = extensions_.take();
  sitemap_.entries.push_back(std::move(entry_));
  entry_ = {};
}

void Reader::note(std::string_view problem) {
  if (++faults_ == kMaxFaults) stopped_ = true;
  if (sitemap_.problem.empty())
    sitemap_.problem = fmt::format("XML: {} at line {}", problem, scanner_.line());
}

void Reader::stop(std::string_view problem) {
  note(problem);
  stopped_ = true;
}

}  // namespace

void read_xml_sitemap(std::string_view text, const SitemapLimits& limits, Sitemap& sitemap) {
  Reader(text, limits, sitemap).read();
}

}  // namespace parser
