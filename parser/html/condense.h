// The part of a page that gumbo has to read. gumbo's cost grows with the number of characters, and
// most of them don't influence the tree: words of the text, values of attributes, attributes that
// nobody needs, scripts, comments. The Condenser knows the tokenizer's states (HTML 13.2.5) and
// replaces each of these by a mark, or by nothing. The tree that gumbo builds from the rest is the
// same except for comments and those attributes, and Marks give back the words. Attributes that
// somebody needs, but no element's place depends on, are put aside (parser/html/aside). Controls
// and noncharacters, which gumbo would replace by U+FFFD, come back as well.
// Where the state of the tokenizer depends on the tree (13.2.6 switches it) and the Condenser can't
// be certain of it (frames, math, misplaced markup in svg or select), the rest of the page is left
// as it is.
// Thread: one owner. Cost: linear, about 1 ns per byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/aside.h"
#include "parser/html/marks.h"

namespace parser {

enum class Attributes : uint8_t {
  // Those that is_attribute_kept(), and a style that hides the element or names a URL; most of them
  // aside.
  kAskedFor,
  kForAccess,  // those, and what is_attribute_of_access() (parser/access)
  kAll,        // none aside
};

class Condenser {
 public:
  // `utf8` is valid UTF-8, and has to stay as long as marks are changed back. The answer lives
  // until the next call, or is `utf8` itself.
  std::string_view condense(std::string_view utf8, Attributes kept = Attributes::kAskedFor);

  // The same, without marks: for gumbo to read all of the page.
  std::string_view pass(std::string_view utf8);

  const Marks& marks() const { return marks_; }
  // By places in the answer.
  const AsideAttributes& aside() const { return aside_; }

 private:
  enum class White { kAsIs, kFold };
  struct Attribute {
    std::string_view name, value;
    char quote = '\0';  // '\0': there was none
  };
  struct ReadTag {
    std::string_view name;  // as written
    std::size_t end = 0;    // after its '>'
    unsigned traits = 0;
    bool is_self_closing = false;
  };

  void start();
  // Each takes what is at at_ and moves on; false: from there on nothing is certain, or the page
  // has ended.
  bool take_markup();
  bool take_declaration();
  bool take_start_tag();
  bool take_end_tag();
  bool take_foreign_start_tag(const ReadTag& tag);
  bool take_raw_text(const ReadTag& tag);
  // Reads a tag whose name begins at `at`, its attributes into attributes_. False: the page ends
  // before it does.
  bool read_tag(std::size_t at, ReadTag& tag);
  std::size_t read_attribute(std::size_t at);

  bool is_verbatim() const { return open_pre_ + open_listing_ > 0; }
  std::size_t& open_like(std::string_view name) {
    return name.size() == 3 ? open_pre_ : open_listing_;
  }

  void write_text(std::string_view text, White white);
  void write_words(std::string_view text, White white);
  // What gumbo would take for U+FFFD (controls and noncharacters) becomes marks: of text.
  void write_around_controls(std::string_view text);
  // The same for a value that has to be read by gumbo: there they become references, as far as
  // there are such (of U+0080 to U+009F there are none).
  void write_value(std::string_view value);
  void write_start_tag(const ReadTag& tag);
  void write_attribute(const Attribute& attribute);
  bool is_kept(const Attribute& attribute, const ReadTag& tag) const;
  bool may_stand_aside(const Attribute& attribute, const ReadTag& tag) const;
  bool may_have_odd_names() const;
  void skip_comment(std::size_t end);

  std::string_view html_;
  Attributes kept_ = Attributes::kAskedFor;
  std::size_t at_ = 0;
  std::string out_;
  Marks marks_;
  AsideAttributes aside_;
  std::vector<Attribute> attributes_;      // of the tag that was read last, the first few
  std::vector<std::string_view> foreign_;  // open elements of svg, from <svg> on
  // Elements whose white space counts: at most so many are open.
  std::size_t open_pre_ = 0, open_listing_ = 0;
  bool verbatim_for_good_ = false;  // their end can't be told
  bool in_select_ = false;          // perhaps
};

}  // namespace parser
