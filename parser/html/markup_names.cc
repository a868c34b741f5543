#include "parser/html/markup_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

struct TraitRow {
  std::string_view name;
  unsigned traits;
};

constexpr TraitRow kTraits[] = {
    {"script", kRaw | kScript},
    {"style", kRaw | kNotInSelect},
    {"iframe", kRaw | kNotInSelect},
    {"noembed", kRaw | kNotInSelect},
    {"noframes", kRaw | kNotInSelect},
    {"xmp", kRaw | kWordsCount | kNotInSelect},
    {"title", kRaw | kReferences | kNotInSelect},
    {"textarea", kRaw | kReferences | kEndsSelect},
    {"frameset", kUncertain},
    {"math", kUncertain},
    {"plaintext", kUncertain},
    {"input", kEndsSelect},
    {"keygen", kEndsSelect},
    {"isindex", kAllKept},
    {"svg", kNotInSelect},
    {"select", kBoundary},
    {"applet", kBoundary},
    {"caption", kBoundary},
    {"td", kBoundary},
    {"th", kBoundary},
    {"marquee", kBoundary},
    {"object", kBoundary},
    {"template", kBoundary | kNotInSelect},
    {"table", kBoundary | kBreaksOut},
    {"pre", kVerbatim | kBreaksOut},
    {"listing", kVerbatim | kBreaksOut},
    // Formatting elements: three of the same attributes are the most that stay open (13.2.4.3). Of
    // <a> there is never more than one.
    {"b", kAllKept | kBreaksOut},
    {"big", kAllKept | kBreaksOut},
    {"code", kAllKept | kBreaksOut},
    {"em", kAllKept | kBreaksOut},
    {"font", kAllKept | kBreaksOut},
    {"i", kAllKept | kBreaksOut},
    {"nobr", kAllKept | kBreaksOut},
    {"s", kAllKept | kBreaksOut},
    {"small", kAllKept | kBreaksOut},
    {"strike", kAllKept | kBreaksOut},
    {"strong", kAllKept | kBreaksOut},
    {"tt", kAllKept | kBreaksOut},
    {"u", kAllKept | kBreaksOut},
    // The others that end svg (13.2.6.5).
    {"blockquote", kBreaksOut},
    {"body", kBreaksOut | kMerged},
    {"html", kMerged},
    {"br", kBreaksOut},
    {"center", kBreaksOut},
    {"dd", kBreaksOut},
    {"div", kBreaksOut},
    {"dl", kBreaksOut},
    {"dt", kBreaksOut},
    {"embed", kBreaksOut},
    {"h1", kBreaksOut},
    {"h2", kBreaksOut},
    {"h3", kBreaksOut},
    {"h4", kBreaksOut},
    {"h5", kBreaksOut},
    {"h6", kBreaksOut},
    {"head", kBreaksOut},
    {"hr", kBreaksOut},
    {"img", kBreaksOut},
    {"li", kBreaksOut},
    {"menu", kBreaksOut},
    {"meta", kBreaksOut},
    {"ol", kBreaksOut},
    {"p", kBreaksOut},
    {"ruby", kBreaksOut},
    {"span", kBreaksOut},
    {"sub", kBreaksOut},
    {"sup", kBreaksOut},
    {"ul", kBreaksOut},
    {"var", kBreaksOut},
};

// Attributes that someone asks for, and xlink:href, which gumbo makes an href of.
constexpr std::string_view kKeptAttributes[] = {
    "href",      "src",        "srcset",     "rel",        "alt",         "lang",     "hreflang",
    "type",      "content",    "name",       "action",     "data",        "open",     "poster",
    "hidden",    "formaction", "http-equiv", "xlink:href", "imagesrcset", "property", "sizes",
    "id",        "width",      "height",     "loading",    "target",      "method",   "charset",
    "integrity", "media",      "async",      "defer"};

struct AccessRow {
  std::string_view name;
  std::array<std::string_view, 5> tags;  // the first one is "": of any element
  constexpr bool is_of_any() const { return tags[0].empty(); }
};

