#include "tests/storage/fleet/sim_fleet.h"

#include <algorithm>
#include <memory>

namespace storage {
namespace {

using std::chrono::milliseconds;

ground::Error trouble() { return {ground::ErrorCode::kIo, "no answer", true}; }

}  // namespace

SimFleet::SimFleet(const SimSettings& settings)
    : settings_(settings),
      random_(settings.seed),
      engine_(settings.buckets, settings.hosts, settings.pages, settings.web) {}

std::size_t SimFleet::join() {
  const double drift = std::uniform_real_distribution<double>(-1, 1)(random_) * settings_.drift;
  const SimClock clock(span(SimTime(0), std::chrono::hours(1'000)), 1 + drift);
  processes_.push_back(std::make_unique<Process>(settings_, clock, random_()));
  Process& process = *processes_.back();
  turn(process);
  tick(process);
  return processes_.size() - 1;
}

void SimFleet::kill(std::size_t process) { processes_[process]->is_up = false; }

void SimFleet::freeze(std::size_t process, SimTime time) {
  processes_[process]->frozen_until = std::max(processes_[process]->frozen_until, now() + time);
}

void SimFleet::cut_off(std::size_t process, SimTime time) {
  processes_[process]->cut_until = std::max(processes_[process]->cut_until, now() + time);
}

void SimFleet::interrupt(std::size_t process) { processes_[process]->is_interrupted = true; }

std::size_t SimFleet::up() const {
  return static_cast<std::size_t>(std::count_if(
      processes_.begin(), processes_.end(),
      [](const auto& process) { return process->is_up && !process->is_interrupted; }));
}

void SimFleet::run_until(SimTime time) {
  while (problem().empty() && events_.run_one(time)) {
  }
}

void SimFleet::complain(const std::string& problem) {
  if (problem_.empty())
    problem_ = "after " + std::to_string(now() / milliseconds(1)) + " ms: " + problem;
}

void SimFleet::when_awake(Process& process, Action action) {
  if (!process.is_up) return;
  if (now() >= process.frozen_until) return action();
  // What comes first after a long sleep is left to chance.
  events_.at(process.frozen_until + span(SimTime(0), milliseconds(2)),
             [this, &process, action] { when_awake(process, action); });
}

SimTime SimFleet::latency() {
  const SimTime most = settings_.longest_latency;
  return happens(0.9) ? span(SimTime(0), most / 10) : span(SimTime(0), most);
}

bool SimFleet::is_reachable(MemberCall::Kind kind) const {
  using Kind = MemberCall::Kind;
  if (outage_ == Outage::kReadOnly)
    return kind == Kind::kReadMembers || kind == Kind::kReadBuckets || kind == Kind::kReadCounts;
  return outage_ == Outage::kNone;
}

void SimFleet::turn(Process& process) {
  const auto call = process.membership.turn(clock_of(process));
  if (call) return send(process, *call);
  if (process.membership.has_left()) {
    process.is_up = false;
    return;
  }
  turn_later(process);
}

void SimFleet::turn_later(Process& process) {
  const SteadyTime next = process.membership.next_turn();
  if (next == SteadyTime::max()) return;
  const uint64_t number = ++process.turns;
  const SimTime wait = std::max(
      SimTime(0), next < clock_of(process) ? SimTime(0) : process.clock.until(next, now()));
  events_.after(wait, [this, &process, number] {
    when_awake(process, [this, &process, number] {
      if (number == process.turns) turn(process);
    });
  });
}

ground::Result<MemberAnswer> SimFleet::execute(const MemberCall& call) {
  if (!is_reachable(call.kind)) return trouble();
  return perform(engine_, call);
}

void SimFleet::send(Process& process, const MemberCall& call) {
  const SimTime longest = settings_.timing.longest_call();
  if (!is_calm_ && call.kind == MemberCall::Kind::kBeat && happens(settings_.freezes))
    process.frozen_until = now() + span(SimTime(0), 3 * settings_.timing.ttl);
  if (outage_ == Outage::kSilent || now() < process.cut_until)
    return answer(process, call, trouble(), longest);
  if (!is_calm_ && happens(settings_.late)) {
    events_.after(span(longest, 4 * settings_.timing.ttl), [this, call] { (void)execute(call); });
    return answer(process, call, trouble(), longest);
  }
  if (!is_calm_ && happens(settings_.lost)) {
    // Of a batch perhaps only a part was executed.
    MemberCall part = call;
    if (happens(0.5)) part.buckets.resize(pick(call.buckets.size() + 1));
    events_.after(latency(), [this, part] { (void)execute(part); });
    return answer(process, call, trouble(), span(2 * settings_.longest_latency, longest));
  }
  if (call.kind == MemberCall::Kind::kReadCounts) return count_in_parts(process, call);
  events_.after(latency(),
                [this, &process, call] { answer(process, call, execute(call), latency()); });
}

void SimFleet::count_in_parts(Process& process, const MemberCall& call) {
  constexpr std::size_t kParts = 4;
  const auto sum = std::make_shared<WorkCounts>();
  SimTime when{0};
  for (std::size_t part = 0; part < kParts; ++part)
    events_.after(when += latency() + milliseconds(pick(40)), [this, sum, part] {
      const WorkCounts counts = engine_.count(part, kParts);
      sum->arrived += counts.arrived;
      sum->waiting += counts.waiting;
    });
  events_.after(when, [this, &process, call, sum] {
    MemberAnswer said;
    said.counts = *sum;
    if (!is_reachable(call.kind)) return answer(process, call, trouble(), latency());
    answer(process, call, said, latency());
  });
}

void SimFleet::answer(Process& process, const MemberCall& call, ground::Result<MemberAnswer> said,
                      SimTime after) {
  events_.after(after, [this, &process, call, said = std::move(said)] {
    when_awake(process, [this, &process, call, said] {
      process.membership.answered(call, said, clock_of(process));
      turn(process);
    });
  });
}

std::string SimFleet::imbalance() const {
  std::size_t members = 0, owned = 0;
  for (const auto& process : processes_) members += process->is_up ? 1 : 0;
  const std::size_t most = (settings_.buckets + members - 1) / std::max<std::size_t>(members, 1);
  for (const auto& process : processes_) {
    if (!process->is_up) continue;
    owned += process->held.size();
    if (process->held.size() > most)
      return "one of " + std::to_string(members) + " members has " +
             std::to_string(process->held.size()) + " of " + std::to_string(settings_.buckets) +
             " buckets";
  }
  if (owned != settings_.buckets || !engine_.is_all_owned())
    return std::to_string(owned) + " of " + std::to_string(settings_.buckets) +
           " buckets are somebody's";
  return "";
}

}  // namespace storage
