// HtmlTags: the tags of HTML or XML as they are written, with the places of their attributes, for
// one who changes some and leaves the rest as it is. Not a parser: comments and the text of
// scripts, styles and the like have no tags; which element is inside which is nobody's question
// here. Thread: pure. Cost: linear. Lifetime: views of the text, which has to stay.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

struct TagAttribute {
  std::string name;       // in lower case
  std::size_t begin = 0;  // of its name
  std::size_t name_end = 0;
  std::size_t end = 0;       // behind its value, quotes included
  std::string_view written;  // the value without quotes, references as they are
};

struct WrittenTag {
  std::string name;  // in lower case
  bool is_end = false;
  std::size_t begin = 0, end = 0;
  std::vector<TagAttribute> attributes;
  // Behind a tag whose text has no tags (<style>): up to its end tag.
  std::string_view text;
};

class HtmlTags {
 public:
  HtmlTags(std::string_view html, bool is_xml) : html_(html), is_xml_(is_xml) {}

  // False: there are no more.
  bool next(WrittenTag& tag);

 private:
  bool skip_markup();
  void read_attributes(WrittenTag& tag);
  void read_value(TagAttribute& attribute);
  void skip_white();

  std::string_view html_;
  bool is_xml_;
  std::size_t at_ = 0;
};

// A value with its references decoded, as far as URLs have them: numbers, and &amp; &lt; &gt;
// &quot; &apos;.
std::string decoded_value(std::string_view written);

// A value between double quotes, with them.
std::string quoted_value(std::string_view value);

}  // namespace explore
