// The layers of the house, read from the sources themselves: who may include whom, which C library
// has which room, and the sizes of files.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "storage/sqlite/sqlite_schema.h"

namespace {

namespace fs = std::filesystem;

// A folder and the folders whose headers it includes: each arrow of the house, none that is not
// used.
struct Folder {
  std::string name;
  std::set<std::string> includes;
};

constexpr std::array kLayers = {"ground", "terminal", "parser", "storage", "crawler", "explore"};

const std::vector<Folder> kFolders = {
    {"ground", {}},
    {"terminal", {"ground"}},
    {"terminal/options", {"ground", "terminal"}},
    {"terminal/manual", {"terminal/options"}},
    {"parser/encoding", {"ground"}},
    {"parser/html", {"ground"}},
    {"parser/access", {"ground", "parser/html"}},
    {"parser/http", {"ground"}},
    {"parser/json", {"ground"}},
    {"parser/robots", {"ground", "parser/encoding"}},
    {"parser/url", {"ground", "parser/encoding"}},
    {"parser/select", {"ground", "parser/html"}},
    // A walk of the tree is all that the rules need: how pages are fetched and read is not theirs.
    {"parser/sitemap", {"ground", "parser/encoding", "parser/http"}},
    {"parser/structured", {"ground", "parser/html", "parser/json", "parser/url"}},
    {"parser/extract",
     {"ground", "parser/html", "parser/json", "parser/select", "parser/structured", "parser/url"}},
    {"parser/content", {"ground", "parser/extract", "parser/html", "parser/json", "parser/url"}},
    {"parser/page",
     {"ground", "parser/access", "parser/content", "parser/encoding", "parser/extract",
      "parser/html", "parser/http", "parser/sitemap", "parser/structured", "parser/url"}},
    {"storage/bounds", {}},
    {"storage/file", {"ground"}},
    {"storage/fleet", {"ground"}},
    {"storage/store", {"ground"}},
    {"storage/memory", {"storage/history", "storage/store"}},
    {"storage/database", {"ground", "storage/bounds", "storage/store"}},
    {"storage/history", {"ground", "storage/store"}},
    // What audits found from run to run: tables that no crawl asks.
    {"storage/findings", {"storage/database", "storage/store"}},
    {"storage/lasting", {"storage/database", "storage/history", "storage/store"}},
    // What browsers made of pages: tables that a crawl without one leaves empty.
    {"storage/render", {"storage/database", "storage/store"}},
    // What people asked of a crawl while it ran: a log that no other table knows.
    {"storage/control", {"storage/database", "storage/store"}},
    {"storage/sqlite",
     {"ground", "storage/control", "storage/database", "storage/file", "storage/findings",
      "storage/history", "storage/lasting", "storage/render", "storage/store"}},
    // What commands add to the file of a crawl.
    {"storage/amend",
     {"ground", "storage/file", "storage/database", "storage/findings", "storage/sqlite",
      "storage/store"}},
    // Of storage/database only what makes texts of bytes.
    {"storage/postgres/server", {"ground", "storage/database", "storage/fleet", "storage/store"}},
    {"storage/postgres/history",
     {"ground", "storage/database", "storage/history", "storage/postgres/server", "storage/store"}},
    {"storage/postgres",
     {"ground", "storage/database", "storage/fleet", "storage/history", "storage/postgres/history",
      "storage/postgres/server", "storage/store"}},
    {"storage/pull",
     {"ground", "storage/database", "storage/file", "storage/postgres", "storage/sqlite",
      "storage/store"}},
    {"storage",
     {"storage/memory", "storage/database", "storage/postgres", "storage/sqlite", "storage/store"}},
    {"crawler/loop", {"ground"}},
    {"crawler/fetch", {"crawler/loop", "ground", "parser/http", "parser/url"}},
    // A fetcher of its own, so that nobody else knows of sessions.
    {"crawler/login",
     {"crawler/fetch", "crawler/loop", "ground", "parser/html", "parser/http", "parser/url"}},
    {"crawler/resolve", {"crawler/fetch", "crawler/loop", "ground"}},
    {"crawler/options",
     {"crawler/fetch", "ground", "parser/encoding", "parser/extract", "parser/robots", "parser/url",
      "storage/store", "terminal", "terminal/options"}},
    {"crawler/policy",
     {"crawler/fetch", "crawler/loop", "crawler/options", "ground", "parser/http", "parser/page",
      "parser/robots", "parser/url", "storage/store"}},
    {"crawler/pipeline",
     {"crawler/fetch", "crawler/loop", "crawler/options", "crawler/policy", "ground",
      "parser/content", "parser/extract", "parser/http", "parser/page", "parser/robots",
      "parser/sitemap", "parser/structured", "parser/url", "storage/history", "storage/store"}},
    // Chromium, and what it asks for; how that is fetched is the ring's.
    {"crawler/render",
     {"crawler/loop", "crawler/pipeline", "ground", "parser/url", "storage/store"}},
    {"crawler/progress", {"crawler/options", "crawler/policy", "storage/store", "terminal"}},
    // Where a crawl that runs takes commands; it sees the crawl by an interface of its own.
    {"crawler/control",
     {"crawler/loop", "crawler/options", "crawler/pipeline", "crawler/policy", "crawler/progress",
      "ground", "parser/url", "storage/file", "storage/store", "terminal"}},
    {"crawler/metrics",
     {"crawler/loop", "crawler/pipeline", "crawler/policy", "crawler/progress", "ground",
      "storage/store"}},
    {"crawler/resume",
     {"crawler/options", "crawler/policy", "ground", "parser/page", "parser/url", "storage/store",
      "terminal"}},
    {"crawler/ring",
     {"crawler/control", "crawler/fetch", "crawler/login", "crawler/loop", "crawler/metrics",
      "crawler/options", "crawler/pipeline", "crawler/policy", "crawler/progress", "crawler/render",
      "crawler/resolve", "ground", "parser/extract", "parser/http", "parser/url", "storage/store",
      "terminal"}},
    // It reads what the crawl beside it writes, as any other program would.
    {"crawler/changes", {"ground", "storage", "storage/store"}},
    {"crawler/notices", {"crawler/changes", "crawler/fetch", "crawler/options", "ground"}},
    {"crawler",
     {"crawler/changes", "crawler/control", "crawler/notices", "crawler/options",
      "crawler/pipeline", "crawler/progress", "crawler/resume", "crawler/ring", "ground", "storage",
      "storage/store", "terminal"}},
    {"explore/web", {}},
    // What the audit asks of texts, links and rules: the functions and views that explore/file
    // gives to every connection, and that findings are written in.
    {"explore/audit", {"ground", "parser/robots", "parser/url", "storage/database"}},
    {"explore/findings/markup", {"explore/audit"}},
    {"explore/findings",
     {"explore/audit", "explore/findings/markup", "ground", "parser/extract", "storage/database",
      "storage/store"}},
    {"explore/command", {"ground", "terminal", "terminal/options"}},
    {"explore/graph", {"explore/command", "ground", "storage/database", "storage/store"}},
    {"explore/rows", {"explore/command", "ground", "storage/database", "terminal"}},
    {"explore/file",
     {"explore/audit", "explore/command", "explore/graph", "ground", "parser/encoding",
      "parser/http", "parser/url", "storage/database", "storage/history", "storage/sqlite",
      "terminal"}},
    // The other end of crawler/control's socket.
    {"explore/control",
     {"explore/command", "ground", "storage/file", "storage/sqlite", "storage/store", "terminal"}},
    {"explore/pull", {"explore/command", "parser/url", "storage/pull", "terminal"}},
    {"explore/status",
     {"explore/command", "ground", "storage/postgres", "storage/store", "terminal"}},
    {"explore/query",
     {"explore/command", "explore/file", "explore/rows", "ground", "storage/database",
      "storage/postgres", "storage/sqlite", "storage/store", "terminal"}},
    {"explore/report",
     {"explore/command", "explore/file", "explore/findings", "explore/rows", "explore/web",
      "ground", "storage/database", "storage/findings", "storage/store", "terminal"}},
    {"explore/search",
     {"explore/command", "explore/file", "explore/rows", "explore/show", "ground", "parser/url",
      "storage/database", "terminal"}},
    {"explore/show",
     {"explore/command", "explore/file", "explore/rows", "ground", "parser/content",
      "parser/encoding", "parser/html", "parser/robots", "parser/url", "storage/database",
      "storage/sqlite", "terminal"}},
    {"explore/history",
     {"explore/command", "explore/file", "explore/report", "explore/show", "explore/web", "ground",
      "storage/database", "terminal"}},
    {"explore/export",
     {"explore/command", "explore/file", "explore/query", "explore/rows", "explore/show", "ground",
      "parser/content", "parser/encoding", "parser/http", "parser/page", "parser/url",
      "storage/database", "storage/history", "storage/sqlite", "terminal"}},
    // What it finds is what the report finds; archives have its digests and the text of XML.
    {"explore/check",
     {"explore/command", "explore/export", "explore/file", "explore/findings", "explore/report",
      "explore/rows", "ground", "parser/extract", "parser/url", "storage/amend", "storage/database",
      "storage/findings", "storage/store", "terminal", "terminal/options"}},
    // It is told in the look and by the rows of the report.
    {"explore/compare",
     {"explore/command", "explore/file", "explore/findings", "explore/report", "explore/rows",
      "explore/web", "ground", "parser/url", "storage/database", "storage/history", "storage/store",
      "terminal", "terminal/options"}},
    {"explore/extract",
     {"explore/command", "explore/file", "explore/rows", "explore/show", "ground", "parser/extract",
      "parser/page", "storage/amend", "storage/sqlite", "storage/store", "terminal"}},
    {"explore/serve",
     {"explore/command", "explore/control", "explore/file", "explore/findings", "explore/history",
      "explore/query", "explore/rows", "explore/search", "explore/show", "explore/web", "ground",
      "storage/database", "storage/findings", "terminal"}},
    // It asks the file as a thread of the server does, and has its JSON.
    {"explore/mcp",
     {"explore/command", "explore/file", "explore/findings", "explore/query", "explore/report",
      "explore/search", "explore/serve", "explore/show", "ground", "parser/json", "parser/url",
      "storage/database", "storage/sqlite", "storage/store", "terminal"}},
    {"explore/spell",
     {"explore/command", "explore/file", "explore/rows", "ground", "storage/database", "terminal"}},
    {"explore",
     {"explore/check", "explore/compare", "explore/control", "explore/export", "explore/extract",
      "explore/mcp", "explore/history", "explore/pull", "explore/query", "explore/report",
      "explore/search", "explore/serve", "explore/show", "explore/spell", "explore/status",
      "ground", "terminal/options"}},
};

// explore/ and crawler/ meet in the program only.
const std::map<std::string, std::set<std::string>> kMeetingPoints = {
    {"crawler/main.cc", {"explore", "explore/check"}},
    {"crawler/self_description.cc", {"explore", "explore/command", "terminal/manual"}}};

// A library's header, as a prefix of what stands in the angle brackets, and its only rooms; but
// that crawler/library_versions.cc asks each for its version.
struct Room {
  std::string header;
  std::set<std::string> files;
};

// A room that ends with a slash is a folder.
const std::vector<Room> kRooms = {
    {"gumbo.h",
     {"parser/html/element.cc", "parser/html/gumbo_run.cc", "parser/html/gumbo_tags.cc",
      "parser/html/html.cc"}},
    {"curl/",
     {"crawler/fetch/curl_lane.cc", "crawler/fetch/curl_transfer.cc", "crawler/fetch/json_post.cc",
      "crawler/fetch/transfer_share.cc"}},
    {"uv.h", {"crawler/loop/event_loop.cc"}},
    {"ares.h", {"crawler/resolve/ares_channel.cc"}},
    {"sqlite3.h",
     {"storage/bounds/", "storage/database/read_permission.cc", "storage/database/sql_function.cc",
      "storage/database/database.cc", "storage/database/sqlite_error.cc",
      "storage/database/statement.cc"}},
    {"libpq-fe.h", {"storage/postgres/server/connection.cc"}},
    {"openssl/evp.h",
     {"crawler/fetch/digest_auth.cc", "crawler/notices/signature.cc", "explore/export/digest.cc"}},
    {"openssl/",
     {"crawler/fetch/certificate.cc", "crawler/fetch/digest_auth.cc", "crawler/fetch/tls_roots.cc",
      "crawler/notices/signature.cc", "explore/export/digest.cc"}},
    {"unicode/unorm2.h",
     {"explore/export/file_name.cc", "explore/search/search_text.cc",
      "parser/url/idna_character.cc"}},
    {"unicode/ucnv.h", {"parser/encoding/multi_byte_index.cc"}},
    {"unicode/uchar.h",
     {"explore/export/file_name.cc", "explore/spell/prose.cc", "explore/spell/word_list.cc",
      "parser/select/language.cc", "parser/url/idna_character.cc", "parser/extract/date_in_text.cc",
      "parser/extract/plain_letters.cc", "terminal/terminal_text.cc"}},
    {"unicode/ubrk.h", {"parser/page/word_breaker.cc"}},
    {"unicode/",
     {"explore/export/file_name.cc", "explore/search/search_text.cc", "explore/spell/prose.cc",
      "explore/spell/word_list.cc", "parser/url/idna_character.cc",
      "parser/extract/date_in_text.cc", "parser/extract/month_names.cc",
      "parser/extract/plain_letters.cc", "parser/encoding/multi_byte_index.cc",
      "parser/page/word_breaker.cc", "parser/select/language.cc", "terminal/terminal_text.cc"}},
    {"libpsl.h", {"parser/url/url.cc"}},
    {"zlib.h", {"parser/http/inflate.cc"}},
    {"brotli/", {"parser/http/inflate.cc"}},
    {"zstd.h",
     {"parser/http/inflate.cc", "crawler/pipeline/page_record.cc", "storage/history/delta.cc"}},
    {"libdeflate.h", {"explore/export/gzip_member.cc"}},
    {"re2/",
     {"crawler/policy/admission.cc", "crawler/policy/skip_patterns.cc",
      "crawler/options/option_values.cc", "explore/check/ignore_list.cc",
      "explore/compare/url_mapping.cc", "explore/file/sql_functions.cc",
      "parser/extract/pattern.cc"}},
    {"toml++/",
     {"crawler/login/login_rules.cc", "crawler/options/config_file.cc",
      "explore/check/ignore_list.cc", "explore/findings/finding_list.cc",
      "parser/extract/rules_file.cc"}},
    {"CLI/", {"terminal/options/command_line.cc"}},
    {"nuspell/", {"explore/spell/dictionaries.cc"}},
    {"microhttpd.h", {"explore/serve/http_server.cc"}},
    {"xxhash.h",
     {"parser/page/page.cc", "parser/page/places.cc", "parser/page/word_breaker.cc",
      "parser/select/selector.cc", "parser/url/href_resolver.cc", "parser/url/url.cc",
      "storage/history/lasting_hashes.cc", "storage/history/passing_parts.cc",
      "storage/history/version_delta.cc"}},
    {"nlohmann/",
     {"parser/extract/extractor.cc",
      "parser/json/",
      "parser/structured/",
      "storage/database/raw_text.cc",
      "storage/sqlite/",
      "storage/store/stored_json.cc",
      "crawler/changes/change_command.cc",
      "crawler/control/",
      "crawler/options/kept_options.cc",
      "crawler/options/options_json.cc",
      "crawler/progress/",
      "crawler/render/",
      "explore/audit/",
      "explore/check/json_format.cc",
      "explore/control/",
      "explore/check/sarif_format.cc",
      "explore/export/warc_export.cc",
      "explore/file/header_lookup.cc",
      "explore/file/row_diff.cc",
      "explore/file/stored_pages.cc",
      "explore/mcp/",
      "explore/rows/json_writer.cc",
      "explore/serve/",
      "explore/history/diff_json.cc",
      "explore/show/past_page.cc",
      "explore/show/show_command.cc"}},
    {"fmt/",
     {"terminal/", "parser/extract/", "parser/select/selector.cc",
      "parser/sitemap/sitemap_reader.cc", "storage/database/", "storage/file/", "storage/postgres/",
      "storage/pull/", "storage/sqlite/", "crawler/", "explore/"}},
};

constexpr int kMaxLines = 600;
constexpr int kMaxPairs = 25;  // of sources in a folder

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

struct Source {
  std::string path;  // from the top, with '/'
  std::vector<std::string> lines;
  std::string folder() const { return folder_of(path); }
  bool is_header() const { return path.ends_with(".h"); }
};

struct Include {
  std::string target;
  bool is_ours;  // in quotes
};

// Not std::regex: gcc's sanitizer builds warn inside of it.
std::vector<Include> includes_of(const Source& source) {
  std::vector<Include> includes;
  for (const std::string& line : source.lines) {
    const std::string_view directive = "#include ";
    if (!line.starts_with(directive)) continue;
    const std::string_view rest = std::string_view(line).substr(directive.size());
    const auto end = rest.find_first_of("\">", 1);
    if (end == std::string_view::npos) continue;
    includes.push_back({std::string(rest.substr(1, end - 1)), rest[0] == '"'});
  }
  return includes;
}

std::vector<Source> read_sources() {
  std::vector<Source> sources;
  const fs::path top = CRAWL_SOURCE_DIR;
  for (const char* layer : kLayers) {
    for (const auto& entry : fs::recursive_directory_iterator(top / layer)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      Source source{fs::relative(entry.path(), top).generic_string(), {}};
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) source.lines.push_back(line);
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = read_sources();
  return all;
}

TEST(Layers, TheSourcesAndTheirIncludesAreRead) {
  std::size_t includes = 0;
  for (const Source& source : sources()) includes += includes_of(source).size();
  EXPECT_GT(sources().size(), 40u);
  EXPECT_GT(includes, 5 * sources().size());
}

std::map<std::string, std::set<std::string>> arrows_of_sources() {
  std::map<std::string, std::set<std::string>> arrows;
  for (const Source& source : sources()) {
    std::set<std::string>& of_folder = arrows[source.folder()];
    const auto meeting = kMeetingPoints.find(source.path);
    for (const Include& include : includes_of(source)) {
      const std::string target = folder_of(include.target);
      if (!include.is_ours || target == source.folder()) continue;
      if (meeting != kMeetingPoints.end() && meeting->second.contains(target)) continue;
      of_folder.insert(target);
    }
  }
  return arrows;
}

TEST(Layers, TheFoldersAndTheirArrowsAreThoseOfTheTable) {
  std::map<std::string, std::set<std::string>> table;
  for (const Folder& folder : kFolders) table[folder.name] = folder.includes;
  for (const auto& [folder, includes] : arrows_of_sources()) {
    ASSERT_TRUE(table.contains(folder)) << folder << " is not in the table";
    for (const std::string& target : includes)
      EXPECT_TRUE(table[folder].contains(target))
          << folder << " includes " << target << ", which is no arrow of the table";
    for (const std::string& target : table[folder])
      EXPECT_TRUE(includes.contains(target))
          << "the arrow from " << folder << " to " << target << " is not used: take it out";
    table.erase(folder);
  }
  for (const auto& [folder, includes] : table)
    ADD_FAILURE() << folder << " is in the table and has no sources";
}

// Each folder stands in the table behind all that it includes, so there is no way around.
TEST(Layers, NoFolderNeedsItselfByAWayAround) {
  std::map<std::string, std::set<std::string>> left;
  for (const Folder& folder : kFolders) left[folder.name] = folder.includes;
  for (bool is_smaller = true; is_smaller;) {
    const std::size_t before = left.size();
    std::set<std::string> done;
    for (const auto& [folder, includes] : left)
      if (std::none_of(includes.begin(), includes.end(),
                       [&](const std::string& name) { return left.contains(name); }))
        done.insert(folder);
    for (const std::string& folder : done) left.erase(folder);
    is_smaller = left.size() < before;
  }
  for (const auto& [folder, includes] : left) ADD_FAILURE() << folder << " is on or above a circle";
}

// CMake links a folder with those that it includes.
TEST(Layers, EachFolderIsALibraryThatNeedsWhatItIncludes) {
  for (const Folder& folder : kFolders) {
    const fs::path file = fs::path(CRAWL_SOURCE_DIR) / folder.name / "CMakeLists.txt";
    std::ifstream in(file);
    std::set<std::string> words, wanted;
    for (std::string word; in >> word;) {
      while (word.ends_with(')')) word.pop_back();
      words.insert(word);
    }
    std::string name = folder.name;
    std::replace(name.begin(), name.end(), '/', '_');
    EXPECT_TRUE(words.contains("crawl_library(" + name)) << file;
    for (std::string needed : folder.includes) {
      std::replace(needed.begin(), needed.end(), '/', '_');
      EXPECT_TRUE(words.contains(needed)) << file << " does not need " << needed;
    }
  }
}

TEST(Layers, NoFolderHasMoreThanAFloorOfRooms) {
  std::map<std::string, int> pairs;
  for (const Source& source : sources())
    if (!source.is_header()) ++pairs[source.folder()];
  for (const auto& [folder, count] : pairs)
    EXPECT_LE(count, kMaxPairs) << folder << ": divide it by subject";
}

TEST(Layers, OurHeadersAreIncludedFromTheTopAndExist) {
  for (const Source& source : sources())
    for (const Include& include : includes_of(source))
      EXPECT_TRUE(!include.is_ours || fs::exists(fs::path(CRAWL_SOURCE_DIR) / include.target))
          << source.path << " includes \"" << include.target << '"';
}

bool is_in(const Room& room, const std::string& path) {
  if (path == "crawler/library_versions.cc") return true;
  return std::any_of(room.files.begin(), room.files.end(), [&](const std::string& file) {
    return file.ends_with('/') ? path.starts_with(file) : path == file;
  });
}

TEST(Layers, EachLibraryHasItsRoom) {
  for (const Source& source : sources())
    for (const Include& include : includes_of(source))
      for (const Room& room : kRooms)
        EXPECT_TRUE(!include.target.starts_with(room.header) || is_in(room, source.path))
            << source.path << " includes " << include.target << ", whose room is "
            << *room.files.begin();
}

// Headers that stand for a library where many files of one folder speak its language.
const std::set<std::string> kShowsLibrary = {
    "crawler/render/cdp_json.h", "explore/audit/item_values.h", "explore/mcp/mcp_json.h",
    "explore/serve/json_value.h", "parser/json/exact_json.h"};

// A word of SQL, and the name of the table or view behind it: of a list with commas each.
struct Named {
  std::string name;
  std::size_t line = 0;
};

bool is_sql_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Words, and commas and brackets as words of their own. Quotes and line ends are nothing: a
// statement may stand in several literals.
std::vector<Named> words_of(const Source& source) {
  std::vector<Named> words;
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    const std::string& line = source.lines[i];
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at;
      while (end < line.size() && is_sql_letter(line[end])) ++end;
      if (end > at) words.push_back({line.substr(at, end - at), i + 1});
      const bool is_escape = line[at] == '\\';  // "\n": no word
      if (end == at && !is_escape && line[at] != '"' && line[at] != ' ')
        words.push_back({line.substr(at, 1), i + 1});
      at = is_escape ? at + 2 : std::max(end, at + 1);
    }
  }
  return words;
}

