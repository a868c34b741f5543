// Tab: a page of the browser, in a context of its own (cookies, storage), that is used for one site
// after the other. Everything that a page attaches to it, frames of other sites and workers, is
// stopped before its first instruction, until its requests are sure to stand still, too. Thread:
// the loop's.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "crawler/loop/scheduler.h"
#include "crawler/render/cdp_connection.h"
#include "crawler/render/cdp_json.h"
#include "crawler/render/page_visit.h"
#include "crawler/render/render_job.h"
#include "crawler/render/resource_source.h"

namespace crawler {

struct TabSettings {
  Milliseconds timeout{15'000};
  bool post = true;
  bool keep_bodies = true;
  bool screenshots = false;
  std::function<bool(const std::string& url)> is_blocked;  // empty: nothing is
};

class Tab {
 public:
  using Done = std::function<void(RenderedPage page)>;

  // The references outlive the tab.
  Tab(CdpConnection& connection, ResourceSource& source, const TabSettings& settings,
      std::function<TimePoint()> now)
      : connection_(connection), source_(source), settings_(settings), now_(std::move(now)) {}

  bool is_free() const { return !done_; }
  // One page after the other. `done` is called later.
  void render(PageNumber page, RenderJob job, Done done);
  // The page it has, if any, is given up.
  void fail(const std::string& error);
  // The page it has, if any, taken back: nobody is told.
  std::optional<RenderJob> take_job();

  // An event of the browser or of any session; true if it was for this tab.
  bool event(const std::string& session, const std::string& method, const nlohmann::json& params);

  std::optional<TimePoint> next_at() const;
  void wake();
  // The browser does not do what it is told any more.
  bool is_stuck() const { return is_stuck_; }

 private:
  void open();
  void opened(const std::string& error);
  void close();
  void attached(const std::string& parent, const nlohmann::json& params);
  void prepare(const std::string& session);
  void prepare_page();
  void begin_visit();
  void visited(RenderedPage page, bool is_spoilt);
  void begin_anew();
  void command(const std::string& session, const std::string& method, nlohmann::json params,
               CdpConnection::Answer answer);
  // All of them are answered before opened() is called.
  CdpConnection::Answer part_of_opening();

  CdpConnection& connection_;
  ResourceSource& source_;
  const TabSettings& settings_;
  std::function<TimePoint()> now_;
  std::string context_, target_, session_;
  std::set<std::string> sessions_;  // its own and those of its children
  std::set<std::string> windows_;   // of them those that are to go
  std::string site_;                // of the pages that it has had
  uint32_t pages_ = 0;              // had since it was opened
  uint64_t opening_ = 0;            // tells answers of an opening from those of one that is over
  std::size_t unanswered_ = 0;
  bool is_stuck_ = false;
  PageNumber number_ = 0;
  std::optional<RenderJob> job_;
  Done done_;
  std::unique_ptr<PageVisit> visit_;
  std::unique_ptr<PageVisit> gone_;  // may still be on the stack
};

}  // namespace crawler
