// A splice: how much is taken from the base; what is skipped of it, twice, and 1 more if another
// splice follows; how much is put in; that. After the last one comes the rest of the base.
#include "storage/history/splices.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "storage/history/short_number.h"

namespace storage {
namespace {

// Past either of them a general compressor does as well or better, and the search would cost more.
constexpr std::size_t kMostSplices = 256, kMostToSearch = std::size_t{1} << 20;

// So many bytes are the same before both are read on together: a splice less costs four.
constexpr std::size_t kSample = sizeof(uint64_t);
constexpr std::size_t kMostLooks = 8;

std::size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

std::size_t common_suffix(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first -
                                  a.rbegin());
}

// Where samples stand in bytes, asked for ever later places.
class SamplePlaces {
 public:
  explicit SamplePlaces(std::string_view bytes) : bytes_(bytes) {
    if (bytes.size() < kSample) return;
    const std::size_t count = bytes.size() - kSample + 1;
    shift_ = 64 - std::bit_width(count);
    first_.assign(std::size_t{1} << std::bit_width(count), kNone);
    next_.assign(count, kNone);
    for (std::size_t at = count; at-- > 0;) {
      uint32_t& first = first_[slot(bytes_.substr(at))];
      next_[at] = std::exchange(first, static_cast<uint32_t>(at));
    }
  }

  // The first place from `from` on where `text` and the bytes begin with the same sample; their
  // end if there is none.
  std::size_t find(std::string_view text, std::size_t from) {
    if (next_.empty() || text.size() < kSample) return bytes_.size();
    uint32_t& first = first_[slot(text)];
    while (first != kNone && first < from) first = next_[first];
    std::size_t looks = 0;
    for (uint32_t at = first; at != kNone && looks < kMostLooks; at = next_[at], ++looks)
      if (std::memcmp(bytes_.data() + at, text.data(), kSample) == 0) return at;
    return bytes_.size();
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  std::size_t slot(std::string_view text) const {
    uint64_t sample = 0;
    std::memcpy(&sample, text.data(), kSample);
    return static_cast<std::size_t>(sample * 0x9e3779b97f4a7c15 >> shift_);
  }

  std::string_view bytes_;
  int shift_ = 0;
  std::vector<uint32_t> first_, next_;
};

struct Splice {
  std::size_t taken = 0, skipped = 0;
  std::string_view put_in;
};

// What is between the beginnings and ends that both have; nothing if there are too many.
std::optional<std::vector<Splice>> splices_between(std::string_view bytes, std::string_view base,
                                                   std::size_t taken) {
  std::vector<Splice> splices;
  SamplePlaces places(base);
  std::size_t at = 0, base_at = 0;
  while (at < bytes.size() || base_at < base.size()) {
    if (splices.size() == kMostSplices) return std::nullopt;
    // Where both go on with the same, the least far on in both.
    std::size_t end = bytes.size(), base_end = base.size();
    std::size_t way = end - at + base_end - base_at;
    for (std::size_t i = at; i < bytes.size() && i - at < way; ++i) {
      const std::size_t j = places.find(bytes.substr(i), base_at);
      if (j == base.size() || i - at + j - base_at >= way) continue;
      end = i;
      base_end = j;
      way = i - at + j - base_at;
    }
    splices.push_back({taken, base_end - base_at, bytes.substr(at, end - at)});
    taken = common_prefix(bytes.substr(end), base.substr(base_end));
    at = end + taken;
    base_at = base_end + taken;
  }
  return splices;
}

}  // namespace

bool append_splices(std::string_view bytes, std::string_view base, std::string* splices) {
  const std::size_t begin = common_prefix(bytes, base);
  bytes.remove_prefix(begin);
  base.remove_prefix(begin);
  const std::size_t end = common_suffix(bytes, base);
  bytes.remove_suffix(end);
  base.remove_suffix(end);
  if (std::max(bytes.size(), base.size()) > kMostToSearch) return false;
  auto found = splices_between(bytes, base, begin);
  if (!found) return false;
  if (found->empty()) found->push_back({begin, 0, {}});
  for (const Splice& one : *found) {
    append_short_number(one.taken, splices);
    append_short_number(2 * one.skipped + (&one != &found->back() ? 1 : 0), splices);
    append_short_number(one.put_in.size(), splices);
    *splices += one.put_in;
  }
  return true;
}

std::optional<std::string> take_splices(std::string_view* splices, std::string_view base,
                                        std::size_t max_bytes) {
  std::string bytes;
  for (bool more = true; more;) {
    const auto taken = take_short_number(splices), skipped = take_short_number(splices),
               put_in = take_short_number(splices);
    if (!taken || !skipped || !put_in) return std::nullopt;
    if (*taken > base.size() || *skipped / 2 > base.size() - *taken || *put_in > splices->size() ||
        bytes.size() + *taken + *put_in > max_bytes)
      return std::nullopt;
    bytes += base.substr(0, *taken);
    bytes += splices->substr(0, *put_in);
    base.remove_prefix(*taken + *skipped / 2);
    splices->remove_prefix(*put_in);
    more = *skipped % 2 != 0;
  }
  if (bytes.size() + base.size() > max_bytes) return std::nullopt;
  return bytes.append(base);
}

}  // namespace storage