std::vector<Named> asked_in(const Source& source) {
  static const std::set<std::string> kBefore = {"FROM", "JOIN", "INTO", "UPDATE", "TABLE"};
  std::vector<Named> asked;
  const std::vector<Named> words = words_of(source);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!kBefore.contains(words[i].name)) continue;
    asked.push_back(words[i + 1]);
    // "FROM a, b" and "FROM a x, b y".
    for (std::size_t at = i + 2; at + 1 < words.size();) {
      const bool is_alias = words[at].name != "," && words[at + 1].name == ",";
      const std::size_t comma = is_alias ? at + 1 : at;
      if (words[comma].name != "," || comma + 1 == words.size()) break;
      asked.push_back(words[comma + 1]);
      at = comma + 2;
    }
  }
  return asked;
}

// The index of `crawl search` is a file of its own, with a table of its own.
const std::set<std::string> kOwnTables = {"explore/search/search_index.cc page",
                                          "explore/search/index_building.cc page",
                                          "explore/search/index_file.cc page"};

TEST(Layers, StorageAloneKnowsTheBaseTables) {
  const std::vector<std::string> names = storage::base_table_names();
  const std::set<std::string> tables(names.begin(), names.end());
  ASSERT_TRUE(tables.contains("link") && tables.contains("url_key")) << names.size();
  ASSERT_FALSE(tables.contains("link_rows"));
  std::size_t views = 0;
  for (const Source& source : sources()) {
    if (!source.path.starts_with("explore/") && !source.path.starts_with("crawler/")) continue;
    for (const Named& asked : asked_in(source)) {
      views += asked.name.ends_with("_rows") ? 1 : 0;
      EXPECT_TRUE(!tables.contains(asked.name) ||
                  kOwnTables.contains(source.path + " " + asked.name))
          << source.path << ":" << asked.line << " asks the table " << asked.name
          << ": ask a view, see docs/schema.md";
    }
    for (const Include& include : includes_of(source))
      EXPECT_NE(include.target, "storage/sqlite/link_id.h") << source.path;
  }
  EXPECT_GT(views, 60u);
}

