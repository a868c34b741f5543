#include "crawler/policy/render_choice.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace crawler {
namespace {

using storage::RenderReason;

// While no answer has come no more than so many of a shape are asked for at once.
constexpr unsigned kMostInDoubt = 16;
// A switch for dark mode, a link to the top: scripts add a little to most pages.
constexpr uint64_t kLeastTextGain = 100, kLeastTextShare = 10;  // characters; one in so many
constexpr std::size_t kLeastLinkShare = 20;

RenderReason reason_of(parser::ScriptSign sign) {
  switch (sign) {
    case parser::ScriptSign::kNoscript:
      return RenderReason::kNoscript;
    case parser::ScriptSign::kEmptyRoot:
      return RenderReason::kEmptyRoot;
    case parser::ScriptSign::kTemplate:
      return RenderReason::kTemplate;
    case parser::ScriptSign::kState:
      return RenderReason::kState;
    case parser::ScriptSign::kNoLinks:
      return RenderReason::kNoLinks;
    case parser::ScriptSign::kNone:
    case parser::ScriptSign::kLittleText:
      break;
  }
  return RenderReason::kLittleText;
}

void count(uint8_t* number) {
  if (*number < UINT8_MAX) ++*number;
}

// FNV-1a: a shape is a few short words.
class ShapeHash {
 public:
  void add(std::string_view text) {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    hash_ = (hash_ ^ 0xFF) * 0x100000001B3;
  }
  uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 0xCBF29CE484222325;
};

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

// What the last segment says of its kind: ".html"; "" if it has no short ending.
std::string_view ending_of(std::string_view name) {
  constexpr std::size_t kLongest = 6;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > kLongest) return {};
  return name.substr(dot);
}

}  // namespace

uint64_t RenderChoice::shape_of(parser::UrlView url) {
  ShapeHash shape;
  shape.add(url.host());
  std::string_view path = url.path();
  const std::size_t last = path.rfind('/');
  std::string_view folders = path.substr(0, last == std::string_view::npos ? 0 : last);
  while (!folders.empty()) {
    folders.remove_prefix(1);
    const std::string_view folder = folders.substr(0, folders.find('/'));
    shape.add(has_digit(folder) ? "0" : folder);
    folders.remove_prefix(folder.size());
  }
  const std::string_view name = path.substr(last == std::string_view::npos ? 0 : last + 1);
  shape.add(name.empty() ? "/" : "*");
  shape.add(ending_of(name));
  // Of the query the names alone.
  std::string_view query = url.href().substr(url.origin().size() + path.size());
  if (query.starts_with('?')) query.remove_prefix(1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    shape.add(pair.substr(0, pair.find('=')));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  return shape.value();
}

RenderChoice::Shape& RenderChoice::shape(parser::UrlView url) {
  const uint64_t key = shape_of(url);
  if (const auto found = young_.find(key); found != young_.end()) return found->second;
  Shape known;
  if (const auto found = old_.find(key); found != old_.end()) {
    known = found->second;
    old_.erase(found);
  }
  if (young_.size() >= std::max<std::size_t>(most_ / 2, 1)) {
    old_ = std::move(young_);
    young_.clear();
  }
  return young_[key] = known;
}

RenderChoice::Decision RenderChoice::by_chance(double chance) {
  if (chance < kRecheckShare) return {true, RenderReason::kRecheck};
  return {false, RenderReason::kNoGain};
}

RenderChoice::Decision RenderChoice::decide(parser::UrlView url, parser::ScriptNeed need,
                                            double chance) {
  using Verdict = parser::ScriptNeed::Verdict;
  if (need.verdict == Verdict::kNo) return {};
  Shape& known = shape(url);
  Decision decision;
  if (need.verdict == Verdict::kYes) {
    const bool in_vain = known.answered >= kInVain && known.latest == 0;
    decision = in_vain ? by_chance(chance) : Decision{true, reason_of(need.sign)};
  } else if (known.asked < kFirstOnes || (known.answered == 0 && known.asked < kMostInDoubt)) {
    decision = {true, RenderReason::kFirst};
  } else {
    const unsigned last_ones = known.latest & ((1u << kFirstOnes) - 1);
    decision = last_ones != 0 ? Decision{true, RenderReason::kGain} : by_chance(chance);
  }
  if (decision.render) count(&known.asked);
  return decision;
}

void RenderChoice::learn(parser::UrlView url, bool gained) {
  Shape& known = shape(url);
  count(&known.answered);
  known.latest = static_cast<uint8_t>(known.latest << 1 | (gained ? 1 : 0));
}

bool is_gain(uint64_t text, uint32_t links, uint64_t plain_text, std::size_t plain_links) {
  if (text >= kLeastTextGain && text * kLeastTextShare >= plain_text) return true;
  return links > 0 && links * kLeastLinkShare >= plain_links;
}

}  // namespace crawler
