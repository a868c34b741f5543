// Renderer: fetched pages in, what their scripts make of them out. It starts a browser for the
// first page, gives it as many pages at a time as it has tabs, and starts another when that one has
// had its share of pages, hangs or dies. A page that takes the browser with it costs itself alone:
// those that were in it at that time are shown once more, each by itself. Thread: the loop's.
// Errors: a page that can't be rendered says why in its RenderedPage.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/loop/event_loop.h"
#include "crawler/loop/scheduler.h"
#include "crawler/pipeline/rendered_page.h"
#include "crawler/render/browser.h"
#include "crawler/render/browser_pulse.h"
#include "crawler/render/cdp_json.h"
#include "crawler/render/page_renderer.h"
#include "crawler/render/render_job.h"
#include "crawler/render/resource_source.h"
#include "crawler/render/tab.h"

namespace crawler {

class Renderer final : public PageRenderer {
 public:
  struct Settings {
    std::string program;      // of find_browser()
    bool unconfined = false;  // also where it can't be confined
    std::size_t tabs = 1;
    uint32_t pages_of_a_browser = 300;
    TabSettings tab;
    std::function<void(const std::string&)> warn;
  };
  // Takes away what browsers of programs that were killed have left. The references outlive this.
  Renderer(EventLoop& loop, Settings settings, ResourceSource& source);
  ~Renderer() override;
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  void render(RenderJob job, Done done) override;
  void drop_all() override;
  std::size_t tabs() const override { return settings_.tabs; }

 private:
  struct Work {
    RenderJob job;
    Done done;
    uint32_t deaths = 0;  // of browsers, while it was in them; those that hung are among them
  };
  struct Desk {
    std::unique_ptr<Tab> tab;
    std::optional<Work> work;  // its job is the tab's
  };

  void turn();
  void start_browser();
  void launch(const Confinement& confinement);
  void ready();
  void refused(const std::string& words);
  void died();
  // The browser goes. `suspicion`: what is said of a page in it that is found to be why; "": none
  // is suspect.
  void replace(const std::string& suspicion);
  void give_pages();
  void begin(Desk& desk);
  void rendered(std::size_t desk, RenderedPage page);
  void event(const std::string& session, const std::string& method, const nlohmann::json& params);
  bool is_busy() const;
  bool is_stuck() const;
  void wake();
  void set_watch();

  EventLoop& loop_;
  Settings settings_;
  ResourceSource& source_;
  std::deque<Work> queue_;
  std::unique_ptr<Browser> browser_;
  std::optional<BrowserPulse> pulse_;  // of browser_
  std::vector<Desk> desks_;
  Confinement confinement_;
  bool is_ready_ = false;
  std::string trouble_;         // why there can be no browser; "": there can
  uint32_t failed_starts_ = 0;  // in a row
  uint32_t pages_ = 0;          // given to this browser
  PageNumber last_page_ = 0;
  Timer turn_, watch_;
};

}  // namespace crawler
