// PageRenders: the way of a fetched page through the browser to the pipeline. Its lease and its
// credit are out meanwhile, so that counts hold. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>

#include "crawler/options/options.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/render/page_renderer.h"
#include "crawler/ring/ledger.h"

namespace crawler {

class PageRenders {
 public:
  struct Parts {
    const Options& options;
    Pipeline& pipeline;
    Ledger& ledger;
    PageRenderer* renderer;       // null: no page is rendered
    std::function<void()> moved;  // called when there may be something to do for others
  };
  explicit PageRenders(const Parts& parts) : parts_(parts) {}

  // Is it a page that scripts may make something of?
  bool wants(const storage::Lease& lease, const FetchedPage& page) const;
  // Shows it to the browser, and gives it to the pipeline then. It has been counted as sent.
  void take(PageWork work);
  // So many wait that no page is to be fetched meanwhile.
  bool is_full() const;
  // Drops all: in the store their URLs wait.
  void drop();

 private:
  void rendered(uint64_t number, RenderedPage page);

  Parts parts_;
  std::unordered_map<uint64_t, PageWork> out_;
  uint64_t last_number_ = 0;
};

}  // namespace crawler
