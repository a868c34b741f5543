#include "explore/check/row_identity.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace explore {
namespace {

using storage::SqlValue;
using Columns = std::vector<std::string>;
using Values = std::vector<SqlValue>;

class RowIdentityTest : public testing::Test {
 protected:
  Identity of(std::string_view id, const Columns& columns, const Values& values) {
    return RowIdentity(*find_finding(id), columns, map_).of(values);
  }
  UrlMap map_;
};

SqlValue text(std::string_view words) { return words; }
SqlValue number(int64_t value) { return value; }

TEST_F(RowIdentityTest, IsOfWhatNamesThingsAndNotOfWhatChanges) {
  const Columns columns = {"page", "broken_url", "answer", "kind", "anchor"};
  const Identity first = of(
      "broken-links", columns,
      {text("http://a.test/"), text("http://a.test/x"), number(404), text("a"), text("read on")});
  EXPECT_EQ(first, of("broken-links", columns,
                      {text("http://a.test/"), text("http://a.test/x"), number(410), text("a"),
                       text("read more")}));
  EXPECT_EQ(first, of("broken-links", columns,
                      {text("http://a.test/"), text("http://a.test/x"), text("timeout"), text("a"),
                       SqlValue()}));
  EXPECT_NE(first, of("broken-links", columns,
                      {text("http://a.test/2"), text("http://a.test/x"), number(404), text("a"),
                       text("read on")}));
  EXPECT_NE(first, of("broken-links", columns,
                      {text("http://a.test/"), text("http://a.test/y"), number(404), text("a"),
                       text("read on")}));
  EXPECT_NE(first, of("broken-external-links", columns,
                      {text("http://a.test/"), text("http://a.test/x"), number(404), text("a"),
                       text("read on")}))
      << "another finding";
}

TEST_F(RowIdentityTest, CountsTimesAndExamplesAreNoNames) {
  const Columns columns = {"url", "answer", "pages", "for_example", "kind"};
  EXPECT_EQ(of("broken-images", columns,
               {text("http://a.test/i.png"), number(404), number(3), text("http://a.test/1"),
                text("img")}),
            of("broken-images", columns,
               {text("http://a.test/i.png"), number(500), number(9), text("http://a.test/2"),
                text("img")}));
}

TEST_F(RowIdentityTest, PlacesOnPagesAreNames) {
  const Columns columns = {"page", "target", "fragment", "anchor"};
  EXPECT_NE(of("broken-fragments", columns,
               {text("http://a.test/"), text("http://a.test/x"), text("one"), text("")}),
            of("broken-fragments", columns,
               {text("http://a.test/"), text("http://a.test/x"), text("two"), text("")}));
}

TEST_F(RowIdentityTest, ARowWithoutNamesIsNamedByItsFirstColumn) {
  const Columns columns = {"reason", "urls"};
  EXPECT_EQ(of("not-checked", columns, {text("scope"), number(1)}),
            of("not-checked", columns, {text("scope"), number(2)}));
  EXPECT_NE(of("not-checked", columns, {text("scope"), number(1)}),
            of("not-checked", columns, {text("robots"), number(1)}));
  EXPECT_EQ(of("not-checked", {}, {}), of("not-checked", {}, {}));
}

TEST_F(RowIdentityTest, PartsDoNotRunIntoEachOther) {
  const Columns columns = {"name", "value", "id"};
  EXPECT_NE(of("failed", columns, {text("ab"), text("-"), text("c")}),
            of("failed", columns, {text("a"), text("-"), text("bc")}));
  EXPECT_NE(of("failed", columns, {text(""), text("-"), text("x")}),
            of("failed", columns, {text("x"), text("-"), text("")}));
}

TEST_F(RowIdentityTest, OneSiteMayStandForAnother) {
  const Columns columns = {"url", "status"};
  const Identity production = of("failed", columns, {text("https://a.test/x"), number(500)});
  map_.add("http://staging.test:8080", "https://a.test");
  EXPECT_EQ(of("failed", columns, {text("http://staging.test:8080/x"), number(500)}), production);
  EXPECT_EQ(of("failed", columns, {text("https://a.test/x"), number(500)}), production);
  EXPECT_EQ(map_.unmapped("https://a.test/x"), "http://staging.test:8080/x");
  EXPECT_EQ(map_.mapped("https://b.test/x"), "https://b.test/x");
}

TEST_F(RowIdentityTest, IsTheSameInEveryVersion) {
  // Baselines of code scanning hold it.
  EXPECT_EQ(hex_of(of("broken-links", {"page", "broken_url"},
                      {text("http://a.test/"), text("http://a.test/x")})),
            "d29860ca0331b518da924040a4b91d38");
}

}  // namespace
}  // namespace explore
