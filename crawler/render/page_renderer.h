// PageRenderer: a RenderJob now, a RenderedPage later. The seam that lets a whole crawl with
// rendered pages run in a test without a browser. Thread: the loop's.
#pragma once

#include <cstddef>
#include <functional>

#include "crawler/pipeline/rendered_page.h"
#include "crawler/render/render_job.h"

namespace crawler {

class PageRenderer {
 public:
  using Done = std::function<void(RenderedPage page)>;
  virtual ~PageRenderer() = default;
  // `done` is called once, later, never from within render(); not once the page is dropped.
  virtual void render(RenderJob job, Done done) = 0;
  // Drops all pages, and the browser with them.
  virtual void drop_all() = 0;
  // Pages that it may have at a time.
  virtual std::size_t tabs() const = 0;
};

}  // namespace crawler
