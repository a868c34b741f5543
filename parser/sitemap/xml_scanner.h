// The tags and texts of an XML file as servers really send it: nothing need be well-formed.
//
// Not a parser of a library, for two reasons. A conforming one must stop at the first fault, and
// sitemaps with a raw '&' in a URL or an end cut off are common. And it knows document types:
// entities to expand, files to load. Here a document type is skipped, so there is nothing to
// attack. Names and texts are views of the input; nothing is allocated, nothing recurs.
//
// Thread: a value. Cost: linear in the input, whatever it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parser {

struct XmlToken {
  enum class Kind { kStart, kEnd, kText };
  Kind kind = Kind::kText;
  std::string_view name;        // of a tag, as written ("image:loc")
  std::string_view attributes;  // of a start tag, as written
  std::string_view text;        // of a text, as written
  bool empty_element = false;   // a start tag that is its own end
  bool literal = false;         // a text from CDATA: holds no references
  bool cut = false;             // a text that the end of the input cut, perhaps
  bool broken = false;          // not as XML wants it
};

class XmlScanner {
 public:
  // `text`: UTF-8; must outlive the scanner and its tokens.
  explicit XmlScanner(std::string_view text) : text_(text), rest_(text) {}

  // False at the end. Comments, processing instructions and the document type are left out.
  bool next(XmlToken& token);

  // True if the input ended inside a tag, a comment or the like.
  bool ended_inside_markup() const { return ended_inside_markup_; }

  // The line reached, from 1; counts anew at each call.
  std::size_t line() const;

 private:
  void take_text(XmlToken& token);
  void take_cdata(XmlToken& token);
  bool take_tag(XmlToken& token);
  void skip_past(std::string_view mark, std::size_t from);
  void skip_declaration();
  void end_inside_markup();

  std::string_view text_, rest_;
  bool ended_inside_markup_ = false;
};

// Appends `raw` with references replaced: the five entities of XML and characters by number. An '&'
// that begins no reference stays. False if there was a reference to any other entity; it is left
// out.
bool append_xml_text(std::string& out, std::string_view raw);

// "loc" of "image:loc".
constexpr std::string_view xml_local_name(std::string_view name) {
  return name.substr(name.find(':') + 1);  // npos + 1 is 0: there is no prefix
}

// The value of the attribute `name` (ASCII, compared without case) in a start tag's `attributes`,
// as written, "" if there is none.
std::string_view xml_attribute(std::string_view attributes, std::string_view name);

}  // namespace parser
