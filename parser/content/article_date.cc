// The page is read line by line, as blocks part it. Of the lines with a date, one between title and
// text is the surest, above all in an element that is named so; then what stands right before the
// title, at the beginning of the text ("Berlin, 5 March 2021"), and right behind it.
#include "parser/content/article_date.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/content/article_measures.h"
#include "parser/content/block_names.h"
#include "parser/content/heading.h"
#include "parser/extract/date_in_text.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

constexpr std::size_t kMaxLine = 300;     // bytes: what is longer is text
constexpr std::size_t kLabelBytes = 120;  // as long is a line that tells who and when
constexpr std::size_t kDateline = 60;     // where a date stands that opens a text
constexpr std::size_t kLongestDate = 60;  // bytes
constexpr std::size_t kMarksBefore = 4;   // bytes before a date that has a line of its own
constexpr std::size_t kShortLine = 60;    // inside of the text
constexpr std::size_t kShortest = 30;     // the same, of one that has no name
constexpr std::size_t kLinesBefore = 10;  // the title
constexpr std::size_t kLinesBehind = 8;   // the text
constexpr std::size_t kTextLine = 100;    // bytes: so long is a line of the text

struct Line {
  NodeId at = 0;
  std::string words;
  bool is_named = false;  // as a date, by its element
  bool is_linked = false;
  bool is_all_linked = true;
  bool ends_in_space = false;
  bool is_lead = false;  // or a heading: no text yet
};

bool is_of_others(const Tree& tree, const Node& node, const ElementNames& names) {
  return node.tag == Tag::kNav || node.tag == Tag::kFooter || node.tag == Tag::kMenu ||
         node.tag == Tag::kFigcaption || names.has(Sense::kOthers) || is_review(tree, node);
}

class Finder {
 public:
  Finder(const Tree& tree, const Article& article, NodeId heading, std::string_view language)
      : tree_(tree), article_(article), heading_(heading), language_(language) {}

  std::string find() {
    read_lines();
    find_text();
    std::string best;
    int best_rank = kNone;
    bool has_others = false;
    const std::size_t before = first_behind(heading_ == kNoNode ? text_begin_ : heading_);
    if (before < lines_.size()) first_words_ = lines_[before].at;
    const std::size_t from = before > kLinesBefore ? before - kLinesBefore : 0;
    const std::size_t behind = first_behind(text_end_ + 1);
    for (std::size_t i = from; i < lines_.size() && i < behind + kLinesBehind; ++i) {
      const Line& line = lines_[i];
      const bool opens_text = line.at == text_begin_;
      if (line.words.size() >= kMaxLine && !opens_text) continue;
      const std::string_view words = line.words;
      const auto date = date_in_text(
          opens_text ? ground::utf8_prefix(words, kDateline + kLongestDate) : words, language_);
      if (!date) continue;
      const int rank = rank_of(line, *date);
      if (rank == kNone) continue;
      if (rank >= kBehind && !line.is_named && !best.empty() && best_rank >= kBehind &&
          best != date->iso)
        has_others = true;
      // Before the title the nearest line counts, else the first.
      if (rank < best_rank || (rank == best_rank && i < before)) {
        best_rank = rank;
        best = date->iso;
      }
    }
    // Several are those of other articles, or of comments.
    return best_rank >= kBehind && has_others ? "" : best;
  }

 private:
  static constexpr int kBehind = 7, kNone = 100;

  void read_lines() {
    NodeId named_end = 0, link_end = 0, lead_end = 0;
    Line line;
    const auto end_line = [&] {
      if (!line.words.empty()) lines_.push_back(std::move(line));
      line = {};
    };
    std::vector<NodeId> open;  // blocks
    for (NodeId id = 0; id < tree_.end(); ++id) {
      const Node& node = tree_[id];
      while (!open.empty() && open.back() <= id) {
        end_line();
        open.pop_back();
      }
      if (!node.is_element()) {
        add(id, node, id < named_end, line);
        line.is_linked |= id < link_end;
        line.is_all_linked &= id < link_end;
        line.is_lead |= id < lead_end;
        continue;
      }
      const ElementNames names = names_of(tree_, node);
      if (node.unseen || node.tag == Tag::kHead ||
          (!is_around(id) && is_of_others(tree_, node, names))) {
        id = node.end - 1;
        continue;
      }
      if (node.tag == Tag::kA && tree_.attribute(node, "href"))
        link_end = std::max(link_end, node.end);
      if (is_heading(node.tag) || (names.has(Sense::kLead) && !is_around(id)))
        lead_end = std::max(lead_end, node.end);
      if (node.tag == Tag::kBr) end_line();
      if (is_block(node.tag)) {
        end_line();
        open.push_back(node.end);
      }
      if (node.text == "time" || names.has(Sense::kDate)) named_end = std::max(named_end, node.end);
      if (const auto time = tree_.attribute(node, "datetime"); time && node.text == "time")
        lines_.push_back({id, std::string(time->substr(0, kMaxLine / 2)), true, id < link_end});
    }
    end_line();
  }

