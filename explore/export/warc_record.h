// Records of WARC 1.1 (ISO 28500:2017), as bytes.
// Thread: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explore/export/digest.h"

namespace explore {

struct WarcRecord {
  std::string_view type;  // "response"
  std::string id;         // <urn:uuid:…>
  std::string date;       // "2026-01-31T12:00:00.000Z"
  std::string target;     // "" for none
  std::string_view content_type;
  std::vector<std::pair<std::string_view, std::string>> more;  // further named fields
  // The block: a head, and what follows it.
  std::string_view head;
  std::string_view payload;
};

// Whole, with the two line ends behind it. Its block digest is made here. `is_plain`: not as a gzip
// member.
void append_record(const WarcRecord& record, bool is_plain, std::string* out);

// "<urn:uuid:…>", made from what the record is about.
std::string record_id(std::string_view type, std::string_view target, std::string_view date,
                      std::string_view content);

// A URL as a named field may have it: nothing in it ends the line or parts it.
std::string as_target(std::string_view url);

}  // namespace explore
