// The layers of the house, read from the sources themselves: who may include whom, which C library
// has which room, and the sizes of files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

// A layer and the layers it may include.
struct Layer {
  std::string name;
  std::set<std::string> may_include;
};

const std::vector<Layer> kLayers = {
    {"parser", {"parser"}},
    {"storage", {"storage"}},
    {"terminal", {"terminal"}},
    {"crawler", {"crawler", "parser", "storage", "terminal"}},
    {"explore", {"explore", "parser", "storage", "terminal"}},
};

// explore/ and crawler/ meet in the program only.
const std::set<std::string> kMeetingPoints = {"crawler/main.cc"};

// A library's header, as a prefix of what stands in the angle brackets, and its only rooms.
struct Room {
  std::string header;
  std::set<std::string> files;
};

const std::vector<Room> kRooms = {
    {"gumbo.h", {"parser/html.cc"}},
    {"curl/", {"crawler/curl_lane.cc", "crawler/curl_transfer.cc"}},
    {"uv.h", {"crawler/event_loop.cc"}},
    {"ares.h", {"crawler/ares_channel.cc"}},
    {"sqlite3.h", {"storage/sqlite.cc", "storage/sqlite.h"}},
    {"openssl/evp.h", {"explore/export/digest.cc"}},
    {"openssl/", {"crawler/tls_roots.cc", "explore/export/digest.cc"}},
    {"expat.h", {"parser/sitemap.cc"}},
    {"unicode/uidna.h", {"parser/host.cc"}},
    {"unicode/ucnv.h", {"parser/multi_byte_index.cc"}},
    {"unicode/uchar.h", {"terminal/terminal_text.cc"}},
    {"unicode/", {"parser/host.cc", "parser/multi_byte_index.cc", "terminal/terminal_text.cc"}},
    {"libpsl.h", {"parser/url.cc"}},
    {"zlib.h", {"parser/inflate.cc"}},
    {"libdeflate.h", {"explore/export/gzip_member.cc"}},
    {"brotli/", {"parser/inflate.cc"}},
    {"re2/",
     {"crawler/admission.cc", "crawler/option_values.cc", "explore/sql_functions.cc",
      "parser/extract/pattern.cc"}},
    {"toml++/", {"parser/extract/rules_file.cc"}},
    {"CLI/", {"crawler/options.cc"}},
    {"microhttpd.h", {"explore/serve/http_server.cc"}},
};

constexpr int kMaxLines = 600;

struct Source {
  std::string path;  // from the top, with '/'
  std::vector<std::string> lines;
  std::string layer() const { return path.substr(0, path.find('/')); }
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
  for (const Layer& layer : kLayers) {
    if (!fs::exists(top / layer.name)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(top / layer.name)) {
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

TEST(Layers, IncludesPointOneWay) {
  for (const Source& source : sources()) {
    const auto layer = std::find_if(kLayers.begin(), kLayers.end(), [&](const Layer& candidate) {
      return candidate.name == source.layer();
    });
    for (const Include& include : includes_of(source)) {
      if (!include.is_ours) continue;
      const std::string target = include.target.substr(0, include.target.find('/'));
      const bool is_allowed = layer->may_include.contains(target) ||
                              (target == "explore" && kMeetingPoints.contains(source.path));
      EXPECT_TRUE(is_allowed) << source.path << " may not include \"" << include.target << '"';
    }
  }
}

TEST(Layers, OurHeadersAreIncludedFromTheTopAndExist) {
  for (const Source& source : sources())
    for (const Include& include : includes_of(source))
      EXPECT_TRUE(!include.is_ours || fs::exists(fs::path(CRAWL_SOURCE_DIR) / include.target))
          << source.path << " includes \"" << include.target << '"';
}

TEST(Layers, EachLibraryHasItsRoom) {
  for (const Source& source : sources())
    for (const Include& include : includes_of(source))
      for (const Room& room : kRooms)
        EXPECT_TRUE(!include.target.starts_with(room.header) || room.files.contains(source.path))
            << source.path << " includes " << include.target << ", whose room is "
            << *room.files.begin();
}

// Headers that stand for a library where many files of one folder speak its language.
const std::set<std::string> kShowsLibrary = {"storage/sqlite.h", "explore/serve/json_value.h"};

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
