#include "crawler/policy/trap_places.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

using storage::Reason;

parser::Url url(const std::string& text) {
  parser::Url parsed;
  EXPECT_EQ(parsed.assign(text), parser::UrlStatus::kOk) << text;
  return parsed;
}

TEST(TrapPlaces, TheThreeWorstSitesOfEachReasonWithTheirFirstUrl) {
  TrapPlaces places;
  for (int site = 0; site < 5; ++site)
    for (int i = 0; i <= site; ++i)
      places.note(Reason::kNothingNew,
                  url("http://s" + std::to_string(site) + ".example/" + std::to_string(i)));
  places.note(Reason::kPathDepth, url("http://a.example/deep"));
  places.note(Reason::kScope, url("http://a.example/no-trap"));
  const auto worst = places.worst();
  ASSERT_EQ(worst.size(), 4u);
  EXPECT_EQ(worst[0].url, "http://s4.example/0");
  EXPECT_EQ(worst[0].times, 5u);
  EXPECT_EQ(worst[2].url, "http://s2.example/0");
  EXPECT_EQ(worst[3].reason, Reason::kPathDepth);
}

TEST(TrapPlaces, QueriesAreNamedByTheirPath) {
  TrapPlaces places;
  for (const char* text : {"http://a.example/s?q=1", "http://a.example/s?q=2"})
    places.note(Reason::kQueryBudget, url(text));
  const auto worst = places.worst();
  ASSERT_EQ(worst.size(), 1u);
  EXPECT_EQ(worst[0].url, "http://a.example/s?");
  EXPECT_EQ(worst[0].times, 2u);
}

TEST(TrapPlaces, AMillionPlacesAreTooManyToKeep) {
  TrapPlaces places;
  for (int i = 0; i < 100'000; ++i)
    places.note(Reason::kQueryBudget, url("http://a.example/" + std::to_string(i) + "?x"));
  EXPECT_LE(places.size(), TrapPlaces::kMaxPlaces);
}

}  // namespace
}  // namespace crawler
