// ResourceCache: what pages ask for while they are rendered, so that each script and style of a
// site is asked for once. A cache of HTTP (RFC 9111) for the time of a run: it keeps what may be
// kept, for as long as its server says, asks whether it is still so afterwards, and has one request
// for a URL under way at a time: who wants it meanwhile waits for that answer. What is private is
// for pages of one site. Scripts, styles and fonts of which nothing says how long they are good are
// good for an hour. Thread: one owner. Time is an argument. Errors: none.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/store/header.h"
#include "storage/store/render_record.h"

namespace crawler {

struct ResourceWish {
  std::string url;
  std::string method = "GET";
  storage::ResourceKind kind = storage::ResourceKind::kOther;
  std::vector<storage::Header> headers = {};  // as they would be sent
  std::string site;                           // the registrable domain of the page
};

// An answer as a browser is given it.
struct KeptResource {
  int status = 0;
  std::string status_line;
  std::vector<storage::Header> headers;
  std::string body;  // inflated
};

class ResourceCache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Waiter = uint64_t;  // the caller's number of a wish, no two alike
  using Answer = std::shared_ptr<const KeptResource>;

  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  explicit ResourceCache(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  struct Found {
    enum class What : uint8_t {
      kKept,     // here it is
      kAwaited,  // another asks for it: answered() or failed() will name the waiter
      kAsk,      // to be asked for, with `conditions`; answered() or failed() must follow
    };
    What what = What::kAsk;
    Answer answer = nullptr;
    std::vector<storage::Header> conditions = {};
  };
  Found find(Waiter waiter, const ResourceWish& wish, TimePoint now);

  // What became of those that wait: `served` have the answer, `again` must find() it anew.
  struct Settled {
    Answer answer = nullptr;  // the one to be given; of a 304 the one that was kept
    std::vector<Waiter> served, again;
  };
  // To one who was told to ask. `served` is without it.
  Settled answered(Waiter asker, KeptResource answer, TimePoint now);
  // No answer came; nor does one for those in `served`, who would ask the same.
  Settled failed(Waiter asker);
  // Nobody waits any more. Of one who asks, the others must find() it anew.
  std::vector<Waiter> forget(Waiter waiter);

  std::size_t bytes() const { return bytes_; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Answer answer;
    std::vector<storage::Header> varied;  // the headers of the request that it depends on
    TimePoint good_until;
    bool is_only_checked = false;  // to be asked about each time (no-cache)
    std::size_t bytes = 0;
  };
  struct Flight {
    Waiter asker = 0;
    ResourceWish wish;
    Answer known;  // what it asks about, if it sends conditions
    std::vector<std::pair<Waiter, std::vector<storage::Header>>> waiters;
  };
  using Entries = std::list<Entry>;

  // Of the URL, for all pages or for those of one site.
  Entries::iterator entry_for(const ResourceWish& wish);
  void keep(const ResourceWish& wish, Answer answer, TimePoint now);
  void invalidate(const ResourceWish& wish);
  void drop(Entries::iterator entry);
  static Answer refreshed(const KeptResource& kept, const KeptResource& answer);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  Entries entries_;  // what was wanted last stands first
  std::unordered_map<std::string, Entries::iterator> by_key_;
  std::unordered_map<std::string, Flight> flights_;    // by site and URL
  std::unordered_map<Waiter, std::string> flight_of_;  // of askers and waiters
};

}  // namespace crawler
