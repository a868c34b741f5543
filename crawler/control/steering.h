// Steering: what people ask of a crawl while it runs. Each command has its effect at once, is kept
// in the store's log, and is answered when it is kept; what lasts holds for the next start of the
// program too. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawler/control/control_command.h"
#include "crawler/control/steered.h"
#include "crawler/options/options.h"
#include "storage/store/control.h"

namespace crawler {

class Steering {
 public:
  struct Parts {
    Steered& crawl;
    Options& options;  // the running crawl's
    std::function<void(const std::string&)> say;
    std::function<void()> limits_changed;  // for who has a copy of them
  };
  // `parts` outlives it; the crawl may ask it for a host's pace as long as it runs.
  explicit Steering(Parts parts);

  // What stood at the start. Of a crawl that has just been started.
  void restore(const std::vector<storage::ControlRecord>& standing);

  // One object of JSON on a line: {"ok": true, "text": …, "status": {…}} or {"ok": false, "error":
  // …}. Called once, on the loop, now or later; never where the crawl ends before.
  using Reply = std::function<void(std::string json)>;
  // `line`: anyone's.
  void ask(std::string_view line, Reply reply);
  void kept(const ControlKept& kept);

  // What --max-pages and --max-time are now, where they were set while it ran.
  bool has_limit(std::string_view name) const;

 private:
  struct Asked {
    Reply reply;
    ControlCommand command;
  };
  // What is wrong with it, or "": it has had its effect.
  std::string apply(const ControlCommand& command);
  std::string apply_to_host(const ControlCommand& command);
  std::string apply_limit(const ControlCommand& command);
  std::string apply_skip(const ControlCommand& command);
  void set(std::string_view setting, const std::string& subject, const std::string& value);
  HostPace pace_of(const std::string& origin) const;
  std::size_t most_slots() const;
  void keep(const ControlCommand& command, Reply reply);
  std::string status() const;

  Parts parts_;
  const Options given_;  // at the start
  // By setting and subject.
  std::map<std::pair<std::string, std::string>, std::string> settings_;
  std::unordered_map<std::string, HostPace> paces_;  // by the subject
  std::map<uint64_t, Asked> asked_;                  // and not yet kept
  uint64_t last_id_ = 0;
};

}  // namespace crawler
