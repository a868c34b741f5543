#include "parser/url/href_resolver.h"

#include <xxhash.h>

namespace parser {

void HrefResolver::begin(std::size_t max_bytes) {
  strings_.reset(max_bytes);
  resolved_.clear();
  full_ = false;
}

void HrefResolver::set_base(const Url& base) {
  base_ = &base;
  if (++generation_ == 0) {  // wrapped: old slots would come back to life
    slots_.fill({});
    generation_ = 1;
  }
}

const ResolvedHref& HrefResolver::resolve(std::string_view raw) {
  if (raw.size() > kMaxRemembered) return resolve_anew(raw);
  const uint64_t hash = XXH3_64bits(raw.data(), raw.size());
  Slot& slot = slots_[hash % kSlots];
  if (slot.generation == generation_ && slot.hash == hash && resolved_[slot.index].raw == raw)
    return resolved_[slot.index];
  slot = {hash, generation_, static_cast<uint32_t>(resolved_.size())};
  return resolve_anew(raw);
}

const ResolvedHref& HrefResolver::resolve_anew(std::string_view raw) {
  ResolvedHref& resolved = resolved_.emplace_back();
  resolved.raw = raw;
  if (url_.assign(raw, base_) != UrlStatus::kOk) return resolved;
  url_.normalise();
  const std::string_view url = strings_.store(url_.href());
  if (url.data() == nullptr) {
    full_ = true;
    return resolved;
  }
  resolved.url = url;
  resolved.parts = UrlView::parts_of(url_);
  resolved.key = key_of(url_);
  return resolved;
}

}  // namespace parser
