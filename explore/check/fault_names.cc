#include "explore/check/fault_names.h"

#include <algorithm>
#include <cstring>

#include "explore/export/digest.h"
#include "ground/utf8.h"

namespace explore {
namespace {

int64_t hash_of(std::string_view bytes) {
  const Sha1Digest digest = sha1_of(bytes);
  int64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

// Its length ahead, so that parts can't run into each other.
void add_named(std::string& all, std::string_view part) {
  all += std::to_string(part.size());
  all += ':';
  all += part;
}

}  // namespace

storage::AskedFinding asked(const Finding& finding) {
  return {finding.id, name_of(finding.severity), hash_of(finding.sql)};
}

int64_t FaultNames::id_of(std::string_view url) {
  if (url.empty()) return 0;
  std::string text(url);
  if (const auto known = known_.find(text); known != known_.end()) return known->second;
  if (known_.size() == kMostKnown) known_.clear();
  auto id = crawl_.id_of(url);
  if (!id) {
    if (failure_) failure_ = id.error();
    return 0;
  }
  known_.emplace(std::move(text), *id);
  return *id;
}

FaultNames::Name FaultNames::of(const RowIdentity& identity,
                                const std::vector<storage::SqlValue>& row) {
  const RowIdentity::Parts parts = identity.parts_of(row);
  Name name;
  name.fault.url = id_of(parts.place);
  name.target = id_of(parts.target);
  std::string names;
  const auto add = [&](std::string_view part, bool is_told) {
    add_named(names, part);
    if (is_told && name.text.size() < kMostText)
      name.text += (name.text.empty() ? "" : " ") + std::string(part);
  };
  // A host is no URL that is known.
  if (name.fault.url == 0 && !parts.place.empty()) add(parts.place, true);
  if (!parts.target.empty()) add(parts.target, name.target == 0);
  for (const std::string& part : parts.rest) add(part, true);
  if (!names.empty()) name.fault.detail = hash_of(names);
  if (name.text.size() > kMostText)
    name.text = ground::without_cut_sequence(std::string_view(name.text).substr(0, kMostText));
  std::string repaired;
  if (!name.text.empty()) name.text = ground::repaired_utf8(name.text, repaired);
  return name;
}

}  // namespace explore
