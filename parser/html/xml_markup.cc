// The pages that need it are few, so that a rewritten copy does: the tree's builder stays one.
#include "parser/html/xml_markup.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/markup_names.h"
#include "parser/html/number_reference.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool ends_name(char c) { return ascii::is_space(c) || c == '/' || c == '>'; }

// What XML's own references and numbers stand for; others stay as they are.
void append_decoded(std::string_view text, std::string& out) {
  struct Entity {
    std::string_view name;
    char stands_for;
  };
  constexpr Entity kEntities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  while (!text.empty()) {
    const std::string_view plain = text.substr(0, text.find('&'));
    out.append(plain);
    text.remove_prefix(plain.size());
    if (text.empty()) return;
    const auto* const entity =
        std::find_if(std::begin(kEntities), std::end(kEntities),
                     [text](const Entity& one) { return text.starts_with(one.name); });
    if (entity != std::end(kEntities)) {
      out.push_back(entity->stands_for);
      text.remove_prefix(entity->name.size());
      continue;
    }
    if (text.starts_with("&#")) {
      const NumberReference number = number_reference(text);
      if (number.code > 0 && ground::is_scalar_value(number.code) &&
          text.substr(number.size).starts_with(';')) {
        ground::append_utf8(number.code, out);
        text.remove_prefix(number.size + 1);
        continue;
      }
    }
    out.push_back('&');
    text.remove_prefix(1);
  }
}

class Rewriter {
 public:
  Rewriter(std::string_view xml, std::string& out) : rest_(xml), out_(out) {}

  void run() {
    out_.append("<!DOCTYPE html>");
    while (!rest_.empty()) {
      write(take_until("<"));
      if (!rest_.empty()) take_markup();
    }
  }

 private:
  void write(std::string_view text) { out_.append(text); }

  // All of it if `end` is not there.
  std::string_view take_until(std::string_view end) {
    const std::string_view taken = rest_.substr(0, rest_.find(end));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // The same, and `end` itself is left out.
  std::string_view take_past(std::string_view end) {
    const std::string_view taken = take_until(end);
    rest_.remove_prefix(std::min(end.size(), rest_.size()));
    return taken;
  }

  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void take_markup() {
    if (take("<!--")) {
      take_past("-->");
      if (text_element_.empty()) write("<!---->");
    } else if (take("<![CDATA[")) {
      write_as_text(take_past("]]>"));
    } else if (take("<?")) {
      take_past("?>");
    } else if (rest_.starts_with("<!")) {
      skip_declaration();
    } else if (rest_.size() > 2 && rest_[1] == '/' && ascii::is_alpha(rest_[2])) {
      take_end_tag();
    } else if (rest_.size() > 1 && ascii::is_alpha(rest_[1])) {
      take_start_tag();
    } else {
      write("&lt;");
      rest_.remove_prefix(1);
    }
  }

  // <!DOCTYPE>, with declarations of its own in brackets.
  void skip_declaration() {
    char quote = '\0';
    bool in_brackets = false;
    std::size_t at = 0;
    for (; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[' || c == ']') {
        in_brackets = c == '[';
      } else if (c == '>' && !in_brackets) {
        break;
      }
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
  }

  void write_as_text(std::string_view text) {
    for (const char c : text) {
      if (c == '<' || c == '&')
        write(c == '<' ? "&lt;" : "&amp;");
      else
        out_.push_back(c);
    }
  }

  // The tag at the front, from its name on, without ">" and "/>".
  std::string_view take_tag(std::size_t prefix, bool& is_closed) {
    rest_.remove_prefix(prefix);
    char quote = '\0';
    std::size_t end = 0;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        break;
      }
    }
    std::string_view tag = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    is_closed = tag.ends_with('/');
    if (is_closed) tag.remove_suffix(1);
    return tag;
  }

  static std::string_view name_of(std::string_view tag) {
    const auto* const end = std::find_if(tag.begin(), tag.end(), ends_name);
    return tag.substr(0, static_cast<std::size_t>(end - tag.begin()));
  }

  void take_end_tag() {
    bool is_closed = false;
    const std::string_view name = name_of(take_tag(2, is_closed));
    if (!text_element_.empty()) {
      if (name != text_element_) return;
      text_element_ = {};
    }
    if (!is_void(name) && !is_plaintext(name)) write_end_tag(name);
  }

  void take_start_tag() {
    bool is_closed = false;
    const std::string_view tag = take_tag(1, is_closed);
    const std::string_view name = name_of(tag);
    if (!text_element_.empty() || is_plaintext(name)) return;
    out_.push_back('<');
    write(name);
    write_attributes(tag.substr(name.size()));
    out_.push_back('>');
    if (is_void(name)) return;
    if (is_closed) return write_end_tag(name);
    const unsigned traits = traits_of(name);
    if ((traits & kReferences) != 0)
      text_element_ = name;
    else if ((traits & kRaw) != 0)
      take_raw_text(name);
  }

  // In HTML nothing ends it.
  static bool is_plaintext(std::string_view name) { return ascii::equals(name, "plaintext"); }

  void write_end_tag(std::string_view name) {
    write("</");
    write(name);
    out_.push_back('>');
  }

  // xml:lang says in XML what lang says in HTML.
  void write_attributes(std::string_view text) {
    constexpr std::string_view kPrefix = "xml:";
    char quote = '\0';
    while (!text.empty()) {
      const char c = text.front();
      if (quote == '\0' && ascii::is_space(c) && text.substr(1).starts_with("xml:lang")) {
        out_.push_back(' ');
        text.remove_prefix(1 + kPrefix.size());
        continue;
      }
      if (c == quote)
        quote = '\0';
      else if (quote == '\0' && (c == '"' || c == '\''))
        quote = c;
      out_.push_back(c);
      text.remove_prefix(1);
    }
  }

  void take_raw_text(std::string_view name) {
    std::string text;
    while (!rest_.empty()) {
      append_decoded(take_until("<"), text);
      if (take("<!--")) {
        take_past("-->");
      } else if (take("<![CDATA[")) {
        text.append(take_past("]]>"));
      } else if (rest_.starts_with("</") && rest_.substr(2).starts_with(name) &&
                 rest_.size() > name.size() + 2 && ends_name(rest_[name.size() + 2])) {
        break;
      } else if (!rest_.empty()) {
        text.push_back('<');
        rest_.remove_prefix(1);
      }
    }
    write_raw_text(text);
  }

  // Nothing in it may look like its end. In scripts, and in JSON, "<\/" means "</".
  void write_raw_text(std::string_view text) {
    while (!text.empty()) {
      const std::size_t at = std::min(text.find('<'), text.size());
      write(text.substr(0, at));
      text.remove_prefix(at);
      if (text.starts_with("</") || text.starts_with("<!--")) {
        write("<\\");
        text.remove_prefix(1);
      } else if (!text.empty()) {
        out_.push_back('<');
        text.remove_prefix(1);
      }
    }
  }

  std::string_view rest_;
  std::string& out_;
  std::string_view text_element_;  // the open one that HTML looks for no tags in
};

}  // namespace

std::string_view html_of_xml(std::string_view xml, std::string& storage) {
  storage.clear();
  storage.reserve(xml.size() + xml.size() / 8);
  Rewriter(xml, storage).run();
  return storage;
}

}  // namespace parser
