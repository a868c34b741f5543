// SessionFetcher: a Fetcher that is logged in to one site. What is asked of that site waits until
// it is; an answer that shows that one is out again is asked for once more, after another login.
// Robots.txt is asked for without. Other sites are none of its business.
//
// What the site sets as cookies goes to the jar alone: pages come without Set-Cookie, so that
// nothing of the session is stored with them.
// Thread: the loop's. Errors: a login that is refused, or gets no answer three times in a row, is
// said once, and all that is asked of the site from then on fails with these words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_set>

#include "crawler/fetch/fetcher.h"
#include "crawler/login/login_rules.h"
#include "crawler/loop/event_loop.h"

namespace crawler {

class SessionFetcher final : public Fetcher {
 public:
  // `inner` outlives it. `say`: words for the user, without secrets.
  SessionFetcher(EventLoop& loop, Fetcher& inner, LoginRules rules,
                 std::function<void(const std::string&)> say);

  void start(FetchJob job, FetchDone done) override;
  void stop(const std::unordered_set<uint64_t>& hosts) override;
  void stop_all() override;
  void send_until(std::chrono::steady_clock::time_point when) override { inner_.send_until(when); }
  std::size_t in_flight() const override;
  uint64_t cookies_for(const parser::Url& url) const override { return inner_.cookies_for(url); }
  std::size_t bytes_held() const override { return inner_.bytes_held(); }

 private:
  enum class State { kOut, kLoggingIn, kIn, kFailed };
  struct Asked {
    FetchJob job;
    FetchDone done;
    bool is_second = false;  // it was asked, and the answer showed that one was out
  };

  bool is_of_session(const FetchJob& job) const;
  void send(Asked asked);
  void answered(Asked asked, uint64_t session, FetchedPage page);
  bool shows_out(const FetchedPage& page, std::string_view url) const;
  void begin_login();
  void form_came(FetchedPage page);
  void login_answered(FetchedPage page);
  void nobody_waits();
  // The trouble may pass.
  void try_again(const std::string& why);
  void failed(const std::string& why);
  void let_go();
  // A job to the site, for the sake of the first that waits.
  FetchJob job_like_first(std::string url) const;

  Fetcher& inner_;
  const LoginRules rules_;
  const std::function<void(const std::string&)> say_;
  State state_ = State::kOut;
  uint64_t session_ = 0;  // counts logins
  int failures_ = 0;      // in a row
  uint64_t login_host_ = 0;
  std::string why_;
  std::deque<Asked> waiting_;
  Timer refusals_;
};

}  // namespace crawler
