// CrawlListener: what a crawl tells the outside. Thread: called on the loop.
#pragma once

#include <string>

#include "crawler/pipeline/pipeline.h"
#include "crawler/progress/progress.h"

namespace crawler {

class CrawlListener {
 public:
  virtual ~CrawlListener() = default;
  virtual void page_done(const PageLine& page) = 0;
  virtual void message(const std::string& text) = 0;
  virtual void warning(const std::string& text) = 0;  // as a message, and more urgent
  virtual void idle() {}  // all that was due has been visited; the crawl goes on for ever
  virtual void control_kept(const ControlKept& /*kept*/) {}
  virtual void ended() = 0;  // once; the facts are in Crawl::ending()
};

}  // namespace crawler
