// HostSettings: what a config file says of some hosts alone, and HostTable, which finds what holds
// for one. Thread: values; a HostTable is immutable.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crawler {

// One `[host."PATTERN"]`. What it does not say is as for all hosts.
struct HostSettings {
  // A name, lower case and ASCII, or a glob: '*' stands for any characters, dots too, '?' for one.
  // With ":8080" behind it, of that port alone.
  std::string pattern;
  std::optional<std::chrono::milliseconds> delay;
  std::optional<std::size_t> slots;   // transfers in flight, as --per-host
  std::optional<uint64_t> max_pages;  // as --max-per-host; 0: no limit
  // RE2, of URLs of these hosts, beside --include and --exclude.
  std::vector<std::string> include, exclude;
  // "Name: value"; in place of headers of these names for all hosts. They may be secrets.
  std::vector<std::string> headers;
  std::vector<std::string> cookies;  // "name=value"; secrets
  std::string auth;                  // USER:PASSWORD, sent as Basic; a secret
};

class HostTable {
 public:
  HostTable() = default;
  // Keeps what it is given, in copies.
  explicit HostTable(const std::vector<HostSettings>& hosts);

  bool empty() const { return hosts_.empty(); }
  // Of the host ("example.com", "[::1]") and port, the one section that holds: that of its very
  // name and port, that of its name, or of the patterns that match the longest (of two, the first
  // in the file). Null: none. Valid as long as the table.
  const HostSettings* find(std::string_view host, uint16_t port) const;
  // The most slots that a section gives, `otherwise` if that is more.
  std::size_t most_slots(std::size_t otherwise) const;

 private:
  std::vector<HostSettings> hosts_;
  std::unordered_map<std::string, std::size_t> names_;
  std::vector<std::size_t> globs_;  // longer ones first
};

// Whether the sections lead to the same pages: their include and exclude are alike.
bool follow_alike(const std::vector<HostSettings>& one, const std::vector<HostSettings>& other);

// Does `text` match? In time that grows with the product of both lengths at most.
bool matches_glob(std::string_view glob, std::string_view text);

// Header lines for a request to a host of that section. `secrets`: whether those may be sent that
// may open a door, the credentials among them.
std::vector<std::string> header_lines(const HostSettings& host, bool secrets);

// Its cookies as they stand in the Cookie field, "" for none.
std::string cookie_pairs(const HostSettings& host);

}  // namespace crawler
