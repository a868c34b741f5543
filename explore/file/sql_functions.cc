// Each function answers a question that SQL alone can't: bodies are compressed, hosts need the URL
// parser, domains the public suffix list. They read rows by key only, so that calling one for each
// row of a result stays cheap. A wrong argument is an error of the statement and never of the
// database.
#include "explore/file/sql_functions.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <list>
#include <memory>

#include "ground/ascii.h"

namespace explore {
namespace {

using storage::SqlAnswer;
using storage::SqlFailure;
using storage::SqlValue;
using Values = std::span<const SqlValue>;

bool is_null(const SqlValue& value) { return std::holds_alternative<std::monostate>(value); }

// A number as its digits; a blob as the bytes it is. `buffer` holds what is not in the value.
std::string_view text_of(const SqlValue& value, std::string& buffer) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return *text;
  if (const auto* blob = std::get_if<storage::Blob>(&value)) return blob->bytes;
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    buffer = std::to_string(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    buffer = fmt::format("{}", *real);
  }
  return buffer;
}

std::optional<parser::Url> url_of(const SqlValue& value) {
  std::string buffer;
  parser::Url url;
  if (is_null(value) || url.assign(text_of(value, buffer)) != parser::UrlStatus::kOk) return {};
  url.normalise();
  return url;
}

SqlAnswer host(Values values) {
  const auto url = url_of(values[0]);
  if (!url) return std::monostate();
  return std::string(url->host());
}

// Of a URL, or of a host alone.
SqlAnswer domain(Values values) {
  std::string buffer;
  if (is_null(values[0])) return std::monostate();
  const std::string text(text_of(values[0], buffer));
  const bool is_bare = !text.empty() && text.find_first_of("/?#@ ") == std::string::npos;
  const auto url = url_of(SqlValue(std::string_view(is_bare ? buffer = "http://" + text : text)));
  if (!url) return std::monostate();
  return std::string(parser::registrable_domain(url->host()));
}

SqlAnswer decompressed(const storage::Database& db, Values values) {
  if (is_null(values[0])) return std::monostate();
  const auto* blob = std::get_if<storage::Blob>(&values[0]);
  if (blob == nullptr) return SqlFailure{"decompress() needs a blob such as body.zstd"};
  auto bytes = decompress(blob->bytes, std::min(kMaxBodyBytes, db.longest_value()));
  if (!bytes) return SqlFailure{"decompress(): " + bytes.error().message};
  return storage::OwnedBlob{std::move(bytes).value()};
}

// The patterns of a statement, each compiled once; few of them at a time differ.
class Patterns {
 public:
  explicit Patterns(const storage::Database& db) : db_(db) {}

  SqlAnswer match(Values values) {
    if (is_null(values[0]) || is_null(values[1])) return std::monostate();
    std::string pattern_buffer;
    std::string text_buffer;
    const std::string_view pattern = text_of(values[0], pattern_buffer);
    const std::string_view text = text_of(values[1], text_buffer);
    const re2::RE2& compiled = compile(pattern);
    if (!compiled.ok()) {
      return SqlFailure{
          fmt::format("REGEXP: not a regular expression in RE2 syntax: {}", compiled.error())};
    }
    // Nothing can end a match, and in the worst case it takes the product of both.
    const std::size_t steps = kStepsPerByte * db_.longest_value();
    if (text.size() > steps / static_cast<std::size_t>(std::max(compiled.ProgramSize(), 1)))
      return SqlFailure{
          fmt::format("REGEXP: the pattern is too complex for a text of {} bytes", text.size())};
    return int64_t{re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled)};
  }

 private:
  const re2::RE2& compile(std::string_view pattern) {
    constexpr std::size_t kKept = 16;
    for (auto it = kept_.begin(); it != kept_.end(); ++it) {
      if ((*it)->pattern() != pattern) continue;
      kept_.splice(kept_.begin(), kept_, it);
      return *kept_.front();
    }
    kept_.push_front(std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()),
                                                re2::RE2::Quiet));
    if (kept_.size() > kKept) kept_.pop_back();
    return *kept_.front();
  }

  static constexpr std::size_t kStepsPerByte = 64;

  const storage::Database& db_;
  std::list<std::unique_ptr<re2::RE2>> kept_;  // the last used first
};

