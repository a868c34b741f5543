// The box of both sequences is split where a path of fewest edits goes through its middle, and so
// are its parts; on a stack of our own, since what is compared may be made to nest them. A path
// that takes more than kMaxCost edits is not looked for to its end: the box is split where it came
// furthest, as GNU diff and git do it. Elements that one side has not at all are taken out before,
// so that what has nothing in common costs one pass.
#include "explore/history/sequence_diff.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace explore {
namespace {

constexpr int64_t kMaxCost = 256;

struct Box {
  int64_t was_begin, was_end, is_begin, is_end;
};

struct Point {
  int64_t was, is;
};

class Myers {
 public:
  Myers(const std::vector<uint32_t>& was, const std::vector<uint32_t>& is, uint64_t max_steps)
      : was_(was),
        is_(is),
        steps_left_(max_steps),
        was_differs_(was.size()),
        is_differs_(is.size()),
        shift_(static_cast<int64_t>(is.size()) + 1),
        forward_(was.size() + is.size() + 3),
        backward_(was.size() + is.size() + 3) {}

  void run() {
    std::vector<Box> boxes{
        {0, static_cast<int64_t>(was_.size()), 0, static_cast<int64_t>(is_.size())}};
    while (!boxes.empty()) {
      Box box = boxes.back();
      boxes.pop_back();
      shrink(&box);
      const bool is_one_sided = box.was_begin == box.was_end || box.is_begin == box.is_end;
      if (is_one_sided || steps_left_ == 0) {
        mark(box);
        continue;
      }
      const Point middle = split(box);
      const bool is_corner = (middle.was == box.was_begin && middle.is == box.is_begin) ||
                             (middle.was == box.was_end && middle.is == box.is_end);
      if (is_corner) {
        mark(box);
        continue;
      }
      boxes.push_back({middle.was, box.was_end, middle.is, box.is_end});
      boxes.push_back({box.was_begin, middle.was, box.is_begin, middle.is});
    }
  }

  const std::vector<bool>& was_differs() const { return was_differs_; }
  const std::vector<bool>& is_differs() const { return is_differs_; }

 private:
  uint32_t was(int64_t at) const { return was_[static_cast<std::size_t>(at)]; }
  uint32_t is(int64_t at) const { return is_[static_cast<std::size_t>(at)]; }
  // How far paths came on a diagonal, was - is.
  int64_t& forward(int64_t diagonal) {
    return forward_[static_cast<std::size_t>(diagonal + shift_)];
  }
  int64_t& backward(int64_t diagonal) {
    return backward_[static_cast<std::size_t>(diagonal + shift_)];
  }

  void take_steps(int64_t steps) {
    steps_left_ -= std::min(steps_left_, static_cast<uint64_t>(steps));
  }

  void shrink(Box* box) const {
    while (box->was_begin < box->was_end && box->is_begin < box->is_end &&
           was(box->was_begin) == is(box->is_begin)) {
      ++box->was_begin;
      ++box->is_begin;
    }
    while (box->was_begin < box->was_end && box->is_begin < box->is_end &&
           was(box->was_end - 1) == is(box->is_end - 1)) {
      --box->was_end;
      --box->is_end;
    }
  }

  void mark(const Box& box) {
    std::fill(was_differs_.begin() + box.was_begin, was_differs_.begin() + box.was_end, true);
    std::fill(is_differs_.begin() + box.is_begin, is_differs_.begin() + box.is_end, true);
  }

  // Diagonals that paths are on: every other one from least to most.
  struct Reach {
    int64_t least, most;
  };

  Point split(const Box& box) {
    constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 2;
    const int64_t least = box.was_begin - box.is_end, most = box.was_end - box.is_begin;
    const int64_t from = box.was_begin - box.is_begin, to = box.was_end - box.is_end;
    const bool is_odd = ((from - to) & 1) != 0;
    Reach there{from, from}, back{to, to};
    forward(from) = box.was_begin;
    backward(to) = box.was_end;
    for (int64_t cost = 1;; ++cost) {
      if (there.least > least)
        forward(--there.least - 1) = -1;
      else
        ++there.least;
      if (there.most < most)
        forward(++there.most + 1) = -1;
      else
        --there.most;
      for (int64_t d = there.most; d >= there.least; d -= 2) {
        int64_t at = std::max(forward(d - 1) + 1, forward(d + 1));
        const int64_t began = at;
        while (at < box.was_end && at - d < box.is_end && was(at) == is(at - d)) ++at;
        take_steps(at - began + 1);
        forward(d) = at;
        if (is_odd && back.least <= d && d <= back.most && backward(d) <= at) return {at, at - d};
      }
      if (back.least > least)
        backward(--back.least - 1) = kFar;
      else
        ++back.least;
      if (back.most < most)
        backward(++back.most + 1) = kFar;
      else
        --back.most;
      for (int64_t d = back.most; d >= back.least; d -= 2) {
        int64_t at = std::min(backward(d - 1), backward(d + 1) - 1);
        const int64_t began = at;
        while (at > box.was_begin && at - d > box.is_begin && was(at - 1) == is(at - d - 1)) --at;
        take_steps(began - at + 1);
        backward(d) = at;
        if (!is_odd && there.least <= d && d <= there.most && at <= forward(d)) return {at, at - d};
      }
      if (cost >= kMaxCost || steps_left_ == 0) return furthest(box, there, back);
    }
  }

