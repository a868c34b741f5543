#include "crawler/policy/calendar.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

bool is_dated(const std::string& path) {
  parser::Url url;
  EXPECT_EQ(url.assign("http://a2031-05.example" + path), parser::UrlStatus::kOk) << path;
  url.normalise();
  return names_a_date(url);
}

TEST(Calendar, UrlsThatStandForADate) {
  for (const char* path :
       {"/2031/05/", "/2031/5", "/calendar/2031-05-01", "/calendar/2031/05/list/", "/20310501",
        "/cal?month=2031-05", "/cal?date=20310501&view=week", "/cal?year=2031&month=5",
        "/cal?month=5&year=2031", "/week/2031/53", "/cal?d=2031%2F05", "/05-2031/", "/cal/2031_05",
        "/events?from=2031-05-01T00:00"})
    EXPECT_TRUE(is_dated(path)) << path;
}

TEST(Calendar, UrlsThatStandForSomethingElse) {
  for (const char* path :
       {"/", "/2031", "/about", "/2024/05/12/some-post", "/2024-05-12-some-post.html",
        "/news/2024/05/longwordwithoutend", "/p/12345678", "/a/1/2", "/2031/54", "/2031/0",
        "/item/2024123/05", "/?page=2", "/%2031/05",
        "/2024/05/%D0%BF%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%B0"})
    EXPECT_FALSE(is_dated(path)) << path;
}

}  // namespace
}  // namespace crawler
