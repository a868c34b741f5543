// What two answers of one URL have not in common. A page has changed if its content has, not its
// bytes: clock times, nonces and ids of sessions are no content, and neither is the order of links.
// Thread: pure. Errors: none but bad_alloc. Views hold as long as what they view.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store/changes.h"
#include "storage/store/records.h"

namespace storage {

struct ComparedPage {
  int status = 0;
  std::string_view redirect_to, content_type;
  std::string_view title, description, canonical, robots;  // robots: meta element and header
  std::string_view text;
  uint64_t content_hash = 0;  // of the bytes; 0: there are none
  // By lasting_link(); in any order.
  std::vector<std::string> links;
  std::vector<std::string> structured;  // syntax and JSON by lasting_json(), in any order
  std::string_view rows;                // of the user's rules: JSON, "" for none
  // What these rules leave of it: counts, where both sides have it, in the place of title,
  // description, text, links and structured data.
  std::optional<LastingHashes> lasting = {};
};

// Bits of ChangedField. Of pages that are there: of what redirects or is missing only status and
// redirect count, since nothing else of it is meant to be read.
uint32_t changed_fields(const ComparedPage& was, const ComparedPage& is);

// What has become of a page of whose fields some have changed. `was_missing`: it was not there at
// the last visit, or forbidden.
ChangeKind kind_of_change(int status_was, int status_is, uint32_t fields, bool was_missing);

// Does a visit say that it is not there?
constexpr bool is_missing(int status) { return status == 404 || status == 410; }

}  // namespace storage
