// A mark of emphasis means something only if the characters on both sides allow it, and the text on
// the inner side is not known when the element begins. So opening marks wait for the first word
// inside, and are dropped if there is none; closing marks are checked against what follows. What a
// reader of Markdown could take for text, or read in two ways, is left out: losing emphasis is
// better than stray stars.
#include "parser/content/markdown_marks.h"

#include <algorithm>
#include <utility>

#include "ground/ascii.h"
#include "ground/code_points.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Beside = MarkdownMarks::Beside;

// Punctuation and symbols (Unicode P and S), of scripts that many write.
constexpr ground::CodePointRange kPunctuation[] = {
    {0xA1, 0xA9},      {0xAB, 0xB1},     {0xB4, 0xB4},     {0xB6, 0xB8},     {0xBB, 0xBB},
    {0xBF, 0xBF},      {0xD7, 0xD7},     {0xF7, 0xF7},     {0x2C2, 0x2C5},   {0x2D2, 0x2DF},
    {0x37E, 0x37E},    {0x387, 0x387},   {0x55A, 0x55F},   {0x589, 0x58A},   {0x5BE, 0x5BE},
    {0x5C0, 0x5C0},    {0x5C3, 0x5C3},   {0x5F3, 0x5F4},   {0x606, 0x60F},   {0x61B, 0x61F},
    {0x66A, 0x66D},    {0x6D4, 0x6D4},   {0x964, 0x965},   {0xE3F, 0xE3F},   {0x2010, 0x2027},
    {0x2030, 0x205E},  {0x207A, 0x207E}, {0x208A, 0x208E}, {0x20A0, 0x20C0}, {0x2116, 0x2118},
    {0x2120, 0x2122},  {0x2190, 0x245F}, {0x249C, 0x24E9}, {0x2500, 0x2775}, {0x2794, 0x2BFF},
    {0x2E00, 0x2E7F},  {0x3001, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030}, {0x303D, 0x303F},
    {0x30A0, 0x30A0},  {0x30FB, 0x30FB}, {0xFE10, 0xFE6F}, {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20},
    {0xFF3B, 0xFF40},  {0xFF5B, 0xFF65}, {0xFFE0, 0xFFEE}, {0xFFFC, 0xFFFD}, {0x1F000, 0x1F0FF},
    {0x1F10D, 0x1FAFF}};

Beside beside(char32_t c) {
  if (c < 0x80) {
    const char ascii = static_cast<char>(c);
    if (ascii::is_space(ascii)) return Beside::kSpace;
    const bool is_word = ascii::is_alphanumeric(ascii) || ascii::is_control(ascii);
    return is_word ? Beside::kLetter : Beside::kPunctuation;
  }
  if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
      c == 0x3000)
    return Beside::kSpace;
  return ground::is_in(kPunctuation, c) ? Beside::kPunctuation : Beside::kLetter;
}

// Of valid UTF-8.
Beside first_of(std::string_view text) {
  if (text.empty()) return Beside::kSpace;
  return beside(ground::character_at(text, 0).code_point);
}

Beside last_of(std::string_view text) {
  if (text.empty()) return Beside::kSpace;
  return first_of(text.substr(ground::begin_of_character(text, text.size() - 1)));
}

// A mark between them may begin emphasis; turned around: may end it.
bool flanks(Beside outside, Beside inside) {
  return inside != Beside::kSpace && (inside != Beside::kPunctuation || outside != Beside::kLetter);
}

}  // namespace

std::size_t MarkdownMarks::open_emphasis(std::string_view mark) {
  open_.push_back({.begin = mark, .end = std::string(mark)});
  return open_.size();
}

std::size_t MarkdownMarks::open_link(std::string_view target) {
  open_.push_back({.begin = "[", .end = std::string("](").append(target).append(")")});
  return open_.size();
}

std::size_t MarkdownMarks::open_tag(std::string_view tag) {
  open_.push_back({.begin = tag, .end = std::string("</").append(tag.substr(1))});
  return open_.size();
}

std::size_t MarkdownMarks::depth_of(std::string_view mark) const {
  return static_cast<std::size_t>(std::count_if(
      open_.begin(), open_.end(), [mark](const Mark& one) { return one.begin == mark; }));
}

