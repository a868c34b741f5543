// Not a parser of CSS: only what may hide or hold a url() is understood, which is comments,
// strings, names and escapes. So rules that no browser knows yet are read as well as old ones.
#include "parser/page/style_links.h"

#include <algorithm>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/page/style_places.h"

namespace parser {
namespace {

namespace ascii = ground::ascii;

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

bool is_name(char c) {
  return ascii::is_alphanumeric(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Most sheets within pages name no file, and this is told much faster than by reading them.
bool may_name_files(std::string_view css) {
  if (css.find('@') != std::string_view::npos) return true;
  for (std::size_t at = css.find('('); at != std::string_view::npos; at = css.find('(', at + 1))
    if (at >= 3 && ascii::equals(css.substr(at - 3, 3), "url")) return true;
  return false;
}

class StyleReader {
 public:
  // `places`: null where nobody asks for them.
  StyleReader(std::string_view css, std::size_t most, std::vector<StyleLink>& links,
              std::vector<StylePlace>* places = nullptr)
      : css_(css), most_(most), links_(links), places_(places) {}

  void read() {
    while (at_ < css_.size() && links_.size() < most_) {
      const char c = css_[at_];
      if (c == '/' && next() == '*')
        skip_comment();
      else if (c == '"' || c == '\'')
        take_string(/*is_url=*/expects_import_);
      else if (c == '@')
        take_at_word();
      else if (is_name(c) || c == '\\')
        take_name();
      else
        take_mark(c);
    }
  }

 private:
  char next() const { return at_ + 1 < css_.size() ? css_[at_ + 1] : '\0'; }

  void skip_comment() {
    const std::size_t end = css_.find("*/", at_ + 2);
    at_ = end == std::string_view::npos ? css_.size() : end + 2;
  }

  void take_mark(char c) {
    if (c == ';' || c == '{' || c == '}') expects_import_ = passes_over_ = false;
    ++at_;
  }

  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < css_.size() && is_name(css_[at_])) ++at_;
    return css_.substr(begin, at_ - begin);
  }

  void take_at_word() {
    ++at_;
    const std::string_view word = name();
    expects_import_ = ascii::equals(word, "import");
    passes_over_ = ascii::equals(word, "namespace") || ascii::equals(word, "document") ||
                   ascii::equals(word, "-moz-document");
  }

  void take_name() {
    if (css_[at_] == '\\') {
      at_ = std::min(at_ + 2, css_.size());
      return;
    }
    const std::string_view word = name();
    if (at_ >= css_.size() || css_[at_] != '(' || !ascii::equals(word, "url")) return;
    ++at_;
    skip_white();
    if (at_ < css_.size() && (css_[at_] == '"' || css_[at_] == '\''))
      take_string(/*is_url=*/true);
    else
      take_bare_url();
  }

  void skip_white() {
    while (at_ < css_.size() && is_white(css_[at_])) ++at_;
  }

  // A string that a line ends is none, 4.3.5.
  void take_string(bool is_url) {
    token_ = at_;
    const char quote = css_[at_++];
    text_.clear();
    while (at_ < css_.size() && css_[at_] != quote) {
      if (css_[at_] == '\n') return;
      take_character();
    }
    if (at_ < css_.size()) ++at_;
    if (is_url) add(at_);
  }

  // One with white space or a quote within is none, 4.3.6.
  void take_bare_url() {
    token_ = at_;
    text_.clear();
    bool is_bad = false;
    while (at_ < css_.size() && css_[at_] != ')') {
      if (is_white(css_[at_])) {
        skip_white();
        is_bad |= at_ < css_.size() && css_[at_] != ')';
      } else {
        is_bad |= css_[at_] == '"' || css_[at_] == '\'' || css_[at_] == '(';
        take_character();
      }
    }
    const std::size_t end = at_;
    if (at_ < css_.size()) ++at_;
    if (!is_bad) add(end);
  }

  void take_character() {
    if (css_[at_] != '\\') {
      text_.push_back(css_[at_++]);
      return;
    }
    if (++at_ >= css_.size()) return;
    if (ascii::hex_value(css_[at_]) < 0) {
      if (css_[at_] != '\n') text_.push_back(css_[at_]);
      ++at_;
      return;
    }
    char32_t code = 0;
    constexpr int kMostDigits = 6;
    for (int i = 0; i < kMostDigits && at_ < css_.size(); ++i, ++at_) {
      const int digit = ascii::hex_value(css_[at_]);
      if (digit < 0) break;
      code = code * 16 + static_cast<char32_t>(digit);
    }
    const bool is_character = code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    ground::append_utf8(is_character ? code : U'\uFFFD', text_);
    if (at_ < css_.size() && is_white(css_[at_])) ++at_;
  }

  // `end`: of what stands for the URL in the sheet.
  void add(std::size_t end) {
    const bool is_import = std::exchange(expects_import_, false);
    if (passes_over_ || text_.empty() || text_[0] == '#') return;
    if (ascii::lowered(std::string_view(text_).substr(0, 5)) == "data:") return;
    links_.push_back({text_, is_import});
    if (places_ != nullptr) places_->push_back({text_, token_, end});
  }

  std::string_view css_;
  std::size_t most_;
  std::vector<StyleLink>& links_;
  std::vector<StylePlace>* places_;
  std::size_t at_ = 0;
  std::size_t token_ = 0;  // where what may be a URL begins
  std::string text_;
  bool expects_import_ = false;  // what comes is the sheet of an @import
  bool passes_over_ = false;     // what comes names no file, up to the end of the rule's head
};

}  // namespace

void parse_style_links(std::string_view css, std::size_t most, std::vector<StyleLink>& links) {
  if (may_name_files(css)) StyleReader(css, most, links).read();
}

void parse_style_places(std::string_view css, std::vector<StylePlace>& places) {
  std::vector<StyleLink> links;
  if (may_name_files(css)) StyleReader(css, css.size(), links, &places).read();
}

}  // namespace parser
