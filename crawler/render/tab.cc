#include "crawler/render/tab.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "crawler/render/json_reading.h"
#include "crawler/render/page_scripts.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

using Json = nlohmann::json;

// A tab that has had more pages begins anew: what leaks, leaks no more.
constexpr uint32_t kPagesOfATab = 25;
constexpr Milliseconds kCommandPatience{10'000};

std::string site_of(const std::string& url) {
  parser::Url parsed;
  if (parsed.assign(url) != parser::UrlStatus::kOk) return {};
  return std::string(parsed.origin());
}

void ignore_answer(const Json& /*result*/, const std::string& /*error*/) {}

}  // namespace

void Tab::command(const std::string& session, const std::string& method, Json params,
                  CdpConnection::Answer answer) {
  connection_.command(session, method, std::move(params), now_() + kCommandPatience,
                      std::move(answer));
}

void Tab::render(PageNumber page, RenderJob job, Done done) {
  number_ = page;
  done_ = std::move(done);
  const std::string site = site_of(job.url);
  job_ = std::move(job);
  const bool is_usable = !session_.empty() && site == site_ && pages_ < kPagesOfATab;
  site_ = site;
  if (!is_usable) return begin_anew();
  command(session_, "Runtime.evaluate", {{"expression", forgetting_script()}},
          [this, opening = opening_](const Json&, const std::string& error) {
            if (opening != opening_ || !job_) return;
            error.empty() ? begin_visit() : begin_anew();
          });
}

void Tab::begin_anew() {
  close();
  open();
}

void Tab::open() {
  const uint64_t opening = ++opening_;
  command("", "Target.createBrowserContext", {{"disposeOnDetach", true}},
          [this, opening](const Json& result, const std::string& error) {
            if (opening != opening_) return;
            context_ = text_at(result, "browserContextId");
            if (context_.empty()) return opened(error.empty() ? "no context" : error);
            connection_.tell("", "Browser.setDownloadBehavior",
                             {{"behavior", "deny"}, {"browserContextId", context_}});
            // Those that are not named are refused.
            connection_.tell("", "Browser.grantPermissions",
                             {{"permissions", Json::array()}, {"browserContextId", context_}});
            command("", "Target.createTarget",
                    {{"url", "about:blank"}, {"browserContextId", context_}},
                    [this, opening](const Json& target, const std::string& wrong) {
                      if (opening != opening_) return;
                      if (text_at(target, "targetId").empty())
                        opened(wrong.empty() ? "no tab" : wrong);
                    });
          });
}

CdpConnection::Answer Tab::part_of_opening() {
  ++unanswered_;
  return [this, opening = opening_](const Json&, const std::string& error) {
    if (opening != opening_) return;
    if (!error.empty()) return opened(error);
    if (--unanswered_ == 0) opened({});
  };
}

void Tab::opened(const std::string& error) {
  if (error.empty()) return begin_visit();
  is_stuck_ = true;
  fail("the browser opens no tab: " + error);
}

void Tab::close() {
  ++opening_;
  unanswered_ = 0;
  if (!context_.empty())
    command("", "Target.disposeBrowserContext", {{"browserContextId", context_}},
            [this](const Json&, const std::string& error) { is_stuck_ |= !error.empty(); });
  for (const std::string& session : sessions_) connection_.end_session(session);
  context_.clear();
  target_.clear();
  session_.clear();
  sessions_.clear();
  windows_.clear();
  pages_ = 0;
}

bool Tab::event(const std::string& session, const std::string& method, const Json& params) {
  if (method == "Target.attachedToTarget") {
    const bool is_ours =
        session.empty() ? !context_.empty() &&
                              text_at(member(params, "targetInfo"), "browserContextId") == context_
                        : sessions_.contains(session);
    if (is_ours) attached(session, params);
    return is_ours;
  }
  if (method == "Target.detachedFromTarget") {
    const std::string detached = text_at(params, "sessionId");
    if (sessions_.erase(detached) == 0) return false;
    windows_.erase(detached);
    connection_.end_session(detached);
    if (detached == session_) fail("the tab is gone");
    return true;
  }
  if (!sessions_.contains(session)) return false;
  if (method == "Inspector.targetCrashed") {
    if (session == session_) fail("the tab crashed");
  } else if (visit_ && !windows_.contains(session)) {
    visit_->event(session, method, params);
  } else if (method == "Fetch.requestPaused") {
    connection_.tell(session, "Fetch.failRequest",
                     {{"requestId", text_at(params, "requestId")}, {"errorReason", "Aborted"}});
  }
  return true;
}

