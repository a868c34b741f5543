#include "crawler/login/session_fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crawler/fetch/header.h"
#include "crawler/login/login_form.h"
#include "ground/ascii.h"
#include "parser/http/inflate.h"
#include "parser/http/location.h"

namespace crawler {
namespace {

constexpr int kMostFailures = 3;
constexpr std::size_t kMostFormBytes = 2u << 20;

std::string text_of(const FetchedPage& page) {
  std::string storage;
  std::string_view text = page.body;
  parser::inflate(page.body, header_value(page.headers, "content-encoding"), kMostFormBytes,
                  storage, text);
  return std::string(text.substr(0, kMostFormBytes));
}

bool is_answer(const FetchedPage& page) { return page.outcome == FetchOutcome::kAnswered; }

void drop_cookies(FetchedPage& page) {
  std::erase_if(page.headers, [](const auto& header) {
    return ground::ascii::same_but_for_case(header.first, kSetCookie);
  });
}

}  // namespace

SessionFetcher::SessionFetcher(EventLoop& loop, Fetcher& inner, LoginRules rules,
                               std::function<void(const std::string&)> say)
    : inner_(inner),
      rules_(std::move(rules)),
      say_(std::move(say)),
      refusals_(loop, [this] { let_go(); }) {}

bool SessionFetcher::is_of_session(const FetchJob& job) const {
  parser::Url url;
  return url.assign(job.url) == parser::UrlStatus::kOk && url.origin() == rules_.page.origin() &&
         url.path() != "/robots.txt";
}

void SessionFetcher::start(FetchJob job, FetchDone done) {
  if (!is_of_session(job)) return inner_.start(std::move(job), std::move(done));
  Asked asked{std::move(job), std::move(done)};
  if (state_ == State::kIn) return send(std::move(asked));
  waiting_.push_back(std::move(asked));
  if (state_ == State::kFailed) refusals_.set(std::chrono::milliseconds{0});
  if (state_ == State::kOut) begin_login();
}

void SessionFetcher::send(Asked asked) {
  FetchJob job = asked.job;
  inner_.start(std::move(job),
               [this, asked = std::move(asked), session = session_](FetchedPage page) mutable {
                 answered(std::move(asked), session, std::move(page));
               });
}

void SessionFetcher::answered(Asked asked, uint64_t session, FetchedPage page) {
  drop_cookies(page);
  if (asked.is_second || !shows_out(page, asked.job.url)) return asked.done(std::move(page));
  asked.is_second = true;
  // Others may have shown the same, and one is in again.
  if (state_ == State::kIn && session != session_) return send(std::move(asked));
  waiting_.push_back(std::move(asked));
  if (state_ == State::kIn) state_ = State::kOut;
  if (state_ == State::kOut) begin_login();
  if (state_ == State::kFailed) refusals_.set(std::chrono::milliseconds{0});
}

bool SessionFetcher::shows_out(const FetchedPage& page, std::string_view asked) const {
  // The page with the form is a page like any other when it was asked for.
  if (!is_answer(page) || asked == rules_.page.href()) return false;
  if (std::find(rules_.out_statuses.begin(), rules_.out_statuses.end(), page.status) !=
      rules_.out_statuses.end())
    return true;
  parser::Url from;
  parser::Url target;
  std::string escaped;
  const std::string_view location =
      parser::escaped_location(header_value(page.headers, "location"), escaped);
  if (page.status >= 300 && page.status < 400 && !location.empty() &&
      from.assign(asked) == parser::UrlStatus::kOk &&
      target.assign(location, &from) == parser::UrlStatus::kOk &&
      target.origin() == rules_.page.origin() && from.path() != target.path())
    return std::any_of(rules_.out_redirects.begin(), rules_.out_redirects.end(),
                       [&](const std::string& path) { return target.path().starts_with(path); });
  return !rules_.out_text.empty() && text_of(page).find(rules_.out_text) != std::string::npos;
}

FetchJob SessionFetcher::job_like_first(std::string url) const {
  const FetchJob& first = waiting_.front().job;
  FetchJob job;
  job.url = std::move(url);
  job.addresses = first.addresses;
  job.allow_private = first.allow_private;
  job.send_credentials = first.send_credentials;
  job.for_host = first.for_host;
  job.max_body_bytes = kMostFormBytes;
  job.any_type = true;
  return job;
}

void SessionFetcher::begin_login() {
  if (waiting_.empty()) return;
  state_ = State::kLoggingIn;
  login_host_ = waiting_.front().job.for_host;
  inner_.start(job_like_first(std::string(rules_.page.href())),
               [this](FetchedPage page) { form_came(std::move(page)); });
}

void SessionFetcher::form_came(FetchedPage page) {
  if (waiting_.empty()) return nobody_waits();
  if (!is_answer(page)) return try_again("the page with the form did not answer: " + page.detail);
  if (page.status != 200)
    return try_again(fmt::format("the page with the form answered {}", page.status));
  const auto form = fill_login_form(text_of(page), rules_.page, rules_.fields);
  if (!form) return failed("the page has no form with method=post and all of these fields");
  if (form->action.origin() != rules_.page.origin())
    return failed("its form is sent to another host, which is not supported");
  FetchJob job = job_like_first(std::string(form->action.href()));
  job.post = form->body;
  // Frameworks hold these against requests that other sites forge.
  job.conditions = {fmt::format("Referer: {}", rules_.page.href()),
                    fmt::format("Origin: {}", rules_.page.origin())};
  inner_.start(std::move(job), [this](FetchedPage answer) { login_answered(std::move(answer)); });
}

void SessionFetcher::login_answered(FetchedPage page) {
  if (waiting_.empty()) return nobody_waits();
  if (!is_answer(page)) return try_again("the form was sent, and no answer came: " + page.detail);
  if (page.status >= 500) return try_again(fmt::format("the form was answered by {}", page.status));
  if (page.status >= 400) return failed(fmt::format("the form was answered by {}", page.status));
  if (page.status == 200 && fill_login_form(text_of(page), rules_.page, rules_.fields))
    return failed("the form came back: are the values right?");
  const std::string nowhere = std::string(rules_.page.origin()) + "/ ";
  if (page.status != 200 && shows_out(page, nowhere))
    return failed("the answer leads back to the form: are the values right?");
  failures_ = 0;
  ++session_;
  state_ = State::kIn;
  let_go();
}

void SessionFetcher::nobody_waits() { state_ = State::kOut; }

void SessionFetcher::try_again(const std::string& why) {
  if (++failures_ >= kMostFailures) return failed(why);
  state_ = State::kOut;
  begin_login();
}

// Never twice with values that were refused: sites close accounts for that.
void SessionFetcher::failed(const std::string& why) {
  state_ = State::kFailed;
  why_ = fmt::format("--login {}: {}", rules_.page.href(), why);
  say_(why_);
  let_go();
}

void SessionFetcher::let_go() {
  std::deque<Asked> waiting = std::exchange(waiting_, {});
  for (Asked& asked : waiting) {
    if (state_ == State::kIn) {
      send(std::move(asked));
    } else {
      FetchedPage page;
      page.detail = why_;
      asked.done(std::move(page));
    }
  }
}

void SessionFetcher::stop(const std::unordered_set<uint64_t>& hosts) {
  inner_.stop(hosts);
  std::erase_if(waiting_, [&](const Asked& asked) { return hosts.contains(asked.job.for_host); });
  if (state_ != State::kLoggingIn || !hosts.contains(login_host_)) return;
  state_ = State::kOut;
  begin_login();
}

void SessionFetcher::stop_all() {
  inner_.stop_all();
  waiting_.clear();
  if (state_ == State::kLoggingIn) state_ = State::kOut;
}

std::size_t SessionFetcher::in_flight() const { return inner_.in_flight() + waiting_.size(); }

}  // namespace crawler
