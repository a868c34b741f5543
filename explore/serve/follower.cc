// The overview and the map are sums over all pages, and no query can compute them in a few
// milliseconds. But pages are only ever added, so they are read once, in the order of their ids,
// and from then on only the new ones. If the file is replaced, the reading starts again. Results
// are published as finished JSON, which requests share.
#include "explore/serve/follower.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "explore/serve/json_value.h"

namespace explore {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kBetweenLooks{500};
constexpr milliseconds kLongestTurn{200};  // of reading, until what was read is shown
constexpr milliseconds kQuestionLimit{20'000};
constexpr std::chrono::seconds kStillRunning{60};  // since the last page
constexpr int kPagesAtOnce = 1000;
constexpr std::size_t kMostInMap = 300;

template <typename Map>
Json pairs_of(const Map& counts) {
  Json pairs = Json::array();
  for (const auto& [what, count] : counts) pairs.push_back({what, count});
  return pairs;
}

Json json_of_times(const Summary& summary) {
  return {{"p50", summary.time_at(0.5)},
          {"p90", summary.time_at(0.9)},
          {"p95", summary.time_at(0.95)},
          {"p99", summary.time_at(0.99)}};
}

Json json_of_timeline(const Timeline& timeline) {
  Json pages = Json::array();
  Json failures = Json::array();
  Json bytes = Json::array();
  for (const Timeline::Span& span : timeline.spans()) {
    pages.push_back(span.pages);
    failures.push_back(span.failures);
    bytes.push_back(span.bytes);
  }
  return {{"start_ms", timeline.start_ms()},
          {"span_s", timeline.span_seconds()},
          {"pages", pages},
          {"failures", failures},
          {"bytes", bytes}};
}

Json rows_of(storage::Database& db, std::string_view sql) {
  storage::Statement row = db.prepare(sql);
  Json rows = Json::array();
  while (row.step()) rows.push_back(object_of(row));
  return rows;
}

Json json_of_folder(const FolderTree::Folder& folder) {
  return {{"name", folder.name},         {"pages", folder.pages},
          {"bytes", folder.bytes},       {"failures", folder.failures},
          {"total_ms", folder.total_ms}, {"folders", folder.inner.size()}};
}

}  // namespace

Follower::Follower(std::string path)
    : file_(std::move(path), is_ending_), thread_([this] { follow(); }) {}

Follower::~Follower() {
  {
    const ground::MutexLock lock(mutex_);
    is_ending_ = true;
  }
  ending_.wake_all();
  thread_.join();
}

Follower::Overview Follower::overview() const {
  const ground::MutexLock lock(mutex_);
  return overview_;
}

std::optional<Follower::Map> Follower::map(std::string_view place) const {
  const ground::MutexLock lock(mutex_);
  const FolderTree& tree = summary_.folders();
  const FolderTree::Folder* folder = tree.find(place);
  if (folder == nullptr) return std::nullopt;
  std::vector<const FolderTree::Folder*> inner;
  for (const auto& [name, index] : folder->inner) inner.push_back(&tree.folder(index));
  const std::size_t shown = std::min(inner.size(), kMostInMap);
  std::partial_sort(inner.begin(), inner.begin() + static_cast<std::ptrdiff_t>(shown), inner.end(),
                    [](const auto* a, const auto* b) { return a->pages > b->pages; });
  Json folders = Json::array();
  FolderTree::Folder own = *folder;  // what lies in the folder itself, and what is not shown
  for (std::size_t i = 0; i < shown; ++i) {
    folders.push_back(json_of_folder(*inner[i]));
    own.pages -= inner[i]->pages;
    own.bytes -= inner[i]->bytes;
    own.failures -= inner[i]->failures;
    own.total_ms -= inner[i]->total_ms;
  }
  const Json answer{{"place", place},
                    {"here", json_of_folder(*folder)},
                    {"own", json_of_folder(own)},
                    {"folders", folders},
                    {"not_shown", inner.size() - shown}};
  return Map{overview_.version,
             answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

void Follower::follow() {
  while (!is_ending_) {
    bool is_complete = true;
    try {
      const auto read =
          file_.ask(kQuestionLimit, [&](CrawlFile& file) { return read_on(file, &is_complete); });
      if (!read && !is_ending_) publish_problem(read.error().message);
    } catch (const std::exception& error) {
      publish_problem(error.what());
    }
    if (is_complete) sleep();
  }
}

void Follower::sleep() {
  const auto next_look = steady_clock::now() + kBetweenLooks;
  const ground::MutexLock lock(mutex_);
  while (!is_ending_ && ending_.wait_until(mutex_, next_look)) {
  }
}

ground::Result<void> Follower::read_on(CrawlFile& file, bool* is_complete) {
  storage::Database& db = file.database();
  if (generation_ != file_.generation()) {
    generation_ = file_.generation();
    data_version_ = -1;
    run_id_ = -1;
    last_page_id_ = 0;
    last_fetched_ms_ = 0;
    const ground::MutexLock lock(mutex_);
    summary_ = Summary();
  }
  const int64_t version = db.integer_of("PRAGMA data_version");
  if (version == data_version_ && is_recent() == was_recent_) return {};
  if (const int64_t run = db.integer_of("SELECT max(id) FROM run_rows"); run != run_id_) {
    run_id_ = run;
    run_start_ms_ = db.integer_of("SELECT started_ms FROM run_rows ORDER BY id DESC LIMIT 1");
    const ground::MutexLock lock(mutex_);
    summary_.start_run(run_start_ms_);
  }
  *is_complete = read_pages(db);
  if (db.failed()) return {};
  publish(db, *is_complete);
  // Only now: where there is more, the next turn reads on.
  data_version_ = *is_complete ? version : -1;
  return {};
}

bool Follower::is_recent() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const milliseconds last(std::max(last_fetched_ms_, run_start_ms_));
  return now - kStillRunning < last;
}

bool Follower::read_pages(storage::Database& db) {
  const auto began = steady_clock::now();
  storage::Statement rows = db.prepare(
      "SELECT p.id, p.status, p.content_type, p.size, p.transferred, p.total_ms, p.fetched_ms, "
      "u.depth, u.url FROM page_rows p JOIN url_rows u ON u.id = p.url_id "
      "WHERE p.id > ?1 ORDER BY p.id LIMIT ?2");
  for (;;) {
    int count = 0;
    rows.with(last_page_id_, kPagesAtOnce);
    const ground::MutexLock lock(mutex_);
    for (; rows.step(); ++count) {
      last_page_id_ = rows.integer(0);
      last_fetched_ms_ = rows.integer(6);
      summary_.add({rows.integer(1), rows.text(2), rows.natural(3), rows.natural(4),
                    rows.natural(5), last_fetched_ms_, rows.integer(7), rows.text(8)});
    }
    if (count < kPagesAtOnce) return true;
    if (steady_clock::now() - began > kLongestTurn) return false;
  }
}

void Follower::publish(storage::Database& db, bool is_complete) {
  Json json;
  json["states"] = rows_of(
      db, "SELECT state, reason, urls AS n FROM url_counts WHERE urls > 0 ORDER BY urls DESC");
  json["run"] = rows_of(db,
                        "SELECT started_ms, ended_ms, end_reason, pages, bytes, version "
                        "FROM run_rows ORDER BY id DESC LIMIT 1");
  json["hosts"] =
      rows_of(db,
              "SELECT origin, pages, failed, bytes, total_ms, last_error FROM host_rows "
              "WHERE pages + failed > 0 ORDER BY pages DESC, id LIMIT 10");
  json["host_count"] = db.integer_of("SELECT count(*) FROM host_rows");
  json["links"] = db.integer_of("SELECT links FROM link_count");
  if (db.failed()) return;
  const bool has_ended = json["run"].empty() || json["run"][0].contains("ended_ms");
  was_recent_ = is_recent();
  json["is_running"] = !has_ended && was_recent_;
  json["is_complete"] = is_complete;
  json["last_fetched_ms"] = last_fetched_ms_;
  {
    const ground::MutexLock lock(mutex_);
    json["pages"] = summary_.pages();
    json["bytes"] = summary_.bytes();
    json["transferred"] = summary_.transferred();
    json["statuses"] = pairs_of(summary_.statuses());
    json["types"] = pairs_of(summary_.types());
    json["depths"] = pairs_of(summary_.depths());
    json["sizes"] = summary_.sizes();
    json["times"] = json_of_times(summary_);
    json["timeline"] = json_of_timeline(summary_.timeline());
  }
  set_overview(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Follower::publish_problem(std::string_view words) {
  set_overview(Json{{"error", words}}.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Follower::set_overview(std::string json) {
  const ground::MutexLock lock(mutex_);
  if (overview_.json == json) return;
  overview_.json = std::move(json);
  ++overview_.version;
}

}  // namespace explore
