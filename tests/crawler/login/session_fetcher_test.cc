// Forms as they are sent, and whole sessions on a scripted web.
#include "crawler/login/session_fetcher.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "crawler/login/login_form.h"

namespace crawler {
namespace {

constexpr const char* kSessionSecret = "s3cr&t p\u00E4ss";

parser::Url parsed_url(const char* text) {
  parser::Url url;
  EXPECT_EQ(url.assign(text), parser::UrlStatus::kOk);
  return url;
}

std::string body_of(const char* html) {
  const auto form =
      fill_login_form(html, parsed_url("http://a.test/login"), {{"user", "me"}, {"pass", "a&b c"}});
  return form ? std::string(form->action.href()) + " " + form->body : "none";
}

TEST(LoginForms, HiddenFieldsAreSentAsTheyStand) {
  EXPECT_EQ(body_of("<form method=post action=in><input name=user value=x>"
                    "<input type=hidden name=csrf value='t+1'><input type=password name=pass>"
                    "<input type=checkbox name=keep><input type=checkbox name=on checked>"
                    "<input name=off value=1 disabled><button name=go value=1>In</button>"
                    "<button name=other value=2>Help</button></form>"),
            "http://a.test/in csrf=t%2B1&on=on&go=1&user=me&pass=a%26b+c");
}

TEST(LoginForms, TheFirstThatHasAllTheFieldsAndIsPosted) {
  EXPECT_EQ(body_of("<form method=get><input name=user><input name=pass></form>"
                    "<form method=post><input name=user></form>"
                    "<base href=http://a.test/x/><form method=POST action=y>"
                    "<input name=user><input name=pass></form>"),
            "http://a.test/x/y user=me&pass=a%26b+c");
  EXPECT_EQ(body_of("<p>No form</p>"), "none");
}

// Answers what is scripted, when answer() is called.
class Scripted final : public Fetcher {
 public:
  void start(FetchJob job, FetchDone done) override {
    jobs.push_back(job);
    dones_.push_back(std::move(done));
  }
  void answer(int status, std::string body,
              std::vector<std::pair<std::string, std::string>> headers = {}) {
    FetchedPage page;
    page.outcome = FetchOutcome::kAnswered;
    page.status = status;
    page.body = std::move(body);
    page.headers = std::move(headers);
    FetchDone done = std::move(dones_.front());
    dones_.pop_front();
    done(std::move(page));
  }
  void stop(const std::unordered_set<uint64_t>& /*hosts*/) override {}
  void stop_all() override { dones_.clear(); }
  void send_until(std::chrono::steady_clock::time_point /*when*/) override {}
  std::size_t in_flight() const override { return dones_.size(); }
  uint64_t cookies_for(const parser::Url& /*url*/) const override { return 0; }
  std::size_t bytes_held() const override { return 0; }

  std::vector<FetchJob> jobs;

 private:
  std::deque<FetchDone> dones_;
};

class Sessions : public testing::Test {
 protected:
  static constexpr const char* kForm =
      "<form method=post><input name=user><input name=password></form>";
  static LoginRules rules() {
    LoginRules rules;
    rules.page = parsed_url("http://a.test/login");
    rules.fields = {{"user", "me"}, {"password", kSessionSecret}};
    rules.out_redirects = {"/login"};
    return rules;
  }
  void get(const char* url) {
    FetchJob job;
    job.url = url;
    session_.start(std::move(job), [this](FetchedPage page) { got_.push_back(std::move(page)); });
  }

  EventLoop loop_;
  Scripted web_;
  std::vector<std::string> said_;
  std::vector<FetchedPage> got_;
  SessionFetcher session_{loop_, web_, rules(),
                          [this](const std::string& words) { said_.push_back(words); }};
};

TEST_F(Sessions, PagesWaitForTheLoginAndKeepNoCookieOfIt) {
  get("http://a.test/");
  get("http://other.test/");
  get("http://a.test/robots.txt");
  ASSERT_EQ(web_.jobs.size(), 3u);
  EXPECT_EQ(web_.jobs[0].url, "http://a.test/login");
  EXPECT_EQ(web_.jobs[1].url, "http://other.test/");
  EXPECT_EQ(web_.jobs[2].url, "http://a.test/robots.txt");
  web_.answer(200, kForm);
  web_.answer(200, "other");
  web_.answer(200, "robots");
  ASSERT_EQ(web_.jobs.size(), 4u);
  EXPECT_EQ(web_.jobs[3].post, "user=me&password=s3cr%26t+p%C3%A4ss");
  web_.answer(302, "", {{"Location", "/home"}, {"Set-Cookie", "id=1"}});
  ASSERT_EQ(web_.jobs.size(), 5u);
  EXPECT_EQ(web_.jobs[4].url, "http://a.test/");
  EXPECT_FALSE(web_.jobs[4].post);
  web_.answer(200, "in", {{"set-cookie", "id=2"}, {"Server", "x"}});
  ASSERT_EQ(got_.size(), 3u);
  EXPECT_EQ(got_[2].body, "in");
  EXPECT_EQ(got_[2].headers.size(), 1u);
}

TEST_F(Sessions, AnAnswerThatShowsOneIsOutIsAskedForAgainOnce) {
  get("http://a.test/p");
  for (int round = 0; round < 2; ++round) {
    web_.answer(200, kForm);
    web_.answer(302, "", {{"Location", "/home"}});
    EXPECT_EQ(web_.jobs.back().url, "http://a.test/p");
    web_.answer(302, "", {{"Location", "/login?next=/p"}});
    EXPECT_EQ(got_.size(), round == 0 ? 0u : 1u);
  }
  EXPECT_EQ(web_.jobs.size(), 6u);
  EXPECT_EQ(got_[0].status, 302);
}

TEST_F(Sessions, ARefusedLoginIsTriedOnceAndSaidWithoutTheSecret) {
  get("http://a.test/p");
  web_.answer(200, kForm);
  web_.answer(200, std::string("Wrong: ") + kSessionSecret + kForm);
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_EQ(said_[0], "--login http://a.test/login: the form came back: are the values right?");
  ASSERT_EQ(got_.size(), 1u);
  EXPECT_EQ(got_[0].detail, said_[0]);
  EXPECT_EQ(got_[0].outcome, FetchOutcome::kOther);
  EXPECT_EQ(web_.jobs.size(), 2u);
}

}  // namespace
}  // namespace crawler