constexpr AccessRow kAccessAttributes[] = {
    {"role", {}},
    {"title", {}},
    {"tabindex", {}},
    {"accesskey", {}},
    {"inert", {}},
    {"xml:lang", {}},
    {"value", {"input"}},
    {"placeholder", {"input", "textarea"}},
    {"disabled", {"input", "select", "textarea", "button", "fieldset"}},
    {"autocomplete", {"input", "select", "textarea"}},
    {"list", {"input"}},
    {"multiple", {"select"}},
    {"size", {"select"}},
    {"for", {"label"}},
    {"scope", {"td", "th"}},
    {"headers", {"td", "th"}},
    {"usemap", {"img"}},
    {"ismap", {"img"}},
    {"kind", {"track"}},
    {"controls", {"audio"}},
};

// A table of names that are found in whatever case they are written.
struct NameTable {
  static constexpr std::size_t kSlots = 256;  // a quarter of them are taken
  struct Slot {
    std::string_view name;
    unsigned value = 0;
  };
  std::array<Slot, kSlots> slots{};

  static constexpr std::size_t hash(std::string_view name) {
    std::size_t sum = name.size();
    for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(ascii::lower(c));
    return sum % kSlots;
  }
  constexpr void add(std::string_view name, unsigned value) {
    std::size_t at = hash(name);
    while (!slots[at].name.empty()) at = (at + 1) % kSlots;
    slots[at] = {name, value};
  }
  // 0 for a name that is not there.
  constexpr unsigned find(std::string_view name) const {
    if (name.size() > kLongest) return 0;
    for (std::size_t at = hash(name); !slots[at].name.empty(); at = (at + 1) % kSlots)
      if (ascii::equals(name, slots[at].name)) return slots[at].value;
    return 0;
  }
  static constexpr std::size_t kLongest = 12;
};

constexpr NameTable kTagTable = [] {
  NameTable table;
  for (const TraitRow& row : kTraits) table.add(row.name, row.traits);
  return table;
}();

constexpr NameTable kAttributeTable = [] {
  NameTable table;
  for (const std::string_view name : kKeptAttributes) table.add(name, 1);
  return table;
}();

// By their places in the list, from 1.
constexpr NameTable kAccessTable = [] {
  NameTable table;
  unsigned place = 0;
  for (const AccessRow& row : kAccessAttributes) table.add(row.name, ++place);
  return table;
}();

}  // namespace

unsigned traits_of(std::string_view tag_name) { return kTagTable.find(tag_name); }

bool is_void(std::string_view tag_name) {
  constexpr std::string_view kVoid[] = {"area",  "base",  "basefont", "bgsound", "br",    "col",
                                        "embed", "frame", "hr",       "img",     "input", "keygen",
                                        "link",  "meta",  "param",    "source",  "track", "wbr"};
  return std::any_of(std::begin(kVoid), std::end(kVoid),
                     [tag_name](std::string_view one) { return ascii::equals(tag_name, one); });
}

bool is_of_event(std::string_view name) {
  return name.size() > 2 && ascii::starts_with(name, "on");
}

bool is_attribute_kept(std::string_view name, std::string_view tag_name) {
  if (kAttributeTable.find(name) != 0 || is_of_event(name)) return true;
  // Of feeds. Elsewhere there are too many of them to be kept for nothing.
  if (ascii::equals(name, "title")) return ascii::equals(tag_name, "link");
  // Of cards.
  return ascii::equals(name, "prefix") &&
         (ascii::equals(tag_name, "html") || ascii::equals(tag_name, "head") ||
          ascii::equals(tag_name, "meta"));
}

bool is_attribute_of_access(std::string_view name, std::string_view tag_name) {
  const unsigned found = kAccessTable.find(name);
  if (found == 0) return ascii::starts_with(name, "aria-");
  const AccessRow& row = kAccessAttributes[found - 1];
  return row.is_of_any() ||
         std::any_of(row.tags.begin(), row.tags.end(), [tag_name](std::string_view tag) {
           return !tag.empty() && ascii::equals(tag_name, tag);
         });
}

}  // namespace parser
