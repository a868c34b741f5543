// BrowserPulse: asks the browser now and then whether it is there, while it has pages. A page that
// hangs is out of time and costs itself; a browser that hangs would cost all that are in it, and
// is found out before they are out of time. Thread: the loop's; the time is given.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>

#include "crawler/loop/scheduler.h"
#include "crawler/render/cdp_connection.h"

namespace crawler {

class BrowserPulse {
 public:
  // On a busy machine it may take so long, whatever a page has.
  static constexpr Milliseconds kLeastPatience{3'000};

  // `page_timeout`: the time that a page has. The connection outlives this.
  BrowserPulse(CdpConnection& connection, Milliseconds page_timeout)
      : connection_(connection), patience_(std::max(page_timeout / 2, kLeastPatience)) {}

  // Asks, if it is time to. To be called at next_at().
  void feel(TimePoint now);
  // It did not answer in time.
  bool is_missed() const { return *is_missed_; }
  std::optional<TimePoint> next_at() const { return next_; }
  // Nothing is asked until the next feel(), which asks at once.
  void rest() { next_.reset(); }

 private:
  CdpConnection& connection_;
  Milliseconds patience_;
  std::optional<TimePoint> next_;
  // Answers may come when this is no more.
  std::shared_ptr<bool> is_missed_ = std::make_shared<bool>(false);
};

}  // namespace crawler
