#include "parser/extract/written_date.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace parser {
namespace {

using Cases = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string in_utc(std::string_view text) {
  const auto date = read_written_date(text);
  return date ? iso_in_utc(*date) : "none";
}

std::string as_written(std::string_view text) {
  const auto date = read_written_date(text);
  return date ? iso_as_written(*date) : "none";
}

void expect(Cases cases) {
  for (const auto& [text, expected] : cases) EXPECT_EQ(in_utc(text), expected) << text;
}

TEST(WrittenDate, DaysInEnglishWords) {
  expect({
      {"5 September 2024", "2024-09-05"},
      {"5th September, 2024", "2024-09-05"},
      {"the 5th of September 2024", "none"},
      {"22nd of May, 2024", "2024-05-22"},
      {"Sept. 5, 2024", "2024-09-05"},
      {"Sept 5, 2024", "2024-09-05"},
      {"SEP 5 2024", "2024-09-05"},
      {"September 5th, 2024", "2024-09-05"},
      {"September 5,2024", "2024-09-05"},
      {"Thursday 5 September 2024", "2024-09-05"},
      {"Thurs., Sept. 5, 2024", "2024-09-05"},
      {"2024 September 5", "2024-09-05"},
      {"05-Sep-2024", "2024-09-05"},
      {"05/Sep/2024", "2024-09-05"},
      {"5. September 2024", "2024-09-05"},
      {"May\u00A0"
       "1,\u202F2024",
       "2024-05-01"},
      {"May 3\u200E1, 2024", "2024-05-31"},
      {"May 2024", "2024-05-01"},
  });
  EXPECT_FALSE(read_written_date("May 2024")->has_day);
  EXPECT_TRUE(read_written_date("1 May 2024")->has_day);
}

TEST(WrittenDate, TimesBeforeAndBehindTheDay) {
  expect({
      {"November 19, 2019 at 8:59 pm", "2019-11-19T20:59:00"},
      {"May 1, 2024 10:00 AM", "2024-05-01T10:00:00"},
      {"May 1, 2024 | 12:15am", "2024-05-01T00:15:00"},
      {"May 1, 2024, 12:15 p.m.", "2024-05-01T12:15:00"},
      {"May 1, 2024 @ 5 PM", "2024-05-01T17:00:00"},
      {"1 May 2024, 10:00", "2024-05-01T10:00:00"},
      {"1 May 2024 \u2022 10:00:30", "2024-05-01T10:00:30"},
      {"1 May 2024 \u2013 10:00", "2024-05-01T10:00:00"},
      {"10:00, 1 May 2024", "2024-05-01T10:00:00"},
      {"8:59 PM - 1 May 2024", "2024-05-01T20:59:00"},
      {"8:59\u00A0pm EST, Wednesday, May 1, 2024", "2024-05-02T01:59:00Z"},
      {"Wed 6:45 PM, May 1, 2024", "2024-05-01T18:45:00"},
      {"Wed 1 May 2024 09.13 GMT", "2024-05-01T09:13:00Z"},
      {"1 May 2024 at 9.13", "2024-05-01T09:13:00"},
      {"1 May, 2024 1632hrs IST", "2024-05-01T16:32:00"},
      {"Updated 1200 GMT (2000 HKT) May 1, 2024", "2024-05-01T12:00:00Z"},
      {"22:15 PM, 1 May 2024", "2024-05-01T22:15:00"},
      // A clock has no such hours.
      {"May 1, 2024 15:00 am", "none"},
      {"May 1, 2024 13 pm", "none"},
      {"May 1, 2024 0:15 pm", "none"},
      {"May 1, 2024 24:00", "none"},
      {"May 1, 2024 10:60", "none"},
      {"May 1, 2024 1.50", "none"},
  });
}

TEST(WrittenDate, NumbersWithTheYearFirst) {
  expect({
      {"2024-05-01", "2024-05-01"},
      {"2024/05/01", "2024-05-01"},
      {"2024/5/1 9:08", "2024-05-01T09:08:00"},
      {"2024.05.01", "2024-05-01"},
      {"20240501", "2024-05-01"},
      {"20240501T100000Z", "2024-05-01T10:00:00Z"},
      {"20240501T1000Z", "2024-05-01T10:00:00Z"},
      {"20240501T10:00:00Z", "2024-05-01T10:00:00Z"},
      {"2024-05-01T10:00:00.123456+02:00", "2024-05-01T08:00:00Z"},
      {"2024-05-01T10:00:00,5Z", "2024-05-01T10:00:00Z"},
      {"2024-05-01T10:00+02", "2024-05-01T08:00:00Z"},
      {"2024-05-01 10:00:00 UTC", "2024-05-01T10:00:00Z"},
      {"2024-05-01 10:00:00 -0500", "2024-05-01T15:00:00Z"},
      {"2024-05-01 T 10:00:00 +0000", "2024-05-01T10:00:00Z"},
      {"2024-05-01T23:59:60Z", "2024-05-01T23:59:59Z"},
      {"2024-05", "2024-05-01"},
      {"2010/11", "none"},  // two years
      {"2024-W05-1", "none"},
      {"2024-123", "none"},
      {"2024-05/01", "none"},
      {"2024", "none"},
      {"9999-12-31T23:59:59-01:00", ""},
  });
}

// A field with dates of both orders can't be told; a day above 12 can.
TEST(WrittenDate, NumbersWithTheYearLastOnlyIfThereIsOneOrder) {
  bool is_ambiguous = false;
  EXPECT_EQ(in_utc("21/06/2014"), "2014-06-21");
  EXPECT_EQ(in_utc("06/21/2014 5:03 PM"), "2014-06-21T17:03:00");
  EXPECT_EQ(in_utc("27.1.2020"), "2020-01-27");
  EXPECT_EQ(in_utc("05/05/2020"), "2020-05-05");
  EXPECT_FALSE(read_written_date("01/05/2024, 10:00", &is_ambiguous));
  EXPECT_TRUE(is_ambiguous);
  EXPECT_FALSE(read_written_date("01/05/2024 or so", &is_ambiguous));
  EXPECT_FALSE(is_ambiguous);
  EXPECT_FALSE(read_written_date("21/05/24", &is_ambiguous));
  EXPECT_FALSE(is_ambiguous);
  EXPECT_EQ(in_utc("31/04/2024"), "none");
}

TEST(WrittenDate, MailAndWhatProgramsPrint) {
  expect({
      {"Wed, 01 May 2024 10:00:00 PDT", "2024-05-01T17:00:00Z"},
      {"Wed, 1 May 2024 10:00:00 EST", "2024-05-01T15:00:00Z"},
      {"Wed, 1 May 2024 10:00:00 CST", "2024-05-01T16:00:00Z"},
      {"1 May 2024 10:00:00 CST", "2024-05-01T10:00:00"},  // China's, perhaps
      {"Wed, 1 May 2024 10:00:00 -0500 (EST)", "2024-05-01T15:00:00Z"},
      {"1 May 2024 10:00 +0530", "2024-05-01T04:30:00Z"},
      {"Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00Z"},
      {"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"Mon, 6 May 24 08:49:37 GMT", "2024-05-06T08:49:37Z"},
      {"6 May 24", "none"},
      {"Wed Nov 20 2019 09:28:00 GMT+0000 (UTC)", "2019-11-20T09:28:00Z"},
      {"Wed Nov 20 2019 09:28:00 GMT+0100 (Central European Standard Time)",
       "2019-11-20T08:28:00Z"},
      {"Wed Nov 20 09:28:00 UTC 2019", "2019-11-20T09:28:00Z"},
      {"Wed Nov 20 09:28:00 CST 2019", "2019-11-20T09:28:00"},  // China's, more often than not
      {"Wed Nov 20 09:28:00 +0200 2019", "2019-11-20T07:28:00Z"},
      {"Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37"},
  });
  using Form = WrittenDate::Form;
  EXPECT_EQ(read_written_date("Wed, 01 May 2024 10:00:00 PDT")->form, Form::kMail);
  EXPECT_EQ(read_written_date("May 1, 2024 at 8:59 pm")->form, Form::kWords);
  EXPECT_EQ(read_written_date("2024-05-01")->form, Form::kIso);
  EXPECT_EQ(read_written_date("21/05/2024")->form, Form::kNumbers);
}

TEST(WrittenDate, ADayThatIsInNoCalendarIsNone) {
  expect({
      {"31 Apr 2024", "none"},
      {"Tue, 31 Apr 2024 10:00:00 GMT", "none"},
      {"Wed, 31 Apr 2024 10:00:00 GMT", "none"},
      {"2023-02-29", "none"},
      {"20241301", "none"},
      {"May 0, 2024", "none"},
      {"Thursday May 1, 2024", "none"},  // that was a Wednesday
      {"2024-05-01T10:00:00+25:00", "none"},
      {"2024-05-01T10:00:00+02:60", "none"},
      {"2024-05-01T10:00:00+14:00", "2024-04-30T20:00:00Z"},
      {"2024-05-01T10:00:00 GMT+16", "none"},
  });
}

TEST(WrittenDate, WhatIsMoreThanOneDateIsNone) {
  expect({
      {"May 1 - 3, 2024", "none"},
      {"1-3 May 2024", "none"},
      {"1 May 2024 2 May 2024", "none"},
      {"May 1, 2024 10:00-12:00", "none"},
      {"2024-05-01 10:00-12:00", "none"},
      {"2024-05-01T10:00-12:00", "2024-05-01T22:00:00Z"},
      {"2024-05-01-05:00", "none"},
      {"May 1, 20249:00 am", "none"},
      {"May 1, 2024 / 22", "none"},
      {"1 Mai 2024", "none"},
      {"yesterday", "none"},
      {"1 May 2024 \u00E0 10:00", "none"},
      {std::string_view("1 May 2024\0", 11), "none"},
      {"", "none"},
  });
  EXPECT_EQ(in_utc("1 May 2024" + std::string(500, ' ')), "none");
}

TEST(WrittenDate, LabelsAndDividersMayStandAround) {
  expect({
      {"Published: May 1, 2024", "2024-05-01"},
      {"| UPDATED: 11:05, Wed, May 1, 2024", "2024-05-01T11:05:00"},
      {"Last modified on 1 May 2024", "2024-05-01"},
      {"Posted on May 1, 2024.", "2024-05-01"},
      {"[ May 1, 2024 ]", "2024-05-01"},
      {"(updated 11:14 GMT 1 May 2024)", "2024-05-01T11:14:00Z"},
      {"Posted by May on May 1, 2024", "none"},
      {"May 1, 2024, updated May 2, 2024", "none"},
  });
}

TEST(WrittenDate, TheWrittenDayAndItsOffsetAreKept) {
  EXPECT_EQ(as_written("2024-05-01T23:30:00-05:00"), "2024-05-01T23:30:00-05:00");
  EXPECT_EQ(as_written("Wed, 01 May 2024 23:30:00 PDT"), "2024-05-01T23:30:00-07:00");
  EXPECT_EQ(as_written("May 1, 2024 10:00 GMT+5:30"), "2024-05-01T10:00:00+05:30");
  EXPECT_EQ(as_written("2024-05-01T10:00:00Z"), "2024-05-01T10:00:00Z");
  EXPECT_EQ(as_written("2024-05-01 10:00"), "2024-05-01T10:00:00");
  EXPECT_EQ(as_written("1 May 2024"), "2024-05-01");
  const auto date = read_written_date("May 1, 2024 11:30 pm EDT");
  ASSERT_TRUE(date && date->time && date->offset);
  EXPECT_EQ(*date->time, std::chrono::hours(23) + std::chrono::minutes(30));
  EXPECT_EQ(*date->offset, std::chrono::hours(-4));
  // What is several clocks is none.
  EXPECT_FALSE(read_written_date("May 1, 2024 11:30 pm ET")->offset);
}

}  // namespace
}  // namespace parser
