#include "crawler/render/page_visit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "crawler/render/base64_text.h"
#include "crawler/render/json_reading.h"
#include "crawler/render/page_scripts.h"
#include "parser/url/url.h"

namespace crawler {
namespace {

using Json = nlohmann::json;

// Of the page's own time, for its scripts and then for what appears when it has been scrolled.
constexpr Milliseconds kLoadingBudget{10'000}, kScrollingBudget{2'000};
// Frames are drawn, and databases answer, in real time, which virtual time runs away from. Some
// sixteen frames; a page that is drawn sooner goes on sooner.
constexpr Milliseconds kDrawing{250};
// A page may wait for servers, with their delays, so many times the time that it has itself.
constexpr int kLongestWait = 20;
// A page that asks for nothing, and gets no answer, for this part of its time is looked at whether
// it has come to rest.
constexpr int kRestPart = 3;
constexpr Milliseconds kRestPause{500};
constexpr std::size_t kRestingRequests = 2;
constexpr std::size_t kMostConsole = 200, kMostConsoleText = 2'000;
constexpr uint32_t kMostNavigations = 20;
constexpr uint32_t kMostTimesOwed = 10;

std::string cut_text(std::string text) {
  if (text.size() <= kMostConsoleText) return text;
  std::size_t end = kMostConsoleText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string text_of_argument(const Json& argument) {
  const auto value = argument.find("value");
  if (value == argument.end()) return text_at(argument, "description");
  if (value->is_string()) return value->get<std::string>();
  return value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

PageVisit::PageVisit(Parts parts, RenderJob job, Done done)
    : parts_(std::move(parts)),
      job_(std::move(job)),
      done_(std::move(done)),
      requests_(
          [this] {
            PageRequests::Parts requests = parts_.requests;
            requests.changed = [this] { count_waiting(); };
            return requests;
          }(),
          job_) {
  page_.reason = job_.reason;
}

void PageVisit::begin() {
  begun_ = parts_.now();
  counting_since_ = begun_;
  limit_ = parts_.timeout;
  quiet_since_ = begun_;
  look_at_ = begun_ + parts_.timeout / kRestPart;
  command("Page.navigate", {{"url", job_.url}},
          [this](const Json& result, const std::string& error) {
            const std::string words = error.empty() ? text_at(result, "errorText") : error;
            // Such an answer of the server is no fault of the browser's.
            if (!words.empty() && words != "net::ERR_HTTP_RESPONSE_CODE_FAILURE") fail(words);
          });
}

void PageVisit::command(const std::string& method, Json params, CdpConnection::Answer answer) {
  // The watch is nearer than this.
  const TimePoint deadline = parts_.now() + parts_.timeout * (kLongestWait + 1);
  parts_.connection.command(parts_.session, method, std::move(params), deadline,
                            [answer = std::move(answer), alive = std::weak_ptr<char>(alive_)](
                                const Json& result, const std::string& error) {
                              if (!alive.expired()) answer(result, error);
                            });
}

void PageVisit::event(const std::string& session, const std::string& method, const Json& params) {
  if (phase_ == Phase::kDone) return;
  if (method == "Fetch.requestPaused")
    return requests_.paused(session, params, text_at(params, "frameId") == parts_.main_frame);
  if (method == "Runtime.consoleAPICalled") return note_console(params);
  if (method == "Runtime.exceptionThrown")
    return note_exception(member(params, "exceptionDetails"));
  if (session != parts_.session) return;
  if (method == "Page.frameNavigated") return navigated(member(params, "frame"));
  if (method == "Page.windowOpen") {
    requests_.add_link(text_at(params, "url"));
  } else if (method == "Page.javascriptDialogOpening") {
    parts_.connection.tell(session, "Page.handleJavaScriptDialog",
                           {{"accept", text_at(params, "type") == "beforeunload"}});
  } else if (method == "Emulation.virtualTimeBudgetExpired") {
    time_is_spent();
  }
}

void PageVisit::navigated(const Json& frame) {
  if (text_at(frame, "id") != parts_.main_frame) return;
  if (!text_at(frame, "unreachableUrl").empty()) return fail("the browser does not show it");
  if (++navigations_ > kMostNavigations) return fail("it navigates without end");
  if (phase_ == Phase::kReading) return;
  spend(kLoadingBudget);
}

// Only once the page is there: before, the time would be spent on the empty one that it replaces.
void PageVisit::spend(Milliseconds virtual_time) {
  command("Emulation.setVirtualTimePolicy",
          {{"policy", "pauseIfNetworkFetchesPending"},
           {"budget", virtual_time.count()},
           {"maxVirtualTimeTaskStarvationCount", 100'000}},
          [](const Json&, const std::string&) {});
}

void PageVisit::time_is_spent() {
  // A worker's requests do not hold the time of its page.
  is_time_owed_ = requests_.waiting() > 0 && times_owed_ < kMostTimesOwed;
  if (is_time_owed_) return;
  if (phase_ == Phase::kLoading) return scroll();
  if (phase_ == Phase::kScrolling) read();
}

void PageVisit::scroll() {
  phase_ = Phase::kScrolling;
  drawn_by_ = parts_.now() + kDrawing;
  evaluate(
      scrolling_script(), [this](const Json&) { drawn(); },
      [this](const std::string&) { drawn(); });
}

// Also where there is nowhere to scroll to: what came in real time, from workers or databases, has
// its turn.
void PageVisit::drawn() {
  if (!std::exchange(drawn_by_, std::nullopt) || phase_ != Phase::kScrolling) return;
  spend(kScrollingBudget);
}

void PageVisit::evaluate(const std::string& script, std::function<void(const Json&)> use) {
  evaluate(script, std::move(use),
           [this](const std::string& error) { fail("it can't be read: " + error); });
}

void PageVisit::evaluate(const std::string& script, std::function<void(const Json&)> use,
                         std::function<void(const std::string& error)> failed) {
  command("Page.createIsolatedWorld", {{"frameId", parts_.main_frame}, {"worldName", "crawl"}},
          [this, script, use = std::move(use), failed = std::move(failed)](
              const Json& world, const std::string& error) {
            if (phase_ == Phase::kDone) return;
            if (!error.empty()) return failed(error);
            command("Runtime.evaluate",
                    {{"expression", script},
                     {"contextId", number_at(world, "executionContextId")},
                     {"awaitPromise", true},
                     {"returnByValue", true}},
                    [this, use, failed](const Json& result, const std::string& wrong) {
                      if (phase_ == Phase::kDone) return;
                      if (!wrong.empty()) return failed(wrong);
                      use(member(member(result, "result"), "value"));
                    });
          });
}

void PageVisit::read() {
  if (phase_ == Phase::kReading) return;
  phase_ = Phase::kReading;
  requests_.close();
  evaluate(reading_script(requests_.links(), job_.max_bytes),
           [this](const Json& value) { take(value); });
}

void PageVisit::take(const Json& value) {
  page_.html = text_at(value, "html");
  if (page_.html.empty()) return fail("it can't be read: no tree");
  const std::string now = text_at(value, "url");
  parser::Url url;
  if (now != job_.url && url.assign(now) == parser::UrlStatus::kOk) {
    url.normalise();
    if (url.href() != job_.url) page_.url = std::string(url.href());
  }
  if (parts_.screenshot) return take_screenshot();
  finish(/*is_spoilt=*/false);
}

void PageVisit::take_screenshot() {
  command("Page.captureScreenshot", {{"format", "png"}},
          [this](const Json& result, const std::string&) {
            if (phase_ == Phase::kDone) return;
            page_.screenshot = from_base64(text_at(result, "data")).value_or("");
            finish(/*is_spoilt=*/false);
          });
}

void PageVisit::fail(const std::string& error) {
  if (phase_ == Phase::kDone) return;
  page_.html.clear();
  page_.url.clear();
  page_.error = error;
  finish(/*is_spoilt=*/true);
}

void PageVisit::finish(bool is_spoilt) {
  phase_ = Phase::kDone;
  requests_.close();
  page_.total = std::chrono::duration_cast<Milliseconds>(parts_.now() - begun_);
  page_.requests = requests_.count();
  page_.resources = requests_.take_resources();
  const Done done = std::move(done_);
  done(std::move(page_), is_spoilt);
}

void PageVisit::note_console(const Json& params) {
  const std::string type = text_at(params, "type");
  storage::ConsoleRecord record;
  record.level = type == "assert" ? "error" : type == "log" ? "info" : type;
  if (record.level != "error" && record.level != "warning" && record.level != "debug")
    record.level = "info";
  const Json& arguments = member(params, "args");
  if (arguments.is_array())
    for (const Json& argument : arguments) {
      if (!record.text.empty()) record.text += ' ';
      record.text += text_of_argument(argument);
      if (record.text.size() > kMostConsoleText) break;
    }
  const Json& frames = member(member(params, "stackTrace"), "callFrames");
  if (frames.is_array() && !frames.empty()) {
    record.source = text_at(frames.front(), "url");
    record.line = static_cast<uint32_t>(number_at(frames.front(), "lineNumber") + 1);
  }
  note(std::move(record));
}

void PageVisit::note_exception(const Json& details) {
  storage::ConsoleRecord record;
  record.level = "exception";
  record.text = text_at(member(details, "exception"), "description");
  if (record.text.empty()) record.text = text_at(details, "text");
  record.source = text_at(details, "url");
  record.line = static_cast<uint32_t>(number_at(details, "lineNumber") + 1);
  note(std::move(record));
}

void PageVisit::note(storage::ConsoleRecord record) {
  if (page_.console.size() >= kMostConsole) return;
  record.text = cut_text(std::move(record.text));
  record.source = cut_text(std::move(record.source));
  page_.console.push_back(std::move(record));
}

Milliseconds PageVisit::spent() const {
  if (!counting_since_) return spent_;
  return spent_ + std::chrono::duration_cast<Milliseconds>(parts_.now() - *counting_since_);
}

void PageVisit::count_waiting() {
  quiet_since_ = parts_.now();
  if (requests_.waiting() == 0) {
    if (!counting_since_) counting_since_ = parts_.now();
    if (!std::exchange(is_time_owed_, false) || phase_ == Phase::kReading) return;
    ++times_owed_;
    spend(kScrollingBudget);
  } else if (counting_since_) {
    spent_ = spent();
    counting_since_.reset();
  }
}

std::optional<TimePoint> PageVisit::next_at() const {
  if (phase_ == Phase::kDone) return std::nullopt;
  TimePoint at = begun_ + parts_.timeout * kLongestWait;
  if (counting_since_) at = std::min(at, *counting_since_ + (limit_ - spent_));
  if (phase_ != Phase::kReading && !is_looking_) at = std::min(at, look_at_);
  if (drawn_by_) at = std::min(at, *drawn_by_);
  return at;
}

void PageVisit::wake() {
  if (phase_ == Phase::kDone) return;
  const TimePoint now = parts_.now();
  if (spent() >= limit_ || now >= begun_ + parts_.timeout * kLongestWait) {
    // One that still answers is read as it is now.
    if (phase_ == Phase::kReading || is_looking_ || seen_.empty()) return fail("timeout");
    limit_ += parts_.timeout / kRestPart;
    return read();
  }
  if (drawn_by_ && now >= *drawn_by_) drawn();
  if (phase_ != Phase::kReading && !is_looking_ && now >= look_at_) look_for_rest();
}

void PageVisit::look_for_rest() {
  look_at_ = parts_.now() + kRestPause;
  if (navigations_ == 0) return;
  is_looking_ = true;
  evaluate(looking_script(), [this](const Json& value) {
    is_looking_ = false;
    if (phase_ == Phase::kReading) return;
    const std::string seen = value.is_string() ? value.get<std::string>() : "nothing";
    const bool is_same = seen == std::exchange(seen_, seen);
    const bool is_quiet = parts_.now() >= quiet_since_ + parts_.timeout / kRestPart;
    if (is_same && is_quiet && requests_.waiting() <= kRestingRequests && !requests_.is_held_up())
      read();
  });
}

}  // namespace crawler
