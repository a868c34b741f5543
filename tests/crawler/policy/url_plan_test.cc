#include "crawler/policy/url_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crawler {
namespace {

uint64_t plan(const std::string& path) {
  parser::Url url;
  EXPECT_EQ(url.assign("http://a.example" + path), parser::UrlStatus::kOk) << path;
  url.normalise();
  return plan_of(url);
}

TEST(UrlPlan, OfOnePlanAreUrlsThatDifferInNumbersAndIds) {
  const std::vector<std::vector<std::string>> plans = {
      {"/2031/05/", "/1999/12/"},
      {"/cal?month=2031-05&sid=abc123", "/cal?month=2031-06&sid=7f3a",
       "/cal?month=1-2031&sid=qwertz", "/cal?month=2031-06&sid=aBcDeF-gHiJkL",
       "/cal?month=2031-06&sid="},
      {"/cal?month=2031-05&x=550e8400-e29b-41d4-a716-446655440000",
       "/cal?month=2031-05&x=aBcDeF-gHiJkL", "/cal?month=2031-05&x=qwertz",
       "/cal?month=2031-05&x=f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
      {"/about?PHPSESSID=qwertz", "/about?phpsessid=asdf"},
      {"/about?v=7f3a", "/about?v=b2"},
      {"/cal/2031-05;jsessionid=7F3A", "/cal/2031-06;jsessionid=ABCD", "/cal/2031-06;x"},
      {"/s/9e107d9d372bb6826bd81d3542a419d6/2031-05/",
       "/s/e4d909c290d0fb1ca068ffaddf22cbd0/2031-06/"},
      {"/item12", "/item7"},
  };
  for (std::size_t i = 0; i < plans.size(); ++i)
    for (const std::string& url : plans[i])
      for (std::size_t k = 0; k < plans.size(); ++k)
        EXPECT_EQ(plan(url) == plan(plans[k][0]), i == k) << url << " " << plans[k][0];
}

TEST(UrlPlan, WordsMakeAPlanOfTheirOwn) {
  const std::vector<std::string> urls = {
      "/2031/05/12/first-post",
      "/2031/05/12/second-post",
      "/item12",
      "/post12",
      "/?d=2031-05&article=first-post",
      "/?d=2031-05&article=second+post",
      "/?d=2031-05&article=kindergartenfest",
      "/?d=2031-05&article=%D0%BF%D0%B5%D1%80%D0%B2-%D0%BF%D0%BE%D1%81%D1%82",
      "/news?cat=sports",
      "/news?cat=arts",
      "/2031/05/%D0%9C%D0%B0%D0%B9",
  };
  for (std::size_t i = 0; i < urls.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) EXPECT_NE(plan(urls[i]), plan(urls[k])) << urls[i];
}

}  // namespace
}  // namespace crawler