  Point furthest(const Box& box, Reach there, Reach back) {
    Point onward{box.was_begin, box.is_begin}, backward_point{box.was_end, box.is_end};
    for (int64_t d = there.most; d >= there.least; d -= 2) {
      Point point{std::min(forward(d), box.was_end), 0};
      point.is = point.was - d;
      if (point.is > box.is_end) point = {box.is_end + d, box.is_end};
      if (point.was + point.is > onward.was + onward.is) onward = point;
    }
    for (int64_t d = back.most; d >= back.least; d -= 2) {
      Point point{std::max(backward(d), box.was_begin), 0};
      point.is = point.was - d;
      if (point.is < box.is_begin) point = {box.is_begin + d, box.is_begin};
      if (point.was + point.is < backward_point.was + backward_point.is) backward_point = point;
    }
    const int64_t gone = onward.was + onward.is - box.was_begin - box.is_begin;
    const int64_t come = box.was_end + box.is_end - backward_point.was - backward_point.is;
    return gone >= come ? onward : backward_point;
  }

  const std::vector<uint32_t>& was_;
  const std::vector<uint32_t>& is_;
  uint64_t steps_left_;
  std::vector<bool> was_differs_, is_differs_;
  int64_t shift_;
  std::vector<int64_t> forward_, backward_;
};

// Those that the other side has, too, and where they were.
struct Shared {
  std::vector<uint32_t> elements;
  std::vector<std::size_t> places;
};

Shared shared_with(std::span<const uint32_t> one, std::span<const uint32_t> other) {
  const std::unordered_set<uint32_t> known(other.begin(), other.end());
  Shared shared;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (!known.contains(one[i])) continue;
    shared.elements.push_back(one[i]);
    shared.places.push_back(i);
  }
  return shared;
}

std::vector<bool> spread(const Shared& shared, const std::vector<bool>& differs, std::size_t size) {
  std::vector<bool> all(size, true);
  for (std::size_t i = 0; i < differs.size(); ++i) all[shared.places[i]] = differs[i];
  return all;
}

}  // namespace

std::vector<DifferingSpan> differences(std::span<const uint32_t> was, std::span<const uint32_t> is,
                                       uint64_t max_steps) {
  std::size_t begin = 0, end = 0;
  const std::size_t least = std::min(was.size(), is.size());
  while (begin < least && was[begin] == is[begin]) ++begin;
  while (end < least - begin && was[was.size() - 1 - end] == is[is.size() - 1 - end]) ++end;
  const auto inner_was = was.subspan(begin, was.size() - begin - end);
  const auto inner_is = is.subspan(begin, is.size() - begin - end);
  const Shared from = shared_with(inner_was, inner_is), to = shared_with(inner_is, inner_was);
  Myers myers(from.elements, to.elements, max_steps);
  myers.run();
  const std::vector<bool> gone = spread(from, myers.was_differs(), inner_was.size());
  const std::vector<bool> come = spread(to, myers.is_differs(), inner_is.size());
  std::vector<DifferingSpan> found;
  std::size_t i = 0, j = 0;
  while (i < gone.size() || j < come.size()) {
    DifferingSpan difference{begin + i, 0, begin + j, 0};
    while (i < gone.size() && gone[i]) ++i;
    while (j < come.size() && come[j]) ++j;
    difference.was_end = begin + i;
    difference.is_end = begin + j;
    if (difference.was_begin < difference.was_end || difference.is_begin < difference.is_end)
      found.push_back(difference);
    if (i < gone.size()) ++i;
    if (j < come.size()) ++j;
  }
  return found;
}

}  // namespace explore
