#include "explore/check/row_identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/export/digest.h"
#include "ground/ascii.h"

namespace explore {
namespace {

// What may be there or not, or be another, though the fault is the same: where a redirect leads,
// which of several pages is named, in which order equal pages were fetched.
constexpr std::array<std::string_view, 11> kPassingColumns = {
    "for_example", "example", "found_on",  "same_as", "resembles", "leads_to",
    "final",       "next",    "first_hop", "answer",  "detail"};

constexpr std::array<std::string_view, 26> kNamingColumns = {
    "agent",    "attribute", "cookie", "directive", "domain", "element", "field",
    "fragment", "header",    "host",   "hreflang",  "id",     "kind",    "lang",
    "name",     "origin",    "param",  "property",  "rel",    "rule",    "site",
    "selector", "sitemap",   "src",    "syntax",    "word"};

// Its length ahead of each part, so that parts can't run into each other.
void add_part(std::string& all, std::string_view part) {
  all += std::to_string(part.size());
  all += ':';
  all += part;
}

std::string text_of_value(const storage::SqlValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  const auto* blob = std::get_if<storage::Blob>(&value);
  return blob == nullptr ? "" : std::string(blob->bytes);
}

}  // namespace

bool is_web_address(std::string_view text) {
  return ground::ascii::starts_with(text, "http://") ||
         ground::ascii::starts_with(text, "https://");
}

Naming naming_of(std::string_view column) {
  if (std::ranges::find(kPassingColumns, column) != kPassingColumns.end()) return Naming::kNever;
  if (std::ranges::find(kNamingColumns, column) != kNamingColumns.end()) return Naming::kAlways;
  return Naming::kIfUrl;
}

std::string UrlMap::swapped(std::string_view url, bool is_forth) const {
  for (const auto& [from, to] : pairs_) {
    const std::string& beginning = is_forth ? from : to;
    if (url.starts_with(beginning))
      return (is_forth ? to : from) + std::string(url.substr(beginning.size()));
  }
  return std::string(url);
}

std::string hex_of(const Identity& identity) {
  std::string text;
  for (const uint8_t byte : identity) text += fmt::format("{:02x}", byte);
  return text;
}

RowIdentity::RowIdentity(const Finding& finding, const std::vector<std::string>& columns,
                         const UrlMap& map)
    : finding_(finding), map_(map) {
  naming_.reserve(columns.size());
  for (const std::string& column : columns) naming_.push_back(naming_of(column));
}

Identity RowIdentity::of(const std::vector<storage::SqlValue>& row) const {
  std::string all;
  add_part(all, finding_.id);
  bool names_anything = false;
  for (std::size_t i = 0; i < row.size() && i < naming_.size(); ++i) {
    if (naming_[i] == Naming::kNever) continue;
    const auto* text = std::get_if<std::string_view>(&row[i]);
    if (naming_[i] == Naming::kIfUrl && (text == nullptr || !is_web_address(*text))) continue;
    add_part(all, text == nullptr ? text_of_value(row[i]) : map_.mapped(*text));
    names_anything = true;
  }
  // A list of words, or of numbers: by what stands first.
  if (!names_anything && !row.empty()) add_part(all, text_of_value(row[0]));
  const Sha1Digest digest = sha1_of(all);
  Identity identity;
  std::copy_n(digest.begin(), identity.size(), identity.begin());
  return identity;
}

RowIdentity::Parts RowIdentity::parts_of(const std::vector<storage::SqlValue>& row) const {
  Parts parts;
  for (std::size_t i = 0; i < row.size() && i < naming_.size(); ++i) {
    if (naming_[i] == Naming::kNever) continue;
    const auto* text = std::get_if<std::string_view>(&row[i]);
    const bool is_url = text != nullptr && is_web_address(*text);
    if (is_url && parts.place.empty())
      parts.place = *text;
    else if (is_url && parts.target.empty())
      parts.target = *text;
    else if (is_url || naming_[i] == Naming::kAlways)
      parts.rest.push_back(text_of_value(row[i]));
  }
  if (parts.place.empty() && parts.rest.empty() && !row.empty())
    parts.rest.push_back(text_of_value(row[0]));
  return parts;
}

std::vector<std::string_view> RowIdentity::urls_of(
    const std::vector<storage::SqlValue>& row) const {
  std::vector<std::string_view> urls;
  for (std::size_t i = 0; i < row.size() && i < naming_.size(); ++i) {
    const auto* text = std::get_if<std::string_view>(&row[i]);
    if (text != nullptr && naming_[i] != Naming::kNever && is_web_address(*text))
      urls.push_back(*text);
  }
  return urls;
}

}  // namespace explore
