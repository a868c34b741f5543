#include "storage/history/lasting_hashes.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdint>

#include "storage/history/passing_parts.h"

namespace storage {
namespace {

uint64_t joined_hash(const std::vector<uint64_t>& parts) {
  return XXH3_64bits(parts.data(), parts.size() * sizeof(uint64_t));
}

uint64_t hash_of_words(std::string_view text) {
  return joined_hash(lasting_words(text, false).hashes);
}

uint64_t hash_of_set(const std::vector<std::string>& texts) {
  std::vector<uint64_t> members;
  members.reserve(texts.size());
  for (const std::string& text : texts) members.push_back(XXH3_64bits(text.data(), text.size()));
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return joined_hash(members);
}

}  // namespace

LastingHashes lasting_hashes(const LastingContent& content) {
  LastingHashes hashes;
  hashes.title = hash_of_words(content.title);
  hashes.description = hash_of_words(content.description);
  hashes.text = hash_of_words(content.text);
  std::vector<std::string> links;
  links.reserve(content.links.size());
  for (const std::string_view link : content.links) links.push_back(lasting_link(link));
  hashes.links = hash_of_set(links);
  std::vector<std::string> structured;
  structured.reserve(content.structured.size());
  for (const LastingContent::Item& item : content.structured)
    structured.push_back(std::to_string(item.syntax) + '\t' +
                         lasting_json(item.json, lasting_link));
  hashes.structured = hash_of_set(structured);
  return hashes;
}

}  // namespace storage
