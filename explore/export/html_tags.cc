#include "explore/export/html_tags.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {

namespace ascii = ground::ascii;

namespace {

constexpr std::array<std::string_view, 9> kTextElements = {
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"};

bool is_tag_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Where the end tag of `name` begins, or the end of the text.
std::size_t end_of_text(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos;
       at = html.find("</", at + 2)) {
    const std::size_t behind = at + 2 + name.size();
    if (behind > html.size() || !ascii::equals(html.substr(at + 2, name.size()), name)) continue;
    if (behind == html.size() || is_tag_space(html[behind]) || html[behind] == '/' ||
        html[behind] == '>')
      return at;
  }
  return html.size();
}

std::size_t behind(std::string_view html, std::string_view mark, std::size_t from) {
  const std::size_t at = html.find(mark, from);
  return at == std::string_view::npos ? html.size() : at + mark.size();
}

// Appends what the reference says that begins at `text`; gives how many bytes it has, 0: it is
// none.
std::size_t take_reference(std::string_view text, std::string& out) {
  constexpr std::size_t kLongestReference = 12;
  const std::size_t end = text.substr(0, kLongestReference).find(';');
  if (text.starts_with("&#")) {
    const bool is_hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const std::size_t from = is_hex ? 3 : 2;
    uint32_t code = 0;
    const std::string_view digits = text.substr(std::min(from, text.size()), 8);
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
    if (error != std::errc()) return 0;
    const std::size_t size = from + static_cast<std::size_t>(rest - digits.data());
    ground::append_utf8(
        code != 0 && ground::is_scalar_value(code) ? char32_t{code} : ground::kReplacementCharacter,
        out);
    return size + (size < text.size() && text[size] == ';' ? 1 : 0);
  }
  if (end == std::string_view::npos) return 0;
  constexpr std::array<std::pair<std::string_view, char>, 5> kNames{
      {{"&amp", '&'}, {"&lt", '<'}, {"&gt", '>'}, {"&quot", '"'}, {"&apos", '\''}}};
  for (const auto& [name, character] : kNames) {
    if (!ascii::equals(text.substr(0, end), name)) continue;
    out += character;
    return end + 1;
  }
  return 0;
}

}  // namespace

bool HtmlTags::skip_markup() {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<!--"))
    at_ = behind(html_, "-->", at_ + 2);
  else if (is_xml_ && rest.starts_with("<![CDATA["))
    at_ = behind(html_, "]]>", at_);
  else if (rest.starts_with("<!") || rest.starts_with("<?"))
    at_ = behind(html_, ">", at_);
  else
    return false;
  return true;
}

void HtmlTags::skip_white() {
  while (at_ < html_.size() && is_tag_space(html_[at_])) ++at_;
}

bool HtmlTags::next(WrittenTag& tag) {
  tag.attributes.clear();
  tag.text = {};
  for (at_ = html_.find('<', at_); at_ < html_.size(); at_ = html_.find('<', at_)) {
    if (skip_markup()) continue;
    tag.begin = at_;
    tag.is_end = html_.substr(at_).starts_with("</");
    at_ += tag.is_end ? 2 : 1;
    if (at_ >= html_.size() || !ascii::is_alpha(html_[at_])) continue;
    const std::size_t name = at_;
    while (at_ < html_.size() && !is_tag_space(html_[at_]) && html_[at_] != '/' &&
           html_[at_] != '>')
      ++at_;
    tag.name = ascii::lowered(html_.substr(name, at_ - name));
    read_attributes(tag);
    tag.end = at_;
    const bool has_text =
        !tag.is_end && !is_xml_ &&
        std::find(kTextElements.begin(), kTextElements.end(), tag.name) != kTextElements.end();
    if (has_text) {
      at_ = tag.name == "plaintext" ? html_.size() : end_of_text(html_, at_, tag.name);
      tag.text = html_.substr(tag.end, at_ - tag.end);
    }
    return true;
  }
  return false;
}

void HtmlTags::read_attributes(WrittenTag& tag) {
  for (;;) {
    while (at_ < html_.size() && (is_tag_space(html_[at_]) || html_[at_] == '/')) ++at_;
    if (at_ >= html_.size()) return;
    if (html_[at_] == '>') {
      ++at_;
      return;
    }
    TagAttribute attribute;
    attribute.begin = at_++;  // also a name that begins with '='
    while (at_ < html_.size() && !is_tag_space(html_[at_]) && html_[at_] != '/' &&
           html_[at_] != '>' && html_[at_] != '=')
      ++at_;
    attribute.name_end = attribute.end = at_;
    attribute.name = ascii::lowered(html_.substr(attribute.begin, at_ - attribute.begin));
    read_value(attribute);
    tag.attributes.push_back(std::move(attribute));
  }
}

void HtmlTags::read_value(TagAttribute& attribute) {
  const std::size_t behind_name = at_;
  skip_white();
  if (at_ >= html_.size() || html_[at_] != '=') {
    at_ = behind_name;
    return;
  }
  ++at_;
  skip_white();
  if (at_ < html_.size() && (html_[at_] == '"' || html_[at_] == '\'')) {
    const char quote = html_[at_++];
    const std::size_t end = std::min(html_.find(quote, at_), html_.size());
    attribute.written = html_.substr(at_, end - at_);
    at_ = std::min(end + 1, html_.size());
  } else {
    const std::size_t begin = at_;
    while (at_ < html_.size() && !is_tag_space(html_[at_]) && html_[at_] != '>') ++at_;
    attribute.written = html_.substr(begin, at_ - begin);
  }
  attribute.end = at_;
}

std::string decoded_value(std::string_view written) {
  std::string out;
  while (!written.empty()) {
    const std::size_t size = written[0] == '&' ? take_reference(written, out) : 0;
    if (size == 0) out += written[0];
    written.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string quoted_value(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out += '"';
}

}  // namespace explore