// None: no such page. What `read` gives of it else.
template <typename Read>
SqlAnswer of_page(StoredPages& pages, const SqlValue& value, Read read) {
  const auto url = url_of(value);
  if (!url) return std::monostate();
  auto found = pages.find(*url);
  if (!found) return SqlFailure{found.error().message};
  if (!found->has_value() || !(*found)->page_id) return std::monostate();
  return read(*(*found)->page_id);
}

SqlAnswer html(StoredPages& pages, Values values) {
  return of_page(pages, values[0], [&pages](int64_t page_id) -> SqlAnswer {
    auto text = pages.decoded_body(page_id);
    if (!text) return SqlFailure{"html(): " + text.error().message};
    if (!text->has_value()) return std::monostate();
    return std::move(**text);
  });
}

SqlAnswer header(StoredPages& pages, Values values) {
  if (is_null(values[1])) return std::monostate();
  return of_page(pages, values[0], [&](int64_t page_id) -> SqlAnswer {
    auto lines = pages.headers(page_id);
    if (!lines) return SqlFailure{"header(): " + lines.error().message};
    if (!lines->has_value()) return std::monostate();
    std::string buffer;
    auto joined = joined_header(shown_headers(std::move(**lines)), text_of(values[1], buffer));
    if (!joined) return std::monostate();
    return std::move(*joined);
  });
}

// Of a URL that the crawl knows, fetched or not.
SqlAnswer url_id(StoredPages& pages, Values values) {
  const auto url = url_of(values[0]);
  if (!url) return std::monostate();
  auto found = pages.find(*url);
  if (!found) return SqlFailure{found.error().message};
  if (!found->has_value()) return std::monostate();
  return (*found)->id;
}

// Behind the name of an agent, words count for that agent alone until another is named: whoever
// else reads them may index the page. "max-image-preview:none" names no agent.
bool forbid_indexing(std::string_view robots) {
  bool is_for_all = true;
  while (!robots.empty()) {
    const std::size_t comma = std::min(robots.find(','), robots.size());
    std::string_view part = robots.substr(0, comma);
    robots.remove_prefix(std::min(comma + 1, robots.size()));
    const std::size_t colon = part.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view name = ground::ascii::trim(part.substr(0, colon));
      if (name.find_first_of("-_") != std::string_view::npos) continue;
      is_for_all = name == "*";
      part.remove_prefix(colon + 1);
    }
    if (!is_for_all) continue;
    for (auto word = ground::ascii::next_token(part); !word.empty();
         word = ground::ascii::next_token(part))
      if (ground::ascii::equals(word, "noindex") || ground::ascii::equals(word, "none"))
        return true;
  }
  return false;
}

SqlAnswer noindex(Values values) {
  std::string buffer;
  return int64_t{!is_null(values[0]) && forbid_indexing(text_of(values[0], buffer))};
}

}  // namespace

void add_sql_functions(storage::Database& db, StoredPages& pages) {
  db.add_function("html", 1, [&pages](Values values) { return html(pages, values); });
  db.add_function("header", 2, [&pages](Values values) { return header(pages, values); });
  db.add_function("url_id", 1, [&pages](Values values) { return url_id(pages, values); });
  db.add_function("host", 1, host);
  db.add_function("domain", 1, domain);
  db.add_function("decompress", 1, [&db](Values values) { return decompressed(db, values); });
  db.add_function("noindex", 1, noindex);
  // "x REGEXP y" calls regexp(y, x).
  db.add_function("regexp", 2, [patterns = std::make_shared<Patterns>(db)](Values values) {
    return patterns->match(values);
  });
}

}  // namespace explore
