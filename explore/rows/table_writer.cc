// A table that fits a terminal. The widths of the columns come from the first rows, as many as one
// waits for gladly; a later cell that is wider is cut: a text at its end, a URL where the first
// rows differ least. Where there is no terminal, nothing is cut. If the columns can't stand side by
// side, each row is a block of lines, a line for each column.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "explore/rows/row_writer.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::SqlValue;

constexpr std::size_t kMeasuredRows = 500;
constexpr std::size_t kMeasuredBytes = 1u << 20;
constexpr std::size_t kNarrowest = 8;  // a column narrower than this says nothing
// Where nothing is cut, one long cell would else make each row as long.
constexpr std::size_t kMostPadding = 200;
constexpr std::size_t kMostUrl = 2048;  // bytes that are kept of one, to be cut where it is best
constexpr std::string_view kBetween = "  ";
constexpr std::string_view kNull = "NULL";

struct Cell {
  std::string text;  // safe, on one line
  std::size_t columns = 0;
  bool is_number = false;
  bool is_null = false;
};

bool is_url(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

// `columns` of an ASCII text: its beginning and its end, of which `head` columns are the beginning.
std::string cut_inside(std::string_view text, std::size_t columns, std::size_t head) {
  if (text.size() <= columns) return std::string(text);
  if (columns < 2) return "\u2026";
  head = std::min(head, columns - 1);
  return fmt::format("{}\u2026{}", text.substr(0, head),
                     text.substr(text.size() - (columns - 1 - head)));
}

// How the URLs of a column are cut: the first `shared` bytes, which they have in common, give way
// to an ellipsis; of what is still too long the middle does, behind a part of `head`.
struct UrlCut {
  std::size_t shared = 0;
  std::size_t head_share = 3;  // the head is 1 / head_share of the columns; 0: nothing but the head

  std::string of(std::string_view url, std::size_t columns) const {
    const std::string_view rest = url.substr(std::min(shared, url.size()));
    if (url.size() <= columns) return std::string(url);
    if (shared == 0)
      return cut_inside(url, columns, head_share == 0 ? columns : columns / head_share);
    const std::size_t room = columns - 1;
    return "\u2026" + cut_inside(rest, room, head_share == 0 ? room : room / head_share);
  }
};

// What all of them begin with, up to a slash.
std::size_t shared_beginning(const std::vector<std::string_view>& urls) {
  std::size_t size = urls.empty() ? 0 : urls[0].size();
  for (const std::string_view url : urls) {
    const std::size_t most = std::min(size, url.size());
    size = static_cast<std::size_t>(
        std::mismatch(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(most), urls[0].begin())
            .first -
        url.begin());
  }
  const std::size_t slash = urls.empty() ? 0 : urls[0].substr(0, size).rfind('/');
  return urls.size() < 2 || slash == std::string_view::npos ? 0 : slash;
}

// The first way of cutting that leaves most of them different from each other.
UrlCut best_cut(const std::vector<std::string_view>& urls, std::size_t columns) {
  const std::size_t shared = shared_beginning(urls);
  UrlCut best;
  std::size_t most = 0;
  for (const UrlCut cut : {UrlCut{0, 3}, UrlCut{shared, 3}, UrlCut{shared, 0}, UrlCut{0, 0}}) {
    std::set<std::string> different;
    for (const std::string_view url : urls) different.insert(cut.of(url, columns));
    if (different.size() <= most) continue;
    most = different.size();
    best = cut;
  }
  return best;
}

// Line ends and tabs as spaces: on one line they mean no more.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

class TableWriter : public RowWriter {
 public:
  TableWriter(const std::vector<std::string>& columns, Output& output) : output_(output) {
    // Of what can't be seen, no more is looked at than could be.
    most_ = output.is_terminal() ? output.columns() : 0;
    for (const std::string& column : columns) headings_.push_back(cell_of(column, false));
    for (const Cell& heading : headings_)
      widths_.push_back(std::max<std::size_t>(heading.columns, 1));
  }

  void row(std::span<const SqlValue> values) override {
    std::vector<Cell> cells;
    for (const SqlValue& value : values) cells.push_back(cell_of(value));
    if (is_measured_) return show(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], cells[i].columns);
      bytes_ += cells[i].text.size() + sizeof(Cell);
    }
    first_.push_back(std::move(cells));
    if (first_.size() >= kMeasuredRows || bytes_ >= kMeasuredBytes) show_first();
  }

  void end() override {
    if (!is_measured_) show_first();
  }

 private:
  Cell cell_of(std::string_view text, bool is_number) const {
    // Four bytes a column at most, but for marks that combine: enough of them to fill the line.
    const std::string_view seen = most_ == 0 ? text : text.substr(0, 16 * most_ + 16);
    const std::size_t kept = most_ != 0 && is_url(text) ? kMostUrl : most_;
    Cell cell{
        terminal::safe_text(on_one_line(is_url(text) ? text.substr(0, kMostUrl) : seen), kept), 0,
        is_number, false};
    cell.columns = terminal::columns_of(cell.text);
    return cell;
  }

  Cell cell_of(const SqlValue& value) const {
    if (const auto* text = std::get_if<std::string_view>(&value)) return cell_of(*text, false);
    if (const auto* integer = std::get_if<int64_t>(&value))
      return cell_of(std::to_string(*integer), true);
    if (const auto* real = std::get_if<double>(&value)) return cell_of(real_text(*real), true);
    if (const auto* blob = std::get_if<storage::Blob>(&value)) {
      const std::size_t seen = most_ == 0 ? blob->bytes.size() : most_;
      return cell_of(fmt::format("x'{}'", hex(blob->bytes.substr(0, seen))), false);
    }
    Cell cell = cell_of(kNull, false);
    cell.is_null = true;
    return cell;
  }

  std::size_t line_columns() const {
    std::size_t sum = kBetween.size() * (widths_.size() - 1);
    for (const std::size_t width : widths_) sum += width;
    return sum;
  }

  // The widest columns give way first, all to the same width.
  void fit() {
    if (most_ == 0)
      for (std::size_t& width : widths_) width = std::min(width, kMostPadding);
    if (most_ == 0 || line_columns() <= most_) return;
    std::size_t least = kBetween.size() * (widths_.size() - 1);
    for (const std::size_t width : widths_) least += std::min(width, kNarrowest);
    is_tall_ = least > most_;
    while (!is_tall_ && line_columns() > most_) {
      const std::size_t widest = *std::max_element(widths_.begin(), widths_.end());
      for (std::size_t i = widths_.size(); i-- > 0 && line_columns() > most_;)
        if (widths_[i] == widest) --widths_[i];
    }
  }

  void show_first() {
    is_measured_ = true;
    fit();
    choose_cuts();
    if (!is_tall_) {
      show(headings_);
      std::string rule;
      for (std::size_t i = 0; i < widths_.size(); ++i) {
        if (i > 0) rule += kBetween;
        for (std::size_t column = 0; column < widths_[i]; ++column) rule += "\u2500";
      }
      output_.write(rule + '\n');
    }
    for (const std::vector<Cell>& cells : first_) show(cells);
    first_.clear();
  }

  void choose_cuts() {
    cuts_.resize(widths_.size());
    for (std::size_t i = 0; i < widths_.size() && most_ != 0 && !is_tall_; ++i) {
      std::vector<std::string_view> urls;
      for (const std::vector<Cell>& cells : first_)
        if (is_url(cells[i].text)) urls.push_back(cells[i].text);
      cuts_[i] = best_cut(urls, widths_[i]);
    }
  }

  void show(const std::vector<Cell>& cells) { is_tall_ ? show_tall(cells) : show_wide(cells); }

  std::string styled(const Cell& cell, std::string text) const {
    if (!cell.is_null || !output_.has_styles()) return text;
    return "\x1b[2m" + std::move(text) + "\x1b[22m";
  }

  void show_wide(const std::vector<Cell>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& cell = cells[i];
      const bool is_cut = most_ != 0 && cell.columns > widths_[i];
      const std::string text = !is_cut             ? cell.text
                               : is_url(cell.text) ? cuts_[i].of(cell.text, widths_[i])
                                                   : terminal::safe_text(cell.text, widths_[i]);
      const std::size_t columns = is_cut ? terminal::columns_of(text) : cell.columns;
      const std::string padding(widths_[i] - std::min(columns, widths_[i]), ' ');
      if (i > 0) line += kBetween;
      const bool is_right = cell.is_number || (&cells == &headings_ && is_number_column(i));
      if (is_right) line += padding;
      line += styled(cell, text);
      if (!is_right && i + 1 < cells.size()) line += padding;
    }
    output_.write(line += '\n');
  }

  bool is_number_column(std::size_t i) const {
    bool has_number = false;
    for (const std::vector<Cell>& cells : first_) {
      if (!cells[i].is_number && !cells[i].is_null) return false;
      has_number = has_number || cells[i].is_number;
    }
    return has_number;
  }

  void show_tall(const std::vector<Cell>& cells) {
    std::size_t widest = 0;
    for (const Cell& heading : headings_) widest = std::max(widest, heading.columns);
    widest = std::clamp<std::size_t>(widest, 1, most_ / 2 + 1);
    if (is_tall_begun_) output_.write("\n");
    is_tall_begun_ = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string name = terminal::safe_text(headings_[i].text, widest);
      const std::size_t room = most_ - std::min(most_ - 1, widest + kBetween.size());
      const std::string text = is_url(cells[i].text) ? UrlCut().of(cells[i].text, room)
                                                     : terminal::safe_text(cells[i].text, room);
      output_.write(fmt::format("{}{}{}{}\n", name,
                                std::string(widest - terminal::columns_of(name), ' '), kBetween,
                                styled(cells[i], text)));
    }
  }

  Output& output_;
  std::size_t most_ = 0;  // columns of the terminal; 0 if there is none
  std::vector<Cell> headings_;
  std::vector<std::size_t> widths_;
  std::vector<UrlCut> cuts_;              // of each column
  std::vector<std::vector<Cell>> first_;  // until the widths are known
  std::size_t bytes_ = 0;                 // of first_
  bool is_measured_ = false;
  bool is_tall_ = false;
  bool is_tall_begun_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> make_table_writer(const std::vector<std::string>& columns,
                                             Output& output) {
  return std::make_unique<TableWriter>(columns, output);
}

}  // namespace explore
