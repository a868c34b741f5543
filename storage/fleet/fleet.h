// Fleet: what a store asks of its process' membership in a fleet. The contract of what is held is
// that of HeldBuckets.
// Thread: the store's. Errors: none; what troubles the membership is in trouble(), for people.
#pragma once

#include <chrono>
#include <optional>

#include "ground/result.h"
#include "storage/fleet/fleet_timing.h"
#include "storage/fleet/held_buckets.h"

namespace storage {

class Fleet {
 public:
  virtual ~Fleet() = default;
  virtual const FleetTiming& timing() const = 0;
  virtual HeldBuckets& held() = 0;
  // Something was let go or disowned, or the end is looked for: no need to wait.
  virtual void wake() = 0;
  // What keeps it from the engine now, if anything does.
  virtual std::optional<ground::Error> trouble() const = 0;
  // Gives all back, and waits so long for it at most; no lease is out, and the store lends no more.
  virtual void leave(std::chrono::milliseconds at_most) = 0;
};

}  // namespace storage
