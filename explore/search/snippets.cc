#include "explore/search/snippets.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/search/search_text.h"
#include "ground/utf8.h"

namespace explore {
namespace {

using ground::Result;

// Nearly always the words stand in the first of a long text; a snippet of a text takes the longer
// the more hits it has.
constexpr std::size_t kFirstLooks[] = {8u << 10, 64u << 10};
constexpr int kWords = 32;
constexpr std::size_t kBeginning = 200;  // bytes, where nothing is found

std::string without_hits(std::string_view text) {
  std::string out(text);
  std::replace(out.begin(), out.end(), kHitBegins, ' ');
  std::replace(out.begin(), out.end(), kHitEnds, ' ');
  return out;
}

}  // namespace

Result<std::unique_ptr<Snippets>> Snippets::make() {
  auto db = storage::Database::open(":memory:");
  if (!db) return db.error();
  (*db)->exec(
      fmt::format("CREATE VIRTUAL TABLE shown USING fts5(title, text, tokenize='{}')", kTokenizer));
  if (auto made = (*db)->take_failure(); !made) return made.error();
  std::unique_ptr<Snippets> snippets(new Snippets(std::move(db).value()));
  if (auto ready = snippets->db_->take_failure(); !ready) return ready.error();
  return snippets;
}

Snippets::Snippets(std::unique_ptr<storage::Database> db)
    : db_(std::move(db)),
      clear_(db_->prepare("DELETE FROM shown")),
      add_(db_->prepare("INSERT INTO shown(title, text) VALUES(?1, ?2)")),
      find_(db_->prepare(fmt::format("SELECT highlight(shown, 0, char({0}), char({1})), "
                                     "snippet(shown, 1, char({0}), char({1}), '\u2026', {2}) "
                                     "FROM shown WHERE shown MATCH ?1",
                                     int{kHitBegins}, int{kHitEnds}, kWords))),
      count_(db_->prepare("SELECT 1 FROM shown WHERE shown MATCH ?1")) {}

bool Snippets::has_words(std::string_view text) {
  std::string buffer;
  std::string match = "\"";
  for (const char c : as_searched(text, &buffer)) match += c == '"' || c == '\0' ? ' ' : c;
  match += '"';
  clear_.run();
  add_.with(std::string_view(), match).run();
  const bool is_found = count_.with(match).step();
  count_.reset();
  return is_found;
}

bool Snippets::find(const std::string& match, std::string_view title, std::string_view text,
                    Snippet* snippet) {
  std::string title_buffer;
  std::string text_buffer;
  clear_.run();
  add_.with(as_searched(title, &title_buffer), as_searched(text, &text_buffer)).run();
  const bool is_found = find_.with(match).step();
  if (is_found) *snippet = {without_marks(find_.text(0)), without_marks(find_.text(1))};
  find_.reset();
  return is_found;
}

bool Snippets::find_first(const std::string& match, std::string_view title, std::string_view text,
                          Snippet* snippet) {
  for (const std::size_t bytes : kFirstLooks)
    if (bytes < text.size() && find(match, title, ground::utf8_prefix(text, bytes), snippet))
      return true;
  return find(match, title, text, snippet);
}

Result<Snippet> Snippets::of(const std::string& match, std::string_view title,
                             std::string_view article, std::string_view text) {
  const std::string clean_title = without_hits(title);
  const std::string clean_article = without_hits(article);
  const std::string clean_text = without_hits(text);
  Snippet snippet;
  const bool is_found =
      (!clean_article.empty() && find_first(match, clean_title, clean_article, &snippet)) ||
      find_first(match, clean_title, clean_text, &snippet);
  if (auto read = db_->take_failure(); !read) return read.error();
  if (is_found) return snippet;
  const std::string_view shown = clean_article.empty() ? clean_text : clean_article;
  return Snippet{clean_title, std::string(ground::utf8_prefix(shown, kBeginning))};
}

}  // namespace explore
