#include "explore/audit/url_shape.h"

#include "ground/ascii.h"

namespace explore {
namespace {

namespace ascii = ground::ascii;

void append_folded_digits(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (!ascii::is_digit(c))
      out += c;
    else if (out.empty() || out.back() != '#')
      out += '#';
  }
}

// Of the last segment the extension is left: what a page is made by often stands in it.
void append_last_segment(std::string_view segment, std::string& out) {
  constexpr std::size_t kLongest = 6;
  if (segment.empty()) return;
  const std::size_t dot = segment.rfind('.');
  out += '*';
  if (dot != std::string_view::npos && dot > 0 && segment.size() - dot <= kLongest)
    append_folded_digits(segment.substr(dot), out);
}

void append_names(std::string_view query, std::string& out) {
  char before = '?';
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view part = query.substr(0, end);
    out += before;
    append_folded_digits(part.substr(0, part.find('=')), out);
    before = '&';
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
}

}  // namespace

std::string url_shape(std::string_view url) {
  std::string out;
  append_url_shape(url, out);
  return out;
}

void append_url_shape(std::string_view url, std::string& out) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string_view::npos ? std::string_view::npos
                                                            : url.find_first_of("/?#", scheme + 3);
  out += url.substr(0, path);
  if (path == std::string_view::npos) return;
  std::string_view rest = url.substr(path);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t query = rest.find('?');
  const std::string_view folders = rest.substr(0, query);
  const std::size_t last = folders.rfind('/');
  if (last != std::string_view::npos) {
    append_folded_digits(folders.substr(0, last + 1), out);
    append_last_segment(folders.substr(last + 1), out);
  }
  if (query != std::string_view::npos) append_names(rest.substr(query + 1), out);
}

}  // namespace explore
