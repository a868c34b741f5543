#include "crawler/render/renderer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "crawler/render/json_reading.h"
#include "crawler/render/no_confinement.h"
#include "crawler/render/private_folder.h"

namespace crawler {
namespace {

using Json = nlohmann::json;

constexpr Milliseconds kStartPatience{30'000};
constexpr uint32_t kMostFailedStarts = 3;
constexpr uint32_t kMostDeaths = 2;

bool is_about_sandbox(const std::string& words) {
  return words.find("sandbox") != std::string::npos || words.find("SUID") != std::string::npos;
}

std::string last_line(const std::string& words) {
  const std::size_t end = words.find_last_not_of('\n');
  if (end == std::string::npos) return "it said nothing";
  const std::size_t begin = words.rfind('\n', end);
  return words.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

}  // namespace

Renderer::Renderer(EventLoop& loop, Settings settings, ResourceSource& source)
    : loop_(loop),
      settings_(std::move(settings)),
      source_(source),
      turn_(loop, [this] { turn(); }),
      watch_(loop, [this] { wake(); }) {
  PrivateFolder::remove_abandoned(temporary_folder());
}

Renderer::~Renderer() { drop_all(); }

void Renderer::render(RenderJob job, Done done) {
  queue_.push_back({std::move(job), std::move(done)});
  turn_.set(Milliseconds{0});
}

void Renderer::drop_all() {
  queue_.clear();
  for (Desk& desk : desks_) desk.work.reset();
  replace({});
}

bool Renderer::is_busy() const {
  return std::any_of(desks_.begin(), desks_.end(),
                     [](const Desk& desk) { return desk.work.has_value(); });
}

bool Renderer::is_stuck() const {
  return std::any_of(desks_.begin(), desks_.end(),
                     [](const Desk& desk) { return desk.tab->is_stuck(); });
}

void Renderer::turn() {
  if (pulse_ && pulse_->is_missed()) replace("the browser hung on it");
  if (browser_ && is_stuck()) replace({});
  if (browser_ && pages_ >= settings_.pages_of_a_browser && !is_busy()) replace({});
  if (!trouble_.empty()) {
    for (Work& work : std::exchange(queue_, {})) {
      RenderedPage page;
      page.reason = work.job.reason;
      page.error = trouble_;
      work.done(std::move(page));
    }
    return;
  }
  if (queue_.empty()) return;
  if (!browser_) return start_browser();
  if (is_ready_ && pages_ < settings_.pages_of_a_browser) give_pages();
  set_watch();
}

void Renderer::start_browser() {
  try {
    launch(confinement_);
  } catch (const NoConfinement& error) {
    if (!settings_.unconfined)
      return refused(std::string(error.what()) +
                     "; --render-unconfined renders all the same, where you trust the pages");
    settings_.warn("the browser is not confined: " + std::string(error.what()));
    confinement_.network = false;
    turn_.set(Milliseconds{0});
  } catch (const std::runtime_error& error) {
    refused(error.what());
  }
}

void Renderer::launch(const Confinement& confinement) {
  is_ready_ = false;
  pages_ = 0;
  browser_ = std::make_unique<Browser>(
      loop_, settings_.program, confinement,
      [this](const std::string& session, const std::string& method, const Json& params) {
        event(session, method, params);
      },
      [this] { died(); });
  pulse_.emplace(browser_->connection(), settings_.tab.timeout);
  desks_.clear();
  for (std::size_t i = 0; i < settings_.tabs; ++i)
    desks_.push_back({std::make_unique<Tab>(browser_->connection(), source_, settings_.tab,
                                            [this] { return loop_.now(); }),
                      std::nullopt});
  browser_->connection().command(
      "", "Target.setAutoAttach",
      {{"autoAttach", true}, {"waitForDebuggerOnStart", true}, {"flatten", true}},
      loop_.now() + kStartPatience, [this](const Json&, const std::string& error) {
        if (error.empty()) return ready();
        // Not from here: the browser is on the stack.
        loop_.post([this] { died(); });
      });
  set_watch();
}

void Renderer::ready() {
  is_ready_ = true;
  failed_starts_ = 0;
  turn_.set(Milliseconds{0});
}

void Renderer::refused(const std::string& words) {
  trouble_ = "there is no browser: " + words;
  settings_.warn("pages are kept as they came: " + trouble_);
  turn_.set(Milliseconds{0});
}

void Renderer::died() {
  if (!browser_) return;
  const bool had_begun = is_ready_;
  const std::string words = had_begun ? "" : browser_->last_words();
  replace("the browser died of it");
  turn_.set(Milliseconds{0});
  if (had_begun) return;
  const bool is_hopeless = ++failed_starts_ >= kMostFailedStarts;
  // Where the kernel gives a part only of what the sandbox wants, it ends without a word.
  if (confinement_.sandbox && (is_about_sandbox(words) || (is_hopeless && settings_.unconfined))) {
    if (!settings_.unconfined)
      return refused("its own sandbox can't be had here (" + last_line(words) +
                     "); --render-unconfined renders without it, where you trust the pages");
    settings_.warn("the browser is not confined: it does not start with its own sandbox");
    confinement_.sandbox = false;
    failed_starts_ = 0;
    return;
  }
  if (is_hopeless)
    refused(settings_.program + " ends as soon as it is started: " + last_line(words));
}

void Renderer::replace(const std::string& suspicion) {
  std::vector<Work> again;
  for (Desk& desk : desks_) {
    if (!desk.work) continue;
    Work work = *std::exchange(desk.work, std::nullopt);
    if (auto job = desk.tab->take_job()) work.job = std::move(*job);
    work.deaths += suspicion.empty() ? 0 : 1;
    again.push_back(std::move(work));
  }
  desks_.clear();
  pulse_.reset();
  browser_.reset();
  is_ready_ = false;
  for (Work& work : again) {
    if (work.deaths < kMostDeaths) {
      queue_.push_front(std::move(work));
      continue;
    }
    RenderedPage page;
    page.reason = work.job.reason;
    page.error = suspicion;
    work.done(std::move(page));
  }
  if (!queue_.empty()) turn_.set(Milliseconds{0});
}

void Renderer::give_pages() {
  for (Desk& desk : desks_) {
    if (queue_.empty() || pages_ >= settings_.pages_of_a_browser) return;
    if (desk.work || !desk.tab->is_free()) continue;
    // One that may be why a browser died is alone in the next.
    const bool holds_suspect = std::any_of(desks_.begin(), desks_.end(), [](const Desk& other) {
      return other.work && other.work->deaths > 0;
    });
    if (holds_suspect || (queue_.front().deaths > 0 && is_busy())) return;
    begin(desk);
  }
}

void Renderer::begin(Desk& desk) {
  desk.work = std::move(queue_.front());
  queue_.pop_front();
  ++pages_;
  const auto at = static_cast<std::size_t>(&desk - desks_.data());
  desk.tab->render(++last_page_, std::move(desk.work->job),
                   [this, at](RenderedPage page) { rendered(at, std::move(page)); });
}

void Renderer::rendered(std::size_t desk, RenderedPage page) {
  Work work = *std::exchange(desks_[desk].work, std::nullopt);
  turn_.set(Milliseconds{0});
  work.done(std::move(page));
}

void Renderer::event(const std::string& session, const std::string& method, const Json& params) {
  for (Desk& desk : desks_)
    if (desk.tab->event(session, method, params)) return set_watch();
  // What no tab wants: workers that pages share. The page that the browser began with stays, or it
  // would end.
  const Json& target = member(params, "targetInfo");
  if (method == "Target.attachedToTarget" && text_at(target, "type") != "page")
    browser_->connection().tell("", "Target.closeTarget",
                                {{"targetId", text_at(target, "targetId")}});
}

void Renderer::wake() {
  if (browser_) browser_->connection().expire(loop_.now());
  for (Desk& desk : desks_) desk.tab->wake();
  turn();
  set_watch();
}

void Renderer::set_watch() {
  if (!browser_) return;
  if (is_busy())
    pulse_->feel(loop_.now());
  else
    pulse_->rest();
  std::optional<TimePoint> next = browser_->connection().next_deadline();
  if (const auto at = pulse_->next_at(); at && (!next || *at < *next)) next = at;
  for (const Desk& desk : desks_)
    if (const auto at = desk.tab->next_at(); at && (!next || *at < *next)) next = at;
  if (next)
    watch_.set(std::max(Milliseconds{0}, std::chrono::ceil<Milliseconds>(*next - loop_.now())));
}

}  // namespace crawler
