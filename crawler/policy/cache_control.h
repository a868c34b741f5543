// What an answer says of how long it may be kept (RFC 9111 5.2, 4.2).
// Thread: pure.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "storage/store/header.h"
#include "storage/store/render_record.h"

namespace crawler {

struct CacheControl {
  bool no_store = false;
  bool no_cache = false;    // also where it names headers
  bool is_private = false;  // likewise
  std::optional<std::chrono::seconds> max_age;
};
// Of all its Cache-Control headers; Pragma where there is none.
CacheControl cache_control_of(const std::vector<storage::Header>& headers);

// For how long from now on it is good, without being asked about; 0: not at all. Where the answer
// says nothing, a tenth of the time since it was changed, and of what programs and looks are made
// of an hour.
std::chrono::seconds lifetime_of(int status, const std::vector<storage::Header>& headers,
                                 storage::ResourceKind kind);

}  // namespace crawler
