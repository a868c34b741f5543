// ParserPool: N threads that turn responses into records. All CPU-heavy work is here: inflate,
// decode, parse, extract, hash, compress. Thread: take() from the loop; results go to the store
// thread (pages) or the loop (robots.txt). Errors: a page that can't be parsed because memory runs
// out is stored without what parsing would have found, with a note.
#pragma once

#include <cstddef>
#include <thread>
#include <variant>
#include <vector>

#include "crawler/loop/event_loop.h"
#include "crawler/pipeline/bounded_queue.h"
#include "crawler/pipeline/check_record.h"
#include "crawler/pipeline/page_record.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/pipeline/rendered_reader.h"
#include "crawler/pipeline/store_thread.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/seen_lines.h"
#include "parser/page/page.h"

namespace crawler {

struct ParserSettings {
  std::size_t threads = 1;
  parser::PageLimits limits;
  parser::PageWishes wishes;  // what it points to outlives the pool
  bool keep_bodies = true;
  Render render = Render::kNever;
  std::string robots_agent;
};

class ParserPool {
 public:
  using Work = std::variant<PageWork, RobotsWork>;

  // The references outlive the pool. `capacity`: of its queue, see BoundedQueue.
  ParserPool(const ParserSettings& settings, const Admission& admission, StoreThread& store,
             EventLoop& loop, PipelineEvents& events, std::size_t capacity);
  ~ParserPool();  // works off what was taken, then ends

  void take(Work work) { inbox_.push(std::move(work)); }
  std::size_t waiting() const { return inbox_.size(); }

 private:
  void end();
  void run(const ParserSettings& settings, const Admission& admission, StoreThread& store,
           EventLoop& loop, PipelineEvents& events);

  SeenLines seen_;
  BoundedQueue<Work> inbox_;
  std::vector<std::thread> threads_;
};

// What one worker does, without its thread: also the whole pool of a test.
class PageWorker {
 public:
  // The workers of a pool share `seen`.
  PageWorker(const ParserSettings& settings, const Admission& admission, SeenLines& seen);
  ParsedWork parse(PageWork work);
  RobotsParsed parse(const RobotsWork& work) const;

 private:
  static void finish(storage::Lease lease, ParsedWork& result);
  // Of a page that came to be read: `plain` is that, and work.rendered says the rest.
  void build_page(PageWork& work, const parser::ParsedPage& plain, ParsedWork& result);
  // Is it a page that a browser may be asked about?
  bool may_be_rendered(const PageWork& work, const parser::ParsedPage& plain) const;

  parser::PageLimits limits_;
  parser::PageWishes wishes_;
  Render render_;
  std::string robots_agent_;
  parser::PageParser parser_;
  RecordBuilder builder_;
  CheckBuilder checks_;
  RenderedReader rendered_;
  SeenLines& seen_;
  parser::Url url_;  // reused
};

}  // namespace crawler
