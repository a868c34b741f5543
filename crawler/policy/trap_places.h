// TrapPlaces: where the rules against traps left URLs out, for the summary of a run. Thread: the
// loop's. Memory: kMaxPlaces and their URLs; past that no new place is taken, and the total of the
// store's counts still has all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "parser/url/url.h"
#include "storage/store/records.h"

namespace crawler {

struct TrapPlace {
  storage::Reason reason = storage::Reason::kNone;
  std::string url;     // the first one left out; of a path with many queries: the path and '?'
  uint64_t times = 0;  // that this run left one out
};

class TrapPlaces {
 public:
  static constexpr std::size_t kMaxPlaces = 1000;

  // Does nothing for a reason that is no trap's.
  void note(storage::Reason reason, const parser::Url& url);
  // The three worst of each reason, the worst first.
  std::vector<TrapPlace> worst() const;
  std::size_t size() const { return places_.size(); }

 private:
  // A place is a site, of queries a path.
  std::map<std::pair<storage::Reason, std::string>, TrapPlace> places_;
};

}  // namespace crawler
