// What each function does with NULL, numbers and blobs is SQLite's documented behaviour
// (https://www.sqlite.org/lang_corefunc.html); a test compares the results with those of SQLite.
#include "storage/bounds/bounded_functions.h"

#include <sqlite3.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace storage {
namespace {

bool is_blob(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_BLOB; }

bool is_null(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

// As text, whatever it is. Null bytes: no memory.
std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::string_view blob_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

// For SQLite what is a list of characters, or one, ends at a NUL.
std::string_view before_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

constexpr std::size_t kNone = std::string_view::npos;

// Unlike std::string_view::find in one pass, whatever the bytes. One byte is found where it stands,
// without a look at what follows: AddressSanitizer's memmem looks at all of it.
std::size_t position_of(std::string_view text, std::string_view wanted, std::size_t from) {
  if (wanted.size() == 1) return text.find(wanted.front(), from);
  const void* at = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (at == nullptr) return kNone;
  return static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Counted in bytes where both are blobs, else in characters.
int64_t position(std::string_view text, std::string_view wanted, bool is_text) {
  if (wanted.empty()) return 1;
  const std::size_t at = position_of(text, wanted, 0);
  if (at == kNone) return 0;
  if (!is_text) return static_cast<int64_t>(at) + 1;
  // What begins within a character is found at the beginning alone.
  if (at > 0 && is_continuation(wanted.front())) return 0;
  int64_t characters = 1;
  for (std::size_t i = 1; i <= at; ++i) characters += is_continuation(text[i]) ? 0 : 1;
  return characters;
}

void instr(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
  if (is_null(values[0]) || is_null(values[1])) return;
  const bool is_text = !is_blob(values[0]) || !is_blob(values[1]);
  const std::string_view text = is_text ? text_of(values[0]) : blob_of(values[0]);
  const std::string_view wanted = is_text ? text_of(values[1]) : blob_of(values[1]);
  if (text.data() == nullptr || wanted.data() == nullptr)
    return sqlite3_result_error_nomem(context);
  sqlite3_result_int64(context, position(text, wanted, is_text));
}

struct Freeing {
  void operator()(char* bytes) const { sqlite3_free(bytes); }
};

// How often the one stands in the other, one behind the other.
std::size_t count_of(std::string_view text, std::string_view wanted) {
  std::size_t count = 0;
  for (std::size_t at = position_of(text, wanted, 0); at != kNone;
       at = position_of(text, wanted, at + wanted.size()))
    ++count;
  return count;
}

void replace(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
  if (is_null(values[0]) || is_null(values[1])) return;
  const std::string_view text = text_of(values[0]);
  const std::string_view wanted = text_of(values[1]);
  if (text.data() == nullptr || wanted.data() == nullptr)
    return sqlite3_result_error_nomem(context);
  // A text, as SQLite 3.46 gives it; 3.40 gave the value as it was.
  if (wanted.empty())
    return sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (is_null(values[2])) return;
  const std::string_view other = text_of(values[2]);
  if (other.data() == nullptr) return sqlite3_result_error_nomem(context);
  // Measured first: what is too long is never made.
  const std::size_t count = count_of(text, wanted);
  const std::size_t size = text.size() - count * wanted.size() + count * other.size();
  const int most = sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1);
  if (size > static_cast<std::size_t>(most)) return sqlite3_result_error_toobig(context);
  const std::unique_ptr<char, Freeing> made(static_cast<char*>(sqlite3_malloc64(size + 1)));
  if (made == nullptr) return sqlite3_result_error_nomem(context);
  char* end = made.get();
  const auto add = [&end](std::string_view bytes) {
    if (!bytes.empty()) std::memcpy(end, bytes.data(), bytes.size());
    end += bytes.size();
  };
  std::size_t begin = 0;
  for (std::size_t at = position_of(text, wanted, 0); at != kNone;
       at = position_of(text, wanted, begin)) {
    add(text.substr(begin, at - begin));
    add(other);
    begin = at + wanted.size();
  }
  add(text.substr(begin));
  sqlite3_result_text64(context, made.get(), size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

bool is_too_long(sqlite3_context* context, std::size_t a, std::size_t b) {
  if (a == 0 || static_cast<int64_t>(b) <= kMostSteps / static_cast<int64_t>(a)) return false;
  const std::string words =
      "these texts are too long to be compared in this way: " + std::to_string(a) + " and " +
      std::to_string(b) + " bytes";
  sqlite3_result_error(context, words.data(), static_cast<int>(words.size()));
  return true;
}

std::size_t end_of_character(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first >= 0xC0)
    while (at < text.size() && is_continuation(text[at])) ++at;
  return at;
}

enum Sides : int { kLeft = 1, kRight = 2 };

std::string_view trimmed(std::string_view text, const std::vector<std::string_view>& characters,
                         int sides) {
  const auto cut = [&](bool is_left) {
    for (const std::string_view one : characters) {
      if (!(is_left ? text.starts_with(one) : text.ends_with(one))) continue;
      is_left ? text.remove_prefix(one.size()) : text.remove_suffix(one.size());
      return true;
    }
    return false;
  };
  while ((sides & kLeft) != 0 && !text.empty() && cut(true)) {
  }
  while ((sides & kRight) != 0 && !text.empty() && cut(false)) {
  }
  return text;
}

// The function's own data says which sides.
void trim(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  if (is_null(values[0]) || (count > 1 && is_null(values[1]))) return;
  const std::string_view text = text_of(values[0]);
  const std::string_view set = count > 1 ? text_of(values[1]) : " ";
  if (text.data() == nullptr || set.data() == nullptr) return sqlite3_result_error_nomem(context);
  try {
    if (is_too_long(context, text.size(), set.size())) return;
    std::vector<std::string_view> characters;
    const std::string_view list = before_nul(set);
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t end = end_of_character(list, at);
      characters.push_back(list.substr(at, end - at));
      at = end;
    }
    const int sides = *static_cast<const int*>(sqlite3_user_data(context));
    const std::string_view left = trimmed(text, characters, sides);
    sqlite3_result_text64(context, left.data(), left.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

// The one character of `value`, of which LIKE ... ESCAPE wants no more and no less.
bool read_escape(sqlite3_context* context, sqlite3_value* value, unsigned* escape) {
  const std::string_view text = before_nul(text_of(value));
  if (text.empty() || end_of_character(text, 0) != text.size()) {
    sqlite3_result_error(context, "ESCAPE expression must be a single character", -1);
    return false;
  }
  const auto first = static_cast<unsigned char>(text[0]);
  const unsigned kept = first < 0xC0 ? 0xFF : first < 0xE0 ? 0x1F : first < 0xF0 ? 0x0F : 0x07;
  *escape = first & kept;
  for (const char c : text.substr(1)) *escape = *escape << 6 | (static_cast<unsigned>(c) & 0x3F);
  return true;
}

// The function's own data: whether it is GLOB. "x LIKE y" calls like(y, x).
void matches(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  static const bool is_false_of_blobs = sqlite3_compileoption_used("LIKE_DOESNT_MATCH_BLOBS") != 0;
  if (is_false_of_blobs && (is_blob(values[0]) || is_blob(values[1])))
    return sqlite3_result_int(context, 0);
  const bool is_glob = *static_cast<const int*>(sqlite3_user_data(context)) != 0;
  const std::string_view pattern = text_of(values[0]);
  const int most =
      sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LIKE_PATTERN_LENGTH, -1);
  if (pattern.size() > static_cast<std::size_t>(most))
    return sqlite3_result_error(context, "LIKE or GLOB pattern too complex", -1);
  unsigned escape = 0;
  if (count == 3) {
    if (is_null(values[2])) return;
    if (!read_escape(context, values[2], &escape)) return;
  }
  const std::string_view text = text_of(values[1]);
  if (is_null(values[0]) || is_null(values[1])) return;
  if (pattern.data() == nullptr || text.data() == nullptr)
    return sqlite3_result_error_nomem(context);
  try {
    if (is_too_long(context, pattern.size(), text.size())) return;
  } catch (const std::bad_alloc&) {
    return sqlite3_result_error_nomem(context);
  }
  const int differs = is_glob ? sqlite3_strglob(pattern.data(), text.data())
                              : sqlite3_strlike(pattern.data(), text.data(), escape);
  sqlite3_result_int(context, differs == 0 ? 1 : 0);
}

}  // namespace

int add_bounded_functions(sqlite3* db) {
  using Function = void (*)(sqlite3_context*, int, sqlite3_value**);
  struct Row {
    const char* name;
    int arguments;
    Function function;
    int data;
  };
  static constexpr Row kRows[] = {{"instr", 2, instr, 0},
                                  {"replace", 3, replace, 0},
                                  {"trim", 1, trim, kLeft | kRight},
                                  {"trim", 2, trim, kLeft | kRight},
                                  {"ltrim", 1, trim, kLeft},
                                  {"ltrim", 2, trim, kLeft},
                                  {"rtrim", 1, trim, kRight},
                                  {"rtrim", 2, trim, kRight},
                                  {"like", 2, matches, 0},
                                  {"like", 3, matches, 0},
                                  {"glob", 2, matches, 1}};
  int code = SQLITE_OK;
  for (const Row& row : kRows) {
    if (code != SQLITE_OK) break;
    code = sqlite3_create_function_v2(
        db, row.name, row.arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
        const_cast<int*>(&row.data), row.function, nullptr, nullptr, nullptr);
  }
  return code;
}

}  // namespace storage
