#include "explore/spell/word_list.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {
namespace {

// More than the largest dictionary.
constexpr std::size_t kMaxFileBytes = 64u << 20;

std::string with_plain_apostrophes(std::string_view word) {
  static constexpr std::string_view kRight = "\u2019";
  std::string plain(word);
  for (std::size_t at = 0; (at = plain.find(kRight, at)) != std::string::npos; ++at)
    plain.replace(at, kRight.size(), "'");
  return plain;
}

}  // namespace

ground::Result<void> WordList::add_file(const std::string& path) {
  const auto problem = [&](std::string_view what) {
    return ground::Error{ground::ErrorCode::kIo, fmt::format("{}: {}", path, what)};
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return problem(std::strerror(errno));
  std::string lines(kMaxFileBytes + 1, '\0');
  file.read(lines.data(), static_cast<std::streamsize>(lines.size()));
  if (file.bad()) return problem(std::strerror(errno));
  lines.resize(static_cast<std::size_t>(file.gcount()));
  if (lines.size() > kMaxFileBytes) return problem("more than 64 MB of words");
  if (!ground::is_valid_utf8(lines))
    return problem("is not UTF-8 text: a word on each line is expected");
  add_lines(lines);
  return {};
}

void WordList::add_lines(std::string_view lines) {
  if (lines.starts_with(ground::kByteOrderMark)) lines.remove_prefix(ground::kByteOrderMark.size());
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    while (!line.empty() && ground::ascii::is_space(line.back())) line.remove_suffix(1);
    while (!line.empty() && ground::ascii::is_space(line.front())) line.remove_prefix(1);
    if (!line.empty() && line.front() != '#') words_.insert(with_plain_apostrophes(line));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

bool WordList::has(std::string_view word) const {
  if (words_.empty()) return false;
  return words_.contains(std::string(word)) || words_.contains(in_lower_case(word));
}

std::string in_lower_case(std::string_view word) {
  std::string lower;
  for (std::size_t at = 0; at < word.size();) {
    const ground::Utf8Character c = ground::character_at(word, at);
    ground::append_utf8(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c.code_point))),
                        lower);
    at += c.length;
  }
  return lower;
}

}  // namespace explore
