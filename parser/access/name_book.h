// Who names whom on a page: ids, labels, and elements whose name is known only when all of the page
// has been seen. Thread: one owner. Lifetime: views of the tree, until the next begin().
// Memory: linear in the page's attributes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/access/access_rule.h"
#include "parser/access/fault_book.h"
#include "parser/access/open_element.h"
#include "parser/html/element.h"

namespace parser {

class NameBook {
 public:
  void begin();

  // The index of an element with this id, which is not empty. What it names is told by set_named().
  uint32_t add_id(std::string_view id, const OpenElement& element);
  // `is_named`: a screen reader has something to say where another element refers to it.
  void set_named(uint32_t id_index, bool is_named) { ids_[id_index].is_named = is_named; }

  // The index of a label. `target`: the id in its attribute "for", or "".
  uint32_t add_label(std::string_view target);
  void set_label(uint32_t label, bool has_text) { labels_[label].has_text = has_text; }
  // The same for a label that nobody sees.
  void hide_label(uint32_t label) { labels_[label].is_hidden = true; }

  // `element` has no name, unless labelled_by, its label or a label for its id (where `by_label`)
  // gives it one; else it breaks the rule.
  void need(AccessRule rule, const OpenElement& element, bool by_label);
  // The rule is broken unless an element has one of these ids.
  void need_target(AccessRule rule, const OpenElement& element, std::string_view ids);
  // `ids` refer to elements, which should therefore be there once.
  void refer(std::string_view ids);
  // A control that may have more than one label.
  void add_control(const OpenElement& element);

  // Adds what was not named after all.
  void finish(FaultBook& faults);

 private:
  struct Id {
    uint64_t hash;
    uint32_t ordinal;
    bool is_named;
    Element element;
  };
  struct Label {
    uint64_t target;  // the hash of an id; 0: none
    bool has_text, is_hidden;
  };
  struct Need {
    AccessRule rule;
    bool is_for_target, by_label;
    uint32_t ordinal, label;
    Element element;
    std::string_view ids;  // that name it, or that have to be there
    std::string_view id;   // its own
  };
  struct Control {
    uint64_t id;
    uint32_t ordinal;
    bool is_in_label;
    Element element;
  };

  const Id* find(std::string_view id) const;
  bool is_named(std::string_view ids) const;
  bool has_target(std::string_view ids) const;
  bool has_label(const Need& need) const;
  void sort();
  void find_doubles(FaultBook& faults);
  void find_second_labels(FaultBook& faults);

  std::vector<Id> ids_;
  std::vector<Label> labels_;
  std::vector<Label> by_target_;  // the labels with a target, sorted by it
  std::vector<Need> needs_;
  std::vector<Control> controls_;
  std::vector<uint64_t> referred_;
};

}  // namespace parser
