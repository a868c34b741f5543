#include "explore/export/url_use.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"

namespace explore {
namespace {

struct UseRow {
  std::string_view element;  // "": any
  std::string_view attribute;
  UrlUse use;
};

// The first that fits counts.
constexpr UseRow kUses[] = {
    {"a", "href", UrlUse::kNavigation},
    {"area", "href", UrlUse::kNavigation},
    {"a", "xlink:href", UrlUse::kNavigation},
    {"base", "href", UrlUse::kDrop},
    {"", "href", UrlUse::kLoad},
    {"", "xlink:href", UrlUse::kLoad},
    {"form", "action", UrlUse::kNavigation},
    {"", "formaction", UrlUse::kNavigation},
    {"", "longdesc", UrlUse::kNavigation},
    {"", "cite", UrlUse::kNavigation},
    {"", "src", UrlUse::kLoad},
    {"", "srcset", UrlUse::kCandidates},
    {"", "imagesrcset", UrlUse::kCandidates},
    {"", "poster", UrlUse::kLoad},
    {"", "background", UrlUse::kLoad},
    {"", "lowsrc", UrlUse::kLoad},
    {"", "dynsrc", UrlUse::kLoad},
    {"object", "data", UrlUse::kLoad},
    {"", "style", UrlUse::kStyle},
    {"", "ping", UrlUse::kDrop},
    {"html", "manifest", UrlUse::kDrop},
    {"", "classid", UrlUse::kDrop},
    {"", "codebase", UrlUse::kDrop},
    {"", "archive", UrlUse::kDrop},
    // Files are of no origin, and a sheet that was rewritten is another.
    {"", "integrity", UrlUse::kDrop},
    {"", "crossorigin", UrlUse::kDrop},
};

// Of a <link>: what these name nobody loads.
constexpr std::array<std::string_view, 9> kQuietRels = {
    "canonical", "alternate", "author", "license", "help", "search", "next", "prev", "shortlink"};

}  // namespace

UrlUse use_of(std::string_view element, std::string_view attribute) {
  for (const UseRow& row : kUses)
    if (row.attribute == attribute && (row.element.empty() || row.element == element))
      return row.use;
  return UrlUse::kNothing;
}

bool is_quiet_link(std::string_view rel) {
  return !ground::ascii::has_token(rel, "stylesheet") &&
         std::any_of(kQuietRels.begin(), kQuietRels.end(), [rel](std::string_view quiet) {
           return ground::ascii::has_token(rel, quiet);
         });
}

}  // namespace explore
