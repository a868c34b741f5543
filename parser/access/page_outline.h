// What the rules ask of a page as a whole: its title and language, headings, landmarks, frames and
// keys. Thread: one owner. Lifetime: views of the tree, until the next begin().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/access/fault_book.h"
#include "parser/access/markup.h"
#include "parser/access/open_element.h"

namespace parser {

class PageOutline {
 public:
  void begin();
  // Each element, when its roles and traits are known.
  void open(const AccessMarkup& markup, const OpenElement& element, FaultBook& faults);
  // Of the page's first <title>.
  void set_title(bool has_text);
  void finish(FaultBook& faults);
  // A dialog is open: what is behind it cannot be reached.
  bool has_dialog() const { return has_dialog_; }

 private:
  struct Seen {
    uint32_t count = 0;
    uint32_t ordinal = 0;
    std::optional<Element> first;
  };
  // An element with a word that no other should have.
  struct Keyed {
    uint64_t hash;
    uint32_t ordinal;
    Element element;
  };

  void open_html(const AccessMarkup& markup, const OpenElement& element, FaultBook& faults);
  void open_heading(const AccessMarkup& markup, const OpenElement& element, FaultBook& faults);
  void open_landmark(const AccessMarkup& markup, const OpenElement& element);
  void open_link(const AccessMarkup& markup);
  static void count(Seen& seen, const OpenElement& element);
  static void add_doubles(AccessRule rule, std::vector<Keyed>& all, bool once_each,
                          FaultBook& faults);

  std::optional<OpenElement> html_;
  bool has_title_ = false, title_is_set_ = false;
  bool has_heading_ = false, has_first_heading_ = false, has_dialog_ = false;
  bool has_link_ = false, has_inner_link_ = false, has_any_main_ = false;
  int last_level_ = 0;
  Seen mains_, banners_, contentinfos_;
  std::vector<Keyed> keys_, frames_;
};

}  // namespace parser
