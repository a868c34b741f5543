#include "storage/fleet/heartbeat.h"

#include <algorithm>
#include <functional>
#include <random>

#include "storage/fleet/member_call.h"
#include "storage/fleet/membership.h"

namespace storage {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A condition can't wait until the end of time.
constexpr std::chrono::hours kLongestSleep{1};

// Thousands are asked for at a time, which the system's own would take long to give. It is only to
// be another one in each process.
std::function<uint64_t()> random_bits() {
  std::random_device device;
  std::seed_seq seed{device(), device(), device(), device(), device(), device()};
  return std::mt19937_64(seed);
}

}  // namespace

Heartbeat::Heartbeat(const FleetTiming& timing, MemberTables& tables, HeldBuckets& held)
    : timing_(timing), tables_(tables), held_(held) {
  thread_ = std::thread([this] { run(); });
}

Heartbeat::~Heartbeat() {
  {
    const ground::MutexLock lock(mutex_);
    ends_ = true;
    changed_.wake_all();
  }
  thread_.join();
}

bool Heartbeat::leave(std::chrono::milliseconds at_most) {
  const SteadyTime deadline = SteadyClock::now() + at_most;
  const ground::MutexLock lock(mutex_);
  leaves_ = true;
  changed_.wake_all();
  while (!has_left_)
    if (!changed_.wait_until(mutex_, deadline)) break;
  return has_left_;
}

void Heartbeat::wake() {
  const ground::MutexLock lock(mutex_);
  wakes_ = true;
  changed_.wake_all();
}

std::optional<ground::Error> Heartbeat::trouble() const {
  const ground::MutexLock lock(mutex_);
  return trouble_;
}

void Heartbeat::run() {
  Membership membership(timing_, held_, random_bits());
  bool is_busy = true;
  while (await_turn(membership, is_busy)) {
    const auto call = membership.turn(SteadyClock::now());
    is_busy = call.has_value();
    if (!call) continue;
    const auto answer = perform(tables_, *call);
    membership.answered(*call, answer, SteadyClock::now());
    const ground::MutexLock lock(mutex_);
    trouble_ = answer.ok() ? std::nullopt : std::optional(answer.error());
    if (membership.has_left()) tell_left();
  }
}

bool Heartbeat::await_turn(Membership& membership, bool is_busy) {
  const ground::MutexLock lock(mutex_);
  const auto is_called = [&] { return is_busy || ends_ || wakes_ || (leaves_ && !is_leaving_); };
  for (SteadyTime due; !is_called() && SteadyClock::now() < (due = membership.next_turn());)
    changed_.wait_until(mutex_, std::min(due, SteadyClock::now() + kLongestSleep));
  wakes_ = false;
  if (leaves_ && !is_leaving_) {
    is_leaving_ = true;
    membership.leave();
    if (membership.has_left()) tell_left();
  }
  return !ends_;
}

void Heartbeat::tell_left() {
  has_left_ = true;
  changed_.wake_all();
}

}  // namespace storage
