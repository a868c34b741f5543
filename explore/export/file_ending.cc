#include "explore/export/file_ending.h"

#include <algorithm>
#include <iterator>

#include "ground/ascii.h"

namespace explore {

namespace ascii = ground::ascii;

namespace {

struct TypeEnding {
  std::string_view type, ending;
};

constexpr TypeEnding kTypeEndings[] = {
    {"text/html", ".html"},
    {"application/xhtml+xml", ".html"},
    {"text/css", ".css"},
    {"text/javascript", ".js"},
    {"application/javascript", ".js"},
    {"application/x-javascript", ".js"},
    {"application/json", ".json"},
    {"text/plain", ".txt"},
    {"text/xml", ".xml"},
    {"application/xml", ".xml"},
    {"application/rss+xml", ".xml"},
    {"application/atom+xml", ".xml"},
    {"image/svg+xml", ".svg"},
    {"image/png", ".png"},
    {"image/jpeg", ".jpg"},
    {"image/gif", ".gif"},
    {"image/webp", ".webp"},
    {"image/avif", ".avif"},
    {"image/x-icon", ".ico"},
    {"image/vnd.microsoft.icon", ".ico"},
    {"font/woff2", ".woff2"},
    {"font/woff", ".woff"},
    {"application/pdf", ".pdf"},
    {"video/mp4", ".mp4"},
    {"audio/mpeg", ".mp3"},
};

// Endings that a browser takes for a page or a script.
constexpr std::string_view kShownEndings[] = {".html", ".htm",   ".xhtml", ".xht", ".shtml",
                                              ".mht",  ".mhtml", ".svg",   ".xml", ".xsl",
                                              ".js",   ".mjs",   ".css",   ".txt"};

}  // namespace

std::string_view ending_of(std::string_view file) {
  constexpr std::size_t kLongest = 6;
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || file.size() - dot > kLongest) return "";
  const std::string_view ending = file.substr(dot);
  return std::all_of(ending.begin() + 1, ending.end(), ascii::is_alphanumeric) ? ending : "";
}

std::string site_ending(std::string_view type, std::string_view file) {
  for (const TypeEnding& known : kTypeEndings)
    if (type == known.type) return std::string(known.ending);
  const std::string own = ascii::lowered(ending_of(file));
  const bool is_shown =
      std::find(std::begin(kShownEndings), std::end(kShownEndings), own) != std::end(kShownEndings);
  return own.empty() || is_shown ? ".bin" : own;
}

}  // namespace explore
