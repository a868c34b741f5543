// SimFleet: processes of a fleet in virtual time, with one engine, and everything that may befall
// them. Each has a Membership and HeldBuckets, as they are in the program, and does what the
// contract of HeldBuckets asks of a store and a crawl. What must never happen is a problem.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/fleet/held_buckets.h"
#include "storage/fleet/membership.h"
#include "tests/storage/fleet/sim_clock.h"
#include "tests/storage/fleet/sim_engine.h"

namespace storage {

struct SimSettings {
  uint64_t seed = 0;
  std::size_t buckets = 64, hosts = 30, pages = 400;
  SimWeb web = SimWeb::kTree;
  FleetTiming timing;
  std::chrono::milliseconds delay{1'500};  // between two requests to a host
  double drift = 0.005;                    // of each clock, at most
  double lost = 0,
         late = 0;     // how many calls have no answer, and are executed after they were given up
  double freezes = 0;  // after how many beats that were sent the process freezes before the answer
  std::chrono::milliseconds longest_latency{20};
  // The last page is not due before: so long the fleet goes on.
  std::chrono::milliseconds last_page_at{0};
};

class SimFleet {
 public:
  explicit SimFleet(const SimSettings& settings);

  enum class Outage : uint8_t { kNone, kRefused, kSilent, kReadOnly };
  void set_outage(Outage outage) { outage_ = outage; }
  // Answers get lost and calls come late only as long as there is trouble.
  void calm_down() { is_calm_ = true; }

  std::size_t join();  // the process's number
  void kill(std::size_t process);
  void freeze(std::size_t process, SimTime time);
  // It fetches on, and can't reach the engine.
  void cut_off(std::size_t process, SimTime time);
  void leap(std::size_t process, SimTime by) {
    processes_[process]->clock.leap(by);
    processes_[process]->leapt = now();
  }
  void interrupt(std::size_t process);  // Ctrl-C
  std::size_t processes() const { return processes_.size(); }
  bool is_up(std::size_t process) const { return processes_[process]->is_up; }
  std::size_t up() const;  // those that were not interrupted

  void at(SimTime time, std::function<void()> action) { events_.at(time, std::move(action)); }
  SimTime now() const { return events_.now(); }
  void run_until(SimTime time);
  uint64_t pick(uint64_t n) { return std::uniform_int_distribution<uint64_t>(0, n - 1)(random_); }
  bool happens(double probability) { return std::bernoulli_distribution(probability)(random_); }
  SimTime span(SimTime from, SimTime to) {
    return from + SimTime(pick(static_cast<uint64_t>((to - from).count()) + 1));
  }

  SimEngine& engine() { return engine_; }
  // Of what the processes think: "" if each has its share, and all buckets are somebody's.
  std::string imbalance() const;
  // The first thing that must never happen, or "".
  std::string problem() const { return problem_.empty() ? engine_.problem() : problem_; }
  uint64_t fetches() const { return fetches_; }

 private:
  struct SimLease {
    uint64_t token = 0;
    HeldBucket bucket;
    enum class At : uint8_t { kQueue, kFetch, kStore } at = At::kQueue;
    SimTime fetched{0};  // when the fetch that runs is done
  };
  struct Process {
    Process(const SimSettings& settings, SimClock its_clock, uint64_t seed)
        : clock(its_clock),
          held(settings.buckets),
          random(seed),
          membership(settings.timing, held, [this] { return random(); }) {}
    bool is_up = true, is_interrupted = false, is_leaving = false;
    SimTime frozen_until{0}, cut_until{0};
    SimClock clock;
    std::optional<SimTime> leapt;  // its clock did
    HeldBuckets held;
    std::mt19937_64 random;
    Membership membership;
    uint64_t turns = 0;
    std::map<Bucket, HeldBucket> buckets;  // as its store knows them
    std::map<SimPage, SimLease> leases;
    std::map<std::size_t, SteadyTime> next_start;  // of hosts
    SteadyTime safe_until = SteadyTime::min();
  };
  using Action = std::function<void()>;

  SteadyTime clock_of(const Process& process) const { return process.clock.read(events_.now()); }
  // When the process is up and awake; not at all if it is dead by then.
  void when_awake(Process& process, Action action);
  SimTime latency();
  bool is_reachable(MemberCall::Kind kind) const;
  bool is_reachable_by(const Process& process) const {
    return outage_ == Outage::kNone && now() >= process.cut_until;
  }

  void turn(Process& process);
  void turn_later(Process& process);
  void send(Process& process, const MemberCall& call);
  ground::Result<MemberAnswer> execute(const MemberCall& call);
  void count_in_parts(Process& process, const MemberCall& call);
  void answer(Process& process, const MemberCall& call, ground::Result<MemberAnswer> said,
              SimTime after);

  void tick(Process& process);
  void hear_news(Process& process, const BucketNews& news);
  void end_fetches(Process& process);
  void lend(Process& process, const BucketNews& news);
  void start_fetches(Process& process);
  bool may_start(Process& process, SimPage page, const SimLease& lease);
  void check_start(const Process& process, std::size_t host);
  void give(Process& process, const BucketNews& news);
  void look_for_end(Process& process);
  void commit(Process& process, SimPage page, const SimLease& lease);
  void committed(Process& process, SimPage page, const SimLease& lease, bool is_kept);
  static bool is_out(const Process& process, SimPage page, const SimLease& lease);
  void complain(const std::string& problem);

  const SimSettings settings_;
  std::mt19937_64 random_;
  SimEvents events_;
  SimEngine engine_;
  Outage outage_ = Outage::kNone;
  bool is_calm_ = false;
  std::vector<std::unique_ptr<Process>> processes_;
  std::map<std::size_t, SimTime> last_start_;  // of hosts
  uint64_t tokens_ = 0, fetches_ = 0;
  std::string problem_;
};

}  // namespace storage