TEST(Layers, HowTablesAreNamedIsSeen) {
  const Source source{"x.cc",
                      {"\"SELECT 1 FROM \"", "\"page p, \"", "\"url, kept k WHERE x IN (1, 2)\"",
                       "R\"(CROSS JOIN link l", "JOIN (SELECT 1 FROM\\n  body) b\""}};
  std::string asked;
  for (const Named& each : asked_in(source)) asked += each.name + " ";
  EXPECT_EQ(asked, "page url kept link ( body ");
}

TEST(Layers, HeadersShowNoLibrary) {
  for (const Source& source : sources()) {
    if (!source.is_header() || kShowsLibrary.contains(source.path)) continue;
    for (const Include& include : includes_of(source)) {
      const bool is_foreign =
          !include.is_ours &&
          (include.target.ends_with(".hpp") ||
           (include.target.ends_with(".h") && !include.target.ends_with("intrin.h")));
      EXPECT_FALSE(is_foreign) << source.path << " shows " << include.target;
    }
  }
}

TEST(Layers, NoFileIsTooLong) {
  for (const Source& source : sources())
    EXPECT_LE(source.lines.size(), static_cast<std::size_t>(kMaxLines))
        << source.path << ": split it by ideas";
}

// Where files are compiled as one, who calls the system in another of them would get it.
TEST(Layers, NoFunctionOfAFileIsNamedLikeACallOfTheSystem) {
  constexpr std::array<std::string_view, 24> kCalls{
      " accept(", " bind(", " close(",  " connect(", " dup(",  " fork(",   " kill(",   " link(",
      " listen(", " open(", " pipe(",   " poll(",    " read(", " recv(",   " remove(", " rename(",
      " select(", " send(", " signal(", " socket(",  " stat(", " unlink(", " wait(",   " write("};
  for (const Source& source : sources()) {
    for (const std::string& line : source.lines) {
      const bool defines = line.ends_with("{") && ground::ascii::is_alpha(line[0]);
      const auto call = std::ranges::find_if(
          kCalls, [&](std::string_view one) { return line.find(one) != std::string::npos; });
      EXPECT_FALSE(defines && call != kCalls.end()) << source.path << ": " << line;
    }
  }
}

TEST(Layers, NoFolderOfOddsAndEnds) {
  static const std::set<std::string> kBanned = {"util",    "utils",  "common",
                                                "helpers", "helper", "misc"};
  for (const Source& source : sources()) {
    const fs::path path = source.path;
    for (const fs::path& part : path)
      EXPECT_FALSE(kBanned.contains(part.stem().string())) << source.path;
  }
}

TEST(Layers, EveryHeaderOpensWithItsContract) {
  for (const Source& source : sources()) {
    if (!source.is_header()) continue;
    ASSERT_FALSE(source.lines.empty()) << source.path;
    EXPECT_TRUE(source.lines[0].starts_with("// ")) << source.path << ": say what the thing is";
    EXPECT_NE(std::find(source.lines.begin(), source.lines.end(), "#pragma once"),
              source.lines.end())
        << source.path;
  }
}

}  // namespace
