#include "explore/search/search_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "explore/search/search_text.h"
#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {
namespace {

// SQLite bounds how deep an expression may be.
constexpr std::size_t kMaxTerms = 64;

struct Term {
  std::string text;
  bool is_phrase = false;  // was in quotes
  bool is_prefix = false;
  bool is_unwanted = false;  // had a dash before it
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool next(Term* term) {
    while (!text_.empty() && ground::ascii::is_space(text_.front())) text_.remove_prefix(1);
    if (text_.empty()) return false;
    *term = Term();
    if (text_.size() > 1 && text_[0] == '-' && !ground::ascii::is_space(text_[1])) {
      term->is_unwanted = true;
      text_.remove_prefix(1);
    }
    term->is_phrase = text_.front() == '"';
    if (term->is_phrase) text_.remove_prefix(1);
    const std::size_t end =
        std::min(text_.find_first_of(term->is_phrase ? "\"" : "\" \t\n\v\f\r"), text_.size());
    term->text = text_.substr(0, end);
    text_.remove_prefix(end);
    if (term->is_phrase && !text_.empty()) text_.remove_prefix(1);
    // Behind the quotes or at the end of the word.
    term->is_prefix = term->is_phrase ? text_.starts_with('*') : term->text.ends_with('*');
    return true;
  }

 private:
  std::string_view text_;
};

// In double quotes there is no syntax.
std::string quoted(const Term& term) {
  std::string buffer;
  std::string out = "\"";
  for (const char c : as_searched(term.text, &buffer)) out += c == '"' || c == '\0' ? ' ' : c;
  return out + (term.is_prefix ? "\" *" : "\"");
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("({})", fmt::join(parts, between));
}

}  // namespace

SearchWords parse_search(std::string_view typed,
                         const std::function<bool(std::string_view)>& has_words) {
  std::string repaired;
  std::vector<std::vector<std::string>> wanted;  // one of each
  std::vector<std::string> unwanted;
  std::size_t terms = 0;
  bool is_negated = false;
  bool is_other = false;
  Reader reader(ground::repaired_utf8(typed, repaired));
  for (Term term; reader.next(&term);) {
    const bool is_operator = !term.is_phrase && !term.is_unwanted;
    if (is_operator && term.text == "NOT") {
      is_negated = true;
    } else if (is_operator && term.text == "OR") {
      is_other = !wanted.empty();
    } else if ((is_operator && term.text == "AND") || !has_words(term.text)) {
      continue;
    } else if (++terms > kMaxTerms) {
      return {"", "", fmt::format("more than {} words: search for fewer", kMaxTerms)};
    } else {
      if (term.is_unwanted || is_negated) {
        unwanted.push_back(quoted(term));
      } else if (is_other) {
        wanted.back().push_back(quoted(term));
      } else {
        wanted.push_back({quoted(term)});
      }
      is_negated = is_other = false;
    }
  }
  if (wanted.empty())
    return {"", "",
            unwanted.empty() ? "there is no word to search for"
                             : "say also what to look for: these words only exclude pages"};
  std::vector<std::string> groups;
  groups.reserve(wanted.size());
  for (const std::vector<std::string>& group : wanted) groups.push_back(joined(group, " OR "));
  const std::string all = joined(groups, " AND ");
  const std::string none = unwanted.empty() ? "" : " NOT " + joined(unwanted, " OR ");
  return {all + none, fmt::format("({{title}} : {}){}", all, none), ""};
}

}  // namespace explore
