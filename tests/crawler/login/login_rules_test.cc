// How a login is described, and what is said of a description: never a secret.
#include "crawler/login/login_rules.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace crawler {
namespace {

constexpr const char* kLoginSecret = "s3cr&t p\u00E4ss";
constexpr const char* kHead = "page = 'http://a.test/login?next=/'\n";
constexpr const char* kFields = "[fields]\nuser = 'me'\npassword = '$CRAWL_TEST_PASSWORD'\n";

class LoginFiles : public testing::Test {
 protected:
  void SetUp() override { setenv("CRAWL_TEST_PASSWORD", kLoginSecret, 1); }
  void TearDown() override {
    unsetenv("CRAWL_TEST_PASSWORD");
    std::remove(path().c_str());
  }

  ground::Result<LoginRules> read(const std::string& text) {
    std::ofstream(path(), std::ios::binary) << text;
    return read_login(path());
  }
  // What is said of it; no words have the secret, wherever it comes from.
  std::string problem(const std::string& text) {
    const auto rules = read(text);
    if (rules) return "";
    EXPECT_EQ(rules.error().code, ground::ErrorCode::kQuery);
    EXPECT_EQ(rules.error().message.find(kLoginSecret), std::string::npos);
    std::string words = rules.error().message;
    if (words.starts_with(path())) words = words.substr(path().size());
    return words;
  }
  static std::string path() {
    return testing::TempDir() + "crawl-login-" + std::to_string(getpid()) + ".toml";
  }
};

TEST_F(LoginFiles, FieldsComeFromTheFileAndTheEnvironment) {
  auto rules = read(std::string(kHead) + "out_status = [401, 403]\nout_text = 'Log in'\n" +
                    "out_redirect = '/in'\n" + kFields);
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  EXPECT_EQ(rules->page.href(), "http://a.test/login?next=/");
  const std::vector<std::pair<std::string, std::string>> fields{{"password", kLoginSecret},
                                                                {"user", "me"}};
  EXPECT_EQ(rules->fields, fields);
  EXPECT_EQ(rules->out_statuses, (std::vector{401, 403}));
  EXPECT_EQ(rules->out_redirects, std::vector<std::string>{"/in"});
  EXPECT_EQ(rules->out_text, "Log in");
  EXPECT_EQ(read(std::string(kHead) + kFields)->out_redirects, std::vector<std::string>{"/login"});
}

TEST_F(LoginFiles, WhatIsWrongIsNamedWithItsLine) {
  const std::string head = kHead;
  EXPECT_EQ(problem(kFields), ":1: page is to be the URL of the page with the form");
  EXPECT_EQ(problem("page = 'login'\n" + std::string(kFields)),
            ":1: page is to be the URL of the page with the form");
  EXPECT_EQ(problem(head), ":1: [fields] is to have the names and values of the form's fields");
  EXPECT_EQ(problem(head + "fields = 'x'"),
            ":1: [fields] is to have the names and values of the form's fields");
  EXPECT_EQ(problem(head + "[fields]\nuser = 5"), ":3: the value of a field is to be a text");
  EXPECT_EQ(problem(head + "pasword = 'x'\n" + kFields).substr(0, 20), ":2: no such name; th");
  EXPECT_EQ(problem(head + "out_status = 401\n" + kFields),
            ":2: out_status is to be a list of numbers");
  for (const char* status : {"99", "600", "'401'", "1000000000000"})
    EXPECT_EQ(problem(head + "out_status = [401, " + status + "]\n" + kFields),
              ":2: not the status of an answer");
  EXPECT_EQ(problem(head + "out_redirect = 'in'\n" + kFields),
            ":2: out_redirect is to be the beginning of a path");
  EXPECT_EQ(problem(head + "out_text = ''\n" + kFields), ":2: out_text is to be a text");
}

TEST_F(LoginFiles, AVariableThatIsNotSetIsNamed) {
  for (const bool is_empty : {false, true}) {
    if (is_empty)
      setenv("CRAWL_TEST_PASSWORD", "", 1);
    else
      unsetenv("CRAWL_TEST_PASSWORD");
    EXPECT_EQ(problem(std::string(kHead) + kFields),
              ":4: the environment has no CRAWL_TEST_PASSWORD: export CRAWL_TEST_PASSWORD=...");
  }
}

TEST_F(LoginFiles, WhatIsNoTomlIsNotShown) {
  const std::string secret = kLoginSecret;
  const std::string head = std::string(kHead) + "[fields]\n";
  for (const std::string& broken :
       {head + "password = " + secret, head + "password = '" + secret, head + secret + " = 'x'",
        head + "password = \"" + secret + "\\q\"",
        head + "a = '" + secret + "'\na = '" + secret + "'",
        head + "password = ['" + secret + "']"})
    EXPECT_NE(problem(broken), "") << broken;
  EXPECT_EQ(problem(std::string(70'000, '#')).find(":1:"), std::string::npos);
  EXPECT_FALSE(read_login(path() + ".none").ok());
}

}  // namespace
}  // namespace crawler
