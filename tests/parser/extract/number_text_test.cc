#include "parser/extract/number_text.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace parser {
namespace {

using Cases = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void expect(Decimal decimal, Cases cases) {
  for (const auto& [text, expected] : cases) {
    const NumberText found = first_number(text, decimal);
    EXPECT_EQ(found.is_doubtful ? "doubtful" : found.digits, expected) << text;
  }
}

TEST(NumberText, WithoutAWordAboutDecimalsOnlyWhatIsCertain) {
  expect(Decimal::kUnsaid,
         {
             {"£51.77", "51.77"},        {"1,234 reviews", "1234"},   {"1,234.567", "1234.567"},
             {"0.125 l", "0.125"},       {"34.992001", "34.992001"},  {"1 870 ₽", "doubtful"},
             {"12 345 km", "doubtful"},  {"2 995,00 Kč", "doubtful"}, {"1.727 Ft", "doubtful"},
             {"3,5 kg", "doubtful"},     {"118, 99 TL", "doubtful"},  {"$119. 95", "doubtful"},
             {"1, 234", "doubtful"},     {"35€ 99", "doubtful"},      {"35 €99", "doubtful"},
             {"1250€600", "doubtful"},   {"12 99 €", "doubtful"},     {"$119 95", "doubtful"},
             {"0,123", "doubtful"},      {"1234,567", "doubtful"},    {"1.2.3", "doubtful"},
             {"15.08.2017", "doubtful"}, {"...75", "doubtful"},
         });
}

TEST(NumberText, WhatStandsBehindANumberIsNoneOfIt) {
  expect(Decimal::kUnsaid, {
                               {"2019 500 items", "2019"},
                               {"3 5", "3"},
                               {"5 1000", "5"},
                               {"48.85,2.35", "48.85"},
                               {"5€ 10€", "5"},
                               {"€5 €10", "5"},
                               {"20 € 15 €", "20"},
                               {"$5 20 items", "5"},
                               {"49,-", "49"},
                               {"May 3, 12:30", "3"},
                               {"May 3, 2024", "3"},
                               {"10-20", "10"},
                               {"5'10", "5"},
                           });
}

TEST(NumberText, WhereAPointIsSaid) {
  expect(Decimal::kPoint, {
                              {"1.727", "1.727"},
                              {"2 285.81", "2285.81"},
                              {"399 167.00 руб 420 176.16 руб", "399167.00"},
                              {"5 870 ₽", "5870"},
                              {"$119. 95", "119.95"},
                              {"36. 24", "36.24"},
                              {"35€ 99", "35.99"},
                              {"1.234,50", "doubtful"},
                              {"€ 1.299,-", "doubtful"},
                              {"1.234.567", "doubtful"},
                              {"1 234,567", "doubtful"},
                              {"36. 24. 12", "doubtful"},
                              {",5", "doubtful"},
                              {"$,75", "doubtful"},
                          });
}

TEST(NumberText, WhereACommaIsSaid) {
  expect(Decimal::kComma, {
                              {"1 995,00 Kč", "1995.00"},
                              {"500 000,00 €", "500000.00"},
                              {"118, 99 TL", "118.99"},
                              {"1.837, 32 €", "1837.32"},
                              {"1.299,-", "1299"},
                              {"kr 1 299:-", "1299"},
                              {"35€ 99", "35.99"},
                              {"3 5", "3"},
                              {"1,234.50", "doubtful"},
                              {"1,234,567", "doubtful"},
                              {"36, 38, 40", "doubtful"},
                              {"1.5", "doubtful"},
                              {"$.75", "doubtful"},
                              {"-.5", "doubtful"},
                          });
}

TEST(NumberText, GroupsOfEveryKind) {
  expect(Decimal::kUnsaid, {
                               {"1,234,567.5 USD", "1234567.5"},
                               {"1\u00A0"
                                "234\u00A0"
                                "567.5",
                                "1234567.5"},
                               {"12\u202F345", "12345"},
                               {"12\u2009345", "12345"},
                               {"1'000.50", "1000.50"},
                               {"1\u2019"
                                "000\u2019"
                                "000",
                                "1000000"},
                               {"1`299.-", "1299"},
                               {"₹1,23,456.00", "123456.00"},
                               {"12,34,56,789", "123456789"},
                               {"1,23,45", "doubtful"},
                               {"123,45,678", "doubtful"},
                               {"1,23,456,7", "doubtful"},
                               {"1,234\u00A0"
                                "567",
                                "doubtful"},
                               {"\uFFE5\uFF11\uFF0C\uFF12\uFF19\uFF19", "1299"},
                               {"1\u200B,234", "1234"},
                           });
}

TEST(NumberText, SignsPointsAndWordsBefore) {
  expect(Decimal::kUnsaid, {
                               {"-3", "-3"},
                               {"-$5.00", "-5.00"},
                               {"\u2212"
                                "4.5 °C",
                                "-4.5"},
                               {"$.75", "0.75"},
                               {".5 l", "0.5"},
                               {"-.5", "-0.5"},
                               {"$..75", "doubtful"},
                               {"$.75,333", "doubtful"},
                               {"$.750.30", "doubtful"},
                               // Marks of words, not of numbers.
                               {"No.5", "5"},
                               {"No,5", "5"},
                               {"Rs.500", "500"},
                               {"SKU-123", "123"},
                               {"", ""},
                               {"none", ""},
                           });
}

TEST(NumberText, Exponents) {
  expect(Decimal::kUnsaid, {{"2e3", "2e3"}, {"1.5e-1x", "1.5e-1"}, {"1E+2", "1e2"}, {"5em", "5"}});
}

TEST(NumberText, ANumberThatIsNotSeenWholeIsDoubtful) {
  expect(Decimal::kUnsaid, {{std::string(10'000, '1'), "doubtful"}});
  expect(Decimal::kUnsaid,
         {{std::string(10'000, 'x') + " 1,234 " + std::string(10'000, 'x'), "1234"}});
}

}  // namespace
}  // namespace parser
