#include "explore/export/offline_target.h"

#include <fmt/format.h>

#include <vector>

#include "ground/ascii.h"
#include "parser/page/style_places.h"

namespace explore {

namespace ascii = ground::ascii;

std::optional<std::string> target_in_copy(std::string_view written, bool is_loaded,
                                          const parser::Url& base, bool has_base,
                                          const LocalFile& local) {
  const std::string_view trimmed = ascii::trim(written);
  if (trimmed.empty() || (trimmed[0] == '#' && !has_base)) return std::string(written);
  parser::Url url;
  if (url.assign(trimmed, &base) != parser::UrlStatus::kOk) {
    // Another scheme, or nonsense.
    if (!is_loaded || ascii::equals(trimmed.substr(0, 5), "data:")) return std::string(written);
    return std::nullopt;
  }
  const std::string whole(url.href());
  const std::string fragment(url.fragment());
  url.normalise();
  std::string name = local(url.href());
  if (name.empty()) return is_loaded ? std::nullopt : std::optional(whole);
  if (!fragment.empty()) name.append("#").append(fragment);
  return name;
}

std::string offline_css(std::string_view css, const parser::Url& base, const LocalFile& local) {
  std::vector<parser::StylePlace> places;
  parser::parse_style_places(css, places);
  std::string out;
  std::size_t done = 0;
  for (const parser::StylePlace& place : places) {
    const std::string target =
        target_in_copy(place.url, true, base, false, local).value_or("data:,");
    out += css.substr(done, place.begin - done);
    out += '"';
    for (const char c : target) {
      // It may stand in an element, whose end it must not be.
      if (c == '"' || c == '\\' || c == '<' || static_cast<unsigned char>(c) < 0x20)
        out += fmt::format("\\{:x} ", static_cast<unsigned>(c));
      else
        out += c;
    }
    out += '"';
    done = place.end;
  }
  return out += css.substr(done);
}

}  // namespace explore
