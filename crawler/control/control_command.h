// A command to a crawl that runs, read from one line: `delay example.com 500`. Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crawler {

enum class ControlVerb {
  kStatus,
  kPause,
  kResume,
  kStop,
  kDelay,
  kSlots,
  kSkip,
  kUnskip,
  kAdd,
  kLimit,
};

struct ControlCommand {
  ControlVerb verb = ControlVerb::kStatus;
  // A host ("example.com", "https://example.com:8443", "*" for all), a pattern, the normal form of
  // a URL, or the name of an option; "" for the verbs that take none.
  std::string subject;
  std::string value;  // of kDelay, kSlots and kLimit; "" for "default"

  // In the words it could have been given in.
  std::string words() const;
};

struct ReadControl {
  ControlCommand command;
  std::string problem;  // "": it was understood
};

// The longest line that is read.
inline constexpr std::size_t kMostControlBytes = 8'192;

// `line`: without its end; anyone's.
ReadControl read_control(std::string_view line);

}  // namespace crawler
