// CookieKeeping: brings the cookies of the jar to the store, a few seconds after they changed, and
// back at the start of a run. So a crash loses the newest alone, as if the sites had not set them
// yet, and a site that sets one with each page costs no write for each. Thread: the loop's.
#pragma once

#include "crawler/fetch/cookie_jar.h"
#include "crawler/loop/scheduler.h"
#include "crawler/pipeline/pipeline.h"
#include "ground/result.h"
#include "storage/store/store.h"

namespace crawler {

// Puts in what the store has kept. Before the store has a thread.
ground::Result<void> restore_cookies(storage::Store& store, CookieJar& jar, int64_t now);

class CookieKeeping {
 public:
  // Without a jar there is nothing to keep.
  CookieKeeping(CookieJar* jar, Pipeline& pipeline) : jar_(jar), pipeline_(pipeline) {}

  // Sends what has changed, if the last time was a while ago.
  void keep_some(TimePoint now);
  void keep_all();

 private:
  CookieJar* jar_;
  Pipeline& pipeline_;
  TimePoint next_{};
};

}  // namespace crawler
