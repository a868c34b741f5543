// What stands above an article's Markdown.
#include <algorithm>
#include <string>
#include <string_view>

#include "ground/ascii.h"
#include "parser/content/markdown.h"
#include "parser/content/markdown_lines.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// What comes behind a heading at the beginning that says `title` once more; else all.
std::string_view without_heading(std::string_view markdown, std::string_view title) {
  const std::string_view line = markdown.substr(0, markdown.find('\n'));
  const std::size_t words = line.find_first_not_of('#');
  if (words == 0 || words == line.npos || title.empty()) return markdown;
  const std::string_view heading = ascii::trim(line.substr(words));
  const bool is_same =
      std::equal(heading.begin(), heading.end(), title.begin(), title.end(),
                 [](char a, char b) { return ascii::lower(a) == ascii::lower(b); });
  if (!is_same) return markdown;
  markdown.remove_prefix(line.size());
  markdown.remove_prefix(std::min(markdown.size(), markdown.find_first_not_of('\n')));
  return markdown;
}

}  // namespace

std::string titled_markdown(const ArticleFacts& facts, const std::string& markdown) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    append_escaped(text, out);
    return out;
  };
  std::string out;
  std::string title = escaped(facts.title);
  end_heading(title);
  if (!title.empty()) out += "# " + title + "\n\n";
  std::string line = escaped(facts.byline);
  if (!line.empty() && !facts.published.empty()) line += ", ";
  line += facts.published;
  if (!line.empty()) out += line + "\n\n";
  return out.append(without_heading(markdown, title));
}

}  // namespace parser
