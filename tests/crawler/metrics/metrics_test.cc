#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "crawler/metrics/metrics_server.h"
#include "crawler/metrics/metrics_text.h"

namespace crawler {
namespace {

std::string text_of(const Snapshot& now, const storage::Stats& stats, const StageTimes& times,
                    const WaitingUrls& waiting = {}) {
  return metrics_text(
      {now, stats, times, waiting, std::chrono::microseconds(1'500'000), 4'096, 17.0});
}

TEST(Metrics, EachSampleStandsBelowItsFamilyAndIsANumber) {
  Snapshot now;
  now.pages = 12;
  now.bottleneck = Bottleneck::kPoliteness;
  storage::Stats stats;
  stats.waiting = 5;
  stats.members = 3;
  stats.buckets_held = 170;
  stats.skipped_by = {{storage::Reason::kScope, 3}};
  WaitingUrls waiting;
  waiting.add(WaitsFor::kDelay, 4);
  waiting.add(WaitsFor::kDelay, 3);
  const StageTimes times;
  const std::string text = text_of(now, stats, times, waiting);
  ASSERT_TRUE(text.ends_with("\n"));
  std::istringstream lines(text);
  std::string family;
  std::set<std::string> families;
  const std::regex sample("([a-z_]+)(\\{[a-z]+=\"[^\"\\\\]*\"\\})? [0-9.e+-]+");
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(family).second) << line;
    } else if (line.starts_with("# TYPE ")) {
      EXPECT_EQ(line.substr(7, family.size()), family);
      EXPECT_TRUE(!line.ends_with(" counter") || family.ends_with("_total")) << line;
    } else {
      ASSERT_TRUE(std::regex_match(line, found, sample)) << line;
      EXPECT_TRUE(found[1].str().starts_with(family)) << line;
    }
  }
  EXPECT_NE(text.find("\ncrawl_pages_total 12\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_limited_by{limit=\"politeness\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_limited_by{limit=\"paused\"} 0\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_urls{state=\"waiting\"} 5\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_urls_skipped{reason=\"scope\"} 3\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_waiting{reason=\"delay\"} 7\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_waiting{reason=\"store\"} 0\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_fleet_members 3\n"), std::string::npos);
  EXPECT_NE(text.find("\ncrawl_fleet_buckets_held 170\n"), std::string::npos);
  EXPECT_NE(text.find("\nprocess_cpu_seconds_total 1.5\n"), std::string::npos);
}

TEST(Metrics, ClassesOfAHistogramAddUp) {
  using std::chrono::microseconds;
  StageTimes times;
  for (const int64_t us : {100, 101, 20'000'000}) times.parse.count(microseconds(us));
  const std::string text = text_of({}, {}, times);
  for (const char* line :
       {"_bucket{le=\"0.0001\"} 1", "_bucket{le=\"0.00025\"} 2", "_bucket{le=\"10\"} 2",
        "_bucket{le=\"+Inf\"} 3", "_sum 20.000201", "_count 3"})
    EXPECT_NE(text.find(std::string("\ncrawl_parse_duration_seconds") + line + "\n"),
              std::string::npos)
        << line;
}

std::string status_of(const std::string& request) {
  const std::string answer = answer_to_request(request, [] { return std::string("metrics\n"); });
  EXPECT_EQ(answer.substr(0, 9), "HTTP/1.1 ");
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  return answer.substr(9, 3);
}

TEST(MetricsServer, AnswersWhatIsAskedOfItAlone) {
  EXPECT_EQ(status_of("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), "200");
  EXPECT_EQ(status_of("GET /metrics?name=x HTTP/1.0\r\n\r\n"), "200");
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), "404");
  EXPECT_EQ(status_of("POST /metrics HTTP/1.1\r\n\r\n"), "405");
  for (const char* wrong :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /metrics\r\n\r\n", "\x16\x03\x01 \r\n\r\n"})
    EXPECT_EQ(status_of(wrong), "400");
  const auto head =
      answer_to_request("HEAD /metrics HTTP/1.1\r\n\r\n", [] { return std::string("metrics\n"); });
  EXPECT_NE(head.find("\r\nContent-Length: 8\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(MetricsServer, AnAddressThatCannotBeListenedAtIsSaid) {
  EventLoop loop;
  for (const char* address : {"192.0.2.1:9464", "nowhere.invalid:1"}) {
    const auto server = MetricsServer::open(loop, address, [] { return std::string(); });
    ASSERT_FALSE(server) << address;
    EXPECT_TRUE(server.error().message.starts_with(std::string("--metrics ") + address + ": "));
  }
}

}  // namespace
}  // namespace crawler
