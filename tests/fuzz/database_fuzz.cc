// A damaged database through storage's opener and the verbs of a crawl: each answers or fails, none
// crashes or hangs. The input is the damage done to a small crawl's file: an even byte, then
// patches of its bytes; or an odd one, then values of its tables changed to what SQLite takes and
// we never write.
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "storage/sqlite/sqlite_store.h"
#include "tests/fuzz/require.h"
#include "tests/storage/store/store_testing.h"

namespace {

using fuzz::require;
using fuzz::take_byte;
using namespace storage;  // NOLINT(google-build-using-namespace): the whole test is about it

// Small pages: more of them for the same tables. A small cache: less to clear for each input.
constexpr SqliteTuning kTuning{
    .page_bytes = 1024, .key_cache_bytes = 8u << 10, .cache_bytes = 1u << 20};

struct Column {
  std::string table, name;
};

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

StoreOptions options() {
  StoreOptions options;
  options.link_kinds = {{0, "a", /*is_content=*/true}, {1, "redirect"}};
  options.key_of_url = [](std::string_view url) { return key_of(std::string(url)).url; };
  return options;
}

// Leaves at least one row in every table.
void crawl_a_little(Store& store) {
  require(store.begin_run({"0.1", "{}"}).ok(), "a run begins");
  require(store
              .add(new_urls({"http://a.test/", "http://a.test/1", "http://a.test/2",
                             "http://b.test/", "http://b.test/1", "http://c.test/"}))
              .ok(),
          "URLs are added");
  const LeaseAnswer lent = *store.lease({4, 2});
  require(lent.leases.size() == 4, "URLs are lent");
  PageCommit page = page_of(lent.leases[0], 200, {link_to("http://a.test/new", 1, 7)});
  page.page.text = "Words.";
  page.page.headers = {{"Server", "x"}};
  require(store.commit({&page, 1}).ok(), "a page is kept");
  std::vector<Release> ends(3);
  for (std::size_t i = 0; i < ends.size(); ++i)
    ends[i] = {lent.leases[i + 1].token, lent.leases[i + 1].key, Release::How::kRetry, {}, "", {}};
  ends[0].delay = Milliseconds(3'600'000);
  ends[1].how = Release::How::kFail;
  ends[1].reason = Reason::kDns;
  require(store.release(ends).ok(), "leases end");
  HostUpdate host;
  host.host_key = lent.leases[0].key.host;
  host.robots_status = 200;
  host.robots_txt = "User-agent: *\nDisallow: /x\n";
  host.crawl_delay = Milliseconds(100);
  require(store.update_hosts({&host, 1}).ok(), "a host is updated");
  require(store.end_run({"finished", 1, 100}).ok(), "a run ends");
}

// The page is visited again and has changed; what it leads to has not been visited yet.
void update_a_little(Store& store) {
  require(store.begin_update(all()).ok() && store.begin_run({"0.1", "{}"}).ok(),
          "an update begins");
  require(store.queue_due(10)->queued > 0, "what is fetched is due");
  for (int turn = 0; turn < 2; ++turn) {
    const LeaseAnswer lent = *store.lease({10, 10});
    for (const Lease& lease : lent.leases) {
      const PageCommit page = with_text(lease, lease.revisit ? "Other words." : "New.");
      require(store.commit({&page, 1}).ok(), "a page is kept");
    }
    require(store.queue_due(10).ok(), "what is due waits");
  }
  require(store.end_run({"interrupted", 1, 100}).ok(), "an update ends");
}

std::string sound_file() {
  const std::string path = folder().file("sound.db");
  auto store = SqliteStore::open(path, options(), {}, kTuning);
  require(store.ok(), "a new file opens");
  crawl_a_little(**store);
  update_a_little(**store);
  store->reset();
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Column> columns_of(const std::string& path) {
  auto db = Database::open(path);
  require(db.ok(), "a sound file opens");
  std::vector<Column> columns;
  Statement rows = (*db)->prepare(
      "SELECT s.name, c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c "
      "WHERE s.type = 'table' ORDER BY s.name, c.cid");
  while (rows.step()) columns.push_back({rows.string(0), rows.string(1)});
  require(columns.size() > 50, "the tables have columns");
  return columns;
}

void write_file(const std::string& path, std::string_view bytes) {
  for (const char* companion : {"-wal", "-shm", "-journal"})
    std::filesystem::remove(path + companion);
  std::ofstream(path, std::ios::binary) << bytes;
}

// Three bytes of place, one of length, and so many bytes. A length of 255 cuts the file there.
std::string patched(std::string bytes, std::string_view patches) {
  while (patches.size() > 4) {
    std::size_t at = take_byte(patches);
    at = at << 8 | take_byte(patches);
    at = (at << 8 | take_byte(patches)) % bytes.size();
    const std::size_t length = take_byte(patches);
    if (length == 255) {
      bytes.resize(at + 1);
      continue;
    }
    for (std::size_t i = 0; i < length && !patches.empty() && at + i < bytes.size(); ++i)
      bytes[at + i] = static_cast<char>(take_byte(patches));
  }
  return bytes;
}

// Each edit: column, row, value.
void edit(const std::string& path, std::string_view edits) {
  static const std::vector<Column> kColumns = columns_of(folder().file("sound.db"));
  static constexpr std::array kValues = {"9223372036854775807",
                                         "-9223372036854775808",
                                         "9223372036854775806",
                                         "-1",
                                         "0",
                                         "1",
                                         "4294967296",
                                         "'text'",
                                         "x'00FF'",
                                         "1e300",
                                         "''",
                                         "255",
                                         "'http://a.test/'",
                                         "NULL",
                                         "zeroblob(100000)",
                                         "77"};
  auto db = Database::open(path);
  require(db.ok(), "a sound file opens");
  while (edits.size() >= 3) {
    const Column& column = kColumns[take_byte(edits) % kColumns.size()];
    const std::string offset = std::to_string(take_byte(edits) % 8);
    const uint8_t value = take_byte(edits);
    const std::string where = " WHERE " + column.name + " IS (SELECT " + column.name + " FROM " +
                              column.table + " ORDER BY 1 LIMIT 1 OFFSET " + offset + ")";
    (*db)->exec(value == 255 ? "DELETE FROM " + column.table + where
                             : "UPDATE OR IGNORE " + column.table + " SET " + column.name + " = " +
                                   kValues[value % kValues.size()] + where);
    const auto refused = (*db)->take_failure();  // NOT NULL, a rowid that is no integer
    static_cast<void>(refused.ok());
  }
}

void check_counts(Store& store) {
  const auto stats = store.stats();
  if (!stats.ok()) return;
  const Stats& s = stats.value();
  require(s.discovered == s.waiting + s.fetched + s.skipped + s.failed, "counts add up");
}

void end_leases(Store& store, const LeaseAnswer& lent) {
  std::vector<PageCommit> pages;
  std::vector<Release> ends;
  for (const Lease& lease : lent.leases) {
    if (ends.size() == pages.size())
      pages.push_back(
          with_text(lease, "Again.", {link_to("http://a.test/3", 1), link_to(lease.url, 0)}));
    else
      ends.push_back({lease.token, lease.key, static_cast<Release::How>(ends.size() % 5),
                      ends.size() % 2 == 0 ? Reason::kDns : Reason::kRobots, "x", Milliseconds(1)});
  }
  const bool kept = store.commit(pages).ok();
  const bool ended = store.release(ends).ok();
  static_cast<void>(kept && ended);  // either is right on a damaged file
}

// What a crawl asks of its store. Each answer may be an error.
bool crawl_on(const std::string& path) {
  auto opened = SqliteStore::open(path, options(), {}, kTuning);
  if (!opened.ok()) {
    require(opened.error().message.find(path) != std::string::npos, "an error names the file");
    return false;
  }
  Store& store = **opened;
  check_counts(store);
  bool ok = store.begin_update(all()).ok();
  ok &= store.begin_run({"0.1", "{}"}).ok();
  ok &= store.queue_due(4).ok();
  ok &= store.add(new_urls({"http://a.test/", "http://a.test/x", "http://d.test/"})).ok();
  for (int turn = 0; turn < 3; ++turn) {
    const auto lent = store.lease({5, 2});
    if (lent.ok()) end_leases(store, lent.value());
    ok &= store.queue_due(4).ok();
  }
  const HostHold hold{key_of("http://b.test/").host, Milliseconds(1000)};
  ok &= store.hold_hosts({&hold, 1}).ok();
  ok &= store.lease({100, 100}).ok();
  const std::array keys = {key_of("http://a.test/"), key_of("http://a.test/none")};
  ok &= store.look_up(keys).ok() && store.host_extremes(10).ok() && store.visit_counts().ok();
  check_counts(store);
  return store.end_run({"finished", 1, 1}).ok() && ok;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string kSound = sound_file();
  static const std::string kPath = folder().file("damaged.db");
  std::string_view damage = fuzz::text_of(data, size);
  const bool by_values = (take_byte(damage) & 1) != 0;
  write_file(kPath, by_values ? kSound : patched(kSound, damage));
  if (by_values) edit(kPath, damage);
  const bool fine = crawl_on(kPath) && crawl_on(kPath);
  require(fine || !damage.empty(), "a file without damage opens and works");
  return 0;
}
