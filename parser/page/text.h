// What a page says about itself and what a reader sees: title, description, language, robots words,
// visible text with block boundaries.
// Thread: one TextCollector per worker.
// Lifetime: the views hold until the next begin(), and as long as the tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "parser/html/html.h"
#include "parser/html/link_gap.h"
#include "parser/page/robots_words.h"

namespace parser {

// Visible text: white space folded, blocks on lines of their own, cells of a table row divided by
// tabs, `pre` verbatim. Characters that nobody sees stay: they are what the page says.
class VisibleText {
 public:
  void begin(std::size_t max_bytes);
  void open(const Element& element);
  void text(std::string_view text) {
    if (unseen_depth_ == 0) append(text);
  }
  void close(Tag tag);
  // Takes `text` as it is, in place of a walk; NUL becomes U+FFFD, as it does in a tree.
  void set(std::string_view text);

  std::string_view value() const { return text_; }
  bool hit_limit() const { return hit_limit_; }

 private:
  // What has to stand before the next word; the greater one wins.
  enum class Gap : uint8_t { kNone, kSpace, kTab, kLine };

  void owe(Gap gap) {
    if (gap > gap_) gap_ = gap;
    links_.end();
  }
  void append(std::string_view text);
  void append_folded(std::string_view text);
  void append_verbatim(std::string_view text);
  void append_words(std::string_view words);

  std::string text_;
  std::size_t max_bytes_ = 0;
  std::size_t unseen_depth_ = 0;    // open elements from the first unseen one on
  std::size_t verbatim_depth_ = 0;  // open elements whose line feeds count
  Gap gap_ = Gap::kNone;
  LinkGap links_;
  bool hit_limit_ = false;
};

class TextCollector {
 public:
  void begin(std::size_t max_text_bytes, std::size_t max_field_bytes);
  void open(const Element& element);
  void text(std::string_view text) {
    visible_.text(text);
    if (in_title_) title_.append(text);
  }
  void close(Tag tag);

  VisibleText& visible() { return visible_; }
  // After the walk; folded, without characters that nobody sees (ground/invisible), cut at
  // max_field_bytes, "" if there is none.
  std::string_view title() const { return folded_title_; }
  std::string_view description() const { return description_; }
  std::string_view lang() const { return lang_; }
  std::string_view content_language() const { return content_language_; }  // of a meta element
  std::string_view robots() const { return robots_; }  // of all meta elements, joined with ", "
  const RobotsWords& robots_words() const { return robots_words_; }  // of all of it
  bool hit_field_limit() const { return hit_field_limit_; }

 private:
  void open_meta(const Element& element);
  void fold_into(std::string& out, std::string_view text);
  void cut(std::string& field);

  VisibleText visible_;
  std::string title_, folded_title_, description_, lang_, content_language_, robots_;
  RobotsWords robots_words_;
  std::size_t max_field_bytes_ = 0;
  bool in_title_ = false, had_title_ = false, hit_field_limit_ = false;
};

}  // namespace parser
