#include "explore/check/gate.h"

#include <gtest/gtest.h>

#include <string>

namespace explore {
namespace {

const Finding& finding(std::string_view id) { return *find_finding(id); }

Gates read(std::string_view text) { return read_gates(text, findings()); }

std::string problem_of(std::string_view text) { return read(text).problem; }

TEST(Gate, NamesASeverityAFindingOrAny) {
  const Gates gates = read("error>0, new:warning>12,broken-links > 3,new: any>0");
  ASSERT_EQ(gates.problem, "");
  ASSERT_EQ(gates.all.size(), 4u);
  EXPECT_EQ(gates.all[0].text, "error>0");
  EXPECT_EQ(gates.all[0].allowed, 0u);
  EXPECT_FALSE(gates.all[0].only_new);
  EXPECT_EQ(gates.all[1].text, "new:warning>12");
  EXPECT_EQ(gates.all[1].allowed, 12u);
  EXPECT_TRUE(gates.all[1].only_new);
  EXPECT_EQ(gates.all[2].text, "broken-links>3");
  EXPECT_EQ(gates.all[3].text, "new:any>0");
}

TEST(Gate, CountsWhatItNames) {
  const Gates gates = read("error>0,broken-fragments>0,any>0,fact>0");
  ASSERT_EQ(gates.problem, "");
  const Finding &error = finding("broken-links"), &warning = finding("broken-fragments"),
                &fact = finding("top-pages");
  EXPECT_TRUE(gates.all[0].counts(error));
  EXPECT_FALSE(gates.all[0].counts(warning));
  EXPECT_FALSE(gates.all[1].counts(error));
  EXPECT_TRUE(gates.all[1].counts(warning));
  EXPECT_TRUE(gates.all[2].counts(error));
  EXPECT_TRUE(gates.all[2].counts(warning));
  EXPECT_FALSE(gates.all[2].counts(fact)) << "facts are no faults";
  EXPECT_TRUE(gates.all[3].counts(fact));
}

TEST(Gate, AMistakeIsSaidWithTheRemedy) {
  EXPECT_EQ(problem_of("errors>0"),
            "\"errors\" is no severity and no finding (did you mean error?)");
  EXPECT_EQ(problem_of("broken-link>0"),
            "\"broken-link\" is no severity and no finding (did you mean broken-links?)");
  EXPECT_NE(problem_of("quite-something-else>0").find("severities are error, warning"),
            std::string::npos);
  for (const char* text :
       {"", "error", "error>", "error>-1", "error>1.5", "error>=1", ">0", "error>0,", ",error>0",
        "new:>0", "old:error>0", "error<1", "error>99999999999999999999"})
    EXPECT_NE(problem_of(text), "") << text;
  EXPECT_EQ(problem_of("\x1b[31m>0").find('\x1b'), std::string::npos);
  std::string many = "error>0";
  for (int i = 0; i < 200; ++i) many += ",error>0";
  EXPECT_EQ(problem_of(many), "more than 100 gates");
}

}  // namespace
}  // namespace explore