  // Layouts are named by what they have ("with-sidebar").
  bool is_around(NodeId id) const {
    const NodeId inner = heading_ == kNoNode ? article_.root : heading_;
    return id <= inner && inner < tree_[id].end;
  }

  static void add(NodeId id, const Node& node, bool is_named, Line& line) {
    if (line.words.size() >= kMaxLine) return;
    if (line.words.empty()) line.at = id;
    line.is_named |= is_named;
    const std::size_t begin = line.words.size();
    ascii::append_folded(node.text.substr(0, kMaxLine), line.words);
    const bool is_spaced =
        line.ends_in_space || (!node.text.empty() && ascii::is_space(node.text.front()));
    if (begin > 0 && line.words.size() > begin && is_spaced && line.words[begin] != ' ')
      line.words.insert(begin, 1, ' ');
    if (!node.text.empty()) line.ends_in_space = ascii::is_space(node.text.back());
  }

  // Where the text of the article begins and ends.
  void find_text() {
    text_begin_ = text_end_ = article_.root;
    const NodeId end = tree_[article_.root].end;
    NodeId lead_begin = kNoNode;
    for (const Line& line : lines_) {
      if (line.at < article_.root || line.at >= end || article_.left_out[line.at] != 0) continue;
      if (text_begin_ == article_.root && line.words.size() >= kTextLine) {
        if (!line.is_lead)
          text_begin_ = line.at;
        else if (lead_begin == kNoNode)
          lead_begin = line.at;
      }
      text_end_ = line.at;
    }
    if (text_begin_ == article_.root && lead_begin != kNoNode) text_begin_ = lead_begin;
  }

  std::size_t first_behind(NodeId id) const {
    const auto line =
        std::find_if(lines_.begin(), lines_.end(), [&](const Line& one) { return one.at >= id; });
    return static_cast<std::size_t>(line - lines_.begin());
  }

  // "Berlin, 5 March 2021", "(Berlin) 5.3.2021 – …", but not "On 5 March 2021 we …".
  static bool is_dateline(std::string_view words, const DateInText& date) {
    const std::string_view before = ascii::trim(words.substr(0, date.begin));
    const std::string_view behind = ascii::trim(words.substr(date.end));
    if (before.empty() || behind.empty()) return true;
    return !ascii::is_alphanumeric(before.back()) || !ascii::is_alphanumeric(behind.front());
  }

  int rank_of(const Line& line, const DateInText& date) const {
    const std::size_t begin = date.begin;
    const bool is_label = line.words.size() <= kLabelBytes;
    const int doubt = line.is_named ? 0 : 1;
    const NodeId title = heading_ == kNoNode ? text_begin_ : heading_;
    if (line.at == text_begin_)
      return begin <= kDateline && is_dateline(line.words, date) ? 5 : kNone;
    // A title may be about a day. A date may stand in a line of its own below it.
    if (heading_ != kNoNode && line.at >= heading_ && line.at < tree_[heading_].end &&
        !line.is_named && (line.at == first_words_ || begin > kMarksBefore))
      return kNone;
    if (!is_label) return kNone;
    if (line.at >= title && line.at < text_begin_) return 1 + doubt;
    if (line.at < title) return 3 + 3 * doubt;
    if (line.is_all_linked || (line.is_linked && !line.is_named)) return kNone;
    if (line.at > text_end_) return kBehind + doubt;
    return line.words.size() <= (line.is_named ? kShortLine : kShortest) ? 8 + doubt : kNone;
  }

  const Tree& tree_;
  const Article& article_;
  NodeId heading_;
  std::string_view language_;
  std::vector<Line> lines_;
  NodeId text_begin_ = 0, text_end_ = 0;
  NodeId first_words_ = 0;  // of the heading
};

}  // namespace

std::string date_beside(const Tree& tree, const Article& article, NodeId heading,
                        std::string_view language) {
  if (article.root == kNoNode) return "";
  return Finder(tree, article, heading, language).find();
}

}  // namespace parser