void Tab::attached(const std::string& parent, const Json& params) {
  const Json& target = member(params, "targetInfo");
  const std::string session = text_at(params, "sessionId");
  const std::string type = text_at(target, "type");
  if (parent.empty() && session_.empty() && type == "page") {
    target_ = text_at(target, "targetId");
    session_ = session;
    sessions_.insert(session);
    return prepare_page();
  }
  sessions_.insert(session);
  prepare(session);
  connection_.tell(session, "Runtime.runIfWaitingForDebugger", Json::object());
  if (type != "page" && type != "service_worker") return;
  // A window that the page has opened. As long as it stands still, so does the page; what it asks
  // for is refused.
  windows_.insert(session);
  connection_.tell("", "Target.closeTarget", {{"targetId", text_at(target, "targetId")}});
}

void Tab::prepare(const std::string& session) {
  // Workers know none of it: what they ask for comes by way of their page.
  command(session, "Fetch.enable", {{"patterns", {{{"urlPattern", "*"}}}}}, ignore_answer);
  command(session, "Target.setAutoAttach",
          {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}},
          ignore_answer);
  command(session, "Runtime.enable", Json::object(), ignore_answer);
}

void Tab::prepare_page() {
  const auto must = [this](const char* method, Json params) {
    command(session_, method, std::move(params), part_of_opening());
  };
  must("Fetch.enable", {{"patterns", {{{"urlPattern", "*"}}}}});
  must("Target.setAutoAttach",
       {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}});
  must("Network.setBypassServiceWorker", {{"bypass", true}});
  must("Page.enable", Json::object());
  must("Page.addScriptToEvaluateOnNewDocument", {{"source", preparing_script()}});
  must("Runtime.enable", Json::object());
  must("Emulation.setFocusEmulationEnabled", {{"enabled", true}});
  must("Runtime.runIfWaitingForDebugger", Json::object());
}

void Tab::begin_visit() {
  ++pages_;
  PageVisit::Parts parts{connection_,
                         now_,
                         session_,
                         target_,
                         settings_.timeout,
                         settings_.screenshots,
                         {connection_,
                          source_,
                          number_,
                          settings_.screenshots,
                          settings_.post,
                          settings_.keep_bodies,
                          settings_.is_blocked,
                          {}}};
  gone_.reset();
  visit_ = std::make_unique<PageVisit>(
      std::move(parts), *std::exchange(job_, std::nullopt),
      [this](RenderedPage page, bool is_spoilt) { visited(std::move(page), is_spoilt); });
  visit_->begin();
}

void Tab::visited(RenderedPage page, bool is_spoilt) {
  gone_ = std::move(visit_);
  // The page before may hold the tab, by what it does when it has to go.
  if (is_spoilt && pages_ > 1 && gone_ && !gone_->has_navigated()) {
    job_ = gone_->job();
    return begin_anew();
  }
  if (is_spoilt) close();
  const Done done = std::exchange(done_, nullptr);
  done(std::move(page));
}

void Tab::fail(const std::string& error) {
  if (visit_) return visit_->fail(error);
  if (!job_) return close();
  RenderedPage page;
  page.reason = job_->reason;
  page.error = error;
  job_.reset();
  visited(std::move(page), /*is_spoilt=*/true);
}

std::optional<RenderJob> Tab::take_job() {
  std::optional<RenderJob> job = std::exchange(job_, std::nullopt);
  if (visit_) job = visit_->job();
  visit_.reset();
  done_ = nullptr;
  return job;
}

std::optional<TimePoint> Tab::next_at() const { return visit_ ? visit_->next_at() : std::nullopt; }

void Tab::wake() {
  if (visit_) visit_->wake();
}

}  // namespace crawler