void MarkdownMarks::close(std::size_t number) {
  for (; open_.size() >= number; open_.pop_back()) {
    if (written_ < open_.size()) continue;
    --written_;
    write_end(open_.back());
  }
}

void MarkdownMarks::restart() {
  while (written_ > 0) write_end(open_[--written_]);
  for (Mark& mark : open_) mark.is_left_out = false;
}

void MarkdownMarks::write_end(const Mark& mark) {
  if (mark.is_left_out) return;
  if (ended_end_ != lines_.size()) ended_.clear();
  lines_.end_markup(mark.end);
  if (is_sure(mark)) return;
  ended_.push_back(mark);
  ended_end_ = lines_.size();
  if (last_of(text_before_ended()) == Beside::kSpace) leave_out_ended();
}

std::string_view MarkdownMarks::text_before_ended() const {
  std::string_view text = lines_.text();
  for (const Mark& ended : ended_) text.remove_suffix(ended.begin.size());
  return text;
}

Beside MarkdownMarks::before_ended() const {
  const bool is_one_run = std::all_of(ended_.begin(), ended_.end(), [this](const Mark& one) {
    return one.begin[0] == ended_.front().begin[0];
  });
  return is_one_run ? last_of(text_before_ended()) : Beside::kPunctuation;
}

void MarkdownMarks::join_equal() {
  while (!ended_.empty() && written_ < open_.size() &&
         open_[written_].begin == ended_.back().begin) {
    const Mark& same = ended_.back();
    open_[written_++].at = same.at;
    lines_.remove(lines_.size() - same.begin.size(), same.begin.size());
    ended_.pop_back();
  }
}

void MarkdownMarks::leave_out_ended() {
  const std::size_t bytes = lines_.size() - text_before_ended().size();
  lines_.remove(lines_.size() - bytes, bytes);
  // The innermost stands furthest behind: those before stay where they are.
  for (const Mark& ended : ended_) lines_.remove(ended.at, ended.begin.size());
  ended_.clear();
}

void MarkdownMarks::write(std::string_view next) {
  if (ended_end_ != lines_.size()) ended_.clear();
  join_equal();
  if (written_ == open_.size() && ended_.empty()) return;
  const bool has_sure =
      std::any_of(open_.begin() + static_cast<std::ptrdiff_t>(written_), open_.end(), is_sure);
  const Beside inside = has_sure ? Beside::kPunctuation : first_of(next);
  if (!ended_.empty() && !flanks(inside, before_ended())) leave_out_ended();
  write_waiting(first_of(next));
  ended_.clear();
}

void MarkdownMarks::write_waiting(Beside text) {
  // A run of stars that ends one emphasis and begins another can be read in more than one way, and
  // so can one inside of emphasis that might end it.
  bool is_behind_stars = std::any_of(ended_.begin(), ended_.end(), is_star);
  const bool is_in_stars =
      std::any_of(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(written_),
                  [](const Mark& one) { return is_star(one) && !one.is_left_out; });
  Beside outside = last_of(text_before_ended());
  char run = '\0';
  for (; written_ < open_.size(); ++written_) {
    Mark& mark = open_[written_];
    if (run != '\0' && run != mark.begin[0]) outside = Beside::kPunctuation;
    const Beside inside = behind_waiting(written_, text);
    const bool may_end = flanks(inside, outside);
    if (is_sure(mark)) {
      is_behind_stars = false;
      lines_.markup(mark.begin);
    } else if (!flanks(outside, inside) ||
               (is_star(mark) && (is_behind_stars || (is_in_stars && may_end)))) {
      mark.is_left_out = true;
      continue;
    } else {
      lines_.end_markup(mark.begin);
    }
    run = mark.begin[0];
    mark.at = lines_.size() - mark.begin.size();
  }
}

// What stands behind the run of marks that this one is in.
Beside MarkdownMarks::behind_waiting(std::size_t mark, Beside text) const {
  const char run = open_[mark].begin[0];
  bool is_other = false;
  for (std::size_t i = mark + 1; i < open_.size(); ++i) {
    if (is_sure(open_[i])) return Beside::kPunctuation;
    is_other |= open_[i].begin[0] != run;
  }
  // Before a space all of them are left out.
  return is_other && text != Beside::kSpace ? Beside::kPunctuation : text;
}

}  // namespace parser
