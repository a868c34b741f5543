// The links of a finished text are found again by the marks that the writer of Markdown makes: text
// of a page is escaped, code stands between back-ticks in one line or between fences, and targets
// hold no white space and no bracket unless they stand in <>.
#include "explore/export/markdown_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "ground/utf8.h"

namespace explore {
namespace {

// What YAML's readers would change, or refuse, and what turns the direction of writing in front of
// who reads the file itself.
bool is_escaped_in_yaml(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const ground::Utf8Sequence next = ground::first_sequence(text.substr(at));
    if (!next.is_valid) {
      out += ground::kReplacement;
    } else if (next.code_point == '"' || next.code_point == '\\') {
      out.append("\\").append(text.substr(at, 1));
    } else if (is_escaped_in_yaml(next.code_point)) {
      out += fmt::format("\\u{:04X}", static_cast<uint32_t>(next.code_point));
    } else {
      out += text.substr(at, next.length);
    }
    at += next.length;
  }
  return out + '"';
}

std::size_t run_of(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of('`', at);
  return (end == text.npos ? text.size() : end) - at;
}

// The fence that begins in this line, behind the marks of quotes and lists; or "".
std::string_view fence_in(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" >*-0123456789.)");
  if (at == line.npos || line[at] != '`') return "";
  const std::size_t length = run_of(line, at);
  const bool has_more = line.find('`', at + length) != line.npos;
  return length >= 3 && !has_more ? line.substr(at, length) : "";
}

bool ends_fence(std::string_view line, std::string_view fence) {
  const std::size_t at = line.find_first_not_of(" >");
  return at != line.npos && line.substr(at) == fence;
}

class Relinker {
 public:
  Relinker(std::string_view text, const TargetOf& target_of) : text_(text), target_of_(target_of) {}

  std::string write() {
    std::string_view fence;
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const std::string_view line = text_.substr(at_, end - at_);
      if (!fence.empty()) {
        if (ends_fence(line, fence)) fence = "";
      } else if (const std::string_view begun = fence_in(line); !begun.empty()) {
        fence = begun;
      } else {
        relink(end);
      }
      at_ = std::min(end + 1, text_.size());
    }
    return std::move(out_.append(text_.substr(copied_)));
  }

 private:
  // From at_ to the end of the line. Texts of links may reach over several lines, so what is open
  // stays so.
  void relink(std::size_t end) {
    while (at_ < end) {
      const char c = text_[at_];
      const bool is_after_mark = std::exchange(is_after_mark_, c == '!');
      if (c == '\\') {
        ++at_;
      } else if (c == '`') {
        skip_code(end);
        continue;
      } else if (c == '[') {
        open_.push_back(is_after_mark);
      } else if (c == ']' && !open_.empty()) {
        const bool is_picture = open_.back();
        open_.pop_back();
        if (!is_picture && at_ + 1 < end && text_[at_ + 1] == '(') target(at_ + 2, end);
      }
      ++at_;
    }
  }

  void skip_code(std::size_t end) {
    const std::size_t length = run_of(text_, at_);
    at_ += length;
    for (std::size_t i = text_.find('`', at_); i < end; i = text_.find('`', i)) {
      const std::size_t next = run_of(text_, i);
      i += next;
      if (next != length) continue;
      at_ = i;
      return;
    }
  }

  void target(std::size_t begin, std::size_t end) {
    const bool is_in_angles = begin < end && text_[begin] == '<';
    const std::size_t from = begin + (is_in_angles ? 1 : 0);
    const std::size_t to = text_.find(is_in_angles ? ">)" : ")", from);
    if (to == text_.npos || to > end) return;
    const std::string other = target_of_(text_.substr(from, to - from));
    at_ = to;
    if (other.empty()) return;
    out_.append(text_.substr(copied_, begin - copied_)).append(other);
    copied_ = to + (is_in_angles ? 1 : 0);
  }

  std::string_view text_;
  const TargetOf& target_of_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t copied_ = 0;      // so much of text_ is in out_
  bool is_after_mark_ = false;  // '!', not escaped
  std::vector<bool> open_;      // brackets; true: of a picture
};

}  // namespace

std::string front_matter(const FrontMatter& facts) {
  std::string out = "---\n";
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}: {}\n", name, yaml_text(value));
  };
  line("url", facts.url);
  line("title", facts.title);
  line("description", facts.description);
  line("author", facts.author);
  line("date", facts.date);
  line("language", facts.language);
  line("fetched", facts.fetched);
  return out + "---\n\n";
}

std::string with_targets(std::string_view markdown, const TargetOf& target_of) {
  return Relinker(markdown, target_of).write();
}

}  // namespace explore
