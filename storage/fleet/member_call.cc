#include "storage/fleet/member_call.h"

namespace storage {
namespace {

// The answer, if it has one, into the place that it has in a MemberAnswer.
template <typename T>
ground::Result<MemberAnswer> answer_of(ground::Result<T> result, T MemberAnswer::*place) {
  if (!result.ok()) return result.error();
  MemberAnswer answer;
  answer.*place = std::move(result).value();
  return answer;
}

ground::Result<MemberAnswer> answer_of(const ground::Result<void>& result) {
  if (!result.ok()) return result.error();
  return MemberAnswer{};
}

}  // namespace

ground::Result<MemberAnswer> perform(MemberTables& tables, const MemberCall& call) {
  switch (call.kind) {
    case MemberCall::Kind::kJoin:
      return answer_of(tables.join(call.me));
    case MemberCall::Kind::kBeat:
      return answer_of(tables.beat(call.me), &MemberAnswer::alive);
    case MemberCall::Kind::kReadMembers:
      return answer_of(tables.read_members(), &MemberAnswer::members);
    case MemberCall::Kind::kDeclareDead:
      return answer_of(tables.declare_dead(call.members));
    case MemberCall::Kind::kLeave:
      return answer_of(tables.leave(call.me));
    case MemberCall::Kind::kReadBuckets:
      return answer_of(tables.read_buckets(), &MemberAnswer::buckets);
    case MemberCall::Kind::kTake:
      return answer_of(tables.take(call.me, call.buckets), &MemberAnswer::taken);
    case MemberCall::Kind::kGiveBack:
      return answer_of(tables.give_back(call.buckets));
    case MemberCall::Kind::kReadCounts:
      return answer_of(tables.read_counts(), &MemberAnswer::counts);
  }
  assert(false);
  return MemberAnswer{};
}

}  // namespace storage
