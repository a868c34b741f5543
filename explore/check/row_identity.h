// RowIdentity: what makes a row of a finding the same fault in another crawl. That is the finding
// and those of the row's values that name things: URLs, places on pages, hosts; and not what
// changes from run to run though the fault stays: counts, times, sizes, answers, examples, texts.
// Found by the names of columns and the look of values, so that a new finding needs no entry.
// Thread: pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explore/findings/findings.h"
#include "storage/database/sql_value.h"

namespace explore {

bool is_web_address(std::string_view text);

enum class Naming {
  kAlways,  // the column names a thing: "fragment", "header"
  kIfUrl,   // where its value is a URL
  kNever,   // one of many that would do ("for_example"), or chosen by chance ("found_on")
};
Naming naming_of(std::string_view column);

// URLs of one site that stand for those of another: staging and production.
class UrlMap {
 public:
  // `from`, `to`: beginnings of URLs.
  void add(std::string from, std::string to) {
    pairs_.emplace_back(std::move(from), std::move(to));
  }
  // The URL as the baseline would have it.
  std::string mapped(std::string_view url) const { return swapped(url, true); }
  // And as this crawl would.
  std::string unmapped(std::string_view url) const { return swapped(url, false); }

 private:
  std::string swapped(std::string_view url, bool is_forth) const;

  std::vector<std::pair<std::string, std::string>> pairs_;
};

// 16 bytes of a digest.
using Identity = std::array<uint8_t, 16>;
std::string hex_of(const Identity& identity);

class RowIdentity {
 public:
  // Both outlive this.
  RowIdentity(const Finding& finding, const std::vector<std::string>& columns, const UrlMap& map);

  Identity of(const std::vector<storage::SqlValue>& row) const;
  // The URLs among the values that name things; the first is where the row is.
  std::vector<std::string_view> urls_of(const std::vector<storage::SqlValue>& row) const;

 private:
  const Finding& finding_;
  const UrlMap& map_;
  std::vector<Naming> naming_;
};

}  // namespace explore
