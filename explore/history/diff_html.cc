#include <fmt/format.h>

#include <algorithm>

#include "explore/command/typed_time.h"
#include "explore/history/diff_formats.h"
#include "explore/report/html_text.h"
#include "explore/web/assets.h"

namespace explore {
namespace {

constexpr std::size_t kMostRows = 1000;
constexpr std::size_t kHtmlAround = 3;

class HtmlFormat {
 public:
  explicit HtmlFormat(const PageDiff& diff) : diff_(diff) {}

  std::string body() {
    add("<div class=\"diff\">\n");
    add(fmt::format("<p class=\"dim\">{} \u2192 {}</p>\n", version(diff_.was), version(diff_.is)));
    if (diff_.is_empty())
      add(diff_.has_other_bytes ? "<p>The bytes differ; what is read of them is the same.</p>\n"
                                : "<p>Nothing has changed.</p>\n");
    fields("Fields that changed", "Field", diff_.fields);
    fields("Rows of rules that changed", "Row of rules", diff_.rows);
    text();
    links();
    data();
    add("</div>\n");
    return std::move(out_);
  }

 private:
  void add(std::string_view html) { out_ += html; }

  static std::string version(const PageVersion& version) {
    return fmt::format("Version {} of {}{}", version.number, iso_time(version.seen_from),
                       version.run > 0 ? fmt::format(", run {}", version.run) : "");
  }

  void fields(std::string_view label, std::string_view head, const std::vector<FieldDiff>& fields) {
    if (fields.empty()) return;
    add(
        fmt::format("<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">"
                    "<table><caption class=\"visually-hidden\">{0}</caption><thead><tr>"
                    "<th scope=\"col\">{1}</th><th scope=\"col\">Was</th><th scope=\"col\">Is</th>"
                    "</tr></thead><tbody>\n",
                    label, head));
    for (std::size_t i = 0; i < std::min(fields.size(), kMostRows); ++i)
      add(fmt::format("<tr><td>{}</td><td class=\"long\">{}</td><td class=\"long\">{}</td></tr>\n",
                      html_text(fields[i].name), of_field("del", fields[i].was),
                      of_field("ins", fields[i].is)));
    add("</tbody></table></div>\n");
    if (fields.size() > kMostRows)
      add(fmt::format("<p>\u2026 and {} more</p>\n", fields.size() - kMostRows));
  }

  static std::string of_field(std::string_view element, std::string_view text) {
    return text.empty() ? "\u2013" : fmt::format("<{0}>{1}</{0}>", element, html_text(text));
  }

  void text() {
    if (!diff_.text.differs()) return;
    add(fmt::format("<h3>Text: {} words removed, {} added</h3>\n<div class=\"diff-text\">",
                    diff_.text.words_removed, diff_.text.words_added));
    const auto& blocks = diff_.text.blocks;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (!blocks[i].is_same) {
        add("<p class=\"changed\">");
        for (const TextPiece& piece : blocks[i].pieces) {
          const std::string words = html_text(piece.text);
          if (piece.presence == Presence::kSame) add(words);
          if (piece.presence == Presence::kRemoved) add(fmt::format("<del>{}</del>", words));
          if (piece.presence == Presence::kAdded) add(fmt::format("<ins>{}</ins>", words));
        }
        add("</p>\n");
        continue;
      }
      same(blocks[i].pieces.empty() ? "" : blocks[i].pieces[0].text, i > 0, i + 1 < blocks.size());
    }
    add("</div>\n");
  }

  void same(std::string_view lines, bool has_before, bool has_behind) {
    const std::string_view head = has_before ? first_lines(lines, kHtmlAround) : "";
    const std::string_view rest = lines.substr(head.size());
    const std::string_view tail = has_behind ? last_lines(rest, kHtmlAround) : "";
    if (!head.empty()) add(fmt::format("<p class=\"dim\">{}</p>\n", html_text(head)));
    if (head.size() + tail.size() < lines.size()) add("<p class=\"dim\">\u2026</p>\n");
    if (!tail.empty()) add(fmt::format("<p class=\"dim\">{}</p>\n", html_text(tail)));
  }

  template <typename T, typename Words>
  void list(std::string_view title, const std::vector<T>& removed, const std::vector<T>& added,
            Words words_of) {
    if (removed.empty() && added.empty()) return;
    add(fmt::format("<h3>{}: {} removed, {} added</h3>\n<ul>\n", title, removed.size(),
                    added.size()));
    const auto each = [&](const std::vector<T>& all, std::string_view element) {
      for (std::size_t i = 0; i < std::min(all.size(), kMostRows); ++i)
        add(fmt::format("<li><{0}>{1}</{0}></li>\n", element, html_text(words_of(all[i]))));
      if (all.size() > kMostRows)
        add(fmt::format("<li>\u2026 and {} more</li>\n", all.size() - kMostRows));
    };
    each(removed, "del");
    each(added, "ins");
    add("</ul>\n");
  }

  void links() {
    list("Links", diff_.links_removed, diff_.links_added, [](const PastLink& link) {
      return link.anchor.empty()
                 ? fmt::format("{} ({})", link.target, link.kind)
                 : fmt::format("{} \u201C{}\u201D ({})", link.target, link.anchor, link.kind);
    });
  }

  void data() {
    list("Structured data", diff_.data_removed, diff_.data_added,
         [](const PastData& item) { return item.syntax + " " + item.json; });
  }

  const PageDiff& diff_;
  std::string out_;
};

}  // namespace

std::string diff_html(const PageDiff& diff) { return HtmlFormat(diff).body(); }

std::string diff_page(std::string_view url, const PageDiff& diff) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {0} "
      "{1}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>What changed: {2}</title>\n"
      "<style>{3}</style>\n<style>{4}</style>\n</head>\n<body>\n<header class=\"head\">\n"
      "<h1>What changed</h1>\n<p>{2}</p>\n</header>\n<main>\n<section class=\"sheet\">\n{5}"
      "</section>\n</main>\n</body>\n</html>\n",
      csp_hash("look.css"), csp_hash("report.css"), html_text(url), asset("look.css"),
      asset("report.css"), diff_html(diff));
}

}  // namespace explore
