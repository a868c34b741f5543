// HostTrouble: what happened to a host that can't be opened. Thread: a value.
#pragma once

#include <cstdint>
#include <string>

#include "crawler/loop/scheduler.h"
#include "crawler/policy/frontier.h"
#include "storage/store/records.h"

namespace crawler {

struct HostTrouble {
  HostKey host = 0;
  enum class Kind : uint8_t {
    kDead,    // no address, no connection, no TLS: its URLs fail, or are tried again
    kClosed,  // robots.txt is unreachable: its URLs wait
    kParked,  // as kClosed, once too often: not asked again in this run unless there is time
  } kind = Kind::kDead;
  storage::Reason reason = storage::Reason::kOther;
  std::string detail;
  bool permanent = false;     // kDead: trying again is no use (no such name)
  Milliseconds ask_again{0};  // kClosed; kParked: what the server asked for
};

}  // namespace crawler
