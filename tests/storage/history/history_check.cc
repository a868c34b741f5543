// history_check FILE: takes every version of a crawl's pages out of its chain of deltas, and prints
// a line for each: URL, how manyeth version (from 1), status and a hash of body, text, links and
// structured data. Exit status 1, with the reason on standard error, if one can't be had, or if
// something stands against what is no successor of it.
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/database/database.h"
#include "storage/history/version_delta.h"
#include "storage/sqlite/page_reader.h"

namespace {

constexpr std::size_t kMostBytes = 1u << 30;

struct Version {
  int64_t id = 0;
  int64_t status = 0;
  std::optional<int64_t> against;
  std::string delta;
};

// FNV-1a
uint64_t hash_of(std::initializer_list<std::string_view> texts) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const std::string_view text : texts) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0x100) * 0x100000001b3;
  }
  return hash;
}

class Checker {
 public:
  explicit Checker(storage::Database& db) : db_(db), reader_(db) {}

  bool check() {
    auto url = db_.prepare(
        "SELECT DISTINCT v.url_id, u.url, u.page_id FROM page_version v "
        "LEFT JOIN url u ON u.id = v.url_id ORDER BY u.url");
    while (url.step()) check_url(url.integer(0), url.string(1), url.integer(2));
    if (db_.integer_of("SELECT count(*) FROM version_parts WHERE version_id NOT IN "
                       "(SELECT id FROM page_version)") != 0)
      complain("parts of a version that is not there", "");
    if (auto read = db_.take_failure(); !read) complain(read.error().message, "");
    return is_sound_;
  }

 private:
  void complain(const std::string& what, const std::string& url) {
    std::fprintf(stderr, "%s %s\n", what.c_str(), url.c_str());
    is_sound_ = false;
  }

  std::vector<Version> versions_of(int64_t url) {
    std::vector<Version> versions;
    auto row = db_.prepare(
        "SELECT v.id, v.status, d.against, d.delta FROM page_version v "
        "LEFT JOIN version_parts d ON d.version_id = v.id WHERE v.url_id = ?1 ORDER BY v.id DESC");
    row.with(url);
    while (row.step()) {
      Version one{row.integer(0), row.integer(1), std::nullopt, {}};
      if (!row.is_null(2)) {
        one.against = row.integer(2);
        one.delta = row.string(3);
      }
      versions.push_back(std::move(one));
    }
    return versions;
  }

  void check_url(int64_t id, const std::string& url, int64_t page) {
    std::map<int64_t, storage::PageParts> known;
    if (page != 0) known[page] = reader_.parts_of(page);
    const std::vector<Version> versions = versions_of(id);
    std::vector<std::string> lines;
    std::size_t number = versions.size();
    for (const Version& one : versions) {
      if (page != 0 && one.id >= page) complain("a version is later than the page", url);
      storage::PageParts parts;
      if (one.against) {
        const auto next = known.find(*one.against);
        const storage::PageParts* base = next != known.end() ? &next->second : nullptr;
        if (base == nullptr && *one.against != 0)
          complain("a version stands against nothing that is kept", url);
        else if (auto got = delta_.apply(one.delta, base, kMostBytes); !got)
          complain("a delta does not fit", url);
        else
          parts = std::move(*got);
      }
      known[one.id] = parts;
      char tail[64];
      std::snprintf(tail, sizeof(tail), "\t%zu\t%lld\t%016llx", number--,
                    static_cast<long long>(one.status),
                    static_cast<unsigned long long>(
                        hash_of({parts.body, parts.text, parts.links, parts.structured})));
      lines.push_back(url + tail);
    }
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) std::puts(line->c_str());
  }

  storage::Database& db_;
  storage::PageReader reader_;
  storage::VersionDelta delta_;
  bool is_sound_ = true;
};

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("usage: history_check FILE\n", stderr);
    return 2;
  }
  auto db = storage::Database::open_to_read(words[1], false);
  if (!db) {
    std::fprintf(stderr, "%s\n", db.error().message.c_str());
    return 2;
  }
  return Checker(**db).check() ? 0 : 1;
}
