// PageVisit: one page in a tab, from its navigation to the tree that its scripts leave. Time in the
// page is virtual: it jumps from timer to timer and stands still while the page waits for an
// answer, so that ten seconds of the page cost what its scripts cost. In real time there is a
// watch: what we or servers take does not count against the page, what the browser takes does. A
// page whose virtual time does not end is done once its time stands still, it asks for next to
// nothing and shows no more text than before. Thread: the loop's; the time is given.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "crawler/loop/scheduler.h"
#include "crawler/pipeline/rendered_page.h"
#include "crawler/render/cdp_connection.h"
#include "crawler/render/cdp_json.h"
#include "crawler/render/page_requests.h"
#include "crawler/render/render_job.h"

namespace crawler {

class PageVisit {
 public:
  struct Parts {
    CdpConnection& connection;
    std::function<TimePoint()> now;
    std::string session;     // of the tab's page
    std::string main_frame;  // its id
    Milliseconds timeout{15'000};
    bool screenshot = false;
    PageRequests::Parts requests;
  };
  // How it ended. `is_spoilt`: the tab is not to be used again.
  using Done = std::function<void(RenderedPage page, bool is_spoilt)>;

  // `done` is called once, never from within begin(), and may destroy this.
  PageVisit(Parts parts, RenderJob job, Done done);
  void begin();

  // Of the page's session or of one of its children.
  void event(const std::string& session, const std::string& method, const nlohmann::json& params);
  // The page is given up, for this reason: done is called at once.
  void fail(const std::string& error);

  // When wake() is to be called although nothing else happens.
  std::optional<TimePoint> next_at() const;
  void wake();

  const RenderJob& job() const { return job_; }
  // The page has taken the place of the one before it.
  bool has_navigated() const { return navigations_ > 0; }

 private:
  enum class Phase { kLoading, kScrolling, kReading, kDone };

  void command(const std::string& method, nlohmann::json params, CdpConnection::Answer answer);
  void navigated(const nlohmann::json& frame);
  void spend(Milliseconds virtual_time);
  void time_is_spent();
  void scroll();
  void drawn();
  // Runs it in a world of its own, which is made first. `use` gets what it gives.
  void evaluate(const std::string& script, std::function<void(const nlohmann::json& value)> use);
  void evaluate(const std::string& script, std::function<void(const nlohmann::json&)> use,
                std::function<void(const std::string& error)> failed);
  void read();
  void take(const nlohmann::json& value);
  void take_screenshot();
  void finish(bool is_spoilt);
  void note_console(const nlohmann::json& params);
  void note_exception(const nlohmann::json& params);
  void note(storage::ConsoleRecord record);
  void count_waiting();
  // Looks whether a page that does not end has come to rest.
  void look_for_rest();
  // What the browser has had of the time.
  Milliseconds spent() const;

  Parts parts_;
  RenderJob job_;
  Done done_;
  PageRequests requests_;
  RenderedPage page_;
  Phase phase_ = Phase::kLoading;
  TimePoint begun_{};
  Milliseconds limit_{0};                    // of what the browser may have
  Milliseconds spent_{0};                    // before counting_since_
  std::optional<TimePoint> counting_since_;  // nothing: we are being waited for
  TimePoint look_at_{};
  TimePoint quiet_since_{};            // nothing was asked for or answered
  std::optional<TimePoint> drawn_by_;  // while it is waited for after the scroll
  std::string seen_;                   // at the last look
  bool is_looking_ = false;
  uint32_t navigations_ = 0;
  bool is_time_owed_ = false;  // once what the page waits for is there
  uint32_t times_owed_ = 0;
  // Answers that come when this is no more find it gone.
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace crawler
