#include <fmt/format.h>

#include <algorithm>

#include "explore/command/typed_time.h"
#include "explore/history/diff_formats.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::size_t kShownAround = 2;
constexpr std::size_t kMostListed = 100;

constexpr std::string_view kRed = "\x1b[31m", kGreen = "\x1b[32m", kDim = "\x1b[2m",
                           kPlain = "\x1b[0m";
constexpr std::string_view kRedMark = "\x1b[1;4;31m", kGreenMark = "\x1b[1;4;32m";

class TextFormat {
 public:
  TextFormat(const PageDiff& diff, Output& output) : diff_(diff), output_(output) {}

  void write(std::string_view url) {
    line(url);
    version("was", diff_.was);
    version("is", diff_.is);
    if (diff_.is_empty())
      return line(diff_.has_other_bytes ? "\nThe bytes differ; what is read of them is the same."
                                        : "\nNothing has changed.");
    if (!diff_.fields.empty()) output_.write("\n");
    for (const FieldDiff& field : diff_.fields) both("", field);
    rows();
    text();
    links();
    data();
  }

 private:
  static std::string or_dash(std::string_view text) {
    return text.empty() ? "\u2013" : std::string(text);
  }

  void line(std::string_view words) {
    const bool has_gap = words.starts_with('\n');
    if (has_gap) words.remove_prefix(1);
    output_.write((has_gap ? "\n" : "") + terminal::safe_text(words) + '\n');
  }

  void coloured(std::string_view colour, std::string_view words) {
    if (!output_.has_styles()) return line(words);
    output_.write(fmt::format("{}{}{}\n", colour, terminal::safe_text(words), kPlain));
  }

  void version(std::string_view name, const PageVersion& version) {
    line(fmt::format("  {:<5}{}{} (version {}{})", name, iso_time(version.seen_from),
                     version.run > 0 ? fmt::format(", run {}", version.run) : "", version.number,
                     version.is_present ? ", the present one" : ""));
  }

  void both(std::string_view indent, const FieldDiff& field) {
    line(fmt::format("{}{:<12} {} \u2192 {}", indent, field.name, or_dash(field.was),
                     or_dash(field.is)));
  }

  void rows() {
    if (diff_.rows.empty()) return;
    line("\nRows of rules");
    for (std::size_t i = 0; i < std::min(diff_.rows.size(), kMostListed) && output_.is_open(); ++i)
      both("  ", diff_.rows[i]);
    if (diff_.rows.size() > kMostListed)
      line(fmt::format("  \u2026 and {} more", diff_.rows.size() - kMostListed));
  }

  // --- Text

  void text() {
    if (!diff_.text.differs()) return;
    line(fmt::format("\nText: {} words removed, {} added", diff_.text.words_removed,
                     diff_.text.words_added));
    const auto& blocks = diff_.text.blocks;
    for (std::size_t i = 0; i < blocks.size() && output_.is_open(); ++i) {
      if (blocks[i].is_same) {
        context(blocks[i].pieces.empty() ? "" : blocks[i].pieces[0].text, i > 0,
                i + 1 < blocks.size());
      } else {
        side(blocks[i], Presence::kRemoved);
        side(blocks[i], Presence::kAdded);
      }
    }
  }

  // The lines next to what differs.
  void context(std::string_view same, bool has_before, bool has_behind) {
    std::vector<std::string_view> lines;
    while (!same.empty()) {
      const std::size_t end = std::min(same.find('\n'), same.size());
      lines.push_back(same.substr(0, end));
      same.remove_prefix(std::min(end + 1, same.size()));
    }
    const std::size_t head = has_before ? std::min(kShownAround, lines.size()) : 0;
    const std::size_t tail = has_behind ? std::min(kShownAround, lines.size() - head) : 0;
    const auto each = [this, &lines](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) coloured(kDim, fmt::format("  {}", lines[i]));
    };
    each(0, head);
    if (head + tail < lines.size() && has_before && has_behind) coloured(kDim, "  \u2026");
    each(lines.size() - tail, lines.size());
  }

  // Either side of lines that differ, its own words marked unless all of them are.
  void side(const TextBlock& block, Presence own) {
    const bool is_removed = own == Presence::kRemoved;
    const bool has_own = std::any_of(block.pieces.begin(), block.pieces.end(),
                                     [own](const TextPiece& each) { return each.presence == own; });
    const bool has_same =
        std::any_of(block.pieces.begin(), block.pieces.end(),
                    [](const TextPiece& each) { return each.presence == Presence::kSame; });
    if (!has_own && !has_same) return;
    const std::string_view colour = is_removed ? kRed : kGreen;
    std::string row;
    const auto end_row = [&] {
      const std::string_view sign = is_removed ? "- " : "+ ";
      output_.write(output_.has_styles() ? fmt::format("{}{}{}{}\n", colour, sign, row, kPlain)
                                         : fmt::format("{}{}\n", sign, row));
      row.clear();
    };
    for (const TextPiece& piece : block.pieces) {
      if (piece.presence != own && piece.presence != Presence::kSame) continue;
      const bool is_marked = piece.presence == own && has_same;
      for (std::string_view rest = piece.text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string words = terminal::safe_text(rest.substr(0, end));
        row += is_marked && !words.empty() ? marked(words, is_removed) : words;
        if (end < rest.size()) end_row();
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    if (!row.empty()) end_row();
  }

  std::string marked(std::string_view words, bool is_removed) const {
    if (!output_.has_styles())
      return is_removed ? fmt::format("[-{}-]", words) : fmt::format("{{+{}+}}", words);
    return is_removed ? fmt::format("{}{}{}{}", kRedMark, words, kPlain, kRed)
                      : fmt::format("{}{}{}{}", kGreenMark, words, kPlain, kGreen);
  }

  // --- Lists

  template <typename T, typename Words>
  void list(std::string_view title, const std::vector<T>& removed, const std::vector<T>& added,
            Words words_of) {
    if (removed.empty() && added.empty()) return;
    line(fmt::format("\n{}: {} removed, {} added", title, removed.size(), added.size()));
    const auto each = [&](const std::vector<T>& all, std::string_view sign,
                          std::string_view colour) {
      for (std::size_t i = 0; i < std::min(all.size(), kMostListed) && output_.is_open(); ++i)
        coloured(colour, fmt::format("{} {}", sign, words_of(all[i])));
      if (all.size() > kMostListed)
        line(fmt::format("{} \u2026 and {} more", sign, all.size() - kMostListed));
    };
    each(removed, "-", kRed);
    each(added, "+", kGreen);
  }

  void links() {
    list("Links", diff_.links_removed, diff_.links_added, [](const PastLink& link) {
      return fmt::format("{:<10}{}{}{}", link.kind, link.target,
                         link.anchor.empty() ? "" : fmt::format("  \u201C{}\u201D", link.anchor),
                         link.is_nofollow ? "  nofollow" : "");
    });
  }

  void data() {
    list("Structured data", diff_.data_removed, diff_.data_added,
         [](const PastData& item) { return fmt::format("{:<10}{}", item.syntax, item.json); });
  }

  const PageDiff& diff_;
  Output& output_;
};

}  // namespace

void write_diff_text(std::string_view url, const PageDiff& diff, Output& output) {
  TextFormat(diff, output).write(url);
}

}  // namespace explore
