// A change of a page is found twice or more: in its text, its body, its headers, each time with the
// sizes in front. Between them the place in the base stays or moves by what came in or went, so
// that what goes on is looked for there first, and only then anywhere in the base, by an index of
// short runs of bytes. The search ends as soon as the script is longer than what it is to undercut,
// which bounds it: a run of the base is looked for only where the new bytes of the script grow.
#include "storage/history/edit_script.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "ground/word_hash.h"

namespace storage {
namespace {

constexpr unsigned kBitsOfByte = 7;
constexpr std::size_t kMostBase = 1u << 20;  // the index is eight times as large
constexpr std::size_t kRun = 8;              // bytes that are looked for in the index
// Less than that costs as much as it saves: to go on at the same place, or to move.
constexpr std::size_t kLeastSame = 3, kLeastMoved = 8;
constexpr int kMostTries = 32;  // runs that are the same, of one place
constexpr uint32_t kNone = UINT32_MAX;

void append_number(uint64_t number, std::string* script) {
  for (; number >> kBitsOfByte != 0; number >>= kBitsOfByte)
    *script += static_cast<char>(number | 0x80);
  *script += static_cast<char>(number);
}

std::optional<uint64_t> take_number(std::string_view* script) {
  uint64_t number = 0;
  for (unsigned shift = 0; shift < 5 * kBitsOfByte && !script->empty(); shift += kBitsOfByte) {
    const auto byte = static_cast<unsigned char>(script->front());
    script->remove_prefix(1);
    number |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

uint64_t folded(int64_t move) {
  return move < 0 ? (static_cast<uint64_t>(-(move + 1)) << 1 | 1)
                  : static_cast<uint64_t>(move) << 1;
}

int64_t unfolded(uint64_t number) {
  const auto half = static_cast<int64_t>(number >> 1);
  return (number & 1) != 0 ? -half - 1 : half;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first -
      a.begin());
}

std::string_view from(std::string_view bytes, std::size_t place) {
  return bytes.substr(std::min(place, bytes.size()));
}

// Where runs of bytes stand in the base.
class Runs {
 public:
  explicit Runs(std::string_view base) : base_(base) {
    if (base.size() < kRun) return;
    before_.resize(base.size() - kRun + 1);
    for (std::size_t place = 0; place < before_.size(); ++place) {
      uint32_t& last = last_[slot(base.data() + place)];
      before_[place] = last;
      last = static_cast<uint32_t>(place);
    }
  }

  struct Found {
    std::size_t place = 0, size = 0;
  };
  // The longest beginning of `bytes` that is in the base, of those tried; nearest to `expected` of
  // the longest.
  Found longest(std::string_view bytes, std::size_t expected) const {
    Found found;
    if (bytes.size() < kRun || before_.empty()) return found;
    const auto away = [expected](std::size_t place) {
      return place < expected ? expected - place : place - expected;
    };
    uint32_t place = last_[slot(bytes.data())];
    for (int tries = 0; place != kNone && tries < kMostTries; place = before_[place], ++tries) {
      const std::size_t size = common_prefix(bytes, from(base_, place));
      if (size > found.size || (size == found.size && away(place) < away(found.place)))
        found = {place, size};
    }
    return found;
  }

 private:
  std::size_t slot(const char* run) const {
    uint64_t word = 0;
    std::memcpy(&word, run, kRun);
    return ground::word_hash::mix(word) >> (64 - kSlotBits);
  }

  static constexpr unsigned kSlotBits = 16;
  std::string_view base_;
  std::vector<uint32_t> last_ = std::vector<uint32_t>(std::size_t{1} << kSlotBits, kNone);
  std::vector<uint32_t> before_;
};

}  // namespace

std::optional<std::string> edit_script(std::string_view bytes, std::string_view base,
                                       std::size_t room) {
  if (base.size() > kMostBase) return std::nullopt;
  std::optional<Runs> runs;
  std::string script;
  std::size_t at = 0, place = 0;  // in the bytes, in the base
  while (script.size() < room) {
    const std::size_t same = common_prefix(from(bytes, at), from(base, place));
    at += same;
    place += same;
    if (at == bytes.size() && place == base.size()) return script;
    append_number(same, &script);
    // Where it goes on: at the same place or another one; the end of the base if nowhere.
    const std::size_t begin = at, begin_in_base = place;
    std::size_t goes_on = base.size();
    if (!runs && at < bytes.size()) runs.emplace(base);
    for (; at < bytes.size(); ++at) {
      if (at - begin >= room) return std::nullopt;
      const std::size_t expected = begin_in_base + (at - begin);
      if (common_prefix(from(bytes, at), from(base, expected)) >= kLeastSame) {
        goes_on = expected;
        break;
      }
      const Runs::Found found = runs->longest(from(bytes, at), expected);
      if (found.size >= kLeastMoved) {
        goes_on = found.place;
        break;
      }
    }
    const std::string_view fresh = bytes.substr(begin, at - begin);
    const auto move =
        static_cast<int64_t>(goes_on) - static_cast<int64_t>(begin_in_base + fresh.size());
    append_number(uint64_t{fresh.size()} << 1 | (move != 0 ? 1 : 0), &script);
    script += fresh;
    if (move != 0) append_number(folded(move), &script);
    place = goes_on;
  }
  return std::nullopt;
}

std::optional<std::string> edited(std::string_view script, std::string_view base,
                                  std::size_t max_bytes) {
  std::string bytes;
  std::size_t place = 0;
  const auto append = [&bytes, max_bytes](std::string_view more) {
    if (more.size() > max_bytes - bytes.size()) return false;
    bytes += more;
    return true;
  };
  while (!script.empty()) {
    const auto same = take_number(&script), told = same ? take_number(&script) : std::nullopt;
    if (!told || *same > base.size() - place) return std::nullopt;
    if (!append(base.substr(place, *same))) return std::nullopt;
    const uint64_t fresh = *told >> 1;
    if (fresh > script.size() || !append(script.substr(0, fresh))) return std::nullopt;
    script.remove_prefix(fresh);
    auto goes_on = static_cast<int64_t>(place + *same + fresh);
    if ((*told & 1) != 0) {
      const auto move = take_number(&script);
      if (!move) return std::nullopt;
      goes_on += unfolded(*move);
    }
    if (goes_on < 0 || goes_on > static_cast<int64_t>(base.size())) return std::nullopt;
    place = static_cast<std::size_t>(goes_on);
  }
  if (!append(base.substr(place))) return std::nullopt;
  return bytes;
}

}  // namespace storage
