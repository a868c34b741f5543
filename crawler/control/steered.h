// Steered: a crawl as those see it who steer it while it runs. Each call has its effect before it
// returns, and may be repeated. Thread: the loop's.
#pragma once

#include <cstddef>

#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/host_pace.h"
#include "crawler/policy/skip_patterns.h"
#include "crawler/progress/progress.h"

namespace crawler {

class Steered {
 public:
  virtual ~Steered() = default;
  // False from when it is stopping.
  virtual bool is_running() const = 0;
  virtual bool is_paused() const = 0;
  // Nothing new starts, and the crawl does not end; transfers that run end, and are kept. Its time
  // limit stands still.
  virtual void pause() = 0;
  virtual void resume() = 0;
  virtual void stop_by_hand() = 0;
  // What is otherwise for some hosts; `most_slots`: that any host may have.
  virtual void set_pace(PaceOf pace, std::size_t most_slots) = 0;
  // Where URLs are held against them before their fetch.
  virtual SkipPatterns& skips() = 0;
  // The options of max_pages, max_time, max_per_host or concurrency are others now; the last is
  // never more than at the start.
  virtual void limits_changed() = 0;
  // The crawl does not end before it is kept; then its listener hears of it.
  virtual void keep_control(ControlWork work) = 0;
  // What is known now.
  virtual Snapshot snapshot() = 0;
};

}  // namespace crawler
