#include "storage/fleet/membership.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

#include "storage/fleet/bucket_share.h"

namespace storage {
namespace {

// Buckets in one call, so that a beat never waits long for the next turn.
constexpr std::size_t kMostBuckets = 512;
constexpr MemberId kIdBits = (MemberId{1} << 63) - 1;

}  // namespace

Membership::Membership(const FleetTiming& timing, HeldBuckets& held,
                       std::function<uint64_t()> random)
    : timing_(timing), held_(held), random_(std::move(random)), watch_(timing) {}

SteadyTime Membership::next_turn() const {
  if (sent_ || state_ == State::kLeft) return SteadyTime::max();
  if (state_ != State::kIn || unjudged_ || !suspects_.empty() || !free_.empty()) return not_before_;
  SteadyTime due = std::min({beat_due_, watch_due_, review_due_});
  if (held_.looks_for_end()) due = std::min(due, count_due_);
  return std::max(not_before_, due);
}

std::optional<MemberCall> Membership::turn(SteadyTime now) {
  assert(!sent_);
  if (now < not_before_) return std::nullopt;
  auto call = due_call(now);
  if (call) sent_ = now;
  return call;
}

std::optional<MemberCall> Membership::due_call(SteadyTime now) {
  using Kind = MemberCall::Kind;
  if (state_ == State::kLeft) return std::nullopt;
  if (state_ == State::kLeaving) return call_of(Kind::kLeave);
  if (state_ == State::kUnsure) return call_of(Kind::kBeat);
  if (state_ == State::kOut) {
    do id_ = random_() & kIdBits;
    while (id_ == kNobody);
    return call_of(Kind::kJoin);
  }
  if (held_.was_disowned()) review_due_ = now;
  // First of all: who can't beat sees nothing of the others, who may not be able to either, and has
  // a gap when it looks again.
  if (now >= beat_due_) return call_of(Kind::kBeat);
  if (!suspects_.empty()) return call_of(Kind::kDeclareDead);
  if (unjudged_ || now >= watch_due_) return call_of(Kind::kReadMembers);
  // What is free is taken before it is looked for again, however long the looking took: by then it
  // may be time to look once more.
  if (!free_.empty()) return call_of(Kind::kTake);
  if (now >= review_due_) return call_of(Kind::kReadBuckets);
  MemberCall giving = call_of(Kind::kGiveBack);
  for (const HeldBucket& held : held_.give(kMostBuckets))
    giving.buckets.push_back({held.bucket, held.fence.member, held.fence.epoch});
  if (!giving.buckets.empty()) return giving;
  if (held_.looks_for_end() && now >= count_due_) return call_of(Kind::kReadCounts);
  return std::nullopt;
}

MemberCall Membership::call_of(MemberCall::Kind kind) const {
  MemberCall call;
  call.kind = kind;
  call.me = id_;
  if (kind == MemberCall::Kind::kDeclareDead) call.members = suspects_;
  if (kind == MemberCall::Kind::kTake) {
    const auto count = std::min(free_.size(), kMostBuckets);
    call.buckets.assign(free_.begin(), free_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return call;
}

void Membership::answered(const MemberCall& call, const ground::Result<MemberAnswer>& answer,
                          SteadyTime now) {
  const SteadyTime sent = *std::exchange(sent_, std::nullopt);
  // Whatever it has brought is free again once it is known that we have left.
  if (state_ == State::kLeaving && call.kind != MemberCall::Kind::kLeave) return;
  if (!answer.ok()) return failed(now);
  const MemberAnswer& said = answer.value();
  switch (call.kind) {
    case MemberCall::Kind::kJoin:
      return begin(sent, now);
    case MemberCall::Kind::kBeat:
      return beaten(said.alive, sent, now);
    case MemberCall::Kind::kReadMembers:
      return members_read(said.members, now);
    case MemberCall::Kind::kDeclareDead:
      suspects_.clear();
      watch_due_ = review_due_ = now;
      return;
    case MemberCall::Kind::kLeave:
      state_ = State::kLeft;
      return;
    case MemberCall::Kind::kReadBuckets:
      unjudged_ = said.buckets;
      unjudged_read_ = now;
      return;
    case MemberCall::Kind::kTake:
      return taken(call, said.taken, now);
    case MemberCall::Kind::kGiveBack:
      return held_.given(call.buckets);
    case MemberCall::Kind::kReadCounts:
      return counted(said.counts, now);
  }
}

void Membership::failed(SteadyTime now) {
  not_before_ = now + timing_.pause();
  if (state_ == State::kOut) state_ = State::kUnsure;
  if (state_ != State::kIn) return;
  // What is known of the tables may be wrong, and is old in any case.
  suspects_.clear();
  unjudged_.reset();
  free_.clear();
  watch_due_ = review_due_ = now;
}

void Membership::begin(SteadyTime sent, SteadyTime now) {
  state_ = State::kIn;
  held_.set_me(id_);
  keep_safe_from(sent);
  watch_due_ = review_due_ = count_due_ = now;
}

void Membership::beaten(bool alive, SteadyTime sent, SteadyTime now) {
  if (!alive) return fall_out();
  if (state_ == State::kUnsure) return begin(sent, now);
  keep_safe_from(sent);
}

void Membership::fall_out() {
  state_ = State::kOut;
  held_.drop_all();
  watch_.start_anew();
  live_.clear();
  suspects_.clear();
  unjudged_.reset();
  free_.clear();
}

// Not from the answer on: whoever sees the counter move may have seen it right after this was sent.
void Membership::keep_safe_from(SteadyTime sent) {
  held_.set_safe_until(sent + timing_.ttl - timing_.margin());
  beat_due_ = sent + timing_.beat_every();
}

void Membership::members_read(const std::vector<MemberRow>& members, SteadyTime now) {
  std::set<MemberId> live;
  for (const MemberRow& member : members) live.insert(member.id);
  if (!live.contains(id_)) return fall_out();
  held_.set_members(live.size());
  suspects_ = watch_.read(members, id_, now);
  watch_due_ = now + std::clamp<std::chrono::steady_clock::duration>(
                         watch_.nearest(), std::chrono::milliseconds(1), timing_.watch_every());
  if (live != live_) review_due_ = now;
  live_ = std::move(live);
  if (unjudged_) review(*std::exchange(unjudged_, std::nullopt), now);
}

void Membership::review(const std::vector<BucketRow>& buckets, SteadyTime now) {
  const auto before = held_.entries();
  for (const BucketRow& row : buckets) {
    const HeldBuckets::Entry& entry = before[row.bucket];
    const bool is_held = entry.hold != HeldBuckets::Hold::kNone;
    const BucketFence fence{row.owner, row.epoch};
    if (row.owner != id_ && is_held) held_.lose(row.bucket);
    // We took it and did not hear of it.
    if (row.owner == id_ && !(is_held && entry.held.fence == fence))
      held_.gain({row.bucket, fence, unjudged_read_});
  }
  const BucketShare share = share_of(id_, live_, buckets, held_.entries(), random_);
  held_.want_back(share.want_back);
  held_.keep(share.keep);
  free_ = share.take;
  review_due_ = now + (share.expects_more ? timing_.watch_every() : timing_.beat_every());
}

void Membership::taken(const MemberCall& call, const std::vector<Bucket>& buckets, SteadyTime now) {
  free_.erase(free_.begin(), free_.begin() + static_cast<std::ptrdiff_t>(call.buckets.size()));
  const std::set<Bucket> ours(buckets.begin(), buckets.end());
  for (const BucketRow& row : call.buckets) {
    if (!ours.contains(row.bucket)) continue;
    HeldBucket held{row.bucket, {id_, row.epoch + 1}, now};
    if (row.epoch == 0) held.handed_over.reset();
    held_.gain(held);
  }
  if (ours.size() < call.buckets.size()) review_due_ = now;
}

void Membership::counted(const WorkCounts& counts, SteadyTime now) {
  if (end_.read(counts)) held_.set_ended();
  // Where nothing waits the second reading follows at once.
  count_due_ = counts.waiting == 0 ? now : now + timing_.watch_every();
}

void Membership::leave() {
  if (state_ == State::kLeft) return;
  const bool may_be_in = state_ != State::kOut || sent_;
  state_ = may_be_in ? State::kLeaving : State::kLeft;
  not_before_ = SteadyTime::min();
  held_.drop_all();
}

}  // namespace storage
