// PageRenders: the way of a fetched page through the browser to the pipeline. Its lease and its
// credit are out meanwhile, so that counts hold. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <unordered_map>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/render_choice.h"
#include "crawler/render/page_renderer.h"
#include "crawler/ring/ledger.h"
#include "parser/url/url.h"

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

  // Is it a page that is rendered whatever is in it?
  bool wants(const storage::Lease& lease, const FetchedPage& page) const;
  // A worker has looked at it: shows it to the browser, or gives it back as it came.
  void decide(PageToRender page);
  // What has become of pages that were rendered.
  void learn(const std::vector<PageKept>& pages);
  // Shows it to the browser, and gives it to the pipeline then. It has been counted as sent.
  void take(PageWork work, storage::RenderReason reason = storage::RenderReason::kAlways);
  // So many wait that no page is to be fetched meanwhile.
  bool is_full() const;
  // Drops all, or this one: in the store their URLs wait.
  void drop();
  void drop(PageWork& work);

 private:
  void rendered(uint64_t number, RenderedPage page);

  Parts parts_;
  std::unordered_map<uint64_t, PageWork> out_;
  uint64_t last_number_ = 0;
  RenderChoice choice_;
  std::minstd_rand chance_;  // the same in each run: nobody is to be surprised
  parser::Url url_;          // reused
};

}  // namespace crawler
